"""An account goes where its owner's personnel relation goes."""

from datetime import timedelta

import pytest
import time_machine

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.queries import grants_of
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible
from teacher_growth.people import actions
from teacher_growth.people.rules.codes import Employment
from teacher_growth.people.tasks import move_accounts
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.training.trail import trail

pytestmark = pytest.mark.both_databases


@pytest.fixture
def schools(app):
    return a_school("青禾小学"), a_school("白鹭小学")


@pytest.fixture
def account_id(schools):
    return an_account(Role.TEACHER, schools[0], a_teacher("王芳", schools[0])).id


def account(account_id):
    return db.session.get_one(Account, account_id, execution_options={"unrestricted": "test"})


def transfer(account_id, school, since):
    teacher_id, place = account(account_id).teacher_id, school.id
    with write_tx():
        return actions.transfer(
            teacher_id, actor=SYSTEM, organisation_id=place, since=since, employment=Employment.ESTABLISHED,
            document="调令",
        ).id  # fmt: skip


def roles(account_id):
    return [(each.role, each.organisation_id) for each in grants_of(account_id, today())]


def moves():
    return [(each.subject_id, each.body) for each in trail() if each.event == Event.ACCOUNT_MOVED]


def test_it_goes_along_in_the_same_transaction(schools, account_id):
    here, there = (each.id for each in schools)
    transfer(account_id, schools[1], today())
    assert account(account_id).organisation_id == there
    assert roles(account_id) == [(Role.TEACHER, there)]
    told = f'{{"after":{there},"before":{here},"caused_by":"{Event.FACT_SUPERSEDED}"'
    assert [(each, body.startswith(told)) for each, body in moves()] == [(account_id, True)]


def test_the_new_school_resets_the_password_then_and_the_old_one_does_not(schools, account_id):
    old, new = (an_actor(Role.ACADEMIC_OFFICE, each) for each in schools)
    transfer(account_id, schools[1], today())
    teacher_id = account(account_id).teacher_id
    with pytest.raises(NotVisible), write_tx():
        actions.reset_teacher_password(teacher_id, actor=old)
    with write_tx():
        assert actions.reset_teacher_password(teacher_id, actor=new)


def test_an_office_at_the_old_school_is_for_an_administrator_to_end(schools):
    school = schools[0].id
    account_id = an_account(Role.TRAINING_CLERK, schools[0], a_teacher("钱敏", schools[0])).id
    transfer(account_id, schools[1], today())
    assert roles(account_id) == [(Role.TRAINING_CLERK, school)]


def test_a_transfer_of_next_term_takes_it_along_on_its_day(schools, account_id):
    here, there = (each.id for each in schools)
    since = today() + timedelta(days=30)
    transfer(account_id, schools[1], since)
    assert (account(account_id).organisation_id, moves()) == (here, [])
    assert move_accounts({}, lambda *_far: None) == {"moved": 0}
    with time_machine.travel(now() + timedelta(days=30)):
        assert move_accounts({}, lambda *_far: None) == {"moved": 1}
        assert roles(account_id) == [(Role.TEACHER, there)]
    assert account(account_id).organisation_id == there
