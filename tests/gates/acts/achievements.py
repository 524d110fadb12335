"""The verbs and reads of the achievement file."""

from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import rows
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import AchievementKind, AwardGrade, AwardLevel, Item, UsedIn
from teacher_growth.claims.actions import Batch
from teacher_growth.database import db
from teacher_growth.errors import NotVisible

ITEM = Item(
    kind=AchievementKind.PAPER, title="新的一项", level=AwardLevel.COUNTY_EDUCATION, grade=AwardGrade.THIRD,
    issuer="某教育局", issued_on=date(2024, 6, 1),
)  # fmt: skip


def _version(row_id: int) -> int:
    statement = select(Achievement.version).where(Achievement.id == row_id).execution_options(unrestricted="gate")
    return (db.session.scalar(statement) or 1) if row_id < 2**31 else 1


def _file(_world: Any, actor: Actor, teacher_id: int) -> None:
    if not rows(queries.file_of(teacher_id, actor)):
        raise NotVisible


def _alone(batch: Batch) -> None:
    """What became of a batch of one."""
    for _id, refusal in batch.refused:
        raise refusal
    if not batch.done:
        raise NotVisible


def _correct(_world: Any, actor: Actor, row_id: int) -> None:
    actions.correct_achievement(row_id, ITEM, actor=actor, version=_version(row_id))


def _withdraw(_world: Any, actor: Actor, row_id: int) -> None:
    actions.withdraw_achievement(row_id, actor=actor, version=_version(row_id))


def _check(_world: Any, actor: Actor, row_id: int) -> None:
    actions.check_achievement(row_id, actor=actor, version=_version(row_id))


def _return(_world: Any, actor: Actor, row_id: int) -> None:
    actions.return_achievement(row_id, actor=actor, version=_version(row_id), reason="gate")


def _check_many(_world: Any, actor: Actor, row_id: int) -> None:
    _alone(actions.check_achievements([row_id], actor=actor))


def _return_many(_world: Any, actor: Actor, row_id: int) -> None:
    _alone(actions.return_achievements([row_id], actor=actor, reason="gate"))


ACTS = {
    "achievements.read_item": lambda _world, actor, row_id: queries.achievement(row_id, actor),
    "achievements.read_file": _file,
    "achievements.correct": _correct,
    "achievements.correct_recorded": _correct,
    "achievements.withdraw": _withdraw,
    "achievements.withdraw_returned": _withdraw,
    "achievements.withdraw_checked": _withdraw,
    "achievements.check": _check,
    "achievements.check_principals": _check,
    "achievements.check_many": _check_many,
    "achievements.return_checked": _return,
    "achievements.return_principals": _return,
    "achievements.return_many": _return_many,
    "achievements.return_many_principals": _return_many,
    "achievements.note_use": lambda _world, actor, row_id: actions.note_use(
        row_id, actor=actor, used_in=UsedIn.TITLE, used_id=1, label="gate"
    ),
}
