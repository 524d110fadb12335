"""New teachers (筑基) who have no mentor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.database import db
from teacher_growth.facts import in_force, known
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.queries.pairs import ran_on
from teacher_growth.mentoring.rules import ASKED, EndReason, PairKind, new_since
from teacher_growth.people.models import PersonnelRelation, Teacher, TierHeld
from teacher_growth.people.queries import working_at
from teacher_growth.people.rules.codes import Tier

READ = Permission.MENTORING_READ
FIRST_DAY = (
    select(func.min(PersonnelRelation.valid_from))
    .where(PersonnelRelation.teacher_id == Teacher.id, known(PersonnelRelation))
    .correlate(Teacher)
    .scalar_subquery()
)


def without_mentor(actor: Actor, day: date) -> Select[tuple[Teacher]]:
    """New teachers of the actor's schools without a pair in force that day; 满师 ends the need for one.

    New: in one of the first five school years of the personnel relation, or in the foundation tier.
    """
    statement = visible(Teacher, actor, READ, joined=(PersonnelRelation, TierHeld, MentorPair))
    return statement.where(_at_work(actor, day), _is_new(day), ~_paired(ran_on(day)), ~_paired(_completed()))


def unasked(found: Select[tuple[Teacher]]) -> Select[tuple[Teacher]]:
    """Of those without a mentor, the ones for whom nothing is under way either."""
    return found.where(~_paired(MentorPair.state.in_(ASKED)))


@dataclass(frozen=True)
class Newcomer:
    first_day: date
    since: date  # without a mentor
    asked_for: bool
    pair_id: int | None  # the one being asked for, where the actor may open it


def newcomer_facts(actor: Actor, teacher_ids: Iterable[int], day: date) -> dict[int, Newcomer]:
    """For the teachers of a page, in three queries."""
    ids = list(teacher_ids)
    firsts = select(PersonnelRelation.teacher_id, func.min(PersonnelRelation.valid_from)).where(
        PersonnelRelation.teacher_id.in_(ids), known(PersonnelRelation)
    )
    firsts = firsts.group_by(PersonnelRelation.teacher_id)
    first = dict(db.session.execute(unrestricted(firsts, reason="since when somebody of the list is new")).all())
    pairs = select(MentorPair.mentee_id, MentorPair.id, MentorPair.state, MentorPair.ended_on).where(
        MentorPair.mentee_id.in_(ids), MentorPair.state.in_(ASKED) | (MentorPair.ended_on < day)
    )
    asked: dict[int, int] = {}
    since = dict(first)
    for mentee_id, pair_id, state, ended_on in db.session.execute(
        unrestricted(pairs.order_by(MentorPair.id), reason="since when a teacher of the list is without a mentor")
    ):
        if state in ASKED:
            asked[mentee_id] = pair_id
        else:
            since[mentee_id] = max(since[mentee_id], ended_on + timedelta(days=1))
    opened = visible(MentorPair, actor, READ).with_only_columns(MentorPair.mentee_id, MentorPair.id)
    seen = dict(db.session.execute(opened.where(MentorPair.id.in_(asked.values()))).all())
    return {each: Newcomer(first[each], since[each], each in asked, seen.get(each)) for each in ids if each in first}


def _at_work(actor: Actor, day: date) -> ColumnElement[bool]:
    if actor.everywhere(READ):
        return Teacher.id.in_(select(PersonnelRelation.teacher_id).where(in_force(PersonnelRelation, day)))
    return Teacher.id.in_(working_at(actor.organisations(READ), day))


def _is_new(day: date) -> ColumnElement[bool]:
    foundation = select(TierHeld.id).where(
        TierHeld.teacher_id == Teacher.id, TierHeld.tier == Tier.FOUNDATION, in_force(TierHeld, day)
    )
    return or_(new_since(day) <= FIRST_DAY, exists(foundation.correlate(Teacher)))


def _paired(how: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(MentorPair.id).where(MentorPair.mentee_id == Teacher.id, how).correlate(Teacher))


def _completed() -> ColumnElement[bool]:
    return (MentorPair.kind == PairKind.SUBJECT) & (MentorPair.end_reason == EndReason.COMPLETED)
