"""Verified amounts, set-wise: one statement, whatever they are grouped by. The two units are never added."""

from typing import Any

from sqlalchemy import Row, func

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.claims.rules import COUNTED
from teacher_growth.database import db
from teacher_growth.training.models import TrainingRecord


def hours_by(
    actor: Actor, *columns: Any, where: Any = True, permission: Permission = Permission.TRAINING_READ
) -> list[Row]:
    """One row a group: the columns, unit, teachers, amount (tenths); sorted.

    hours_by(actor, TrainingRecord.organisation_id, TrainingRecord.route, where=TrainingRecord.school_year == 2026)
    """
    groups = (*columns, TrainingRecord.unit)
    statement = (
        visible(TrainingRecord, actor, permission)
        .with_only_columns(
            *groups,
            func.count(TrainingRecord.teacher_id.distinct()).label("teachers"),
            func.sum(TrainingRecord.amount).label("amount"),
        )
        .where(TrainingRecord.state.in_(COUNTED), where)
        .group_by(*groups)
    )
    return sorted(db.session.execute(statement), key=tuple)
