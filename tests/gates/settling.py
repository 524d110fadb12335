"""Puts the persons of people.py where they belong, each way of belonging by its builder."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.people import actions
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F
from tests.gates.actors import PARTS
from tests.gates.people import FACTS, LAST_YEAR, LONG_AGO, Person, Plan

if TYPE_CHECKING:
    from tests.gates.world import World


def own_files() -> Iterator[Plan]:
    for part in PARTS:
        if part.file is not None:
            kept = None if part.file.startswith("s") else part.file
            how, heads = "external" if kept else "regular", part.role is Role.PRINCIPAL and part.home == part.file
            yield Plan(f"file_{part.key}", frozenset({part.file}), how, kept, heads=heads)


def settle(world: "World", person: Person) -> None:
    home = next((each for each in sorted(person.plan.at, reverse=True)), "s1")
    with write_tx():
        person.id = actions.create_teacher(
            actor=SYSTEM, staff_number=person.mark("staff_number"), organisation_id=world.places[home], since=LONG_AGO,
            external=person.plan.keeper is not None, name=person.mark("name"), sex=c.Sex.FEMALE,
            birth_date=person.birth_date, stage=c.Stage.PRIMARY, subject=c.Subject.CHINESE,
        ).id  # fmt: skip
        for kind, values in FACTS.items():
            filled = {name: world.places[home] if value == "s" else value for name, value in values.items()}
            if kind is F.POST and person.plan.heads:
                filled["kind"] = c.PostKind.PRINCIPAL
            _fact(person, kind, **filled)
        BUILDERS[person.plan.how](world, person, home)
    person.fact_at["leave"] = frozenset({home})  # the school that granted it
    world.people[person.key] = person
    about = frozenset({person.key})
    world.put("person", person.key, person.id, at=person.plan.at, people=about)
    for kind, fact_id in person.facts.items():
        world.put(kind, person.key, fact_id, at=person.fact_at.get(kind, person.plan.at), people=about)
    still = person.fact_at["leave"] & person.plan.at
    world.put("leave_of_staff", person.key, person.id, at=still, people=about)
    world.put("with_leave", person.key, person.id, at=person.fact_at["leave"], people=about)
    if person.plan.double:
        world.put("double", person.key, person.id, at=person.plan.at, people=about)


def _fact(person: Person, kind: F, /, *, keep: bool = True, valid_from: date = LONG_AGO, **values: Any) -> int:
    fact = actions.record_fact(
        kind, person.id, actor=SYSTEM, valid_from=valid_from, document=person.mark(kind.value), **values
    )
    if keep:
        person.facts[kind.value] = fact.id
    return fact.id


def _belongs(world: "World", person: Person, to: str, **values: Any) -> None:
    _fact(person, F.RELATION, organisation_id=world.places[to], employment=c.Employment.ESTABLISHED, **values)


def _works(world: "World", person: Person, at: str, kind: c.PlaceKind = c.PlaceKind.REGULAR, **values: Any) -> int:
    return _fact(person, F.PLACE, organisation_id=world.places[at], kind=kind, **values)


def _regular(world: "World", person: Person, home: str) -> None:
    _belongs(world, person, home)
    _works(world, person, home)


def _seconded(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s3")
    _works(world, person, "s1", c.PlaceKind.SECONDMENT)


def _arriving(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s3")
    _works(world, person, "s1", c.PlaceKind.TRANSFER, valid_from=today() + timedelta(days=30))


def _former(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s1", valid_to=LAST_YEAR, keep=False)
    _works(world, person, "s1", valid_to=LAST_YEAR, keep=False)
    _belongs(world, person, "s3", valid_from=LAST_YEAR + timedelta(days=1))
    _works(world, person, "s3", valid_from=LAST_YEAR + timedelta(days=1))


def _voided(world: "World", person: Person, _home: str) -> None:
    wrong = _works(world, person, "s1", keep=False)
    actions.void_fact(F.PLACE, wrong, actor=SYSTEM, reason="never so")
    _belongs(world, person, "s4")
    _works(world, person, "s4")


def _corrected(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s4")
    wrong = _works(world, person, "s1", keep=False)
    right = actions.supersede_fact(F.PLACE, wrong, actor=SYSTEM, reason="s2", organisation_id=world.places["s2"])
    person.facts["place"] = right.id


def _last_day(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s1", valid_to=today())
    _works(world, person, "s1", valid_to=today())


def _gone(world: "World", person: Person, _home: str) -> None:
    _belongs(world, person, "s1", valid_to=LAST_YEAR, leaving_reason=c.LeavingReason.RETIRED)
    _works(world, person, "s1", valid_to=LAST_YEAR)


def _external(_world: "World", _person: Person, _home: str) -> None:
    """Has no posting: the keeper's alone."""


BUILDERS = {
    "regular": _regular, "seconded": _seconded, "arriving": _arriving, "former": _former, "voided": _voided,
    "corrected": _corrected, "gone": _gone, "last_day": _last_day, "external": _external,
}  # fmt: skip
