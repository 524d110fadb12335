"""Whether the same achievement was recorded before, by whomever. Whose it is, is never told."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select

from teacher_growth.access.scope import unrestricted
from teacher_growth.achievements.models import Achievement, AchievementEvidence
from teacher_growth.achievements.rules import AchievementDoubt, Item, Other, doubts_of, plain_number
from teacher_growth.claims.rules import LIVING
from teacher_growth.database import db
from teacher_growth.files.models import StoredFile

MOST_COMPARED = 50


def doubts_for(
    item: Item, teacher_id: int, *, sources: Collection[str] = (), ignoring: Collection[int] = ()
) -> list[AchievementDoubt]:
    """Sorted. `sources`: hashes of the scans as they were sent; `ignoring`: the items it takes the place of."""
    living = and_(Achievement.state.in_(LIVING), Achievement.id.not_in(list(ignoring)))
    same = and_(Achievement.title == item.title, Achievement.issued_on == item.issued_on)
    if number := plain_number(item.certificate):
        same = or_(same, Achievement.number == number)
    statement = (
        select(
            Achievement.teacher_id, Achievement.title, Achievement.issuer, Achievement.issued_on,
            Achievement.certificate, Achievement.own_rank, Achievement.authors,
        )
        .where(living, same).order_by(Achievement.teacher_id != teacher_id, Achievement.id).limit(MOST_COMPARED)
    )  # fmt: skip
    found = db.session.execute(unrestricted(statement, reason="doubles among achievements, in every school"))
    others = [Other(row[0] == teacher_id, *row[1:]) for row in found]
    doubts = set(doubts_of(item, others))
    if sources and _has_sent(sources, living):
        doubts.add(AchievementDoubt.SAME_FILE)
    return sorted(doubts)


def _has_sent(sources: Collection[str], living: ColumnElement[bool]) -> bool:
    statement = (
        select(StoredFile.id)
        .join(AchievementEvidence, AchievementEvidence.file_id == StoredFile.id)
        .join(Achievement, Achievement.id == AchievementEvidence.achievement_id)
        .where(StoredFile.source_sha256.in_(list(sources)), living)
        .limit(1)
    )
    return db.session.scalar(unrestricted(statement, reason="a scan sent twice, by whomever")) is not None
