"""Stored files. Who may read one follows from the record it is evidence of, so nobody reads this table by itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Moment, codes
from teacher_growth.files.rules import MediaType


class StoredFile(Base):
    __tablename__ = "stored_file"
    __scope__ = Scope()
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of what is kept (images are re-encoded)
    source_sha256: Mapped[str] = mapped_column(String(64), index=True)  # of what was sent: finds doubles
    size: Mapped[int]
    media_type: Mapped[MediaType] = mapped_column(codes(MediaType))
    name: Mapped[str] = mapped_column(String(200))  # as the sender called it: text, never a path
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(Moment)
    stored_by_id: Mapped[int | None]
