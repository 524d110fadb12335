"""What stands where the town is to be built, and clearing it. Only a demo is ever cleared away.

A demo is a database whose trail holds DEMO_BUILT: it is written in the transaction that lays the town, into a database
that was empty. The anchors kept outside the database belong to one chain; a note beside them tells of a demo's.
"""

import shutil
import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError

from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.actions import Anchors
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import Base, db

NOTE = "demo"  # the file beside the anchors: hash of the demo's first entry
VERSION = "alembic_version"
REASON = "what stands where the demo town is to be built"


class Ground(StrEnum):
    EMPTY = "empty"
    DEMO = "demo"
    OTHER = "other"


class InTheWay(Exception):  # noqa: N818 -- as Refused and NotVisible
    """Something stands here that is not ours to clear away, or is in use. The text says what."""


def found() -> Ground:
    with db.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if AuditEntry.__tablename__ in tables:
            built = select(AuditEntry.seq).where(AuditEntry.event == Event.DEMO_BUILT)
            if connection.execute(unrestricted(built, reason=REASON)).first():
                return Ground.DEMO
        if tables - {*Base.metadata.tables, VERSION}:
            return Ground.OTHER
        ours = [table for table in Base.metadata.sorted_tables if table.name in tables]
        rows = [unrestricted(select(text("1")).select_from(table).limit(1), reason=REASON) for table in ours]
        filled = any(connection.execute(each).first() for each in rows)
        return Ground.OTHER if filled else Ground.EMPTY


def migrate() -> None:
    """To the newest migration; does nothing where that is reached."""
    settings = current_app.extensions["migrate"].migrate.get_config()
    with db.engine.connect() as connection:
        there = set(MigrationContext.configure(connection).get_current_heads())
    if there != set(ScriptDirectory.from_config(settings).get_heads()):
        flask_migrate.upgrade()


def refuse_other_anchors() -> None:
    """Heads of another chain must not be mixed with the demo's, much less removed."""
    anchors = _anchors()
    heads = {digest for seq, digest in anchors.all() if seq == 1}
    if anchors.all() and (not _note().exists() or heads - {_note().read_text().strip()}):
        raise InTheWay(f"{anchors.folder} holds anchors of another audit trail: move them away or set another folder.")


def note_demo() -> None:
    """The anchors from here on are a demo's."""
    first = select(AuditEntry.hash).where(AuditEntry.seq == 1)
    with db.engine.connect() as connection:
        digest = str(connection.scalar(unrestricted(first, reason=REASON)))
    _note().write_text(f"{digest}\n")


def clear() -> None:
    """Takes the demo away: database first, then what lies beside it."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        _remove_files(Path(db.engine.url.database or ""))
    else:
        _recreate_schema()
    clear_anchors()
    shutil.rmtree(current_app.config["FILES"], ignore_errors=True)


def clear_anchors() -> None:
    folder = _anchors().folder
    for path in [*folder.glob("heads-*.log"), folder / "anchors.log", _note()]:
        path.unlink(missing_ok=True)


def _remove_files(path: Path) -> None:
    db.engine.dispose()
    try:
        with closing(sqlite3.connect(path, timeout=0.5)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
    except sqlite3.OperationalError:
        raise InTheWay("The demo database is in use: end the server first.") from None
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _recreate_schema() -> None:
    try:
        with db.engine.begin() as connection:
            quoted = connection.dialect.identifier_preparer.quote(
                str(connection.scalar(text("SELECT current_schema()")))
            )
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(f"DROP SCHEMA {quoted} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {quoted}"))
    except OperationalError:
        raise InTheWay("The demo database is in use: end the server first.") from None
    db.engine.dispose()


def _anchors() -> Anchors:
    anchors: Anchors = current_app.extensions["anchors"]
    return anchors


def _note() -> Path:
    return _anchors().folder / NOTE
