"""Signing in and out, and passwords."""

import pytest
from sqlalchemy import text

from teacher_growth.access.roles import Role
from teacher_growth.accounts.rules import password_fault
from teacher_growth.database import db
from tests.accounts.browser import BY_HAND, change, is_in, send, sign_in
from tests.factories.accounts import PASSWORD, an_account
from tests.factories.organisations import a_school


@pytest.fixture
def account(app):
    made = an_account(Role.PRINCIPAL, a_school(), login="T007")
    change(made.id, phone="13800000000")
    return made


@pytest.mark.both_databases
@pytest.mark.parametrize("login", ["T007", "13800000000", " T007 ", "\u200bT007", "T007\0"])
def test_sign_in_by_number_or_phone(app, account, login):
    client, answer = sign_in(app, login)
    assert (answer.status_code, answer.location) == (302, "/")
    assert is_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("T007", "wrong"),
        ("T008", PASSWORD),
        ("t007", PASSWORD),
        ("T007", PASSWORD.upper()),
        ("T007' OR 1=1 --", PASSWORD),
    ],
)
def test_sign_in_with_wrong_data_says_the_same(app, account, login, password):
    client, answer = sign_in(app, login, password)
    assert (answer.status_code, "账号或密码不对" in answer.text) == (401, True)
    assert password not in answer.text
    assert not is_in(client)


@pytest.mark.parametrize(("login", "password"), [("", ""), ("T007", ""), ("x" * 41, "y"), ("T007", "y" * 201)])
def test_sign_in_with_a_wrong_shape_is_422(app, account, login, password):
    assert sign_in(app, login, password)[1].status_code == 422


def test_a_disabled_account_does_not_sign_in(app, account):
    change(account.id, disabled_at="2026-01-01T00:00:00.000000Z")
    client, answer = sign_in(app, "T007")
    assert (answer.status_code, is_in(client)) == (401, False)


def test_sign_in_leaves_one_entry(app, account):
    sign_in(app, "T007")
    sign_in(app, "T007", "wrong")
    statement = text("SELECT count(*) FROM audit_entry WHERE event = 'accounts.session.started'")
    assert db.session.scalar(statement, execution_options=BY_HAND) == 1


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "password_short"),
        ("xxT007xxyyzz", "password_holds_login"),
        ("xxt007xxyyzz", "password_holds_login"),
        ("aaaabbbbcccc", "password_simple"),
        ("一二三四五六七八九十", None),
        (PASSWORD, None),
    ],
)
def test_password_fault(password, fault):
    assert password_fault(password, "T007") == fault


def test_a_first_password_must_be_changed_before_anything_else(app, account):
    change(account.id, must_change_password=1)
    client, answer = sign_in(app, "T007")
    assert answer.status_code == 302
    for address in ("/", "/me", "/people", "/audit"):
        assert client.get(address).location == "/me/password"
    answer = send(client, "/me/password", old=PASSWORD, new="a-new-long-password", again="a-new-long-password")
    assert (answer.status_code, is_in(client)) == (302, True)
    assert [sign_in(app, "T007", each)[1].status_code for each in (PASSWORD, "a-new-long-password")] == [401, 302]


@pytest.mark.parametrize(
    ("old", "new", "again", "status", "words"),
    [
        ("wrong", "a-new-long-password", "a-new-long-password", 409, "原密码不对"),
        (PASSWORD, PASSWORD, PASSWORD, 409, "不能与原密码相同"),
        (PASSWORD, "short", "short", 409, "至少 10 个字符"),
        (PASSWORD, "a-new-long-password", "another", 422, "两次输入的新密码不一样"),
    ],
)
def test_a_password_is_not_changed_for_a_reason(app, account, old, new, again, status, words):
    client, _ = sign_in(app, "T007")
    answer = send(client, "/me/password", old=old, new=new, again=again)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert sign_in(app, "T007")[1].status_code == 302
