"""A pair's whole way: 教务处 proposes, both accept on the phone, the principal approves."""

import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions as accounts
from teacher_growth.database import db, write_tx
from teacher_growth.mentoring.rules import PairState
from tests.factories.accounts import an_account
from tests.factories.mentoring import the_pair
from tests.factories.organisations import a_school
from tests.factories.people import SINCE, a_teacher

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def address(app, monkeypatch):
    """The application behind a real server; minimal, until tests/browser/conftest.py brings one for all."""
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "session")  # the other one asks for TLS
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visit(app, address, new_page):
    """visit(account, options): a page in a browser of somebody signed in."""

    def visit(account, options):
        with write_tx():
            token = accounts.start_session(account.id, address="127.0.0.1", actor=SYSTEM)
        signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True})
        page = new_page(base_url=address, **options)
        page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": signed, "url": address}])
        return page

    return visit


def go(page, url):
    page.goto(url)
    page.wait_for_load_state("networkidle")
    check(page)


def check(page):
    """No fault for axe, nothing to push sideways."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def pick(page, field, text, option):
    page.locator(f"#{field}-ts-control").click()
    page.locator(f"#{field}-ts-control").press_sequentially(text)
    page.locator(f"#{field}-ts-dropdown .option", has_text=option).click()


def test_a_pair_from_proposal_to_approval(visit, problems):
    school = a_school("青禾小学")
    mentor, mentee = a_teacher("欧阳静", school), a_teacher("周沐晴", school, since=SINCE.replace(year=2025))
    people = {
        name: an_account(role, school, teacher)
        for name, role, teacher in (
            ("office", Role.ACADEMIC_OFFICE, None), ("mentor", Role.TEACHER, mentor), ("mentee", Role.TEACHER, mentee),
            ("principal", Role.PRINCIPAL, None),
        )
    }  # fmt: skip

    page = visit(people["office"], DESK)
    go(page, "/mentoring/pairs")
    page.get_by_role("link", name="提出结对").first.click()
    pick(page, "mentee", "zhou", "周沐晴")
    pick(page, "mentor", "oyj", "欧阳静")
    page.get_by_label("结对日期").fill("2026-09-01")
    check(page)
    page.get_by_role("button", name="提出").click()
    page.get_by_text("已提出").wait_for()
    check(page)

    for name, said in (("mentor", "请您指导 周沐晴"), ("mentee", "由 欧阳静 指导您")):
        phone = visit(people[name], PHONE)
        go(phone, "/mentoring/mine")
        phone.get_by_role("link", name="查看并确认").click()
        phone.get_by_role("heading", name=said).wait_for()
        check(phone)
        phone.get_by_role("button", name="确认", exact=True).click()
        phone.get_by_text("已确认").first.wait_for()
        check(phone)

    phone = visit(people["principal"], PHONE)
    go(phone, "/")
    phone.get_by_role("link", name="办理").first.click()
    go(phone, "/mentoring/pairs?for=me")
    phone.get_by_role("link", name="周沐晴").click()
    phone.get_by_role("link", name="审批", exact=True).click()
    phone.get_by_role("heading", name="审批").wait_for()
    check(phone)
    phone.get_by_role("button", name="同意", exact=True).click()
    phone.get_by_text("已同意").wait_for()
    check(phone)

    db.session.remove()
    assert the_pair(1).state == PairState.ACTIVE
    assert problems.unexpected() == []
