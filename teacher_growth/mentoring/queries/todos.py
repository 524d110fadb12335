"""What waits: for mentor and mentee, for principals, for the county in a principal's place, for 教务处."""

from datetime import date

from sqlalchemy import and_, bindparam, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, unrestricted
from teacher_growth.clock import local, today
from teacher_growth.database import db
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.queries.newcomers import newcomer_facts, unasked, without_mentor
from teacher_growth.mentoring.queries.waiting import counted, unheard
from teacher_growth.mentoring.rules import PairState
from teacher_growth.messages.queries import Todo
from teacher_growth.people.models import Teacher


def todos(actor: Actor) -> list[Todo]:
    """What waits for the actor: to accept, to approve, to propose."""
    found = [*_asked(actor)] if actor.teacher_id is not None else []
    if actor.may_for_others(Permission.MENTORING_APPROVE):
        found += _to_approve(actor)
    if actor.may_for_others(Permission.MENTORING_PROPOSE):
        found += [*_without(actor), _unheard(actor)]
    return found


def unanswered(pair: MentorPair, teacher_id: int | None) -> bool:
    """This person has been asked, and has not answered."""
    if pair.state is not PairState.PROPOSED:
        return False
    is_mentor = pair.mentor_id == teacher_id and pair.mentor_accepted_at is None
    return is_mentor or (pair.mentee_id == teacher_id and pair.mentee_accepted_at is None)


def _asked(actor: Actor) -> list[Todo]:
    statement = unrestricted(_UNANSWERED, reason="which of one's own pairs one has been asked about")
    asked = db.session.execute(statement, {"own": actor.teacher_id}).all()
    oldest = min((local(each.proposed_at).date() for each in asked), default=None)
    if len(asked) == 1:
        pair = asked[0]
        code = "pair_asked_as_mentor" if pair.mentor_id == actor.teacher_id else "pair_asked_as_mentee"
        return [Todo(code, 1, "mentoring.pair_answer", {"pair_id": pair.id}, oldest=oldest)]
    return [Todo("pairs_asked", len(asked), "mentoring.my_pairs", oldest=oldest)]


def _to_approve(actor: Actor) -> list[Todo]:
    own, instead = counted(actor)
    return [
        Todo("pairs_to_approve", own.count, "mentoring.pair_list", {"for": "me"}, own.since),
        Todo("pairs_to_approve_instead", instead.count, "mentoring.pair_list", {"for": "instead"}, instead.since),
    ]


def _oldest(pairs: list[MentorPair]) -> date | None:
    return min((local(each.accepted_at or each.proposed_at).date() for each in pairs), default=None)


def _unheard(actor: Actor) -> Todo:
    found = rows(unheard(actor).order_by(MentorPair.id))
    return Todo("mentors_to_record", len(found), "mentoring.pair_list", {"for": "record"}, oldest=_oldest(found))


def _without(actor: Actor) -> list[Todo]:
    found = [each.id for each in rows(unasked(without_mentor(actor, today())).order_by(Teacher.id))]
    since = [each.since for each in newcomer_facts(actor, found, today()).values()] if found else []
    oldest = min(since, default=None)
    return [Todo("newcomers_without_mentor", len(found), "mentoring.without_list", {"now": "unasked"}, oldest)]


# The number of to-dos stands on every page: this is built once, and told who asks.
_UNANSWERED = select(MentorPair.id, MentorPair.mentor_id, MentorPair.proposed_at).where(
    MentorPair.state == PairState.PROPOSED,
    or_(
        and_(MentorPair.mentor_id == bindparam("own"), MentorPair.mentor_accepted_at.is_(None)),
        and_(MentorPair.mentee_id == bindparam("own"), MentorPair.mentee_accepted_at.is_(None)),
    ),
)
