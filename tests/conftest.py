"""Every test gets a copy of a migrated database: factories write through write_tx, so rolling back would not do."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from teacher_growth import settings
from teacher_growth.access.actor import SYSTEM
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account
from teacher_growth.app import create_app
from teacher_growth.clock import today as the_day
from teacher_growth.database import db, write_tx

pytest_plugins = ["tests.services"]

SignIn = Callable[[Account], FlaskClient]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        postgres = pytest.param("postgres", marks=pytest.mark.postgres)
        metafunc.parametrize("database", ["sqlite", postgres], indirect=True)


def migrated(app: Flask) -> Flask:
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return app


class Client(FlaskClient):
    """Each request runs in a context of its own, as it would in a server: no user and no session left from the last."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        response = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()  # the test's own session sees what the request wrote
        assert "".join(map(str, response.headers.to_wsgi_list())).isascii(), "a real server refuses such a header"
        return response


def an_app(home: Path, url: str | None = None) -> Flask:
    config = settings.Testing(home)
    if url is not None:
        config.SQLALCHEMY_DATABASE_URI = url
    app = create_app(config)
    app.test_client_class = Client
    app.config["WTF_CSRF_ENABLED"] = False  # tests of it switch it on
    return app


@pytest.fixture(scope="session")
def sqlite_app() -> Iterator[Flask]:
    """In memory where the machine has a place for it: a commit with synchronous=FULL waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 -- only where it exists
    with TemporaryDirectory(prefix="teacher-growth-", dir=memory if memory.is_dir() else None) as folder:
        app = migrated(an_app(Path(folder)))
        home = Path(app.config["HOME"])
        shutil.copy(home / "teacher_growth.db", home / "template.db")
        yield app


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def app(database: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    made = request.getfixturevalue("postgres_app" if database == "postgres" else "fresh_sqlite_app")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def fresh_sqlite_app(sqlite_app: Flask) -> Flask:
    home = Path(sqlite_app.config["HOME"])
    for path in [*home.glob("teacher_growth.db*"), *(home / "anchors").glob("*")]:
        path.unlink()
    (home / "keys" / "identity.key").unlink(missing_ok=True)
    for folder in ("files", "exports", "imports"):
        shutil.rmtree(home / folder, ignore_errors=True)
    shutil.copy(home / "template.db", home / "teacher_growth.db")
    return sqlite_app


@pytest.fixture
def postgres_app(postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("home")
    template = postgres.template("migrated", lambda url: migrated(an_app(home, url)))
    url = postgres.create_database(template)
    yield an_app(home, url)
    postgres.drop_database(url)


@pytest.fixture
def today() -> Any:
    return the_day()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A client signed in as an account, through a real server-side session."""

    def signed_in(account: Account) -> FlaskClient:
        with write_tx():
            token = accounts.start_session(account.id, address="127.0.0.1", actor=SYSTEM)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return signed_in


@pytest.fixture
def count_queries() -> Callable[[], Any]:
    """with count_queries() as queries: …; len(queries) is how many statements ran."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
