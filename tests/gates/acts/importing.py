"""Whom a sheet may speak of: what importing finds of people by their numbers and names, and whom it misses."""

from collections.abc import Callable, Sequence
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible
from teacher_growth.importing import queries
from teacher_growth.importing.comparing.facts import FactComparer, people_of
from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.comparing.people import PeopleComparer
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.comparing.training import found_people
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.sheets import Kind

Act = Callable[[Any, Actor, int], Any]


def _ground(actor: Actor) -> Ground:
    return Ground(actor, today(), today())


def _numbers(world: Any, person: int) -> set[str]:
    return {each.mark("staff_number") for each in world.people.values() if each.id == person}


def _of_fact(fact: FactKind) -> Act:
    def find(world: Any, actor: Actor, row_id: int) -> None:
        if not people_of(_numbers(world, row_id), _ground(actor), fact):
            raise NotVisible

    return find


def _over_whom(*permissions: Permission) -> Act:
    def find(world: Any, actor: Actor, row_id: int) -> None:
        if not found_people(_numbers(world, row_id), _ground(actor), permissions):
            raise NotVisible

    return find


def _lines_of(kind: Kind) -> Act:
    """What is on record, to compare with."""

    def find(_world: Any, actor: Actor, row_id: int) -> None:
        if not FactComparer(_ground(actor), kind)._lines([row_id]):
            raise NotVisible

    return find


def _alike(world: Any, actor: Actor, row_id: int) -> None:
    """That there is somebody of this name and birth date is said of people one sees."""
    names = [each.mark("name") for each in world.people.values() if each.id == row_id]
    if not PeopleComparer(_ground(actor))._born([_row(name) for name in names]):
        raise NotVisible


def _row(name: str) -> Taken:
    return Taken(1, {}, [], None, "", name)


def _missing(world: Any, actor: Actor, row_id: int) -> None:
    """From a file that speaks of every place and names nobody."""
    comparer = PeopleComparer(_ground(actor).load())
    comparer.places.update(world.places.values())
    if row_id not in _ids(list(comparer.missing())):
        raise NotVisible


def _ids(rows: Sequence[Taken]) -> set[int | None]:
    return {each.target_id for each in rows}


ACTS: dict[str, Act] = {
    "importing.read_batch": lambda _world, actor, row_id: queries.batch(row_id, actor),
    "importing.read_for_title": _of_fact(FactKind.TITLE),
    "importing.read_for_leave": _of_fact(FactKind.LEAVE),
    "importing.read_for_training": _over_whom(Permission.TRAINING_ENTER, Permission.TRAINING_VERIFY),
    "importing.read_for_achievements": _over_whom(Permission.ACHIEVEMENTS_CHECK),
    "importing.read_titles": _lines_of(Kind.TITLES),
    "importing.read_alike": _alike,
    "importing.read_missing": _missing,
}
