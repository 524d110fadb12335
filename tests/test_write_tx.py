"""The only way to write: one transaction around one verb (integrity.md 4.1)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from teacher_growth.accounts.models import FailedTries
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.database import db, write_steps, write_tx, writing
from teacher_growth.organisations.models import Organisation
from teacher_growth.web.once import RequestKey
from tests.factories.organisations import a_school
from tests.threads import at_once

NOW = datetime(2026, 3, 1, 8, 30, 0, 250, tzinfo=UTC)
pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


def a_key(key="k", at=NOW, **values):
    return RequestKey(user_id=1, key=key, body_hash="0", at=at, **values)


def keys():
    db.session.rollback()
    return list(db.session.scalars(select(RequestKey.key).order_by(RequestKey.id)))


def test_write_tx_keeps_what_the_verb_did():
    with write_tx() as session:
        session.add(a_key())
    assert keys() == ["k"]


def test_write_tx_rolls_back_on_any_exception():
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), write_tx() as session:
            session.add(a_key())
            session.flush()
            raise error
    assert keys() == []
    assert writing() is None


def test_write_tx_commits_once():
    commits = []
    note = lambda _connection: commits.append(1)  # noqa: E731 -- needed again to take it away -- listened to and taken off by the same name
    event.listen(Engine, "commit", note)
    with write_tx() as session:
        session.add(a_key())
    event.remove(Engine, "commit", note)
    assert commits == [1]


def test_write_tx_refuses_changes_made_outside():
    db.session.add(a_key())
    with pytest.raises(RuntimeError, match="changes outside write_tx"), write_tx():
        pass


def test_flush_outside_write_tx_is_refused():
    db.session.add(a_key())
    with pytest.raises(RuntimeError, match="changes outside write_tx"):
        db.session.flush()
    with pytest.raises(RuntimeError, match="changes outside write_tx"):
        db.session.scalars(select(RequestKey)).all()


def test_write_tx_does_not_nest():
    with pytest.raises(RuntimeError, match="write_tx inside write_tx"), write_tx() as session:
        session.add(a_key("outer"))
        session.flush()
        with write_tx():
            pass
    assert keys() == []


def test_write_tx_expires_rows_held_before(database):
    with write_tx() as session:
        session.add(a_key(location="old"))
    held = db.session.scalars(select(RequestKey)).one()
    assert held.location == "old"
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as other, other.begin():
        other.execute(update(RequestKey).values(location="new"))
    with write_tx():
        assert held.location == "new"


def test_write_tx_begins_immediately(database):
    begun = []
    note = lambda _conn, _cursor, sql, *_rest: begun.append(sql)  # noqa: E731 -- listened to and taken off by the same name
    event.listen(Engine, "before_cursor_execute", note)
    db.session.execute(text("SELECT 1"))
    with write_tx():
        pass
    event.remove(Engine, "before_cursor_execute", note)
    assert [sql for sql in begun if sql.startswith("BEGIN")] == (
        ["BEGIN", "BEGIN IMMEDIATE"] if database == "sqlite" else []
    )


def test_write_tx_loses_no_update(app, database):
    """The read and the write of sixteen at once: a transaction that began late would lose some."""
    with write_tx() as session:
        session.add(FailedTries(kind=ThrottleKind.ADDRESS, key="x", tries=0, since=NOW))

    def count_up(_number):
        for _ in range(5):
            with write_tx() as session:
                row = session.get_one(FailedTries, (ThrottleKind.ADDRESS, "x"), with_for_update=True)
                row.tries += 1

    assert at_once(app, 16, count_up) == [None] * 16
    assert db.session.get_one(FailedTries, (ThrottleKind.ADDRESS, "x"), populate_existing=True).tries == 80


def test_version_refuses_the_second_of_two():
    school_id = a_school().id
    held = db.session.get_one(Organisation, school_id)
    with pytest.raises(StaleDataError), write_tx() as session:
        assert held.version == 2
        session.execute(text("UPDATE organisation SET version = 7 WHERE id = :id"), {"id": school_id})
        held.name = "别的名字"
    assert db.session.get_one(Organisation, school_id).version == 2


def test_write_steps_run_around_the_verb(app):
    said = []
    steps = write_steps()
    steps.first.append(lambda _session: said.append("first"))
    steps.last.append(lambda _session: said.append("last"))
    steps.committed.append(lambda _session: said.append("committed"))
    try:
        with write_tx():
            said.append("verb")
    finally:
        for each in (steps.first, steps.last, steps.committed):
            each.pop()
    assert said == ["first", "verb", "last", "committed"]


def test_a_failing_last_step_undoes_the_verb(app):
    def fail(_session):
        raise RuntimeError("no chain")

    steps = write_steps()
    steps.last.append(fail)
    try:
        with pytest.raises(RuntimeError, match="no chain"), write_tx() as session:
            session.add(a_key())
    finally:
        steps.last.remove(fail)
    assert keys() == []


def test_an_integrity_error_can_be_gone_on_from():
    with write_tx() as session:
        session.add(a_key("first"))
    with write_tx() as session:
        try:
            with session.begin_nested():
                session.add(a_key("first"))
                session.flush()
        except IntegrityError:
            session.add(a_key("second"))
    assert keys() == ["first", "second"]


def test_an_integrity_error_leaves_the_session_usable():
    with write_tx() as session:
        session.add(a_key())
    with pytest.raises(IntegrityError), write_tx() as session:
        session.add(a_key())
    with write_tx() as session:
        session.add(a_key("next"))
    assert keys() == ["k", "next"]
