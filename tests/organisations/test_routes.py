"""The pages of organisations are open to everybody signed in."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.database import write_tx
from teacher_growth.organisations import actions
from tests.factories.accounts import an_account
from tests.factories.organisations import a_county, a_place_for, a_school


@pytest.fixture
def client(app, sign_in):
    a_school("青禾小学", a_county("东县"))
    return sign_in(an_account(Role.TEACHER, a_school("本校", a_county("本县"))))


def test_organisation_list_finds_by_name_pinyin_and_code(client):
    a_school("石桥中学", a_county("西县"))
    for typed in ("石桥", "shiqiao", "sqzx", "SHIQIAO"):
        text = client.get("/organisations", query_string={"q": typed}).text
        assert [name in text for name in ("石桥中学", "青禾小学")] == [True, False], typed


def test_organisation_list_by_kind(client):
    text = client.get("/organisations?kind=county").text
    assert [name in text for name in ("东县", "青禾小学")] == [True, False]


def test_organisation_page_shows_its_chain_and_history(client):
    school = a_school("石桥中学", a_county("西县"))
    answer = client.get(f"/organisations/{school.id}")
    assert answer.status_code == 200
    assert [part in answer.text for part in ("石桥中学", "西县", "隶属关系", "2000-09-01")] == [True] * 4


def test_organisation_page_answers_as_of_a_day_and_as_known_at_a_moment(client):
    school = a_school("石桥中学", a_county("西县"))
    address = f"/organisations/{school.id}"
    with write_tx():
        actions.rename_organisation(school.id, actor=SYSTEM, name="石桥学校", since=date(2022, 9, 1), document=None)
    shown = {
        asked: [text.count(part) for part in ("2000-09-01 — 2022-08-31", "2022-09-01 起")]
        for asked in ("", "?as_of=2010-01-01", "?as_of=2024-01-01", "?as_of=x", "?known_at=2020-01-01T08:00")
        for text in (client.get(address + asked).text,)
    }
    both = [1, 1]
    assert shown == {
        "": both, "?as_of=2010-01-01": [1, 0], "?as_of=2024-01-01": [0, 1], "?as_of=x": both,
        "?known_at=2020-01-01T08:00": [0, 0],
    }  # fmt: skip


def test_an_organisation_that_is_not_there(client):
    assert client.get("/organisations/4711").status_code == 404


def test_organisation_options_are_at_most_twenty_in_one_order(client):
    county = a_county("中县")
    for number in range(22):
        a_school(f"村小{number:02}", county)
    found = client.get("/organisations/options?q=cunxiao").json
    assert [each["text"] for each in found] == [f"村小{number:02}" for number in range(20)]
    assert {each["hint"] for each in found} == {"中县"}


def test_pages_ask_for_sign_in(app):
    client = app.test_client()
    assert client.get("/organisations").location == "/sign-in?next=/organisations"
    assert client.get("/organisations/options", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_page_and_a_menu_that_works(app, sign_in, role):
    client = sign_in(an_account(role, a_place_for(role, a_school())))
    answer = client.get("/")
    assert answer.status_code == 200
    for address in ("/people", "/organisations", "/audit", "/accounts"):
        if f'href="{address}"' in answer.text:
            assert client.get(address).status_code == 200, address
