"""Guessing is slowed down; neither a rival nor a whole school behind one address is kept out by it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.models import FailedTries
from teacher_growth.accounts.rules import LIMITS, ThrottleKind
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from tests.accounts.browser import change, send, sign_in
from tests.factories.accounts import PASSWORD, an_account
from tests.factories.organisations import a_school
from tests.threads import at_once

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SCHOOL = "10.0.0.66"
T = ThrottleKind


@pytest.fixture
def account(app):
    made = an_account(Role.PRINCIPAL, a_school(), login="T007")
    change(made.id, phone="13800000000")
    return made


def full(kind, key):
    """As many failed tries as the limit lets pass."""
    with write_tx() as session:
        session.add(FailedTries(kind=kind, key=key, tries=LIMITS[kind].tries, since=now()))


def counted():
    return sorted((each.kind, each.key, each.tries) for each in db.session.scalars(select(FailedTries)))


@pytest.mark.both_databases
def test_many_wrong_tries_are_slowed_down_from_one_address_only(app, account):
    """A rival cannot lock somebody out before a deadline: the count is of account and address."""
    with time_machine.travel(AT, tick=False) as clock:
        tries = [sign_in(app, "T007", "wrong", at=SCHOOL)[1].status_code for _ in range(11)]
        right_there = sign_in(app, "T007", at=SCHOOL)[1].status_code
        elsewhere = sign_in(app, "T007", at="10.0.0.7")[1].status_code
        clock.shift(LIMITS[T.ACCOUNT_FROM_ADDRESS].window)
        later = sign_in(app, "T007", at=SCHOOL)[1].status_code
    assert tries == [401] * 10 + [429]
    assert (right_there, elsewhere, later) == (429, 302, 302)


def test_number_and_phone_of_one_account_count_as_one(app, account):
    names = ["T007", "13800000000"] * 5
    assert [sign_in(app, name, "wrong", at=SCHOOL)[1].status_code for name in names] == [401] * 10
    assert [sign_in(app, name, at=SCHOOL)[1].status_code for name in names[:2]] == [429, 429]
    assert [(kind, tries) for kind, _key, tries in counted()] == [
        (T.ACCOUNT_FROM_ADDRESS, 10), (T.ADDRESS, 10), (T.EVERYWHERE, 10),
    ]  # fmt: skip


def test_a_name_without_an_account_is_slowed_down_alike(app):
    assert [sign_in(app, name, "wrong")[1].status_code for name in ["T008", "t008"] * 5] == [401] * 10
    assert sign_in(app, "T008", "wrong")[1].status_code == 429


def test_a_school_signs_in_from_one_address_while_colleagues_mistype(app):
    """More wrong tries than a limit by address alone would have let pass, and everybody comes in."""
    school = a_school()
    for number in range(30):
        an_account(Role.TEACHER, school, login=f"T1{number:02}")
    answers = []
    for number in range(30):
        answers += [
            sign_in(app, f"T1{number:02}", each, at=SCHOOL)[1].status_code for each in ("a", "b", "c", PASSWORD)
        ]
    assert answers == [401, 401, 401, 302] * 30


@pytest.mark.parametrize(("kind", "key"), [(T.ADDRESS, SCHOOL), (T.EVERYWHERE, "all")])
def test_a_ceiling_stops_guesses_at_many_accounts_but_not_a_known_device(app, account, kind, key):
    known, _ = sign_in(app, "T007", at=SCHOOL)
    full(kind, key)
    assert sign_in(app, "T007", at=SCHOOL)[1].status_code == 429
    assert send(known, "/sign-in", SCHOOL, login="T007", password=PASSWORD).status_code == 302


def test_a_rival_at_the_same_address_does_not_keep_out_a_known_device(app, account):
    own, _ = sign_in(app, "T007", at=SCHOOL)
    for _ in range(11):
        rival, answer = sign_in(app, "T007", "wrong", at=SCHOOL)
    assert answer.status_code == 429
    assert send(own, "/sign-in", SCHOOL, login="13800000000", password=PASSWORD).status_code == 302


def test_a_known_device_is_slowed_down_by_itself_and_at_every_address(app, account):
    client, _ = sign_in(app, "T007", at=SCHOOL)
    tries = [send(client, "/sign-in", f"10.0.0.{at}", login="T007", password="wrong").status_code for at in range(11)]
    assert tries == [401] * 10 + [429]
    assert sign_in(app, "T007", at=SCHOOL)[1].status_code == 302  # another device, with the right password


def test_a_device_is_known_for_those_who_signed_in_on_it_alone(app, account):
    an_account(Role.TEACHER, a_school(), login="T008")
    rivals, _ = sign_in(app, "T008", at=SCHOOL)
    for _ in range(10):
        send(rivals, "/sign-in", SCHOOL, login="T007", password="wrong")
    assert [(kind, tries) for kind, _key, tries in counted()] == [
        (T.ACCOUNT_FROM_ADDRESS, 10), (T.ADDRESS, 10), (T.EVERYWHERE, 10),
    ]  # fmt: skip


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIixbMV1d.x.y", "A" * 3000])
def test_a_forged_device_is_not_known(app, account, cookie):
    full(T.ADDRESS, SCHOOL)
    client = app.test_client()
    client.set_cookie("__Host-device", cookie, secure=True)
    assert send(client, "/sign-in", SCHOOL, login="T007", password=PASSWORD).status_code == 429


def test_a_device_is_forgotten_after_half_a_year(app, account):
    with time_machine.travel(AT, tick=False) as clock:
        client, _ = sign_in(app, "T007", at=SCHOOL)
        clock.shift(timedelta(days=181))
        full(T.ADDRESS, SCHOOL)
        assert send(client, "/sign-in", SCHOOL, login="T007", password=PASSWORD).status_code == 429


def test_the_devices_cookie_is_bound_to_host_and_https(app, account):
    _, answer = sign_in(app, "T007")
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if "device" in each]
    parts = {each for each in cookie.split("; ")[1:] if not each.startswith("Expires")}
    assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=15552000"}


@pytest.mark.both_databases
def test_first_failures_at_the_same_time_are_all_counted(app):
    def fail(_number):
        with write_tx():
            actions.note_failure(T.ADDRESS, SCHOOL, actor=SYSTEM, moment=AT)

    assert at_once(app, 12, fail) == [None] * 12
    assert db.session.scalar(text("SELECT tries FROM failed_tries")) == 12


def test_refuse_when_too_many_says_how_long(app):
    full(T.STRANGER, "7")
    with pytest.raises(Refused, match="too_many_tries"), write_tx():
        actions.refuse_when_too_many(T.STRANGER, "7", actor=Actor(7), moment=now())
    with write_tx():
        actions.refuse_when_too_many(T.STRANGER, "8", actor=Actor(8), moment=now())
        actions.refuse_when_too_many(T.STRANGER, "7", actor=SYSTEM, moment=now())
