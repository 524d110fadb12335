"""Where a teacher belongs and works. The personnel relation is one at a time; places of work may be several."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    column,
    or_,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.clock import today
from teacher_growth.database import Base, codes
from teacher_growth.facts import Fact
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind, PostKind, Subject, Term


def at_work_in(person: ColumnElement[Any], organisation_ids: frozenset[int]) -> ColumnElement[bool]:
    """The person belongs or works there, now or from a day to come: schools prepare for those who arrive."""
    places = [
        select(each.teacher_id).where(
            each.organisation_id.in_(organisation_ids),
            each.superseded_at.is_(None),
            each.voided.is_(False),
            or_(each.valid_to.is_(None), each.valid_to >= today()),
        )
        for each in (PersonnelRelation, WorkPlace)
    ]
    return person.in_(union_all(*places))


def kept_or_at_work_in(person: ColumnElement[Any], organisation_ids: frozenset[int]) -> ColumnElement[bool]:
    """Facts about external persons belong to the organisation that keeps their file."""
    kept = select(PEOPLE.c.id).where(PEOPLE.c.keeper_id.in_(organisation_ids))
    return at_work_in(person, organisation_ids) | person.in_(kept)


PLACES = ("personnel_relation", "work_place")
PEOPLE = table("teacher", column("id"), column("keeper_id"))


def of_person() -> Scope:
    """The scope of a fact about a person: their own, and that of the places they work at."""
    return Scope(people=("teacher_id",), person="teacher_id", places=kept_or_at_work_in, reads=(*PLACES, "teacher"))


AT = ("organisation_id", "superseded_at", "voided", "valid_to", "teacher_id")
"""All that at_work_in() looks at: every scoped read asks it."""


class PersonnelRelation(Fact, Base):
    """人事关系: exactly one at a time; its end says why (调出, 退休, 辞职 …)."""

    __tablename__ = "personnel_relation"
    __scope__ = of_person()
    __table_args__ = (
        Index(
            "uq_personnel_relation_open",
            "teacher_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        ),
        Index("ix_personnel_relation_at", *AT, "valid_from"),  # heads are counted from it alone
    )

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    employment: Mapped[Employment] = mapped_column(codes(Employment))
    leaving_reason: Mapped[LeavingReason | None] = mapped_column(codes(LeavingReason))


class WorkPlace(Fact, Base):
    """工作单位: several at once, each with its share; the file may have moved or not."""

    __tablename__ = "work_place"
    __scope__ = of_person()
    __table_args__ = (CheckConstraint("share BETWEEN 1 AND 100", name="share"), Index("ix_work_place_at", *AT))

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(codes(PlaceKind))
    share: Mapped[int] = mapped_column(default=100)  # per cent of the work
    file_moved: Mapped[bool] = mapped_column(default=True)


class Post(Fact, Base):
    """岗位: head teacher, principal, group head …; several at once are normal."""

    __tablename__ = "teacher_post"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[PostKind] = mapped_column(codes(PostKind))
    detail: Mapped[str | None] = mapped_column(String(40))  # class, group or office


class Teaching(Fact, Base):
    """任课 of one term. `weekly_periods` in tenths."""

    __tablename__ = "teaching"
    __scope__ = of_person()
    __table_args__ = (CheckConstraint("weekly_periods BETWEEN 0 AND 600", name="weekly_periods"),)

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    school_year: Mapped[int]
    term: Mapped[Term] = mapped_column(codes(Term))
    subject: Mapped[Subject] = mapped_column(codes(Subject))
    grade: Mapped[str] = mapped_column(String(20))
    weekly_periods: Mapped[int]
