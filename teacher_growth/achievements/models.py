"""Items of the achievement file, their scans, and where each was used."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.achievements.rules import AchievementKind, AwardGrade, AwardLevel, Item, UsedIn
from teacher_growth.claims.models import Claim, claim_args
from teacher_growth.database import Base, Moment, codes
from teacher_growth.people.models.work import PLACES, at_work_in


class Achievement(Claim, Base):
    """One item of one person."""

    __tablename__ = "achievement"
    __scope__ = Scope(
        organisation="organisation_id", people=("teacher_id",), person="teacher_id", places=at_work_in, reads=PLACES
    )
    __table_args__ = (
        *claim_args("achievement"),
        CheckConstraint("own_rank BETWEEN 1 AND authors", name="own_rank"),
        CheckConstraint("authors BETWEEN 1 AND 99", name="authors"),
        Index("ix_achievement_file", "teacher_id", "state", "issued_on"),
        Index("ix_achievement_queue", "organisation_id", "state", "entered_at"),
        Index("ix_achievement_same", "title", "issued_on"),
        Index("ix_achievement_number", "number"),
    )

    kind: Mapped[AchievementKind] = mapped_column(codes(AchievementKind))
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[AwardLevel] = mapped_column(codes(AwardLevel))
    grade: Mapped[AwardGrade] = mapped_column(codes(AwardGrade))
    issuer: Mapped[str] = mapped_column(String(80))
    certificate: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[str | None] = mapped_column(String(60))  # the certificate without blanks and signs: finds doubles
    issued_on: Mapped[date]
    own_rank: Mapped[int]
    authors: Mapped[int]
    note: Mapped[str | None] = mapped_column(String(400))

    @property
    def item(self) -> Item:
        return Item(
            kind=self.kind, title=self.title, level=self.level, grade=self.grade, issuer=self.issuer,
            issued_on=self.issued_on, certificate=self.certificate, own_rank=self.own_rank, authors=self.authors,
            note=self.note,
        )  # fmt: skip


class AchievementEvidence(Base):
    """A scan shown for an item; read under the permission of that item."""

    __tablename__ = "achievement_evidence"
    __table_args__ = (UniqueConstraint("achievement_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    position: Mapped[int]


class AchievementUse(Base):
    """Something drew on a checked item: noted once, never taken back."""

    __tablename__ = "achievement_use"
    __table_args__ = (
        UniqueConstraint("achievement_id", "used_in", "used_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    used_in: Mapped[UsedIn] = mapped_column(codes(UsedIn))
    used_id: Mapped[int]  # row of the part that used it
    label: Mapped[str] = mapped_column(String(120))  # as that part calls it: the name of a round, of a course
    at: Mapped[datetime] = mapped_column(Moment)
