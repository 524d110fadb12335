"""教务处 proposes and withdraws; mentor and mentee answer, each for themselves."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.actions.holding import a_reason, become, check_invariants, close, hold, lock_people
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import OPEN, PairKind, PairState, letter_fault
from teacher_growth.people.models import Teacher

PROPOSE = Permission.MENTORING_PROPOSE


def propose_pair(
    *, actor: Actor, mentor_id: int, mentee_id: int, kind: PairKind, letter_date: date, planned_end: date | None = None
) -> MentorPair:
    """For a teacher of the actor's school; the mentor may be of any school of the county, or external."""
    _check_visible(mentee_id, actor)
    if mentor_id == mentee_id:
        raise Refused("pair_with_oneself")
    if fault := letter_fault(letter_date, planned_end, today()):
        raise Refused(fault)
    school = _school_of(mentee_id, letter_date, actor)
    _check_reach(mentor_id, school, letter_date)
    lock_people((mentor_id, mentee_id))
    pair = MentorPair(
        mentor_id=mentor_id, mentee_id=mentee_id, kind=kind, organisation_id=school,
        mentor_organisation_id=_mentor_school(mentor_id, school, letter_date), state=PairState.PROPOSED,
        letter_date=letter_date, planned_end=planned_end, proposed_by_id=actor.user_id, proposed_at=now(),
    )  # fmt: skip
    check_invariants(pair, counted=OPEN)  # a proposed pair keeps its place
    _put(pair)
    record(Event.PAIR_PROPOSED, pair, actor=actor, kind=kind, letter_date=letter_date, planned_end=planned_end)
    return pair


def accept_pair(pair_id: int, /, *, actor: Actor) -> MentorPair:
    """By the mentor or the mentee; the second to accept makes it ACCEPTED.

    Asks for no version: what is accepted (who, kind, dates) never changes, the other's answer does not matter to it.
    """
    pair = hold(pair_id, actor, Permission.MENTORING_ACCEPT)
    if pair.state is not PairState.PROPOSED:
        raise Refused("pair_state", now=pair.state)
    if not queries.unanswered(pair, actor.teacher_id):
        raise Refused("pair_accepted_already")
    if pair.mentor_id == actor.teacher_id:
        pair.mentor_accepted_at, who = now(), "mentor"
    else:
        pair.mentee_accepted_at, who = now(), "mentee"
    return _accepted(pair, actor, by=who)


def record_acceptance(pair_id: int, /, *, actor: Actor, document: str) -> MentorPair:
    """By 教务处 of the mentee's school, for a mentor who has neither a posting nor an account here: what he signed."""
    pair = hold(pair_id, actor, PROPOSE)
    if pair.has(actor.teacher_id):
        raise SelfInterest()
    if pair.state is not PairState.PROPOSED:
        raise Refused("pair_state", now=pair.state)
    if not queries.answers_on_paper(pair):
        raise Refused("mentor_answers_himself")
    if pair.mentor_accepted_at is not None:
        raise Refused("mentor_heard_already")
    if not document.strip():
        raise Refused("pair_document_missing")
    pair.mentor_accepted_at, pair.mentor_document = now(), document.strip()[:120]
    return _accepted(pair, actor, by="mentor", document=pair.mentor_document)


def decline_pair(pair_id: int, /, *, actor: Actor, version: int, reason: str) -> MentorPair:
    """By the mentor or the mentee, as long as the principal has not approved."""
    pair = hold(pair_id, actor, Permission.MENTORING_ACCEPT, version=version)
    close(pair, PairState.DECLINED, actor=actor, reason=a_reason(reason))
    record(Event.PAIR_DECLINED, pair, actor=actor, reason=pair.reason)
    return pair


def withdraw_pair(pair_id: int, /, *, actor: Actor, version: int, reason: str) -> MentorPair:
    """By 教务处 of the mentee's school."""
    pair = hold(pair_id, actor, PROPOSE, version=version)
    if not actor.holds_at(PROPOSE, pair.organisation_id):
        raise Refused("pair_of_other_school")
    close(pair, PairState.WITHDRAWN, actor=actor, reason=a_reason(reason))
    record(Event.PAIR_WITHDRAWN, pair, actor=actor, reason=pair.reason)
    return pair


def _accepted(pair: MentorPair, actor: Actor, **details: str) -> MentorPair:
    if pair.accepted_at is not None:
        become(pair, PairState.ACCEPTED)
    record(Event.PAIR_ACCEPTED, pair, actor=actor, state=pair.state, **details)
    return pair


def _check_visible(mentee_id: int, actor: Actor) -> None:
    """Without the lock: people are locked in one order."""
    statement = visible(Teacher, actor, PROPOSE).where(Teacher.id == mentee_id).with_only_columns(Teacher.id)
    if not 0 < mentee_id <= LARGEST_ID or db.session.scalar(statement) is None:
        raise NotVisible("Teacher", mentee_id)


def _school_of(mentee_id: int, day: date, actor: Actor) -> int:
    """The mentee's school that day at which the actor may propose."""
    for school in queries.side_schools(mentee_id, day):
        if actor.holds_at(PROPOSE, school):
            return school
    raise Refused("mentee_not_at_work", day=day)


def _check_reach(mentor_id: int, school: int, day: date) -> None:
    """Whom the picker would not have found does not exist for this actor; whoever works here does."""
    if not 0 < mentor_id <= LARGEST_ID:
        raise NotVisible("Teacher", mentor_id)
    if school in queries.side_schools(mentor_id, day):
        return
    found = (queries.found_mentors, queries.found_externals)
    if not any(find(school, each, teacher_id=mentor_id) for find in found for each in {today(), day}):
        raise NotVisible("Teacher", mentor_id)


def _mentor_school(mentor_id: int, school: int, day: date) -> int | None:
    """The mentee's own school where the mentor works there too, else the mentor's; None without a posting here."""
    schools = queries.side_schools(mentor_id, day)
    if schools:
        return school if school in schools else schools[0]
    if not queries.found_externals(school, day, teacher_id=mentor_id):
        raise Refused("mentor_not_at_work", day=day)
    return None


def _put(pair: MentorPair) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(pair)
    except IntegrityError as error:  # the index uq_mentor_pair_open, should a lock ever fail
        raise Refused("mentee_has_mentor", kind=pair.kind) from error
