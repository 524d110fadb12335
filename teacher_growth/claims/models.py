"""The columns every claim has. A correction is a new row that names the one it takes the place of."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import Json, Moment, codes
from teacher_growth.people.models import Teacher


class Claim:
    """A mixin. The table's own `__table_args__` begin with `claim_args(its name)`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # the school that answers for it
    state: Mapped[ClaimState] = mapped_column(codes(ClaimState))
    doubts: Mapped[list[str]] = mapped_column(Json)  # codes, as found when it was sent
    entered_by_id: Mapped[int | None]  # account
    entered_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None]  # account that verified or returned it last
    decided_by_teacher_id: Mapped[int | None]  # that account's teacher, for the check that nobody decides his own
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    return_reason: Mapped[str | None] = mapped_column(String(400))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)  # withdrawn or superseded
    version: Mapped[int]

    @declared_attr
    def corrects_id(cls: Any) -> Mapped[int | None]:  # noqa: N805 -- called with the class
        """The claim it takes the place of."""
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"))

    @declared_attr
    def teacher(cls: Any) -> Mapped[Teacher]:  # noqa: N805 -- declared_attr gives the class
        return relationship(lazy="raise")

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:  # noqa: N805 -- declared_attr gives the class
        return {"version_id_col": cls.__table__.c.version}


def claim_args(table: str) -> tuple[CheckConstraint | Index, ...]:
    """What holds of every claim; one living correction of each."""
    living = text("state <> 'withdrawn'")
    return (
        CheckConstraint("decided_by_teacher_id IS NULL OR decided_by_teacher_id <> teacher_id", name="not_own"),
        CheckConstraint("state NOT IN ('verified', 'returned') OR decided_at IS NOT NULL", name="decided_when"),
        CheckConstraint("state <> 'returned' OR return_reason IS NOT NULL", name="returned_why"),
        Index(f"uq_{table}_corrects", "corrects_id", unique=True, sqlite_where=living, postgresql_where=living),
    )
