"""A session lives in the database: dead there, dead everywhere, whatever cookie is shown."""

import http.client
import http.cookiejar
import threading
import urllib.request
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import flask_migrate
import pytest
import time_machine
from sqlalchemy import select, text
from werkzeug.serving import make_server

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.models import RoleGrant, SignInSession
from teacher_growth.app import create_app
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.settings import Development, Production
from tests.accounts.browser import TOKEN, change, is_in, send, sign_in
from tests.factories.accounts import PASSWORD, an_account
from tests.factories.organisations import a_school

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def account(app):
    return an_account(Role.PRINCIPAL, a_school(), login="T007")


def copied(app, client):
    """Another browser with the same cookie."""
    other = app.test_client()
    cookie = client.get_cookie("__Host-session")
    other.set_cookie("__Host-session", cookie.value, secure=True)
    return other


@pytest.mark.both_databases
def test_a_copied_cookie_is_dead_after_sign_out(app, account):
    client, _ = sign_in(app, "T007")
    thief = copied(app, client)
    assert is_in(thief)
    page = client.get("/me")
    token = TOKEN.search(page.text)[1]
    client.post(
        "/sign-out", data={"csrf_token": token}, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )
    assert (is_in(thief), is_in(client)) == (False, False)


def test_other_sessions_are_dead_after_a_change_of_password(app, account):
    client, _ = sign_in(app, "T007")
    thief = copied(app, client)
    other, _ = sign_in(app, "T007")
    send(client, "/me/password", old=PASSWORD, new="a-new-long-password", again="a-new-long-password")
    assert [is_in(each) for each in (client, thief, other)] == [True, False, False]


def test_sessions_are_dead_after_the_end_of_a_grant(app, account):
    client, _ = sign_in(app, "T007")
    grant_id = db.session.scalar(select(RoleGrant.id).execution_options(unrestricted="test"))
    with write_tx():
        actions.end_role(grant_id, actor=SYSTEM, last_day=today(), today=today())
    assert not is_in(client)


def test_a_grant_that_ran_out_gives_nothing_at_once(app, account):
    client, _ = sign_in(app, "T007")
    assert client.get("/people").status_code == 200
    with write_tx() as session:
        session.execute(
            text("UPDATE role_grant SET valid_to = :day"),
            {"day": "2026-01-01"},
            execution_options={"unrestricted": "test"},
        )
    assert client.get("/people").status_code == 403


def test_sessions_are_dead_when_the_account_is_disabled(app, account):
    client, _ = sign_in(app, "T007")
    change(account.id, disabled_at="2026-01-01T00:00:00.000000Z")
    assert not is_in(client)


@pytest.mark.both_databases
def test_a_session_dies_when_idle_and_lives_while_used(app, account):
    with time_machine.travel(AT, tick=False) as clock:
        client, _ = sign_in(app, "T007")
        alive = []
        for minutes in (29, 29, 29, 30):
            clock.shift(timedelta(minutes=minutes))
            alive.append(is_in(client))
    assert alive == [True, True, True, False]


def test_a_session_dies_after_its_longest_time(app, account):
    with time_machine.travel(AT, tick=False) as clock:
        client, _ = sign_in(app, "T007")
        alive = []
        for _ in range(20):
            clock.shift(timedelta(minutes=25))
            alive.append(is_in(client))
    assert alive == [True] * 19 + [False]


def test_a_session_is_touched_at_most_once_a_minute(app, account, count_queries):
    with time_machine.travel(AT, tick=False) as clock:
        client, _ = sign_in(app, "T007")
        writes = []
        for seconds in (1, 61, 1):
            clock.shift(seconds)
            with count_queries() as queries:
                client.get("/me")
            writes.append(sum(each.startswith("UPDATE sign_in_session") for each in queries))
    assert writes == [0, 1, 0]


