"""Pairs that run already, from a sheet: accepted and approved on paper, by the same invariants as one by one; what a
sheet says otherwise of one on record.

They write no entry of their own: whoever calls them records one for the whole. They return what they did.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.actions.holding import check_invariants, check_load, check_places, hold, lock_people
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import OPEN, PairKind, PairState, letter_fault, planned_fault
from teacher_growth.people.queries import principals_of
from teacher_growth.setwise import Effect

APPROVE = Permission.MENTORING_APPROVE
REASON = "import"


@dataclass(frozen=True, kw_only=True)
class NewPair:
    mentor_id: int
    mentee_id: int
    kind: PairKind
    letter_date: date
    document: str
    planned_end: date | None = None


CHANGEABLE = ("planned_end", "document")


@dataclass(frozen=True, kw_only=True)
class PairChange:
    """`values`: some of CHANGEABLE. People, kind and the letter's date are what the pair is: they do not change."""

    pair_id: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Sides:
    """Where the two are at work on the letter's date, the personnel relation's school first."""

    mentee: Sequence[int]
    mentor: Sequence[int]


def pair_fault(new: NewPair, actor: Actor, sides: Sides | None = None) -> str | None:
    """Why this pair cannot be put on record as running, as a code; people need not be locked.

    `sides`: where they will be at work, for people who are still to come (whose ids are nobody's yet).
    """
    if actor.teacher_id in (new.mentor_id, new.mentee_id):
        return "self_interest"
    if new.mentor_id == new.mentee_id:
        return "pair_with_oneself"
    if fault := letter_fault(new.letter_date, new.planned_end, today()):
        return fault

    def check() -> None:
        there = sides or _sides(new)
        pair = _pair(new, actor, there)
        _check_may_approve(pair, actor)
        check_places(pair, there.mentee, there.mentor)
        check_load(pair, counted=OPEN)

    return _fault_of(check)


def change_fault(change: PairChange, actor: Actor) -> str | None:
    """Why a pair on record cannot be changed so, as a code."""
    return _fault_of(lambda: _check_change(fetch(MentorPair, change.pair_id, actor, APPROVE), change, actor))


def _fault_of(check: Callable[[], None]) -> str | None:
    try:
        check()
    except SelfInterest:
        return "self_interest"
    except NotVisible:
        return "not_visible"
    except Refused as refusal:
        return refusal.code
    return None


def put_pairs(pairs: Sequence[NewPair], *, actor: Actor) -> list[Effect]:
    """Puts pairs on record as running, approved by their letters; refuses all when one cannot be."""
    lock_people(person for each in pairs for person in (each.mentor_id, each.mentee_id))
    effects = []
    for new in pairs:
        if actor.teacher_id in (new.mentor_id, new.mentee_id):
            raise SelfInterest()
        if new.mentor_id == new.mentee_id:
            raise Refused("pair_with_oneself")
        if fault := letter_fault(new.letter_date, new.planned_end, today()):
            raise Refused(fault)
        pair = _pair(new, actor, _sides(new))
        _check_may_approve(pair, actor)
        check_invariants(pair, counted=OPEN)
        db.session.add(pair)
        db.session.flush()
        effects.append(Effect("mentor_pair", pair.id))
    return effects


def change_pairs(changes: Sequence[PairChange], *, actor: Actor) -> list[Effect]:
    """Another planned end, another letter; refuses all when one cannot be."""
    effects = []
    for change in changes:
        pair = hold(change.pair_id, actor, APPROVE)
        _check_change(pair, change, actor)
        planned = pair.planned_end and pair.planned_end.isoformat()
        before = {"planned_end": planned, "document": pair.mentor_document, "version": pair.version}
        pair.planned_end = change.values.get("planned_end", pair.planned_end)
        pair.mentor_document = change.values.get("document", pair.mentor_document)
        db.session.flush()
        effects.append(Effect("mentor_pair", pair.id, before=before))
    return effects


def take_pairs_back(effects: Sequence[Effect]) -> None:
    """Withdrawn, or as they were before, as long as nobody has done anything with them since."""
    before = {each.made_id: each.before for each in effects if each.sort == "mentor_pair"}
    statement = select(MentorPair).where(MentorPair.id.in_(before)).order_by(MentorPair.id).with_for_update()
    for pair in db.session.scalars(unrestricted(statement, reason="pairs that an import made or changed")):
        old = before[pair.id]
        if pair.version != (old["version"] + 1 if old else 1) or pair.state is not PairState.ACTIVE:
            raise Refused("import_built_on")
        if old is None:
            pair.state, pair.closed_at, pair.reason = PairState.WITHDRAWN, now(), REASON
        else:
            pair.planned_end = date.fromisoformat(old["planned_end"]) if old["planned_end"] else None
            pair.mentor_document = old["document"]
    db.session.flush()


def _check_change(pair: MentorPair, change: PairChange, actor: Actor) -> None:
    """Only of one that runs: what ended is history, and of what is still asked for its own steps decide."""
    if pair.has(actor.teacher_id):
        raise SelfInterest()
    if pair.state is not PairState.ACTIVE:
        raise Refused("pair_not_running")
    if fault := planned_fault(pair.letter_date, change.values.get("planned_end")):
        raise Refused(fault)
    _check_may_approve(pair, actor)


def _sides(new: NewPair) -> Sides:
    mentee, mentor = (queries.side_schools(each, new.letter_date) for each in (new.mentee_id, new.mentor_id))
    return Sides(mentee, mentor)


def _pair(new: NewPair, actor: Actor, sides: Sides) -> MentorPair:
    schools, others = sides.mentee, sides.mentor
    if not schools:
        raise Refused("mentee_not_at_work", day=new.letter_date)
    school = next((each for each in schools if actor.holds_at(APPROVE, each)), schools[0])
    moment = now()
    pair = MentorPair(
        mentor_id=new.mentor_id, mentee_id=new.mentee_id, kind=new.kind, organisation_id=school,
        mentor_organisation_id=(school if school in others else others[0]) if others else None,
        state=PairState.ACTIVE, letter_date=new.letter_date, planned_end=new.planned_end, proposed_by_id=actor.user_id,
        proposed_at=moment, mentor_accepted_at=moment, mentee_accepted_at=moment, mentor_document=new.document,
        approved_by_id=actor.user_id, approved_by_teacher_id=actor.teacher_id, approved_at=moment,
    )  # fmt: skip
    if len(pair.sides) > 1:
        pair.mentor_side_approved_by_id, pair.mentor_side_approved_by_teacher_id = actor.user_id, actor.teacher_id
        pair.mentor_side_approved_at = moment
    return pair


def _check_may_approve(pair: MentorPair, actor: Actor) -> None:
    """For both sides at once; where a principal is in it, from above."""
    sides = {each for each in (pair.organisation_id, pair.mentor_organisation_id) if each is not None}
    if not all(actor.holds_at(APPROVE, each) for each in sides):
        raise NotVisible("Organisation", min(sides))
    for person, school in principals_of(sides, today()):
        if person in (pair.mentor_id, pair.mentee_id) and not actor.holds_above(APPROVE, school):
            raise Refused("pair_for_principal")
