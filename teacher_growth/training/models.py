"""Ledger lines, one a teacher; activities that a school enters for many; their evidence."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.claims.models import Claim, claim_args
from teacher_growth.database import Base, Moment, codes
from teacher_growth.training.rules import Line, Route, Unit, Voucher


class TrainingActivity(Base):
    """校本研修 and the like: one entry of a school for all who were there."""

    __tablename__ = "training_activity"
    __scope__ = Scope(organisation="organisation_id")
    __table_args__ = (
        CheckConstraint("amount BETWEEN 1 AND 5000", name="amount"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_why"),
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
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("training_activity.id"), unique=True)  # takes its place
    closed_at: Mapped[datetime | None] = mapped_column(Moment)  # corrected or withdrawn
    closed_reason: Mapped[str | None] = mapped_column(String(400))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class TrainingRecord(Claim, Base):
    """One line of one teacher."""

    __tablename__ = "training_record"
    __scope__ = Scope(organisation="organisation_id", people=("teacher_id",))
    __table_args__ = (
        *claim_args("training_record"),
        CheckConstraint("amount BETWEEN 1 AND 5000", name="amount"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index("ix_training_record_ledger", "teacher_id", "school_year", "route", "unit", "state", "amount"),
        Index("ix_training_record_queue", "organisation_id", "state", "ends_on"),
        Index("ix_training_record_hours", "organisation_id", "school_year", "route", "unit", "state", "amount"),
        Index(
            "ix_training_record_certificate",
            "certificate",
            sqlite_where=text("certificate IS NOT NULL"),
            postgresql_where=text("certificate IS NOT NULL"),
        ),
    )

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


class TrainingSum(Base):
    """What counts for one teacher: kept by `actions.summing` in the transaction that changes a line."""

    __tablename__ = "training_sum"
    __scope__ = Scope(organisation="organisation_id", people=("teacher_id",))

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), primary_key=True)
    school_year: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)  # the lines' own
    route: Mapped[Route] = mapped_column(codes(Route), primary_key=True)
    unit: Mapped[Unit] = mapped_column(codes(Unit), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))  # today's, under which the school counts it; "" where there is none
    amount: Mapped[int]


class TrainingSchoolSum(Base):
    """The same for a school, by its teachers' stage."""

    __tablename__ = "training_school_sum"
    __scope__ = Scope(organisation="organisation_id")

    school_year: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    route: Mapped[Route] = mapped_column(codes(Route), primary_key=True)
    unit: Mapped[Unit] = mapped_column(codes(Unit), primary_key=True)
    amount: Mapped[int]
