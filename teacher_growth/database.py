"""The database: connection, column types, house-wide constraints, and `write_tx`, the only way to write."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import func, literal_column

from teacher_growth.privacy import inventory

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE slips past the append-only triggers
    "busy_timeout=10000",
    "trusted_schema=OFF",
)

LARGEST_ID = 2**31 - 1  # beyond it the databases differ: an error on one, no row on the other

PROTECTED: set[str] = set()
"""Names of the tables that only `access.scope` may read: those of models with a `__scope__`."""

flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES, info={"house": True})
    __scope__: ClassVar[Any] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__scope__ is not None and "__tablename__" in cls.__dict__:
            PROTECTED.add(cls.__tablename__)


class HouseSession(FlaskSession):
    """Marks its own flushes, so that the tripwire can tell them from reads, and flushes inside write_tx only."""

    def flush(self, objects: Any = None) -> None:
        if "write" not in self.info and (self.new or self.dirty or self.deleted):
            raise RuntimeError("changes outside write_tx")
        token = flushing.set(True)
        try:
            super().flush(objects)
        finally:
            flushing.reset(token)


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession})


# --- transactions --------------------------------------------------------------------------------


@dataclass
class WriteSteps:
    """What happens around every write transaction; `app.py` registers it."""

    first: list[Callable[[Session], None]] = field(default_factory=list)
    last: list[Callable[[Session], None]] = field(default_factory=list)
    committed: list[Callable[[Session], None]] = field(default_factory=list)


def write_steps() -> WriteSteps:
    steps: WriteSteps = current_app.extensions.setdefault("write_steps", WriteSteps())
    return steps


@contextmanager
def write_tx() -> Iterator[Session]:
    """One transaction around one verb; the only place that commits.

    Ends the read snapshot first, so rows loaded before are expired: pass ids into verbs, not rows.
    Raises RuntimeError when something was changed outside, and inside another one: verbs do not nest.
    """
    session = db.session()
    if "write" in session.info:
        raise RuntimeError("write_tx inside write_tx")
    if session.in_transaction():
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("changes outside write_tx")
        session.rollback()
    session.connection(execution_options={"write": True})
    session.info["write"] = {}
    steps = write_steps()
    try:
        for step in steps.first:
            step(session)
        yield session
        session.flush()
        for step in steps.last:
            step(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    else:
        _after_commit(session, steps)
    finally:
        del session.info["write"]


def _after_commit(session: Session, steps: WriteSteps) -> None:
    """The act is done: what fails here goes to the log and must not make it look failed."""
    for step in steps.committed:
        try:
            step(session)
        except Exception:
            current_app.logger.exception("after a commit: %s", getattr(step, "__qualname__", step))


def writing() -> dict[str, Any] | None:
    """The notes of the write transaction under way (reasons, audit entries), None when there is none."""
    notes: dict[str, Any] | None = db.session().info.get("write")
    return notes


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # BEGIN is ours, so DDL is transactional too
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@event.listens_for(HouseSession, "do_orm_execute")
def _held_rows_may_load_more(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        state.update_execution_options(scoped="held")


# --- types ---------------------------------------------------------------------------------------


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: TIMESTAMPTZ on PostgreSQL, ISO text ending in Z on SQLite. Refuses naive values."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return (
            f"{value.replace(tzinfo=None).isoformat(timespec='microseconds')}Z" if dialect.name == "sqlite" else value
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        result: datetime = value.astimezone(UTC)
        return result


class Json(TypeDecorator[Any]):
    """JSON kept as text, so that its bytes stay as written (jsonb reorders keys and rewrites numbers)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, dates as ISO."""
    return ENCODER.encode(value)


ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def codes(kind: type[StrEnum]) -> Enum:
    """A column of one of our own codes, stored as text by its value."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda members: [each.value for each in members])


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(Date, "sqlite")
@compiles(DateTime, "sqlite")
@compiles(Enum, "sqlite")
def _text(_type: Any, _compiler: Any, **_kw: Any) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
def _integer(_type: Any, _compiler: Any, **_kw: Any) -> str:
    return "INTEGER"


@compiles(CreateTable, "sqlite")
def _strict(element: Any, compiler: Any, **kw: Any) -> str:
    return re.sub(r"\)\s*$", ") STRICT\n", compiler.visit_create_table(element, **kw))


@event.listens_for(Column, "after_parent_attach")
def _classify(column: Column[Any], table: Any) -> None:
    """`info["privacy"]` of every column of ours; one that the inventory does not know has none, and a test fails."""
    if getattr(table, "metadata", None) and table.metadata.info.get("house"):
        column.info["privacy"] = inventory().get((table.name, column.name))


@event.listens_for(Column, "after_parent_attach")
def _check_values(column: Column[Any], table: Any) -> None:
    """STRICT tables check storage classes only: lengths, codes and yes/no get a named CHECK each, on both databases."""
    if not getattr(table, "metadata", None) or not table.metadata.info.get("house"):
        return
    kind, name = column.type, literal_column(column.name, String)
    if isinstance(kind, Enum):
        values = ", ".join(f"'{each}'" for each in kind.enums)
        table.append_constraint(CheckConstraint(f"{column.name} IN ({values})", name=f"{column.name}_code"))
    elif isinstance(kind, String) and kind.length:
        table.append_constraint(
            CheckConstraint(func.length(name) <= literal_column(str(kind.length)), name=f"{column.name}_length")
        )
    elif isinstance(kind, Boolean):
        table.append_constraint(
            CheckConstraint(f"{column.name} = ({column.name} IS TRUE)", name=f"{column.name}_yes_no")
        )
