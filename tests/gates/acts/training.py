"""The verbs and reads of the training ledger."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.claims import queries as claims
from teacher_growth.claims.actions import Batch
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.rules import school_year
from teacher_growth.training import actions, queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Line, Route, Unit

DAY, CERTIFIED = date(2024, 6, 1), date(2023, 3, 1)
WORDS = {"title": "培训证明", "body": ["特此证明。"], "summary": "自主选课 1 学时"}
LINE = Line(
    title="新的一条",
    provider="某学院",
    route=Route.COURSE_CHOICE,
    starts_on=DAY,
    ends_on=DAY,
    amount=10,
    unit=Unit.HOUR,
)


def _version(row_id: int) -> int:
    statement = select(TrainingRecord.version).where(TrainingRecord.id == row_id)
    found = db.session.scalar(statement.execution_options(unrestricted="gate")) if row_id <= LARGEST_ID else None
    return found or 1


def _verify(_world: Any, actor: Actor, row_id: int) -> None:
    actions.verify_record(row_id, actor=actor, version=_version(row_id))


def _return(_world: Any, actor: Actor, row_id: int) -> None:
    actions.return_record(row_id, actor=actor, version=_version(row_id), reason="gate")


def _correct(_world: Any, actor: Actor, row_id: int) -> None:
    actions.correct_record(row_id, LINE, actor=actor, version=_version(row_id))


def _withdraw(_world: Any, actor: Actor, row_id: int) -> None:
    actions.withdraw_record(row_id, actor=actor, version=_version(row_id))


def _alone(batch: Batch) -> None:
    """What became of a batch of one."""
    for _id, refusal in batch.refused:
        raise refusal
    if not batch.done:
        raise NotVisible


def _enter(world: Any, actor: Actor, at: int, person: int) -> actions.Entered:
    return actions.enter_activity(at, actions.Activity(LINE), [person], actor=actor)


def _correct_activity(activity_id: int, actor: Actor, person: int) -> actions.Entered:
    right = actions.Activity(LINE)
    return actions.correct_activity(activity_id, right, [person], actor=actor, version=1, reason="gate")


def _for(row_id: int, enter: Callable[[], actions.Entered]) -> None:
    """Counts at once but for one's own and the principal's. Who is not of the school is not said to be anybody."""
    try:
        entered = enter()
    except Refused as refusal:
        raise (NotVisible() if refusal.code == "training_not_of_school" else refusal) from None
    if entered.own:
        raise SelfInterest
    if row_id not in entered.verified:
        raise Refused("needs_county")


def _queue(_world: Any, actor: Actor, row_id: int) -> None:
    statement = claims.queue(TrainingRecord, actor, Permission.TRAINING_VERIFY)
    if not db.session.scalars(statement.where(TrainingRecord.id == row_id)).first():
        raise NotVisible


def _certify(_world: Any, actor: Actor, row_id: int) -> None:
    actions.certify_year(row_id, school_year(CERTIFIED), lambda *_told: WORDS, actor=actor)


def _hours(_world: Any, actor: Actor, row_id: int) -> None:
    """Of more than oneself."""
    found = queries.hours_by(actor, where=TrainingRecord.organisation_id == row_id)
    if max((each.teachers for each in found), default=0) < 2:
        raise NotVisible


def _enter_for(world: Any, actor: Actor, row_id: int) -> None:
    _for(row_id, lambda: _enter(world, actor, world.places["s1"], row_id))


def _correct_activity_for(world: Any, actor: Actor, row_id: int) -> None:
    _for(row_id, lambda: _correct_activity(world.rows("activity")["s1_a"].id, actor, row_id))


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "training.read_record": lambda _world, actor, row_id: queries.record(row_id, actor),
    "training.read_activity": lambda _world, actor, row_id: queries.activity(row_id, actor),
    "training.read_transcript": lambda _world, actor, row_id: queries.transcript_owner(row_id, actor),
    "training.read_queue": _queue,
    "training.read_hours": _hours,
    "training.correct": _correct,
    "training.correct_verified": _correct,
    "training.withdraw": _withdraw,
    "training.withdraw_verified": _withdraw,
    "training.verify": _verify,
    "training.verify_principals": _verify,
    "training.return": _return,
    "training.return_verified": _return,
    "training.return_principals": _return,
    "training.verify_many": lambda _world, actor, row_id: _alone(actions.verify_records([row_id], actor=actor)),
    "training.verify_principals_many": lambda _world, actor, row_id: _alone(
        actions.verify_records([row_id], actor=actor)
    ),
    "training.return_many": lambda _world, actor, row_id: _alone(
        actions.return_records([row_id], actor=actor, reason="gate")
    ),
    "training.enter_at": lambda world, actor, row_id: _enter(world, actor, row_id, world.people["s1_a"].id),
    "training.enter_for": _enter_for,
    "training.enter_for_principal": _enter_for,
    "training.correct_activity": lambda world, actor, row_id: _correct_activity(row_id, actor, world.people["s1_b"].id),
    "training.correct_activity_for": _correct_activity_for,
    "training.certify_year": _certify,
    "training.certify_nothing": _certify,
    "training.withdraw_activity": lambda _world, actor, row_id: actions.withdraw_activity(
        row_id, actor=actor, version=1, reason="gate"
    ),
}
