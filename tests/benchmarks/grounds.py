"""A demo of each size on each database, outside the repository. What lies in a kept place is not built again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import NullPool, create_engine, make_url

from teacher_growth import settings
from teacher_growth.app import create_app
from teacher_growth.database import db
from teacher_growth.demo import build as building
from tests import postgres

DAY = date(2026, 11, 20)
DATABASES = ("sqlite", "postgresql")


@contextmanager
def ground(size: str, database: str, home: Path, server: str | None) -> Iterator[Flask]:
    """The application inside its context. `server`: a PostgreSQL on which databases are made and kept."""
    with _address(size, database, server) as address:
        config = settings.Testing(home / f"{size}-{database}")
        if address is not None:
            config.SQLALCHEMY_DATABASE_URI = address
        app = create_app(config)
        with app.app_context():
            _build(size, database)
            yield app
            db.session.remove()
            db.engine.dispose()


def _build(size: str, database: str) -> None:
    start = time.perf_counter()
    if building.prepare(keep=True):
        town = building.build(size=size, seed=building.SEED, today=DAY)
        seconds = time.perf_counter() - start
        print(f"{size} on {database}: {sum(town.counts.values()):,} rows laid in {seconds:.0f} s", flush=True)


@contextmanager
def _address(size: str, database: str, server: str | None) -> Iterator[str | None]:
    if database == "sqlite":
        yield None
    elif server is not None:
        yield _kept(server, f"tg_bench_{size}")
    else:
        run = postgres.new_run()
        try:
            yield postgres.server_for(run).create_database()
        finally:
            postgres.end_run(run)


def _kept(server: str, name: str) -> str:
    url = make_url(server)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        if not postgres.exists(connection, name):
            postgres.create(connection, name)
    return url.set(database=name).render_as_string(hide_password=False)
