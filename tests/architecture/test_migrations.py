"""Migrations: one line of them, the same schema as the models', nothing lost down and up, nothing half-done."""

import os
import re
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Engine

from teacher_growth.access.roles import Role
from teacher_growth.database import Base, db
from teacher_growth.ddl import apply_triggers, drop_triggers, wrong_triggers
from teacher_growth.settings import MIGRATIONS
from tests.architecture.schema import OPTIONS, contents, fingerprint, tables, unnamed
from tests.conftest import an_app
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher


@pytest.fixture
def bare(database, request, tmp_path):
    """An app on an empty database."""
    url = request.getfixturevalue("postgres_url") if database == "postgres" else None
    app = an_app(tmp_path / "home", url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def looking():
    with db.engine.connect().execution_options(**OPTIONS) as connection:
        yield connection


def seen(what):
    with looking() as connection:
        return what(connection)


def revisions() -> list[str]:
    """From the first to the head."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def fill() -> None:
    school = a_school()
    an_account(Role.TEACHER, school, a_teacher(at=school))
    db.session.remove()


def test_migrations_are_numbered_without_gaps():
    names = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z_]+", name)] == []


def test_migrations_have_one_head_and_are_named_as_their_files():
    names = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    assert revisions() == names


@pytest.mark.both_databases
def test_migrated_schema_equals_the_models(app):
    with looking() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.both_databases
def test_migrated_fingerprint_equals_the_models(bare, database):
    with looking() as connection, connection.begin():
        Base.metadata.create_all(connection)
        apply_triggers(connection, Base.metadata)
    wanted = seen(fingerprint)
    with looking() as connection, connection.begin():
        drop_triggers(connection)
        Base.metadata.drop_all(connection)
    flask_migrate.upgrade()
    found = seen(fingerprint)
    for name in sorted({*wanted, *found}):
        assert found.get(name) == wanted.get(name), name


@pytest.mark.both_databases
def test_nothing_is_unnamed_and_every_table_is_strict(app):
    found = seen(fingerprint)
    assert unnamed(found) == []
    assert [name for name, parts in found.items() if name != "triggers" and not parts["strict"]] == []


@pytest.mark.both_databases
def test_down_and_up_again_with_data(bare):
    steps = revisions()
    prints = {"base": seen(fingerprint)}
    for each in steps:
        flask_migrate.upgrade(revision=each)
        prints[each] = seen(fingerprint)
    fill()
    for each, below in zip(steps[::-1], [*steps[-2::-1], "base"], strict=True):
        before = seen(contents)
        flask_migrate.downgrade(revision=below)
        assert seen(fingerprint) == prints[below], each
        after = seen(contents)
        assert after == {name: before[name] for name in after}
    flask_migrate.upgrade()
    assert seen(fingerprint) == prints[steps[-1]]
    assert {name for name, rows in seen(contents).items() if rows} == set()


def killed_at(number: int, act) -> None:
    """Runs `act` in a child that is killed before its n-th statement."""
    db.engine.dispose()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    statements = 0

    def count(*_rest) -> None:
        nonlocal statements
        statements += 1
        if statements == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        os._exit(0)


@pytest.mark.both_databases
def test_killed_half_way_leaves_the_old_or_the_new_state(bare):
    old = seen(fingerprint)
    for number in (1, 2, 5, 9, 20, 60, 120):
        killed_at(number, flask_migrate.upgrade)
        found = seen(fingerprint)
        assert found == old, number
    flask_migrate.upgrade()
    new = seen(fingerprint)
    for number in (3, 8, 30, 90):
        killed_at(number, lambda: flask_migrate.downgrade(revision="base"))
        assert seen(fingerprint) == new, number
    assert [name for name in seen(tables) if name.startswith("_alembic_tmp")] == []


REBUILD = '''"""Rebuilds the trail's table and one of facts, as a change of a column would."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    how = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    for table in ("audit_entry", "personnel_relation"):
        with op.batch_alter_table(table, recreate=how) as batch:
            batch.add_column(sa.Column("more", sa.Text(), nullable=True))
    {end}


def downgrade() -> None:
    pass
'''


@pytest.fixture
def with_rebuild(tmp_path):
    """A copy of the migrations with one more that rebuilds two tables; `end` is its last line."""

    def made(end: str) -> Path:
        folder = tmp_path / f"migrations-{len(end)}"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = REBUILD.format(revision="9999_rebuild", head=revisions()[-1], end=end)
        (folder / "versions" / "9999_rebuild.py").write_text(text, encoding="utf-8")
        return folder

    return made


def with_more(found: dict) -> dict:
    """The fingerprint expected after the rebuild."""
    for table in ("audit_entry", "personnel_relation"):
        found[table]["columns"]["more"] = ("TEXT", True, None)
    return found


@pytest.mark.both_databases
def test_a_rebuilt_table_has_its_triggers_and_checks_again(app, with_rebuild):
    fill()
    before, rows = seen(fingerprint), seen(contents)
    flask_migrate.upgrade(directory=str(with_rebuild("pass")))
    assert seen(lambda connection: wrong_triggers(connection, Base.metadata)) == []
    assert seen(fingerprint) == with_more(before)
    counts = [{name: len(each) for name, each in found.items()} for found in (seen(contents), rows)]
    assert counts[0] == counts[1]


@pytest.mark.both_databases
def test_a_failed_rebuild_leaves_everything_as_it_was(app, with_rebuild):
    fill()
    before, rows = seen(fingerprint), seen(contents)
    with pytest.raises(SystemExit):
        flask_migrate.upgrade(directory=str(with_rebuild('raise RuntimeError("half-way")')))
    assert (seen(fingerprint), seen(contents)) == (before, rows)


def test_a_migration_that_breaks_a_foreign_key_is_rolled_back(app, with_rebuild):
    fill()
    rows = seen(contents)
    with pytest.raises(SystemExit):
        flask_migrate.upgrade(directory=str(with_rebuild('op.execute("UPDATE account SET organisation_id = 4711")')))
    assert seen(contents) == rows
