"""A mentor pair is a dated period; it runs from the date of its letter, not from the day of the click."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Moment, codes
from teacher_growth.mentoring.rules import EndReason, PairKind, PairState, Side
from teacher_growth.people.models import Teacher

IS_OPEN = "state IN ('proposed', 'accepted', 'active')"
NOT_IN_IT = "{0} IS NULL OR ({0} <> mentor_id AND {0} <> mentee_id)"


class MentorPair(Base):
    __tablename__ = "mentor_pair"
    __scope__ = Scope(organisation=("organisation_id", "mentor_organisation_id"), people=("mentor_id", "mentee_id"))
    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint(NOT_IN_IT.format("approved_by_teacher_id"), name="approver_not_in_it"),
        CheckConstraint(NOT_IN_IT.format("mentor_side_approved_by_teacher_id"), name="mentor_side_not_in_it"),
        CheckConstraint("ended_on IS NULL OR ended_on >= letter_date", name="period"),
        CheckConstraint("planned_end IS NULL OR planned_end > letter_date", name="planned_period"),
        CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended_when"),
        CheckConstraint("state NOT IN ('refused', 'declined') OR reason IS NOT NULL", name="refused_why"),
        Index(
            "uq_mentor_pair_open", "mentee_id", "kind", unique=True,
            sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN),
        ),
        Index("ix_mentor_pair_load", "mentor_id", "kind", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PairKind] = mapped_column(codes(PairKind))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # the mentee's school
    mentor_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The mentor's school; None for one without a posting here (外聘: retired, of a university, of another city)."""
    state: Mapped[PairState] = mapped_column(codes(PairState), index=True)
    letter_date: Mapped[date]
    planned_end: Mapped[date | None]
    proposed_by_id: Mapped[int | None]  # account
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    mentor_accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    mentee_accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    mentor_document: Mapped[str | None] = mapped_column(String(120))  # what he signed, where he has no account
    approved_by_id: Mapped[int | None]  # account, for the mentee's school
    approved_by_teacher_id: Mapped[int | None]
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    mentor_side_approved_by_id: Mapped[int | None]  # where the mentor is of another school
    mentor_side_approved_by_teacher_id: Mapped[int | None]
    mentor_side_approved_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None]  # account that declined, refused, withdrew or ended it
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(400))  # of declining, refusing or withdrawing
    ended_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None] = mapped_column(codes(EndReason))
    end_note: Mapped[str | None] = mapped_column(String(400))
    version: Mapped[int] = mapped_column()

    mentor: Mapped[Teacher] = relationship(foreign_keys=mentor_id, lazy="raise")
    mentee: Mapped[Teacher] = relationship(foreign_keys=mentee_id, lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def sides(self) -> tuple[Side, ...]:
        """Whose approval it needs."""
        alone = self.mentor_organisation_id in (None, self.organisation_id)
        return (Side.MENTEE,) if alone else (Side.MENTEE, Side.MENTOR)

    def approved_on(self, side: Side) -> datetime | None:
        return self.approved_at if side is Side.MENTEE else self.mentor_side_approved_at

    @property
    def accepted_at(self) -> datetime | None:
        """When the second of the two had accepted: since then the principal is asked."""
        if self.mentor_accepted_at is None or self.mentee_accepted_at is None:
            return None
        return max(self.mentor_accepted_at, self.mentee_accepted_at)

    def has(self, teacher_id: int | None) -> bool:
        return teacher_id is not None and teacher_id in (self.mentor_id, self.mentee_id)
