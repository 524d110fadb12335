"""Scans and uses of items the actor was found to see."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from teacher_growth.access.scope import unrestricted
from teacher_growth.achievements.models import Achievement, AchievementEvidence, AchievementUse
from teacher_growth.database import db
from teacher_growth.files.models import StoredFile


def evidence_of(row: Achievement) -> list[StoredFile]:
    """In the order in which they were sent; place 1 is the first."""
    statement = (
        select(StoredFile)
        .join(AchievementEvidence, AchievementEvidence.file_id == StoredFile.id)
        .where(AchievementEvidence.achievement_id == row.id)
        .order_by(AchievementEvidence.position, AchievementEvidence.id)
    )
    return list(db.session.scalars(unrestricted(statement, reason="scans of an achievement the actor sees")))


def evidence_by_item(items: Sequence[Achievement]) -> dict[int, list[StoredFile]]:
    """For each item its scans, in one query."""
    statement = (
        select(AchievementEvidence.achievement_id, StoredFile)
        .join(StoredFile, AchievementEvidence.file_id == StoredFile.id)
        .where(AchievementEvidence.achievement_id.in_([each.id for each in items]))
        .order_by(AchievementEvidence.position, AchievementEvidence.id)
    )
    found: dict[int, list[StoredFile]] = {each.id: [] for each in items}
    for item_id, file in db.session.execute(
        unrestricted(statement, reason="scans of achievements the actor sees")
    ):  # fmt: skip
        found[item_id].append(file)
    return found


def evidence_counts(items: Sequence[Achievement]) -> dict[int, int]:
    """Item id → how many scans, in one query."""
    statement = (
        select(AchievementEvidence.achievement_id, func.count())
        .where(AchievementEvidence.achievement_id.in_([each.id for each in items]))
        .group_by(AchievementEvidence.achievement_id)
    )
    return dict(db.session.execute(statement).all())


def uses_of(achievement_ids: Iterable[int]) -> list[AchievementUse]:
    """Where the item, or one it took the place of, was used; newest first."""
    statement = select(AchievementUse).where(AchievementUse.achievement_id.in_(list(achievement_ids)))
    return list(db.session.scalars(statement.order_by(AchievementUse.at.desc(), AchievementUse.id.desc())))
