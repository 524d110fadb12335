"""Signing in, out, and what is slowed down."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import text

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.rules import LIMITS, ThrottleKind, password_fault, retry_after
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from tests.accounts.browser import is_in, send, sign_in
from tests.factories.accounts import PASSWORD, an_account
from tests.factories.organisations import a_school
from tests.threads import at_once

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BY_HAND = {"unrestricted": "test"}


def change(account_id, **values):
    names = ", ".join(f"{name} = :{name}" for name in values)
    with write_tx() as session:
        statement = text(f"UPDATE account SET {names} WHERE id = :id")  # noqa: S608 -- names of the test
        session.execute(statement, values | {"id": account_id}, execution_options=BY_HAND)


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


@pytest.mark.both_databases
def test_many_wrong_tries_are_slowed_down_from_one_address_only(app, account):
    """A rival cannot lock somebody out before a deadline: the count is of account and address."""
    with time_machine.travel(AT, tick=False) as clock:
        tries = [sign_in(app, "T007", "wrong", at="10.0.0.66")[1].status_code for _ in range(11)]
        right_there = sign_in(app, "T007", at="10.0.0.66")[1].status_code
        elsewhere = sign_in(app, "T007", at="10.0.0.7")[1].status_code
        clock.shift(LIMITS[ThrottleKind.ACCOUNT_FROM_ADDRESS].window)
        later = sign_in(app, "T007", at="10.0.0.66")[1].status_code
    assert tries == [401] * 10 + [429]
    assert (right_there, elsewhere, later) == (429, 302, 302)


def test_an_address_is_slowed_down_whatever_the_account(app, account):
    with write_tx():
        for number in range(60):
            for kind, key in ((ThrottleKind.ADDRESS, "10.0.0.66"), (ThrottleKind.EVERYWHERE, "all")):
                actions.note_failure(kind, key, actor=SYSTEM, moment=now())
            del number
    assert sign_in(app, "T007", at="10.0.0.66")[1].status_code == 429
    assert sign_in(app, "T007", at="10.0.0.7")[1].status_code == 302


@pytest.mark.both_databases
def test_first_failures_at_the_same_time_are_all_counted(app):
    def fail(_number):
        with write_tx():
            actions.note_failure(ThrottleKind.ADDRESS, "10.0.0.66", actor=SYSTEM, moment=AT)

    assert at_once(app, 12, fail) == [None] * 12
    assert db.session.scalar(text("SELECT tries FROM failed_tries")) == 12


@pytest.mark.parametrize(
    ("tries", "after", "wait"), [(9, 0, 0), (10, 0, 301), (10, 299, 2), (10, 300, 0), (99, 0, 301)]
)
def test_retry_after(tries, after, wait):
    kind = ThrottleKind.ACCOUNT_FROM_ADDRESS
    assert retry_after(kind, tries, AT, AT + timedelta(seconds=after)) == wait


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


# --- one-time codes ---------------------------------------------------------------------------------

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 -- of tests only


@pytest.fixture
def guarded(account):
    change(account.id, totp_secret=SECRET)
    return account


@pytest.mark.both_databases
def test_a_code_opens_the_door_once(app, guarded):
    with time_machine.travel(AT, tick=False):
        code = pyotp.TOTP(SECRET).at(AT)
        outcome = []
        for _ in range(2):
            client, answer = sign_in(app, "T007")
            assert (answer.location, is_in(client)) == ("/sign-in/code", False)
            outcome.append((send(client, "/sign-in/code", code=code).status_code, is_in(client)))
    assert outcome == [(302, True), (409, False)]


@pytest.mark.parametrize(
    ("code", "status"),
    [("000000", 409), ("١٢٣٤٥٦", 422), ("１２３４５６", 422), ("12345", 422), ("", 422), ("abcdef", 422)],
)
def test_a_wrong_code_is_refused(app, guarded, code, status):
    client, _ = sign_in(app, "T007")
    assert (send(client, "/sign-in/code", code=code).status_code, is_in(client)) == (status, False)


@pytest.mark.parametrize(("off", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_for_the_step_before_and_after(guarded, off, is_taken):
    code = pyotp.TOTP(SECRET).at(AT + timedelta(seconds=off))
    try:
        with write_tx():
            actions.spend_code(guarded.id, code, actor=SYSTEM, moment=AT)
    except Refused:
        assert not is_taken
    else:
        assert is_taken


def test_an_older_code_is_worth_nothing_after_a_newer_one(guarded):
    codes = [pyotp.TOTP(SECRET).at(AT + timedelta(seconds=off)) for off in (0, -30)]
    with write_tx():
        actions.spend_code(guarded.id, codes[0], actor=SYSTEM, moment=AT)
    with pytest.raises(Refused, match="code_wrong"), write_tx():
        actions.spend_code(guarded.id, codes[1], actor=SYSTEM, moment=AT)


def test_codes_are_slowed_down(app, guarded):
    client, _ = sign_in(app, "T007")
    tries = [send(client, "/sign-in/code", code="000000").status_code for _ in range(6)]
    assert tries == [409] * 5 + [429]


def test_the_second_step_must_follow_within_minutes(app, guarded):
    with time_machine.travel(AT, tick=False) as clock:
        client, _ = sign_in(app, "T007")
        clock.shift(301)
        answer = client.post("/sign-in/code", data={"code": pyotp.TOTP(SECRET).at(now())}, base_url="https://localhost")
    assert answer.status_code in (302, 400)
    assert not is_in(client)


def test_the_second_step_alone_opens_nothing(app, guarded):
    assert app.test_client().get("/sign-in/code").location == "/sign-in"


def test_an_account_disabled_between_the_steps_stays_out(app, guarded):
    with time_machine.travel(AT, tick=False):
        client, _ = sign_in(app, "T007")
        change(guarded.id, disabled_at="2026-01-01T00:00:00.000000Z")
        answer = send(client, "/sign-in/code", code=pyotp.TOTP(SECRET).at(AT))
    assert (answer.status_code, is_in(client)) == (409, False)
