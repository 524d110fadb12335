"""fetch(), count() and the criterion: what is not in scope is not there."""

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import count, fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account, SignInSession
from teacher_growth.database import LARGEST_ID, db, write_tx, writing
from teacher_growth.errors import NotVisible
from teacher_growth.people.models import Leave, Teacher
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


def test_nobody_sees_nothing():
    a_teacher()
    for actor in (Actor(None), Actor(7), an_actor(Role.EXPERT, a_school())):
        assert rows(visible(Teacher, actor, P.PEOPLE_READ)) == []
        assert count(visible(Teacher, actor, P.PEOPLE_READ)) == 0


def test_system_sees_everything():
    made = [a_teacher().id, a_teacher().id]
    assert [each.id for each in rows(visible(Teacher, SYSTEM, P.PEOPLE_READ).order_by(Teacher.id))] == made


def test_fetch_gives_the_same_answer_for_hidden_and_absent():
    hidden = a_teacher(at=a_school())
    actor = an_actor(Role.PRINCIPAL, a_school())
    for number in (hidden.id, 4711, 0, -1, LARGEST_ID, LARGEST_ID + 1, 2**63):
        with pytest.raises(NotVisible) as error:
            fetch(Teacher, number, actor, P.PEOPLE_READ)
        assert error.value.args == ("Teacher", number)


def test_fetch_asks_for_the_permission_named():
    school = a_school()
    teacher, clerk = a_teacher(at=school), an_actor(Role.PRINCIPAL, school)
    assert fetch(Teacher, teacher.id, clerk, P.PEOPLE_READ).id == teacher.id
    with pytest.raises(NotVisible):
        fetch(Teacher, teacher.id, clerk, P.PEOPLE_WRITE)


def test_fetch_in_a_verb_reads_the_row_anew():
    school = a_school()
    teacher_id = a_teacher(at=school).id
    with write_tx() as session:
        row = fetch(Teacher, teacher_id, SYSTEM, P.PEOPLE_READ)
        db.session.execute(unrestricted(Teacher.__table__.update().values(name="改名"), reason="test"))
        assert fetch(Teacher, teacher_id, SYSTEM, P.PEOPLE_READ).name == "改名"
        assert session.get_one(Teacher, teacher_id) is row


def test_owner_and_person_scopes_are_either():
    mine, other = a_school(), a_school()
    an_account(None, other)
    person = a_teacher(at=other)
    own = an_account(None, other, person)
    here = an_account(None, mine)
    manager = an_actor(Role.SYSTEM_ADMINISTRATOR, mine)
    found = {each.id for each in rows(visible(Account, manager, P.ACCOUNTS_MANAGE))}
    assert found == {here.id, manager.user_id}
    assert rows(visible(Account, Actor(own.id, person.id), P.ACCOUNTS_MANAGE)) == []


def test_a_table_without_owner_is_for_unrestricted_reads_only():
    assert rows(visible(SignInSession, an_actor(Role.PRINCIPAL, a_school()), P.SELF)) == []


def test_count_counts_what_rows_gives():
    school = a_school()
    for _ in range(3):
        a_teacher(at=school)
    a_teacher()
    statement = visible(Teacher, an_actor(Role.PRINCIPAL, school), P.PEOPLE_READ).order_by(Teacher.id).limit(2)
    assert (count(statement), len(rows(statement))) == (2, 2)
    assert count(visible(Leave, SYSTEM, P.HEALTH_READ)) == 0


def test_reasons_are_noted_inside_a_verb_only():
    statement = select(Teacher.id)
    unrestricted(statement, reason="outside")
    with write_tx():
        unrestricted(statement, reason="inside")
        assert writing() == {"reasons": ["inside"]}
    assert writing() is None
