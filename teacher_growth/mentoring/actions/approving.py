"""The principal decides; where he is in the pair, the office above. Nobody decides about himself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.actions.holding import a_reason, become, check_invariants, close, hold, lock_people
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import PairState, Side

APPROVE = Permission.MENTORING_APPROVE


def approve_pair(pair_id: int, /, *, actor: Actor, version: int | None = None) -> MentorPair:
    """For every side the actor is asked for; with the last one the pair runs, from the date of its letter."""
    pair = hold(pair_id, actor, APPROVE, version=version)
    sides = _sides(pair, actor, PairState.ACTIVE)
    check_invariants(pair, counted=(PairState.ACTIVE,))
    for side in sides:
        _approve(pair, side, actor)
    if all(pair.approved_on(side) for side in pair.sides):
        become(pair, PairState.ACTIVE)
    record(Event.PAIR_APPROVED, pair, actor=actor, sides=sides, state=pair.state)
    return pair


def refuse_pair(pair_id: int, /, *, actor: Actor, version: int, reason: str) -> MentorPair:
    """The principals say no, with a reason; the pair is over without having begun."""
    pair = hold(pair_id, actor, APPROVE, version=version)
    sides = _sides(pair, actor, PairState.REFUSED)
    close(pair, PairState.REFUSED, actor=actor, reason=a_reason(reason))
    record(Event.PAIR_REFUSED, pair, actor=actor, sides=sides, reason=pair.reason)
    return pair


@dataclass
class Batch:
    """What became of a batch: ids of the approved, and of the others with the reason."""

    approved: list[int] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)


def approve_pairs(pair_ids: Sequence[int], /, *, actor: Actor) -> Batch:
    """Each by its own check and with its own audit entry; what cannot be approved stays as it is and is reported.

    Rows the actor may not see are left out without a word.
    """
    ids = [each for each in pair_ids if 0 < each <= LARGEST_ID]
    wanted = visible(MentorPair, actor, APPROVE).where(MentorPair.id.in_(ids)).order_by(MentorPair.id)
    found = db.session.execute(
        wanted.with_only_columns(MentorPair.id, MentorPair.mentor_id, MentorPair.mentee_id)
    ).all()
    lock_people(person for row in found for person in row[1:])
    batch = Batch()
    for row in found:
        try:
            approve_pair(row.id, actor=actor)
        except Refused as refusal:  # raised before anything was changed
            batch.refused.append((row.id, refusal))
        else:
            batch.approved.append(row.id)
    return batch


def _sides(pair: MentorPair, actor: Actor, then: PairState) -> list[Side]:
    """The sides the actor decides; refuses where none is his."""
    if pair.has(actor.teacher_id):
        raise SelfInterest()
    if pair.state is not PairState.ACCEPTED:
        raise Refused("pair_state", now=pair.state)
    sides = pair.sides if actor.is_system else queries.sides_for(pair.id, actor)
    if not sides:
        done = any(
            pair.approved_on(side) is not None and actor.holds_at(APPROVE, school)
            for side, school in zip(Side, (pair.organisation_id, pair.mentor_organisation_id), strict=True)
        )
        raise Refused("pair_side_approved" if done else "pair_for_principal")
    return list(sides)


def _approve(pair: MentorPair, side: Side, actor: Actor) -> None:
    if side is Side.MENTEE:
        pair.approved_at, pair.approved_by_id, pair.approved_by_teacher_id = now(), actor.user_id, actor.teacher_id
    else:
        pair.mentor_side_approved_at = now()
        pair.mentor_side_approved_by_id, pair.mentor_side_approved_by_teacher_id = actor.user_id, actor.teacher_id
