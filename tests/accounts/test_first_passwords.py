"""New accounts and first passwords: told once, kept nowhere, and not lost by a second press."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.rules import first_password, password_fault
from teacher_growth.database import db
from tests.accounts.browser import change
from tests.factories.accounts import an_account
from tests.factories.organisations import a_city, a_county, a_school


@pytest.fixture
def administrator(app):
    return an_account(Role.SYSTEM_ADMINISTRATOR, a_city())


def reread(account_id):
    return db.session.get_one(Account, account_id, execution_options={"unrestricted": "test"}, populate_existing=True)


NEW = {"login": "nanhu.clerk", "name": "沈晓岚", "phone": "13900000000", "request_key": "k1"}
TOLD = re.compile(r"<samp>([a-z]+(?:-[a-z]+){3}-\d\d)</samp>")


def told(answer):
    return TOLD.findall(answer.text)


def by_login(login):
    statement = select(Account).where(Account.login == login).execution_options(unrestricted="test")
    return db.session.scalars(statement, execution_options={"populate_existing": True}).one()


@pytest.mark.both_databases
def test_account_is_made_and_its_first_password_told(administrator, sign_in):
    county_id, client = a_county().id, sign_in(administrator)
    answer = client.post("/accounts/new", data=NEW | {"organisation_id": county_id})
    (password,) = told(answer)
    account = by_login("nanhu.clerk")
    assert (account.name, account.phone, account.organisation_id, account.must_change_password) == (
        "沈晓岚", "13900000000", county_id, True,
    )  # fmt: skip
    assert actions.matches(account.password_hash, password)
    assert password not in bodies()


def bodies():
    statement = text("SELECT body FROM audit_entry").execution_options(unrestricted="test")
    return " ".join(db.session.scalars(statement))


def test_account_sent_twice_is_made_once_and_its_password_told_again(administrator, sign_in):
    client, form = sign_in(administrator), NEW | {"organisation_id": a_county().id}
    first, again = (client.post("/accounts/new", data=form) for _ in range(2))
    assert told(first) == told(again) != []
    assert bodies().count('"login":"nanhu.clerk"') == 1


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"login": "T007"}, 409, "账号 T007 已经存在"),
        ({"phone": "13800000000"}, 409, "账号 13800000000 已经存在"),
        ({"login": "ab"}, 422, "账号是 3 到 40 个字母"),
        ({"login": "沈晓岚"}, 422, "账号是 3 到 40 个字母"),
        ({"name": "\u3000"}, 422, "必填"),
        ({"phone": "1380000"}, 422, "手机号是 11 位数字"),
        ({"organisation_id": ""}, 422, "请选择单位"),
    ],
)
def test_account_is_not_made_for_a_reason(administrator, sign_in, changes, status, words):
    change(an_account(None, a_school(), login="T007").id, phone="13800000000")
    client = sign_in(administrator)
    answer = client.post("/accounts/new", data=NEW | {"organisation_id": a_city().id} | changes)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert "nanhu.clerk" not in bodies()


def test_account_elsewhere_is_not_visible(administrator, sign_in):
    local, other = an_account(Role.SYSTEM_ADMINISTRATOR, a_school()), a_school()
    assert sign_in(local).post("/accounts/new", data=NEW | {"organisation_id": other.id}).status_code == 404


@pytest.mark.both_databases
def test_reset_sent_twice_tells_the_same_password(administrator, sign_in):
    account_id, client = an_account(Role.TEACHER, a_school()).id, sign_in(administrator)
    first, again = (client.post(f"/accounts/{account_id}/password", data={"request_key": "k1"}) for _ in range(2))
    assert told(first) == told(again) != []
    account = reread(account_id)
    assert (actions.matches(account.password_hash, told(again)[0]), account.epoch) == (True, 1)


def test_reset_pressed_anew_tells_another_password(administrator, sign_in):
    account_id, client = an_account(Role.TEACHER, a_school()).id, sign_in(administrator)
    first, then = (client.post(f"/accounts/{account_id}/password", data={"request_key": key}) for key in ("k1", "k2"))
    assert told(first) != told(then)
    assert actions.matches(reread(account_id).password_hash, told(then)[0])
    late = client.post(f"/accounts/{account_id}/password", data={"request_key": "k1"})
    assert (told(late), "本人已修改" in late.text) == ([], True)


def test_reset_is_told_again_for_minutes_and_to_the_same_session_alone(administrator, sign_in):
    account_id, client = an_account(Role.TEACHER, a_school()).id, sign_in(administrator)
    address, form = f"/accounts/{account_id}/password", {"request_key": "k1"}
    with time_machine.travel(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), tick=False) as clock:
        client, other = sign_in(administrator), sign_in(administrator)
        assert told(client.post(address, data=form)) != []
        assert told(other.post(address, data=form)) == []
        clock.shift(timedelta(minutes=11))
        assert client.post(address, data=form).status_code == 302


def test_first_password_is_the_same_for_the_same_seed_and_good_enough():
    made = {first_password(str(number).encode()) for number in range(2000)}
    assert (len(made), first_password(b"1")) == (2000, first_password(b"1"))
    assert [each for each in made if password_fault(each, "T007")] == []
