"""No SQL on a protected table but through visible(), fetch() or unrestricted()."""

import pandas as pd
import pytest
from sqlalchemy import NullPool, create_engine, delete, func, select, text, update
from sqlalchemy.orm import aliased

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import count, fetch, rows, unrestricted, visible
from teacher_growth.database import db
from teacher_growth.errors import UnscopedRead
from teacher_growth.people.models import Leave, Teacher, WorkPlace
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher


def by_a_second_engine():
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("SELECT name FROM teacher").all()


LEAKS = {
    "select": lambda: db.session.scalars(select(Teacher)).all(),
    "select_column": lambda: db.session.scalars(select(Teacher.name)).all(),
    "count": lambda: db.session.scalar(select(func.count()).select_from(Teacher)),
    "get": lambda: db.session.get(Teacher, 10_000),
    "query": lambda: db.session.query(Teacher.id).all(),
    "subquery": lambda: db.session.scalars(select(select(Teacher.id).subquery().c.id)).all(),
    "exists": lambda: db.session.scalar(select(select(Teacher.id).exists())),
    "alias": lambda: db.session.scalars(select(aliased(Teacher))).all(),
    "join": lambda: db.session.execute(select(WorkPlace.id).join(Teacher, Teacher.id == WorkPlace.teacher_id)).all(),
    "union": lambda: db.session.execute(select(Teacher.id).union(select(Teacher.id))).all(),
    "cte": lambda: db.session.execute(select(select(Teacher.id).cte("t").c.id)).all(),
    "core": lambda: db.session.execute(select(Teacher.__table__.c.id)).all(),
    "text": lambda: db.session.execute(text("SELECT name FROM teacher")).all(),
    "quoted_text": lambda: db.session.execute(text('SELECT "name" FROM "Teacher"')).all(),
    "update": lambda: db.session.execute(update(Teacher).values(name="x")),
    "delete": lambda: db.session.execute(delete(Teacher)),
    "driver_sql": lambda: db.session.connection().exec_driver_sql("SELECT name FROM teacher").all(),
    "pandas": lambda: pd.read_sql("SELECT name FROM teacher", db.session.connection()),
    "second_engine": by_a_second_engine,
}


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("way", LEAKS)
def test_unscoped_sql_is_refused(way):
    a_teacher()
    db.session.rollback()
    with pytest.raises(UnscopedRead):
        LEAKS[way]()


@pytest.mark.usefixtures("app")
def test_joined_model_must_be_named():
    actor = an_actor(Role.PRINCIPAL, a_school())
    statement = visible(Leave, actor, Permission.HEALTH_READ).join(Teacher, Teacher.id == Leave.teacher_id)
    with pytest.raises(UnscopedRead):
        rows(statement)
    named = visible(Leave, actor, Permission.HEALTH_READ, joined=(Teacher,))
    assert rows(named.join(Teacher, Teacher.id == Leave.teacher_id)) == []


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_visible_holds_exactly_those_at_work_there():
    school, other = a_school(), a_school()
    mine, theirs = a_teacher("王芳", school), a_teacher("李明", other)
    principal = an_actor(Role.PRINCIPAL, school)

    statement = visible(Teacher, principal, Permission.PEOPLE_READ).order_by(Teacher.id)

    assert [each.id for each in rows(statement)] == [mine.id]
    assert count(statement) == 1
    assert theirs.id != mine.id


@pytest.mark.usefixtures("app")
def test_a_held_row_may_load_more():
    teacher = a_teacher()
    actor = an_actor(None, a_school(), teacher)
    row = fetch(Teacher, teacher.id, actor, Permission.PEOPLE_READ)
    db.session.expire(row)
    assert row.name == "王芳"


@pytest.mark.usefixtures("app")
def test_unrestricted_is_the_named_exception():
    a_teacher()
    assert db.session.scalar(unrestricted(select(func.count(Teacher.id)), reason="a test")) == 1
