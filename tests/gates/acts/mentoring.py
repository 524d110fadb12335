"""The verbs and reads of mentor pairs. All pairs of the gates' world stand at their first version."""

from collections.abc import Callable
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import rows
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import EndReason, PairKind

WHY = "人选有调整"


def _propose(world: Any, actor: Actor, *, mentee_id: int | None = None, mentor_id: int | None = None) -> None:
    """With somebody of s1 as the other one."""
    other = world.people["s1_b"].id
    actions.propose_pair(
        actor=actor, mentor_id=mentor_id or other, mentee_id=mentee_id or other, kind=PairKind.SUBJECT,
        letter_date=today(),
    )  # fmt: skip


def _in_batch(_world: Any, actor: Actor, row_id: int) -> None:
    batch = actions.approve_pairs([row_id], actor=actor)
    for _id, refusal in batch.refused:
        raise refusal
    if not batch.approved:
        raise NotVisible


def _approve(_world: Any, actor: Actor, row_id: int) -> None:
    actions.approve_pair(row_id, actor=actor, version=1)


def _refuse(_world: Any, actor: Actor, row_id: int) -> None:
    actions.refuse_pair(row_id, actor=actor, version=1, reason=WHY)


def _withdraw(_world: Any, actor: Actor, row_id: int) -> None:
    actions.withdraw_pair(row_id, actor=actor, version=1, reason=WHY)


def _end(_world: Any, actor: Actor, row_id: int) -> None:
    actions.end_pair(row_id, actor=actor, version=1, ended_on=today(), reason=EndReason.COMPLETED)


def _waits(_world: Any, actor: Actor, row_id: int) -> None:
    if not rows(queries.waiting(actor).where(MentorPair.id == row_id)):
        raise NotVisible


def _unheard(_world: Any, actor: Actor, row_id: int) -> None:
    if not rows(queries.unheard(actor).where(MentorPair.id == row_id)):
        raise NotVisible


def _record(_world: Any, actor: Actor, row_id: int) -> None:
    actions.record_acceptance(row_id, actor=actor, document="聘书")


def _mentors(_world: Any, actor: Actor, row_id: int) -> None:
    if not queries.mentors_of(actor, [row_id] if row_id < 2**31 else [], today()):
        raise NotVisible


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "mentoring.read_pair": lambda _world, actor, row_id: queries.find(row_id, actor),
    "mentoring.read_mentors": _mentors,
    "mentoring.read_waiting": _waits,
    "mentoring.read_waiting_instead": _waits,
    "mentoring.propose_for": lambda world, actor, row_id: _propose(world, actor, mentee_id=row_id),
    "mentoring.propose_with": lambda world, actor, row_id: _propose(world, actor, mentor_id=row_id),
    "mentoring.accept": lambda _world, actor, row_id: actions.accept_pair(row_id, actor=actor),
    "mentoring.accept_again": lambda _world, actor, row_id: actions.accept_pair(row_id, actor=actor),
    "mentoring.decline": lambda _world, actor, row_id: actions.decline_pair(row_id, actor=actor, version=1, reason=WHY),
    "mentoring.read_unheard": _unheard,
    **{f"mentoring.record_acceptance{kind}": _record for kind in ("", "_himself", "_posted")},
    "mentoring.withdraw": _withdraw,
    "mentoring.withdraw_lent": _withdraw,
    "mentoring.approve": _approve,
    "mentoring.approve_half": _approve,
    "mentoring.approve_across": _approve,
    "mentoring.approve_instead": _approve,
    "mentoring.refuse": _refuse,
    "mentoring.refuse_instead": _refuse,
    "mentoring.approve_in_batch": _in_batch,
    "mentoring.approve_in_batch_instead": _in_batch,
    "mentoring.end": _end,
    "mentoring.end_instead": _end,
    "mentoring.end_across": _end,
}
