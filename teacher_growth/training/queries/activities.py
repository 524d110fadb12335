"""Activities a school entered for many."""

from typing import Any

from sqlalchemy import Select, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.claims.rules import LIVING, ClaimState
from teacher_growth.database import db
from teacher_growth.people.models import Teacher
from teacher_growth.training.models import TrainingActivity, TrainingRecord


def activities(actor: Actor) -> Select[Any]:
    """TrainingActivity, how many lines it has, how many of them wait."""
    waits = TrainingRecord.state == ClaimState.SUBMITTED
    counts = (
        visible(TrainingRecord, actor, Permission.TRAINING_READ)
        .with_only_columns(
            TrainingRecord.activity_id,
            func.count(TrainingRecord.teacher_id.distinct()).label("people"),
            func.count().filter(waits).label("waiting"),
        )
        .where(TrainingRecord.activity_id.is_not(None), TrainingRecord.state.not_in(GONE))
        .group_by(TrainingRecord.activity_id)
        .subquery("counts")
    )
    statement = visible(TrainingActivity, actor, Permission.TRAINING_READ, joined=(TrainingRecord,))
    return statement.outerjoin(counts, counts.c.activity_id == TrainingActivity.id).add_columns(
        counts.c.people, counts.c.waiting
    )


GONE = (ClaimState.WITHDRAWN, ClaimState.SUPERSEDED)


def activity(activity_id: int, actor: Actor) -> TrainingActivity:
    return fetch(TrainingActivity, activity_id, actor, Permission.TRAINING_READ)


def successor_of(activity_id: int) -> int | None:
    """The id of the activity that took its place."""
    statement = select(TrainingActivity.id).where(TrainingActivity.corrects_id == activity_id)
    return db.session.scalar(unrestricted(statement, reason="what corrects an activity the actor sees"))


def with_corrected(activity_id: int) -> list[int]:
    """The activity and those whose place it took, one after the other."""
    found = select(TrainingActivity.id, TrainingActivity.corrects_id).where(TrainingActivity.id == activity_id)
    chain = found.cte("chain", recursive=True)
    before = select(TrainingActivity.id, TrainingActivity.corrects_id).where(TrainingActivity.id == chain.c.corrects_id)
    whole = select(chain.union_all(before).c.id)
    return list(db.session.scalars(unrestricted(whole, reason="what an activity the actor enters for has corrected")))


def closed_reason(record: TrainingRecord) -> str | None:
    """Why the activity a line came from was corrected or withdrawn, if it was."""
    statement = select(TrainingActivity.closed_reason).where(TrainingActivity.id == record.activity_id)
    return db.session.scalar(unrestricted(statement, reason="the activity of a line the actor sees"))


def attended(activity_id: int, actor: Actor) -> list[Teacher]:
    """Those with a living line, also who has left the school since."""
    statement = lines_of(activity_id, actor).with_only_columns(Teacher).where(TrainingRecord.state.in_(LIVING))
    return list(db.session.scalars(statement.order_by(Teacher.name_key, Teacher.id).distinct()))


def lines_of(activity_id: int, actor: Actor) -> Select[Any]:
    """Its lines with their teachers."""
    return (
        visible(TrainingRecord, actor, Permission.TRAINING_READ, joined=(Teacher,))
        .join(TrainingRecord.teacher)
        .add_columns(Teacher.name, Teacher.staff_number)
        .where(TrainingRecord.activity_id == activity_id)
    )
