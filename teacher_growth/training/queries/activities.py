"""Activities a school entered for many."""

from typing import Any

from sqlalchemy import Select, func

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, visible
from teacher_growth.claims.rules import ClaimState
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


def lines_of(activity_id: int, actor: Actor) -> Select[Any]:
    """Its lines with their teachers."""
    return (
        visible(TrainingRecord, actor, Permission.TRAINING_READ, joined=(Teacher,))
        .join(TrainingRecord.teacher)
        .add_columns(Teacher.name, Teacher.staff_number)
        .where(TrainingRecord.activity_id == activity_id)
    )
