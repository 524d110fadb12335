"""Ledger lines, one a teacher; activities that a school enters for many; their evidence."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Json, Moment, codes
from teacher_growth.people.models import Teacher
from teacher_growth.training.rules import Line, RecordState, Route, Unit, Voucher


class TrainingActivity(Base):
    """校本研修 and the like: one entry of a school for all who were there."""

    __tablename__ = "training_activity"
    __scope__ = Scope(organisation="organisation_id")
    __table_args__ = (
        CheckConstraint("amount BETWEEN 1 AND 5000", name="amount"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    plan: Mapped[str | None] = mapped_column(String(100))  # the plan it belongs to, filed above
    route: Mapped[Route] = mapped_column(codes(Route))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    amount: Mapped[int]  # tenths, for each
    unit: Mapped[Unit] = mapped_column(codes(Unit))
    lecturer: Mapped[str | None] = mapped_column(String(60))
    entered_by_id: Mapped[int | None]  # account
    entered_at: Mapped[datetime] = mapped_column(Moment)


class TrainingRecord(Base):
    """One line of one teacher. A correction is a new line that names the one it takes the place of."""

    __tablename__ = "training_record"
    __scope__ = Scope(organisation="organisation_id", people=("teacher_id",))
    __table_args__ = (
        CheckConstraint("amount BETWEEN 1 AND 5000", name="amount"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("decided_by_teacher_id IS NULL OR decided_by_teacher_id <> teacher_id", name="not_own"),
        CheckConstraint("state NOT IN ('verified', 'returned') OR decided_at IS NOT NULL", name="decided_when"),
        CheckConstraint("state <> 'returned' OR return_reason IS NOT NULL", name="returned_why"),
        Index("ix_training_record_ledger", "teacher_id", "school_year", "route", "unit", "state", "amount"),
        Index("ix_training_record_queue", "organisation_id", "state", "ends_on"),
        Index("ix_training_record_hours", "organisation_id", "school_year", "route", "unit", "state", "amount"),
        Index(
            "ix_training_record_certificate",
            "certificate",
            sqlite_where=text("certificate IS NOT NULL"),
            postgresql_where=text("certificate IS NOT NULL"),
        ),
        Index(
            "uq_training_record_corrects",
            "corrects_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # the school that answers for it
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("training_activity.id"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    provider: Mapped[str] = mapped_column(String(80))
    route: Mapped[Route] = mapped_column(codes(Route))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    school_year: Mapped[int]  # the year ends_on lies in (1 September to 31 August)
    amount: Mapped[int]  # tenths of `unit`, as the source states it
    unit: Mapped[Unit] = mapped_column(codes(Unit))
    certificate: Mapped[str | None] = mapped_column(String(60))
    voucher: Mapped[Voucher] = mapped_column(codes(Voucher))
    state: Mapped[RecordState] = mapped_column(codes(RecordState))
    by_county: Mapped[bool] = mapped_column(default=False)  # the principal's own: the county verifies
    doubts: Mapped[list[str]] = mapped_column(Json)  # codes of Doubt, as found when it was sent
    entered_by_id: Mapped[int | None]  # account
    entered_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None]  # account that verified or returned it last
    decided_by_teacher_id: Mapped[int | None]  # that account's teacher, for the check that nobody decides his own
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    return_reason: Mapped[str | None] = mapped_column(String(400))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("training_record.id"))  # takes its place
    closed_at: Mapped[datetime | None] = mapped_column(Moment)  # withdrawn or superseded
    version: Mapped[int] = mapped_column()

    teacher: Mapped[Teacher] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def line(self) -> Line:
        return Line(
            title=self.title, provider=self.provider, route=self.route, starts_on=self.starts_on, ends_on=self.ends_on,
            amount=self.amount, unit=self.unit, certificate=self.certificate,
        )  # fmt: skip


class TrainingEvidence(Base):
    """A file shown for a record or for a whole activity; read under the permission of that record or activity."""

    __tablename__ = "training_evidence"
    __table_args__ = (
        CheckConstraint("(record_id IS NULL) <> (activity_id IS NULL)", name="of_one"),
        UniqueConstraint("record_id", "activity_id", "file_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("training_record.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("training_activity.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    position: Mapped[int]
