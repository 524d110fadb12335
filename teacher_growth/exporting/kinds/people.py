"""The roster: each person once, with the personnel relation of today, else the last one and why it ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.exporting.kinds.source import PLACE, Source
from teacher_growth.facts import known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher

PROFILE = ("staff_number", "name", "sex", "birth_date", "stage", "subject")


def people(actor: Actor, today: date, *, reads: Sequence[type[Any]] = ()) -> Source:
    """`reads`: further protected models that the statement will look at."""
    held, last = PersonnelRelation, _newest()
    ended = (held.id == last) & held.leaving_reason.is_not(None) & held.valid_to.is_not(None)
    statement = (
        visible(Teacher, actor, Permission.PEOPLE_READ, joined=(held, *reads))
        .outerjoin_from(Teacher, held, held.id == func.coalesce(_open(today), last))
        .outerjoin_from(
            Teacher, Organisation, Organisation.id == func.coalesce(held.organisation_id, Teacher.keeper_id)
        )
    )
    values: dict[str, Any] = {name: getattr(Teacher, name) for name in PROFILE} | PLACE
    values |= {
        "employment": held.employment, "since": held.valid_from, "document": held.document,
        "leaving_reason": case((ended, held.leaving_reason)), "last_day": case((ended, held.valid_to)),
    }  # fmt: skip
    return Source(statement, values, [Teacher.staff_number], Teacher.id)


def _open(today: date) -> Any:
    """The relation that has not ended, the earliest of several: as importing looks for it."""
    each = aliased(PersonnelRelation)
    still = or_(each.valid_to.is_(None), each.valid_to >= today)
    return _one(_of_person(each).where(still).order_by(each.valid_from, each.id))


def _newest() -> Any:
    each = aliased(PersonnelRelation)
    return _one(_of_person(each).order_by(each.valid_from.desc(), each.id.desc()))


def _of_person(each: Any) -> Select[tuple[int]]:
    return select(each.id).where(each.teacher_id == Teacher.id, known(each))


def _one(chosen: Select[tuple[int]]) -> Any:
    return chosen.limit(1).correlate(Teacher).scalar_subquery()
