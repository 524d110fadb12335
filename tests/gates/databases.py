"""Applications on databases of a gate's own: a migrated SQLite file to copy, or a throw-away PostgreSQL."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import flask_migrate
from flask import Flask

from teacher_growth import settings
from teacher_growth.app import create_app
from teacher_growth.database import db
from tests import postgres

FILE = "teacher_growth.db"


@contextmanager
def a_folder() -> Iterator[Path]:
    """In memory where there is one."""
    place = next((each for each in postgres.PLACES if each.is_dir()), None)
    with tempfile.TemporaryDirectory(prefix="teacher-growth-gate-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def an_app(home: Path, url: str | None = None) -> Flask:
    """As in production, CSRF and all."""
    config = settings.Testing(home)
    if url is not None:
        config.SQLALCHEMY_DATABASE_URI = url
    return create_app(config)


def migrated(app: Flask) -> Flask:
    with app.app_context():
        flask_migrate.upgrade()
        close()
    return app


@contextmanager
def sqlite_app() -> Iterator[Flask]:
    """A migrated app inside its context."""
    with a_folder() as folder:
        app = migrated(an_app(folder))
        with app.app_context():
            yield app
            close()


def close() -> None:
    db.session.remove()
    db.engine.dispose()


def _copied(there: Path, here: Path) -> None:
    """As it is there, or gone where there is none."""
    shutil.rmtree(here, ignore_errors=True)
    if there.exists():
        shutil.copytree(there, here)


class Store:
    """The file of an app as it was at the start: tells what changed, and puts it back."""

    def __init__(self, app: Flask) -> None:
        close()
        self.home = Path(app.config["HOME"])
        self.live, self.kept = self.home / FILE, self.home / "kept.db"
        self.folders = [(self.home / name, self.home / f"kept-{name}") for name in ("anchors", "imports")]
        with sqlite3.connect(self.live) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.live, self.kept)
        for live, kept in self.folders:
            _copied(live, kept)
        self._watch()

    def _watch(self) -> None:
        self.observer = sqlite3.connect(self.live)
        self.seen = self._version()
        if not hasattr(self, "before"):
            self.before = self.digests()

    def _version(self) -> int:
        return int(self.observer.execute("PRAGMA data_version").fetchone()[0])

    def touched(self) -> bool:
        """Has anybody committed since the last call?"""
        seen, self.seen = self.seen, self._version()
        return seen != self.seen

    def digests(self) -> dict[str, str]:
        tables = self.observer.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
        return {name: self._digest(name) for (name,) in tables.fetchall()}

    def _digest(self, table: str) -> str:
        lines = self.observer.execute(f'SELECT * FROM "{table}"').fetchall()
        return sha256(repr(lines).encode()).hexdigest()

    def changed(self) -> set[str]:
        """The tables that differ from the start."""
        now = self.digests()
        return {name for name in now if now[name] != self.before.get(name)}

    def events_since(self, seq: int) -> list[str]:
        return [
            row[0] for row in self.observer.execute("SELECT event FROM audit_entry WHERE seq > ? ORDER BY seq", (seq,))
        ]

    def last_seq(self) -> int:
        return int(self.observer.execute("SELECT coalesce(max(seq), 0) FROM audit_entry").fetchone()[0])

    def restore(self) -> None:
        self.observer.close()
        close()
        for path in self.home.glob(FILE + "*"):
            path.unlink()
        shutil.copy(self.kept, self.live)
        for live, kept in self.folders:
            _copied(kept, live)
        self._watch()


@contextmanager
def postgres_urls() -> Iterator[Callable[[], str] | None]:
    """A function that makes a migrated database each call; None where there is no PostgreSQL."""
    if postgres.is_missing():
        yield None
        return
    run = postgres.new_run()
    with a_folder() as folder:
        try:
            server = postgres.server_for(run)
            template = server.template("migrated", lambda url: migrated(an_app(folder / "template", url)))
            yield lambda: server.create_database(template)
        finally:
            postgres.end_run(run)


@contextmanager
def app_at(url: str) -> Iterator[Flask]:
    with a_folder() as folder:
        app = an_app(folder, url)
        with app.app_context():
            yield app
            close()
