"""Documents that were issued. What was printed is kept as data: it can be printed again, and checked, years later."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Json, Moment, codes
from teacher_growth.documents.rules import DocumentKind


class IssuedDocument(Base):
    __tablename__ = "issued_document"
    __scope__ = Scope(organisation="organisation_id", people=("teacher_id",))
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "year", "number"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="revoked_why"),
        CheckConstraint("issued_by_teacher_id IS NULL OR issued_by_teacher_id <> teacher_id", name="not_own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(codes(DocumentKind))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # that issued it
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)  # whom it is about
    year: Mapped[int]  # of the number: 〔year〕number
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(16), unique=True)  # for the public check
    data: Mapped[Any] = mapped_column(Json)  # all that is printed
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int | None]  # account
    issued_by_teacher_id: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_reason: Mapped[str | None] = mapped_column(String(400))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
