"""Training lines: waiting, verified, returned; activities. At the school that answers for them.

Everybody's lines are of one day long past: then `former` was at s1, which answers for them still.
"""

from datetime import date
from typing import TYPE_CHECKING

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.database import write_tx
from teacher_growth.training import actions
from teacher_growth.training.rules import Line, Route, Unit
from tests.gates.people import Person
from tests.gates.rows.scans import a_scan

if TYPE_CHECKING:
    from tests.gates.world import World

DAY = date(2023, 3, 1)
SCHOOLS = {"seconded": "s3", "former": "s1"}
"""The school that answers for the person's lines, where it is not simply the one of today."""
ABOVE = {"s1": "k1", "s2": "k1", "s5": "city"}
LEARNERS = ("s1_a", "s2_a", "s3_a", "s5_a", "seconded", "former")
"""Who has lines; and so has everybody who can ask."""
ACTIVITIES = {"s1_a": ("s1_a", "s1_b", "seconded"), "s2_a": ("s2_a",), "s3_a": ("s3_a",), "s5_a": ("s5_a",)}
"""Whose mark an activity has: who was there. `seconded` belongs to s3, this line of his is s1's."""


def settle(world: "World") -> None:
    for person in list(world.people.values()):
        if person.plan.how == "external":
            continue
        for kind, belongs in {"roster": True, "learner": _learns(person), "head": person.plan.heads}.items():
            if belongs:
                world.put(kind, person.key, person.id, at=person.plan.at, people=frozenset({person.key}))
        if _learns(person):
            _waits(world, person)
            _verified(world, person)
            _returned(world, person)
    for key in ACTIVITIES:
        _activity(world, world.people[key])


def _learns(person: Person) -> bool:
    return person.key in LEARNERS or person.key.startswith("file_")


def _school(person: Person) -> str:
    return SCHOOLS.get(person.key) or next(iter(person.plan.at))


def _waits(world: "World", person: Person) -> None:
    """The principal's waits for the county, and lies in its queue, not in the school's."""
    made = _line(world, person, "waiting_line", files=True)
    person.fact_at["line_file"] = frozenset({_school(person)})  # of a line of another school only the title is seen
    desk = ABOVE[_school(person)] if person.plan.heads else _school(person)
    _put(world, "training_turn", person, made, at=desk)
    if person.plan.heads:
        _put(world, "principals_line", person, made)


def _verified(world: "World", person: Person) -> None:
    made = _line(world, person, "verified_line")
    with write_tx():
        actions.verify_record(made, actor=SYSTEM, version=1)


def _returned(world: "World", person: Person) -> None:
    made = _line(world, person, "returned_line")
    with write_tx():
        actions.return_record(made, actor=SYSTEM, version=1, reason=person.mark("line_reason"))
    person.more.add("line_reason")


def _line(world: "World", person: Person, kind: str, *, files: bool = False) -> int:
    """Logged by the person himself. Of a waiting one each text has its mark."""
    provider, number = ("line_provider", "line_number") if files else (kind, kind)
    line = Line(
        title=person.mark(kind), provider=person.mark(provider), certificate=person.mark(number),
        route=Route.COURSE_CHOICE, starts_on=DAY, ends_on=DAY, amount=10, unit=Unit.HOUR,
    )  # fmt: skip
    scan = a_scan(world, scan=person.mark("line_scan"), small=person.mark("line_small"), name=person.mark("line_file"))
    with write_tx():
        made = actions.log_record(line, actor=Actor(None, person.id), files=[scan] if files else []).id
    person.more |= {kind, *(("line_provider", "line_number", "line_file", "line_scan", "line_small") if files else ())}
    _put(world, kind, person, made)
    return made


def _put(world: "World", kind: str, person: Person, row_id: int, *, at: str = "") -> None:
    world.put(kind, person.key, row_id, at=frozenset({at or _school(person)}), people=frozenset({person.key}))


def _activity(world: "World", first: Person) -> None:
    people, school = ACTIVITIES[first.key], _school(first)
    line = Line(
        title=first.mark("activity"), provider=school, route=Route.SCHOOL_BASED, starts_on=DAY, ends_on=DAY, amount=10,
        unit=Unit.HOUR,
    )  # fmt: skip
    activity = actions.Activity(line, plan=first.mark("activity_plan"))
    scan = a_scan(world, scan=first.mark("activity_scan"), small=first.mark("activity_small"), name="现场")
    ids = [world.people[each].id for each in people]
    with write_tx():
        entered = actions.enter_activity(world.places[school], activity, ids, actor=SYSTEM, files=[scan])
    first.more |= {"activity", "activity_plan", "activity_scan", "activity_small"}
    world.put("activity", first.key, entered.activity_id, at=frozenset({school}), people=frozenset(people))
