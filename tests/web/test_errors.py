"""Says no in words and never with a trace; JSON under /api/."""

import pytest

from teacher_growth.access.roles import Role
from tests.accounts.browser import TOKEN
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school

ANSWERS = {
    "refused": (409, "school_code_taken", "学校标识码 2133000001 已经用于另一所学校"),
    "self": (403, "self_interest", "与您本人有关"),
    "hidden": (404, "not_found", "没有找到这一页"),
    "stale": (409, "stale", "别人已经改过"),
    "broken": (500, "failed", "系统出了问题"),
}


@pytest.mark.parametrize("outcome", ANSWERS)
def test_a_page_says_it_in_words(probe, outcome):
    status, _, words = ANSWERS[outcome]
    answer = probe.test_client().get(f"/probe/fail/{outcome}")
    assert (answer.status_code, words in answer.text) == (status, True)
    assert [part for part in ("Traceback", "secret-detail", "RuntimeError", 'File "') if part in answer.text] == []


@pytest.mark.parametrize("outcome", ANSWERS)
def test_the_api_says_it_in_codes(probe, outcome):
    status, code, _ = ANSWERS[outcome]
    answer = probe.test_client().get(f"/api/probe/{outcome}")
    assert (answer.status_code, answer.json["error"]) == (status, code)
    assert answer.json["details"] == ({"code": "2133000001"} if outcome == "refused" else {})


def test_an_unknown_address_is_404_as_page_and_as_json(app):
    client = app.test_client()
    page, json = client.get("/nothing"), client.get("/api/nothing")
    assert (page.status_code, page.mimetype, "没有找到这一页" in page.text) == (404, "text/html", True)
    assert (json.status_code, json.json) == (404, {"error": "not_found", "details": {}})


def test_a_wrong_method_keeps_the_allow_header(app):
    answer = app.test_client().delete("/health")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})


def test_too_much_is_413(app, tmp_path):
    app.config["MAX_CONTENT_LENGTH"], before = 1000, app.config["MAX_CONTENT_LENGTH"]
    try:
        answer = app.test_client().post("/sign-in", data={"login": "x" * 2000}, base_url="https://localhost")
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert (answer.status_code, "文件太大" in answer.text) == (413, True)


def test_forbidden_is_a_page_with_the_frame(app, sign_in):
    answer = sign_in(an_account(Role.TEACHER, a_school())).get("/audit")
    assert (answer.status_code, "不在您的权限内" in answer.text, "退出" in answer.text) == (403, True, True)


def test_an_error_page_stands_in_the_chosen_language_header(app):
    answer = app.test_client().get("/nothing", headers={"Accept-Language": "zh"})
    assert 'lang="zh-CN"' in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/sign-in", "/health", "/api/nothing"])
def test_every_answer_has_the_security_headers(app, path):
    headers = app.test_client().get(path, base_url="https://localhost").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert [headers[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Cache-Control")] == [
        "nosniff", "SAMEORIGIN", "no-store",
    ]  # fmt: skip
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_post_without_its_token_is_refused(probe):
    client = probe.test_client()
    for path in ("/sign-in", "/language", "/sign-out", "/probe/fail/broken"):
        answer = client.post(path, base_url="https://localhost")
        assert (answer.status_code, "页面已过期" in answer.text) == (400, True), path


def test_a_post_from_a_foreign_page_is_refused(probe):

    client = probe.test_client()
    token = TOKEN.search(client.get("/sign-in", base_url="https://localhost").text)[1]
    answer = client.post(
        "/language", data={"csrf_token": token, "language": "en"}, base_url="https://localhost",
        headers={"Referer": "https://evil.example/"},
    )  # fmt: skip
    assert answer.status_code == 400
