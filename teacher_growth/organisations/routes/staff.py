"""How many people are where, and who wrote: told by `people`, which lies above, through what app.py registered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import current_app

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today


def teachers_at(organisation_ids: Iterable[int], actor: Actor) -> dict[int, int] | None:
    """Today's people of each place, as far as the actor sees them; None for those who read nobody's files."""
    if not actor.may_for_others(Permission.PEOPLE_READ):
        return None
    counts: Any = current_app.extensions["staff_counts"]
    found: dict[int, int] = counts.headcounts(organisation_ids, actor, today())
    return found


def established_on(organisation_id: int, days: Iterable[date], actor: Actor) -> dict[date, int]:
    """在编 on each day, for those who read the files of that place."""
    if not actor.holds_at(Permission.PEOPLE_READ, organisation_id):
        return {}
    counts: Any = current_app.extensions["staff_counts"]
    found: dict[date, int] = counts.established_on(organisation_id, days)
    return found


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Of those who recorded what may be read."""
    people: Any = current_app.extensions["staff_counts"]
    found: dict[int, str] = people.account_names(account_ids)
    return found
