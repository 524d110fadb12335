"""A pair ends by 教务处 or a principal, or because one of the two leaves the school."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.actions.holding import become, close, hold, lock_people
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import OPEN, EndReason, Leaving, PairState, Stay, end_fault, leaving
from teacher_growth.people.models import PersonnelRelation, WorkPlace


def end_pair(
    pair_id: int, /, *, actor: Actor, version: int, ended_on: date, reason: EndReason, note: str | None = None
) -> MentorPair:
    """By 教务处 or the principal of either school, or in a principal's place by the office above; not by the two."""
    pair = hold(pair_id, actor, Permission.MENTORING_PROPOSE, Permission.MENTORING_APPROVE, version=version)
    if pair.has(actor.teacher_id):
        raise SelfInterest()
    if not queries.may_end(pair, actor):
        raise Refused("pair_for_school_to_end")
    if fault := end_fault(ended_on, pair.letter_date, today()):
        raise Refused(fault, letter_date=pair.letter_date)
    if reason is EndReason.OTHER and not note:
        raise Refused("pair_reason_missing")
    _end(pair, ended_on, reason, actor)
    pair.end_note = note or None
    record(Event.PAIR_ENDED, pair, actor=actor, ended_on=ended_on, reason=reason, note=note)
    return pair


def end_pairs_of(facts: Sequence[PersonnelRelation | WorkPlace], /, *, actor: Actor, caused_by: Event) -> None:
    """The answer to changed relations and places of work: whoever left the pair's school leaves the pair that day.

    A day still to come is written down as well: the pair holds until then. What had not begun is withdrawn.
    """
    people = {each.teacher_id for each in facts}
    concerned = MentorPair.mentor_id.in_(people) | MentorPair.mentee_id.in_(people)
    statement = select(MentorPair).where(MentorPair.state.in_(OPEN), concerned).order_by(MentorPair.id)
    lock_people(people)
    statement = unrestricted(statement.with_for_update(), reason="who leaves a school leaves his pairs")
    pairs = db.session.scalars(statement).all()
    stays = queries.stays_of(people) if pairs else {}
    for pair in pairs:
        if end := _first_to_leave(pair, stays):
            _answer(pair, end, actor, caused_by)


def _first_to_leave(pair: MentorPair, stays: dict[int, list[Stay]]) -> Leaving | None:
    sides = ((pair.mentor_id, pair.mentor_organisation_id), (pair.mentee_id, pair.organisation_id))
    ends = [
        leaving(stays[person], school, pair.letter_date)
        for person, school in sides
        if person in stays and school is not None
    ]
    return min((end for end in ends if end is not None), key=lambda end: end.on, default=None)


def _answer(pair: MentorPair, end: Leaving, actor: Actor, caused_by: Event) -> None:
    if pair.state is PairState.ACTIVE:
        _end(pair, max(end.on, pair.letter_date), end.reason, actor)
        record(Event.PAIR_ENDED, pair, actor=actor, caused_by=caused_by, ended_on=pair.ended_on, reason=end.reason)
    else:
        close(pair, PairState.WITHDRAWN, actor=actor, reason=None)
        pair.end_reason = end.reason
        record(Event.PAIR_WITHDRAWN, pair, actor=actor, caused_by=caused_by, reason=end.reason)


def _end(pair: MentorPair, ended_on: date, reason: EndReason, actor: Actor) -> None:
    become(pair, PairState.ENDED)
    pair.ended_on, pair.end_reason = ended_on, reason
    pair.closed_by_id, pair.closed_at = actor.user_id, now()