def test_the_database_does_not_hold_the_token(app, account):
    with write_tx():
        token = actions.start_session(account.id, address=None, actor=SYSTEM)
    stored = db.session.scalar(select(SignInSession.token_hash).execution_options(unrestricted="test"))
    assert (token in stored, len(stored)) == (False, 64)


def test_signing_in_makes_a_new_session_each_time(app, account):
    client, _ = sign_in(app, "T007")
    before = client.get_cookie("__Host-session").value
    send(client, "/sign-in", login="T007", password=PASSWORD)
    assert client.get_cookie("__Host-session").value != before


@pytest.mark.parametrize("cookie", ["", "x", "e30.x.y", ".eJx", "\x7f", "A" * 3000])
def test_a_forged_cookie_is_nobody(app, account, cookie):
    client = app.test_client()
    client.set_cookie("__Host-session", cookie, secure=True)
    assert client.get("/me", base_url="https://localhost").location == "/sign-in?next=/me"


def test_the_cookie_is_bound_to_host_and_https(app, account):
    _, answer = sign_in(app, "T007")
    cookie = [each for each in answer.headers.getlist("Set-Cookie") if "session" in each]
    assert len(cookie) == 1
    name, *parts = cookie[0].split("; ")
    assert name.startswith("__Host-session=")
    assert set(parts) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_pages_are_not_kept_by_the_browser(app, account):
    client, _ = sign_in(app, "T007")
    assert client.get("/me").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("config", [Development, Production])
def test_plain_http_is_of_development_only(config, tmp_path):
    assert create_app(config(tmp_path)).config["SESSION_COOKIE_SECURE"] == (config is Production)


# --- over a real socket: the test client sends Secure cookies over plain http, browsers do not -----------


@pytest.fixture
def served(tmp_path):
    app = create_app(Development(tmp_path / "home"))
    with app.app_context():
        flask_migrate.upgrade()
        an_account(Role.PRINCIPAL, a_school(), login="T007")
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()
    with app.app_context():
        db.engine.dispose()


class Browser:
    """http.client with a real cookie jar."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base, http.cookiejar.CookieJar()

    def ask(self, method: str, path: str, **fields: str) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=20)
        request = urllib.request.Request(self.base + path)  # noqa: S310 -- our own server
        self.jar.add_cookie_header(request)
        headers = dict(request.header_items()) | {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.jar.extract_cookies(answer, request)
        connection.close()
        return answer, text


def test_signing_in_over_a_real_socket(served):
    browser = Browser(served)
    _, page = browser.ask("GET", "/sign-in")
    token = TOKEN.search(page)[1]
    answer, _ = browser.ask("POST", "/sign-in", csrf_token=token, login="T007", password=PASSWORD)
    assert (answer.status, answer.getheader("Location")) == (302, "/")
    answer, page = browser.ask("GET", "/me")
    assert (answer.status, "T007" in page) == (200, True)
    answer, _ = Browser(served).ask("GET", "/me")
    assert answer.status == 302


def test_a_form_without_its_token_is_refused_over_a_real_socket(served):
    answer, _ = Browser(served).ask("POST", "/sign-in", login="T007", password=PASSWORD)
    assert answer.status == 400


def test_grants_in_force_today_make_the_actor(app):
    school = a_school()
    account = an_account(None, school, login="T008")
    for role, start, end in (
        (Role.PRINCIPAL, date(2020, 1, 1), date(2020, 12, 31)),
        (Role.TRAINING_CLERK, date(2020, 1, 1), None),
        (Role.ACADEMIC_OFFICE, date(2099, 1, 1), None),
    ):
        with write_tx():
            actions.give_role(
                account.id, actor=SYSTEM, role=role, organisation_id=school.id, valid_from=start, valid_to=end
            )
    client, _ = sign_in(app, "T008")
    text_of = client.get("/me").text
    assert [word in text_of for word in ("师训管理员", "校长", "教务处")] == [True, False, False]
