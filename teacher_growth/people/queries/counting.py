"""Who is where, and how many."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.database import db
from teacher_growth.facts import in_force, known
from teacher_growth.people.models import (
    PersonnelRelation,
    Post,
)
from teacher_growth.people.rules.codes import Employment, PostKind


def headcounts(organisation_ids: Iterable[int], actor: Actor, on: date) -> dict[int, int]:
    """How many of those the actor sees belong where on a day, in one query."""
    statement = (
        visible(PersonnelRelation, actor, Permission.PEOPLE_READ)
        .with_only_columns(PersonnelRelation.organisation_id, func.count(PersonnelRelation.id))
        .where(PersonnelRelation.organisation_id.in_(list(organisation_ids)), in_force(PersonnelRelation, on))
        .group_by(PersonnelRelation.organisation_id)
    )
    return {key: value for key, value in db.session.execute(statement)}  # noqa: C416 -- rows, not pairs


def established_on(organisation_id: int, days: Iterable[date]) -> dict[date, int]:
    """在编 on each day, those who left since too: a number beside the established posts."""
    statement = select(PersonnelRelation.valid_from, PersonnelRelation.valid_to).where(
        PersonnelRelation.organisation_id == organisation_id,
        PersonnelRelation.employment == Employment.ESTABLISHED,
        known(PersonnelRelation),
    )
    periods = db.session.execute(unrestricted(statement, reason="a number of staff, of a place whose staff is read"))
    held = [(row.valid_from, row.valid_to or date.max) for row in periods]
    return {day: sum(start <= day <= end for start, end in held) for day in days}


def working_at(organisation_ids: Iterable[int], on: date) -> Select[tuple[int]]:
    """Ids of those whose personnel relation is there on that day: to narrow a scoped statement."""
    return select(PersonnelRelation.teacher_id).where(
        in_force(PersonnelRelation, on), PersonnelRelation.organisation_id.in_(list(organisation_ids))
    )


def principals_of(organisation_ids: Iterable[int], on: date) -> set[tuple[int, int]]:
    """(teacher, school) of the principals in office that day: what is theirs is decided above the school."""
    statement = select(Post.teacher_id, Post.organisation_id).where(
        Post.organisation_id.in_(set(organisation_ids)), Post.kind == PostKind.PRINCIPAL, in_force(Post, on)
    )
    found = db.session.execute(unrestricted(statement, reason="who is principal, for what the county decides"))
    return {(teacher_id, organisation_id) for teacher_id, organisation_id in found}
