"""The bulk loading of a demo: the same content on both databases, the schema whole again, the sums right."""

import pytest
from sqlalchemy import inspect

from teacher_growth.database import Base, canonical, db
from teacher_growth.ddl import wrong_triggers
from teacher_growth.demo import build as building
from teacher_growth.training import queries
from tests.architecture.schema import OPTIONS, fingerprint
from tests.demo.test_build import a_demo, dump


def schema() -> dict:
    with db.engine.connect().execution_options(**OPTIONS) as connection:
        return fingerprint(connection)


@pytest.mark.postgres
def test_both_databases_hold_the_same(fresh_sqlite_app, postgres_app) -> None:
    found = []
    for app in (fresh_sqlite_app, postgres_app):
        with app.app_context():
            a_demo()
            found.append(dump())
            db.session.remove()
            db.engine.dispose()
    differing = [name for name in found[0] if canonical(found[0][name]) != canonical(found[1][name])]
    assert differing == []


@pytest.mark.both_databases
def test_a_build_leaves_the_schema_as_the_migrations_made_it(app) -> None:
    assert building.prepare(keep=False)
    before = schema()
    a_demo()
    assert schema() == before
    with db.engine.connect().execution_options(**OPTIONS) as connection:
        assert wrong_triggers(connection, Base.metadata) == []
        assert "training_sum" in inspect(connection).get_table_names()


@pytest.mark.both_databases
def test_the_sums_of_a_demo_are_those_of_its_lines(app) -> None:
    a_demo()
    assert [list(queries.differences(of)) for of in queries.KEPT] == [[], []]
