"""A pair's whole way: 教务处 proposes, both accept on the phone, the principal approves."""

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.mentoring.rules import PairState
from tests.browser.conftest import DESK, PHONE
from tests.factories.accounts import an_account
from tests.factories.mentoring import the_pair
from tests.factories.organisations import a_school
from tests.factories.people import SINCE, a_teacher


def pick(page, field, text, option):
    page.locator(f"#{field}-ts-control").click()
    page.locator(f"#{field}-ts-control").press_sequentially(text)
    page.locator(f"#{field}-ts-dropdown .option", has_text=option).click()


def test_a_pair_from_proposal_to_approval(app, live_server, sign_in_at, check):
    address = live_server(app)
    school = a_school("青禾小学")
    mentor, mentee = a_teacher("欧阳静", school), a_teacher("周沐晴", school, since=SINCE.replace(year=2025))
    people = {
        name: an_account(role, school, teacher).login
        for name, role, teacher in (
            ("office", Role.ACADEMIC_OFFICE, None), ("mentor", Role.TEACHER, mentor), ("mentee", Role.TEACHER, mentee),
            ("principal", Role.PRINCIPAL, None),
        )
    }  # fmt: skip

    page = sign_in_at(address, people["office"], **DESK)
    page.goto("/mentoring/pairs")
    check(page)
    page.get_by_role("link", name="提出结对").first.click()
    pick(page, "mentee", "zhou", "周沐晴")
    pick(page, "mentor", "oyj", "欧阳静")
    page.get_by_label("结对日期").fill("2026-09-01")
    check(page)
    page.get_by_role("button", name="提出").click()
    page.get_by_text("已提出").wait_for()
    check(page)

    for name, said in (("mentor", "请您指导 周沐晴"), ("mentee", "由 欧阳静 指导您")):
        phone = sign_in_at(address, people[name], **PHONE)
        phone.goto("/mentoring/mine")
        check(phone)
        phone.get_by_role("link", name="查看并确认").click()
        phone.get_by_role("heading", name=said).wait_for()
        check(phone)
        phone.get_by_role("button", name="确认", exact=True).click()
        phone.get_by_text("已确认").first.wait_for()
        check(phone)

    phone = sign_in_at(address, people["principal"], **PHONE)
    check(phone)
    phone.get_by_role("link", name="办理").first.click()
    phone.goto("/mentoring/pairs?for=me")
    check(phone)
    phone.get_by_role("link", name="周沐晴").click()
    phone.get_by_role("link", name="审批", exact=True).click()
    phone.get_by_role("heading", name="审批").wait_for()
    check(phone)
    phone.get_by_role("button", name="同意", exact=True).click()
    phone.get_by_text("已同意").wait_for()
    check(phone)

    db.session.remove()
    assert the_pair(1).state == PairState.ACTIVE
