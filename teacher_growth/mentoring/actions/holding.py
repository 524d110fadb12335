"""What verbs begin with: people and pair locked in one order (people by id, then the pair), the form's version."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.clock import now
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import CAPACITY, PairState, can_become
from teacher_growth.people.models import Teacher


def lock_people(teacher_ids: Iterable[int]) -> None:
    """A mentor's row is the lock of his places, a mentee's that of her mentors."""
    statement = select(Teacher.id).where(Teacher.id.in_(sorted(set(teacher_ids)))).order_by(Teacher.id)
    db.session.execute(unrestricted(statement.with_for_update(), reason="the lock of a mentor's places"))


def hold(pair_id: int, actor: Actor, *permissions: Permission, version: int | None = None) -> MentorPair:
    """The pair, locked with its people, by the first of these permissions the actor holds on it; else NotVisible."""
    for permission in permissions:
        statement = visible(MentorPair, actor, permission).where(MentorPair.id == pair_id)
        people = statement.with_only_columns(MentorPair.mentor_id, MentorPair.mentee_id)
        if 0 < pair_id <= LARGEST_ID and (found := db.session.execute(people).first()):
            lock_people(found)
            pair = fetch(MentorPair, pair_id, actor, permission)
            if version is not None and pair.version != version:
                raise Refused("stale")
            return pair
    raise NotVisible("MentorPair", pair_id)


def become(pair: MentorPair, then: PairState) -> None:
    """Moves a pair along the table of states, or refuses."""
    if not can_become(pair.state, then):
        raise Refused("pair_state", now=pair.state)
    pair.state = then


def close(pair: MentorPair, then: PairState, *, actor: Actor, reason: str | None) -> None:
    """Ends what never began, with who and why."""
    become(pair, then)
    pair.reason, pair.closed_by_id, pair.closed_at = reason, actor.user_id, now()


def a_reason(text: str) -> str:
    """The text as it is kept; an empty one is refused."""
    if not text.strip():
        raise Refused("pair_reason_missing")
    return text.strip()[:400]


def check_invariants(pair: MentorPair, *, counted: Iterable[PairState]) -> None:
    """At work there on the letter's date, no second mentor of a kind, a place left with the mentor; people are locked.

    `counted`: the states that take a place; the pair itself is in none of them yet.
    """
    mentee, mentor = (queries.side_schools(each, pair.letter_date) for each in (pair.mentee_id, pair.mentor_id))
    check_places(pair, mentee, mentor)
    check_load(pair, counted=counted)


def check_places(pair: MentorPair, mentee_at: Sequence[int], mentor_at: Sequence[int]) -> None:
    """The first half of check_invariants: where the two are at work on the letter's date."""
    if pair.organisation_id not in mentee_at:
        raise Refused("mentee_not_at_work", day=pair.letter_date)
    if pair.mentor_organisation_id is None and mentor_at:
        raise Refused("mentor_has_posting", day=pair.letter_date)
    if pair.mentor_organisation_id is not None and pair.mentor_organisation_id not in mentor_at:
        raise Refused("mentor_not_at_work", day=pair.letter_date)


def check_load(pair: MentorPair, *, counted: Iterable[PairState]) -> None:
    """The other half: mentors of the mentee, mentees of the mentor."""
    if queries.has_mentor(pair.mentee_id, pair.kind, pair.letter_date, counted):
        raise Refused("mentee_has_mentor", kind=pair.kind)
    if queries.mentees_at_once(pair.mentor_id, pair.kind, pair.letter_date, counted) >= CAPACITY:
        raise Refused("mentor_full", kind=pair.kind, most=CAPACITY)
