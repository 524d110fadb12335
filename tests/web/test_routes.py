"""Where a redirect may lead, the language, and the machine's question whether we are well."""

import re

import pytest

from teacher_growth.web.converters import RowId
from teacher_growth.web.routes import safe_target
from tests.accounts.browser import TOKEN, sign_in
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school

ELSEWHERE = [
    None, "", " ", "x", "people", "http://evil.example", "https://evil.example", "HTTPS://evil.example",
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "http:evil.example", "http:/evil.example", "https:///evil.example", "javascript:alert(1)",
    "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example", "mailto:a@b.c", " //evil.example",
    "\t//evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example",
    "/\0/evil.example", "/people\r\nSet-Cookie: a=b", "/a\\b", "@evil.example", "https:evil.example",
    "//google.com/%2e%2e",
    "http://localhost@evil.example", "//localhost\\@evil.example", "\u3000//evil.example", "?next=//evil.example",
]  # fmt: skip
INSIDE = [
    "/",
    "/people",
    "/people?q=a&page=2",
    "/people/7#facts",
    "/a//b",
    "/people?next=https://evil.example",
    "/青禾",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_target_elsewhere_leads_to_the_start_page(target):
    assert safe_target(target) == "/"


@pytest.mark.parametrize("target", INSIDE)
def test_a_target_inside_is_kept(target):
    assert safe_target(target) == target


def test_signing_in_leads_nowhere_else(app):
    an_account(None, a_school(), login="T007")
    client, _ = sign_in(app, "nobody")
    token = TOKEN.search(client.get("/sign-in", base_url="https://localhost").text)[1]
    data = {"csrf_token": token, "login": "T007", "password": "green-bamboo-in-rain"}
    found = {}
    for target in ("//evil.example", "/\\evil.example", "/me?a=b", "https://evil.example/me"):
        answer = client.post(
            "/sign-in", query_string={"next": target}, data=data, base_url="https://localhost",
            headers={"Referer": "https://localhost/"},
        )  # fmt: skip
        found[target] = answer.location
        token = TOKEN.search(client.get("/me", base_url="https://localhost").text)[1]
        data["csrf_token"] = token
    assert found == {
        "//evil.example": "/",
        "/\\evil.example": "/",
        "/me?a=b": "/me?a=b",
        "https://evil.example/me": "/",
    }


@pytest.mark.parametrize(
    ("asked", "chosen"), [("en", "en"), ("zh", "zh-CN"), ("fr", "zh-CN"), ("", "zh-CN"), ("../x", "zh-CN")]
)
def test_the_language_is_ones_own_choice(app, asked, chosen):
    client = app.test_client()
    token = TOKEN.search(client.get("/sign-in", base_url="https://localhost").text)[1]
    answer = client.post(
        "/language", data={"csrf_token": token, "language": asked, "next": "/sign-in"}, base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )  # fmt: skip
    assert answer.location == "/sign-in"
    assert f'lang="{chosen}"' in client.get("/sign-in", base_url="https://localhost").text


@pytest.mark.both_databases
def test_health_says_only_that_it_answers(app):
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("text", "matches"), [("1", True), ("2147483647", True), ("01234567890", False), ("-1", False)]
)
def test_row_ids_are_short(app, text, matches):
    assert bool(re.fullmatch(RowId.regex, text)) is matches
