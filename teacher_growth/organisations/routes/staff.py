"""How many people are where, and who wrote: told by `people` and `accounts`, which lie above, as app.py registers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask import current_app

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today


@dataclass(frozen=True)
class Staff:
    """What those above answer."""

    headcounts: Callable[[Iterable[int], Actor, date], dict[int, int]]
    established_on: Callable[[int, Iterable[date]], dict[date, int]]
    names: Callable[[Iterable[int | None]], dict[int, str]]


def teachers_at(organisation_ids: Iterable[int], actor: Actor) -> dict[int, int] | None:
    """Today's people of each place, as far as the actor sees them; None for those who read nobody's files."""
    if not actor.may_for_others(Permission.PEOPLE_READ):
        return None
    staff: Staff = current_app.extensions["staff"]
    return staff.headcounts(organisation_ids, actor, today())


def established_on(organisation_id: int, days: Iterable[date], actor: Actor) -> dict[date, int]:
    """在编 on each day, for those who read the files of that place."""
    if not actor.holds_at(Permission.PEOPLE_READ, organisation_id):
        return {}
    staff: Staff = current_app.extensions["staff"]
    return staff.established_on(organisation_id, days)


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Of those who recorded what may be read."""
    staff: Staff = current_app.extensions["staff"]
    return staff.names(account_ids)
