"""What every answer says to the browser."""

import pytest

from teacher_growth.web.headers import HEADERS

PAGES = ("/sign-in", "/nothing-here", "/people")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_carries_the_headers_and_is_not_stored(app, address):
    answer = app.test_client().get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_error_carries_them_too(probe):
    answer = probe.test_client().get("/probe/fail/broken")
    assert (answer.status_code, {name: answer.headers.get(name) for name in HEADERS}) == (500, HEADERS)


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    policy = dict(each.split(" ", 1) for each in HEADERS["Content-Security-Policy"].split("; "))
    assert set(" ".join(policy.values()).split()) == {"'none'", "'self'", "data:"}
    assert {name for name, sources in policy.items() if "data:" in sources} == {"img-src"}
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")


@pytest.mark.parametrize(("scheme", "strict"), [("http", None), ("https", "max-age=31536000")])
def test_only_a_secure_answer_asks_for_https_from_then_on(app, scheme, strict):
    answer = app.test_client().get("/sign-in", base_url=f"{scheme}://localhost")
    assert answer.headers.get("Strict-Transport-Security") == strict
