"""Identity documents: what everybody may see who may know of them, and apart from it what is sealed."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.database import Base, codes
from teacher_growth.facts import Fact
from teacher_growth.people.models.work import of_person
from teacher_growth.people.rules.identity import IdentityKind


class IdentityDocument(Fact, Base):
    """valid_to is the last day of its validity. The number itself stands in the seal."""

    __tablename__ = "identity_document"
    __scope__ = of_person()
    __table_args__ = (CheckConstraint("length BETWEEN 5 AND 20", name="length"),)

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    kind: Mapped[IdentityKind] = mapped_column(codes(IdentityKind))
    length: Mapped[int]
    tail: Mapped[str] = mapped_column(String(2))


class IdentitySeal(Base):
    """The number of one document. Changed by nothing but a new key, and by the end of the document's use."""

    __tablename__ = "identity_seal"
    __scope__ = of_person()
    __table_args__ = (
        Index(
            "uq_identity_seal_in_use", "digest", unique=True,
            sqlite_where=text("in_use IS TRUE"), postgresql_where=text("in_use IS TRUE"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(ForeignKey("identity_document.id"), primary_key=True, autoincrement=False)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    key_number: Mapped[int]
    sealed: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    in_use: Mapped[bool]  # not corrected, not voided: two documents in use never have one number

    @property
    def row(self) -> str:
        return f"identity_seal:{self.id}:{self.teacher_id}"
