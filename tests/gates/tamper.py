"""G15: whatever is done to the trail, verify finds it; what the app does every day raises no alarm."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit import queries
from teacher_growth.audit.actions import Anchors, record
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import Base, db, write_tx
from teacher_growth.ddl import is_append_only, is_fact
from tests.gates import databases, tampering, world
from tests.gates.report import Report
from tests.gates.tampering import OFTEN, WAYS, Tampering

FULL, QUICK = 200, 40


def run(report: Report, *, quick: bool, seed: int) -> None:
    with databases.sqlite_app() as app:
        _fill(app)
        older = _older_copy(app)
        store = databases.Store(app)
        _no_false_alarm(app, report, "sqlite")
        store.restore()
        for number, way in enumerate(_chosen(QUICK if quick else FULL, seed)):
            _tamper(app, report, way, seed + number)
            store.restore()
        _restored(app, report, store, older)
        _ordinary_connection(report, "sqlite")
    _on_postgres(report, quick=quick, seed=seed)


def _fill(app: Flask) -> world.World:
    """A few hundred entries, with a daily anchor on the way."""
    built = world.build(app)
    with write_tx() as session:
        last = session.query(AuditEntry).execution_options(unrestricted="gate").order_by(AuditEntry.seq.desc()).first()
        anchors: Anchors = app.extensions["anchors"]
        assert last is not None
        anchors.write(session, last.seq, last.hash)
    _sign_in(app)
    return built


def _sign_in(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    databases.close()


def _older_copy(app: Flask) -> Path:
    """The database as it was before one more entry."""
    databases.close()
    home = Path(app.config["HOME"])
    shutil.copy(home / databases.FILE, home / "older.db")
    _ordinary_use(app)
    return home / "older.db"


def _ordinary_use(app: Flask) -> None:
    """One more entry, as any day brings it."""
    with write_tx():
        record(Event.DEMO_BUILT, None, actor=SYSTEM, of="gate")
    databases.close()


def _chosen(count: int, seed: int) -> Iterator[Tampering]:
    """Each way once, then those with many variants again."""
    yield from WAYS[:count]
    chance = random.Random(seed)  # noqa: S311 -- a seeded drill
    for _each in range(count - len(WAYS)):
        yield chance.choice(OFTEN)


def found(app: Flask) -> str:
    """What verify says: sound, the kinds of fault, or that it broke down."""
    anchors: Anchors = app.extensions["anchors"]
    try:
        _entries, faults = queries.verify(app.config["AUDIT_KEY"], anchors.all())
    except Exception as error:
        return f"broke down: {type(error).__name__}"
    finally:
        databases.close()
    return ",".join(sorted({each.kind for each in faults})) or "sound"


def _tamper(app: Flask, report: Report, way: Tampering, seed: int) -> None:
    name = db.engine.dialect.name
    url = db.engine.url.render_as_string(hide_password=False)
    with tampering.opened(url, Path(app.config["ANCHORS"]), app.config["AUDIT_KEY"], seed) as case:
        way(case)
    _judge(app, report, way, name, seed)


def _judge(app: Flask, report: Report, way: Tampering, name: str, seed: int) -> None:
    said = found(app)
    good = said != "sound" and not said.startswith("broke down")
    report.check(good, f"{way.__name__} on {name} (seed {seed}): {said}")
    report.add(f"{name} tamperings")


def _restored(app: Flask, report: Report, store: databases.Store, older: Path) -> None:
    databases.close()
    for path in store.home.glob(databases.FILE + "-*"):
        path.unlink()
    shutil.copy(older, store.live)
    said = found(app)
    report.check("cut_tail" in said, f"an older copy of the database: {said}")
    store.restore()


def _no_false_alarm(app: Flask, report: Report, name: str) -> None:
    report.check(found(app) == "sound", f"false alarm on an untouched {name}: {found(app)}")
    _ordinary_use(app)
    _sign_in(app)
    report.check(found(app) == "sound", f"false alarm after ordinary use of {name}: {found(app)}")
    anchors: Anchors = app.extensions["anchors"]
    heads = sorted(anchors.folder.glob("heads-*.log"))[-1]
    heads.write_text("\n".join(heads.read_text().splitlines()[:-1]) + "\n12")
    report.check(found(app) == "sound", f"false alarm after a crash between commit and anchor: {found(app)}")


def _ordinary_connection(report: Report, name: str) -> None:
    """What the app's own connections may not do, even under a named exception."""
    for table in Base.metadata.sorted_tables:
        if not (is_fact(table) or is_append_only(table)):
            continue
        for statement in _forbidden(table, name):
            report.check(_is_refused(statement), f"an ordinary {name} connection may: {statement[:90]}")
            report.add("forbidden statements")


def _forbidden(table: Any, name: str) -> Iterator[str]:
    key = next(iter(table.primary_key)).name
    column = next(each for each in ("body", "note", "label", "seq") if each in table.c)
    change = "seq = seq" if column == "seq" else f"{column} = 'x'"
    yield f"DELETE FROM {table.name}"
    yield f"UPDATE {table.name} SET {change}"
    yield f"UPDATE {table.name} SET {key} = {key} + 100000"
    if is_fact(table):
        yield f"UPDATE {table.name} SET superseded_at = NULL, note = 'x'"
    if name == "sqlite":
        yield f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name} ORDER BY {key} LIMIT 1"
        yield f"REPLACE INTO {table.name} SELECT * FROM {table.name}"
        yield f"UPDATE OR REPLACE {table.name} SET {key} = {key} + 1"
    else:
        yield f"TRUNCATE {table.name} CASCADE"
        yield (
            f"INSERT INTO {table.name} SELECT * FROM {table.name} LIMIT 1 ON CONFLICT ({key}) DO UPDATE SET {change}"
        )


def _is_refused(statement: str) -> bool:
    connection = db.session.connection().execution_options(unrestricted="gate")
    try:
        done = connection.execute(text(statement))
    except DBAPIError:
        return True
    else:
        return done.rowcount == 0  # nothing there to lay hands on
    finally:
        db.session.rollback()


def _on_postgres(report: Report, *, quick: bool, seed: int) -> None:
    with databases.postgres_urls() as urls:
        if urls is None:
            report.skipped.append("PostgreSQL is not installed: the same drill there")
            return
        with databases.app_at(urls()) as app:
            _fill(app)
            kept = Path(app.config["HOME"]) / "kept-anchors"
            shutil.copytree(app.config["ANCHORS"], kept)
            for number, way in enumerate(_chosen(QUICK if quick else FULL, seed)):
                _tamper_and_undo(app, report, way, seed + number)
                shutil.rmtree(app.config["ANCHORS"], ignore_errors=True)
                shutil.copytree(kept, app.config["ANCHORS"])
            _ordinary_connection(report, "postgresql")
            _no_false_alarm(app, report, "postgresql")


def _tamper_and_undo(app: Flask, report: Report, way: Tampering, seed: int) -> None:
    """PostgreSQL takes back everything, schema included: no copy is needed."""
    connection = db.session.connection().execution_options(unrestricted="gate")
    way(tampering.case_on(connection, Path(app.config["ANCHORS"]), app.config["AUDIT_KEY"], seed))
    _judge(app, report, way, "postgresql", seed)
