"""The second factor: a secret in the phone, a code that opens the door once, and who may take it away."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import text

from teacher_growth import settings
from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.rules import NEEDS_SECOND_FACTOR
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from tests.accounts.browser import BY_HAND, change, is_in, send, sign_in
from tests.factories.accounts import PASSWORD, actor_for, an_account, an_actor
from tests.factories.organisations import a_city, a_county, a_school

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def account(app):
    return an_account(Role.PRINCIPAL, a_school(), login="T007")


def scalar(sql, **values):
    return db.session.execute(text(sql), values, execution_options=BY_HAND).scalar()


# --- one-time codes ---------------------------------------------------------------------------------

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


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


# --- enrolment --------------------------------------------------------------------------------------

SHOWN = re.compile(r'data-copy="([A-Z2-7]{32})"')


def enrol(client, code=None, password=PASSWORD):
    """As a person does it: the secret is read from the page and a code made from it."""
    page = client.get("/me/second-factor", base_url="https://localhost")
    secret = SHOWN.search(page.text)[1]
    answer = send(client, "/me/second-factor", code=code or pyotp.TOTP(secret).now(), password=password)
    return secret, answer


@pytest.mark.both_databases
def test_enrolment_takes_a_code_and_the_password_and_ends_other_sessions(app, account):
    client, _ = sign_in(app, "T007")
    other, _ = sign_in(app, "T007")
    secret, answer = enrol(client)
    assert (answer.status_code, is_in(client), is_in(other)) == (302, True, False)
    assert scalar("SELECT totp_secret FROM account WHERE id = :id", id=account.id) == secret
    assert sign_in(app, "T007")[1].location == "/sign-in/code"


def test_the_page_shows_a_picture_a_link_and_the_secret_that_stays_the_same(app, account):
    client, _ = sign_in(app, "T007")
    first, again = (client.get("/me/second-factor", base_url="https://localhost").text for _ in range(2))
    secret = SHOWN.search(first)[1]
    assert SHOWN.search(again)[1] == secret
    assert "<svg" in first
    assert f"otpauth://totp/%E6%95%99%E5%B8%88%E6%88%90%E9%95%BF:T007?secret={secret}" in first
    assert "style=" not in first[first.index("<svg") : first.index("</svg>", first.index("<svg"))]


@pytest.mark.parametrize(
    ("code", "password", "status", "words"),
    [
        ("000000", PASSWORD, 409, "动态口令不对"),
        (None, "wrong", 409, "登录密码不对"),
        ("12345", PASSWORD, 422, "动态口令是 6 位数字"),
    ],
)
def test_enrolment_is_refused_for_a_reason(app, account, code, password, status, words):
    client, _ = sign_in(app, "T007")
    _, answer = enrol(client, code, password)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert scalar("SELECT totp_secret FROM account WHERE id = :id", id=account.id) is None


def test_the_code_of_the_enrolment_opens_no_door_after_it(app, account):
    with time_machine.travel(AT, tick=False):
        client, _ = sign_in(app, "T007")
        secret, _ = enrol(client)
        again, _ = sign_in(app, "T007")
        assert send(again, "/sign-in/code", code=pyotp.TOTP(secret).now()).status_code == 409


def test_a_second_enrolment_is_refused(app, guarded):
    actor = actor_for(guarded)
    with pytest.raises(Refused, match="second_factor_enrolled"), write_tx():
        actions.enrol_second_factor(
            actor=actor, password=PASSWORD, secret="A" * 32, code=pyotp.TOTP("A" * 32).at(AT), moment=AT
        )  # fmt: skip


def test_no_secret_stands_in_the_trail(app, account):
    client, _ = sign_in(app, "T007")
    secret, _ = enrol(client)
    with write_tx():
        actions.reset_second_factor(account.id, actor=SYSTEM)
    bodies = db.session.execute(
        text("SELECT event, body FROM audit_entry ORDER BY seq"), execution_options=BY_HAND
    ).all()
    events = [each.event for each in bodies if "second_factor" in each.event]
    assert events == ["accounts.second_factor.enrolled", "accounts.second_factor.reset"]
    assert [each.event for each in bodies if secret in each.body] == []


# --- who must have one -----------------------------------------------------------------------------


def test_production_asks_for_it_and_nothing_else_does():
    kinds = (settings.Production, settings.Development, settings.Testing)
    assert [each.SECOND_FACTOR_REQUIRED for each in kinds] == [True, False, False]


def test_roles_beyond_one_school_need_it():
    assert set(Role) - NEEDS_SECOND_FACTOR == {
        Role.TEACHER, Role.TRAINING_CLERK, Role.ACADEMIC_OFFICE, Role.PRINCIPAL, Role.RESEARCHER, Role.PROVIDER,
        Role.CLASS_ORGANISER, Role.EXPERT, Role.STUDIO_HOST,
    }  # fmt: skip


@pytest.fixture
def required(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)


def test_who_lacks_it_is_led_to_enrolment_before_anything_else(app, required):
    an_account(Role.COUNTY_CLERK, a_county(), login="clerk")
    client, _ = sign_in(app, "clerk")
    assert [client.get(path).location for path in ("/", "/people", "/me", "/me/password")] == ["/me/second-factor"] * 4
    enrol(client)
    assert [client.get(path).status_code for path in ("/", "/people", "/me")] == [200] * 3


def test_a_first_password_is_changed_before_the_enrolment(app, required):
    account = an_account(Role.COUNTY_CLERK, a_county(), login="clerk")
    change(account.id, must_change_password=1)
    client, _ = sign_in(app, "clerk")
    assert client.get("/me/second-factor").location == "/me/password"
    assert client.get("/me/password").status_code == 200
    send(client, "/me/password", old=PASSWORD, new="a-new-long-password", again="a-new-long-password")
    assert client.get("/me").location == "/me/second-factor"


def test_a_teacher_may_do_without(app, required, account):
    client, _ = sign_in(app, "T007")
    assert is_in(client)


# --- the lost phone --------------------------------------------------------------------------------


def test_reset_by_the_administrator_ends_sessions_and_lets_in_by_password(app, guarded):
    admin = an_account(Role.SYSTEM_ADMINISTRATOR, a_city(), login="admin")
    with time_machine.travel(AT, tick=False):
        client, _ = sign_in(app, "T007")
        send(client, "/sign-in/code", code=pyotp.TOTP(SECRET).at(AT))
        office, _ = sign_in(app, "admin")
        address = f"/accounts/{guarded.id}"
        assert "取消动态口令" in office.get(address, base_url="https://localhost").text
        assert is_in(client)
        answer = office.post(f"{address}/second-factor/reset", data={}, base_url="https://localhost")
    assert answer.status_code == 302
    assert (is_in(client), sign_in(app, "T007")[1].location) == (False, "/")
    with pytest.raises(Refused, match="second_factor_none"), write_tx():
        actions.reset_second_factor(guarded.id, actor=actor_for(admin))


def test_reset_of_ones_own_is_refused_and_by_others_not_visible(app, guarded):
    school = a_school()
    admin = an_account(Role.SYSTEM_ADMINISTRATOR, school)
    change(admin.id, totp_secret=SECRET)
    with pytest.raises(SelfInterest), write_tx():
        actions.reset_second_factor(admin.id, actor=actor_for(admin))
    for stranger in (actor_for(admin), an_actor(Role.PRINCIPAL, school)):
        with pytest.raises(NotVisible), write_tx():
            actions.reset_second_factor(guarded.id, actor=stranger)
