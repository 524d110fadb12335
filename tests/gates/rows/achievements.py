"""Items of the achievement file: waiting, returned, checked; at the school that checks them and where the person works.

Kinds by state (`recorded_item`, `returned_item`, `checked_item`) lie where they may be read; the others where they may
be decided: at the school that answers for the item, whether the person still works there or not.
"""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.achievements import actions
from teacher_growth.achievements.models import Achievement, AchievementEvidence
from teacher_growth.achievements.rules import AchievementKind, AwardGrade, AwardLevel, Item, UsedIn
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.files.actions import store
from tests.gates.people import Person
from tests.gates.rows.scans import a_scan

if TYPE_CHECKING:
    from tests.gates.world import World

FIELDS = ("item", "item_issuer", "item_number", "item_note", "item_file", "item_scan", "item_small")
ANSWERS = {"seconded": "s3", "arriving": "s3", "former": "s1", "voided": "s4", "corrected": "s4", "gone": "s1"}
"""The school that answers for the item, where it is not simply the one at which the person works."""
BESIDES = ("s1_a", "s2_a", "s3_a", "s5_a", "seconded", "former")
"""Who has a returned and a checked item too; and so has everybody who can ask."""
ABOVE = {"s1": "k1", "s2": "k1", "s5": "city"}


def settle(world: "World") -> None:
    for person in list(world.people.values()):
        if person.plan.how == "external" or person.plan.double:
            continue
        person.more |= {"item", "item_issuer", "item_number", "item_note", "item_file", "item_scan", "item_small"}
        _recorded(world, person)
        if person.key in BESIDES or person.key.startswith("file_"):
            person.more |= {"item_reason", "item_use"}
            _returned(world, person)
            _checked(world, person)


def _recorded(world: "World", person: Person) -> None:
    """The principal's waits for those above the school."""
    made, school = _item(world, person, 1), _school(person)
    _put(world, "recorded_item", person, made)
    world.put("with_items", person.key, person.id, at=person.plan.at | {school}, people=frozenset({person.key}))
    _at(world, "queued_item", person, made, school)
    _at(world, "principals_item" if person.plan.heads else "waiting_item", person, made, school)
    _at(world, "item_turn", person, made, ABOVE[school] if person.plan.heads else school)


def _returned(world: "World", person: Person) -> None:
    made = _item(world, person, 2)
    with write_tx():
        actions.return_achievement(made, actor=_checker(world, person), version=1, reason=person.mark("item_reason"))
    _put(world, "returned_item", person, made)


def _checked(world: "World", person: Person) -> None:
    made = _item(world, person, 3)
    with write_tx():
        actions.check_achievement(made, actor=_checker(world, person), version=1)
        actions.note_use(made, actor=SYSTEM, used_in=UsedIn.SELECTION, used_id=1, label=person.mark("item_use"))
    _put(world, "checked_item", person, made)
    if not person.plan.heads:
        _at(world, "taken_item", person, made, _school(person))


def _put(world: "World", kind: str, person: Person, made: int) -> None:
    at, people = person.plan.at | {_school(person)}, frozenset({person.key})
    world.put(kind, person.key, made, at=at, people=people)
    world.put("item", f"{person.key} {kind}", made, at=at, people=people)
    world.put("desk_item", f"{person.key} {kind}", made, at=frozenset({_school(person)}), people=people)


def _at(world: "World", kind: str, person: Person, made: int, place: str) -> None:
    world.put(kind, person.key, made, at=frozenset({place}), people=frozenset({person.key}))


def _school(person: Person) -> str:
    return ANSWERS.get(person.key) or next(iter(person.plan.at))


def _checker(world: "World", person: Person) -> Actor:
    """Of the city: above every school. Nobody checks his own."""
    clerk = world.actors["city_clerk"]
    return SYSTEM if person.key == clerk.own else world.actor(clerk)


def _item(world: "World", person: Person, day: int) -> int:
    """As if sent while the person was at the school: the verb takes the school of today."""
    item = Item(
        kind=AchievementKind.PAPER, title=person.mark("item"), level=AwardLevel.COUNTY_EDUCATION,
        grade=AwardGrade.SECOND, issuer=person.mark("item_issuer"), issued_on=date(2024, 5, day),
        certificate=person.mark("item_number"), note=person.mark("item_note"),
    )  # fmt: skip
    scan = a_scan(world, scan=person.mark("item_scan"), small=person.mark("item_small"), name=person.mark("item_file"))
    with write_tx() as session:
        row = Achievement(
            **asdict(item), teacher_id=person.id, organisation_id=world.places[_school(person)],
            state=ClaimState.SUBMITTED, doubts=[], entered_at=now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(AchievementEvidence(achievement_id=row.id, file_id=store(scan, actor=SYSTEM).id, position=1))
        return row.id
