"""The trail's table: inserts only, on both databases (triggers in ddl.py)."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Moment


class AuditEntry(Base):
    __tablename__ = "audit_entry"
    __scope__ = Scope(organisation="organisation_id")
    __table_args__ = {"info": {"append_only": True}}

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    user_id: Mapped[int | None] = mapped_column(index=True)  # None: the system
    acting_as: Mapped[str] = mapped_column(String(200))
    session_id: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(45))
    event: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    people: Mapped[str] = mapped_column(String(400))  # ids of the teachers concerned: " 3 17 "
    body: Mapped[str] = mapped_column(Text)  # canonical JSON: codes and values, never words

    @property
    def id(self) -> int:
        return self.seq


class AuditPerson(Base):
    """Which entries concern a teacher: the entry names them in one text, which a whole city's trail would be searched
    for. Of an entry that concerns very many, all stand here.
    """

    __tablename__ = "audit_person"
    __scope__ = Scope(people=("teacher_id",))
    __table_args__ = (Index("ix_audit_person_of", "teacher_id", "seq"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int]
    seq: Mapped[int]
