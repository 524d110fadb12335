"""A form sent twice acts once and answers the same."""

import pytest
from sqlalchemy import func, select

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.web.once import RequestKey
from tests.accounts.browser import TOKEN, sign_in
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.threads import at_once

pytestmark = pytest.mark.both_databases


@pytest.fixture
def post(probe):
    """post(key, **fields) as somebody signed in."""
    an_account(Role.PRINCIPAL, a_school(), login="T007")
    return poster(probe)


def poster(probe):
    client, _ = sign_in(probe, "T007")
    token = TOKEN.search(client.get("/me", base_url="https://localhost").text)[1]

    def post(key, **fields):
        return client.post(
            "/probe/act", data={"csrf_token": token, "request_key": key} | fields, base_url="https://localhost",
            headers={"Referer": "https://localhost/"},
        )  # fmt: skip

    return post


def acted():
    db.session.rollback()
    return db.session.scalar(select(func.count(RequestKey.id)).where(RequestKey.user_id == 0))


def test_the_same_key_twice_acts_once_and_answers_the_same(post):
    answers = [post("k1", name="a") for _ in range(3)]
    assert [(each.status_code, each.location) for each in answers] == [(302, "/done?a")] * 3
    assert acted() == 1


def test_the_same_key_with_another_body_is_422(post):
    assert post("k1", name="a").status_code == 302
    answer = post("k1", name="b")
    assert (answer.status_code, "已经提交过，内容又有改动" in answer.text) == (422, True)
    assert acted() == 1


def test_another_key_acts_again(post):
    assert [post(key, name="a").status_code for key in ("k1", "k2")] == [302, 302]
    assert acted() == 2


def test_a_key_is_of_one_person(probe, post):
    an_account(Role.PRINCIPAL, a_school(), login="T008")
    post("k1", name="a")
    client, _ = sign_in(probe, "T008")
    token = TOKEN.search(client.get("/me", base_url="https://localhost").text)[1]
    answer = client.post(
        "/probe/act", data={"csrf_token": token, "request_key": "k1", "name": "b"}, base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )  # fmt: skip
    assert (answer.location, acted()) == ("/done?b", 2)


@pytest.mark.parametrize("key", ["", "\0", "k\0", "长" * 60, "' OR 1=1", "k" * 5000])
def test_any_key_is_no_error(post, key):
    assert [post(key, name="a").status_code for _ in range(2)] == [302, 302]


def test_sixteen_at_once_act_once(probe, post):
    posts = [poster(probe) for _ in range(4)]
    answers = at_once(probe, 16, lambda number: posts[number % 4]("k1", name="a").status_code)
    assert (answers, acted()) == ([302] * 16, 1)
