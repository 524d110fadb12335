"""A batch, its rows as staged, what was said of them, what it made; mappings and decisions that are remembered.

A batch is its importer's own and nobody else's: staged rows hold what is typed about people, health too.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, Json, Moment, codes
from teacher_growth.importing.rules.states import BatchState, Verdict
from teacher_growth.sheets import Kind

BATCH = "import_batch.id"


class ImportBatch(Base):
    __tablename__ = "import_batch"
    __scope__ = Scope(account="created_by_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)  # file, kind, mapping, day: while it is open
    kind: Mapped[Kind | None] = mapped_column(codes(Kind))  # None: whatever the sheets hold
    file_sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    file_size: Mapped[int]
    mapping: Mapped[str | None] = mapped_column(String(200))  # name of one that ships, or a path
    chosen: Mapped[Any | None] = mapped_column(Json)  # corrected by hand: sheet → kind, header row, columns
    on_day: Mapped[date]  # from when what is new in it holds, where the file does not say
    document: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[BatchState] = mapped_column(codes(BatchState), index=True)
    fault: Mapped[str | None] = mapped_column(String(40))
    fault_details: Mapped[Any | None] = mapped_column(Json)
    sheets: Mapped[Any] = mapped_column(Json)  # as laid out: name, kind, header row, columns, rows staged
    counts: Mapped[Any] = mapped_column(Json)  # kind → created, updated …
    ground: Mapped[int]  # the trail's end when it was compared
    leavers: Mapped[Any | None] = mapped_column(Json)  # missing in the file: teacher → how, as the clerk decided
    accept_good: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[int | None]  # the last one, as long as the queue remembers it
    created_by_id: Mapped[int | None] = mapped_column(index=True)  # account; None: the system
    created_at: Mapped[datetime] = mapped_column(Moment)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ImportRow(Base):
    """One row of a sheet, as understood. `number` is its place in the sheet; None for who is missing in it."""

    __tablename__ = "import_row"
    __scope__ = Scope()
    __table_args__ = (
        UniqueConstraint("batch_id", "sheet", "number"),
        Index("ix_import_row_taken", "batch_id", "kind", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(BATCH))
    sheet: Mapped[int]
    number: Mapped[int | None]
    kind: Mapped[Kind] = mapped_column(codes(Kind))
    verdict: Mapped[Verdict] = mapped_column(codes(Verdict))
    key: Mapped[str] = mapped_column(String(200))  # what it is told apart by: a number, a code
    name: Mapped[str] = mapped_column(String(80))
    target_id: Mapped[int | None]  # what on record it is about: a person, a line, an organisation
    values: Mapped[Any] = mapped_column(Json)
    changes: Mapped[Any | None] = mapped_column(Json)  # column → [on record, in the file]


class ImportFault(Base):
    __tablename__ = "import_fault"
    __scope__ = Scope()
    __table_args__ = (Index("ix_import_fault_of", "batch_id", "is_warning", "sheet", "number", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(BATCH))
    sheet: Mapped[int]
    number: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(60))  # letter of the column
    key: Mapped[str | None] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    is_warning: Mapped[bool]
    value: Mapped[str] = mapped_column(String(200))
    details: Mapped[Any | None] = mapped_column(Json)


class ImportEffect(Base):
    """What a batch did to a row of ours, in order: what undoing goes back over."""

    __tablename__ = "import_effect"
    __scope__ = Scope()
    __table_args__ = (Index("ix_import_effect_of", "batch_id", "sort", "made_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(BATCH))
    sort: Mapped[str] = mapped_column(String(40))  # table
    made_id: Mapped[int]
    replaced_id: Mapped[int | None]
    before: Mapped[Any | None] = mapped_column(Json)  # of a row that was changed in place


class ImportMapping(Base):
    """Which column is what, as somebody said it once of a file with these headings."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("user_id", "headings_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    headings_hash: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Moment)


class SourceKey(Base):
    """What another system calls one of ours: remembered, so that its next file finds it."""

    __tablename__ = "source_key"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))  # name of the mapping
    key: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class PlatformChoice(Base):
    """What was decided about a line of the province's platform beside one of ours: decided once."""

    __tablename__ = "platform_choice"
    __scope__ = Scope(people=("teacher_id",), organisation="organisation_id")
    __table_args__ = (
        UniqueConstraint("teacher_id", "key"),
        CheckConstraint("choice IN ('same', 'other', 'ours')", name="choice"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(64))  # of the platform's line
    choice: Mapped[str] = mapped_column(String(10))
    record_id: Mapped[int | None]  # of the ledger
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime] = mapped_column(Moment)
