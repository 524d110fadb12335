"""A line's whole way: logged on a phone with a photo, returned, corrected, verified, counted."""

import pytest

from teacher_growth.access.roles import Role
from tests.browser.conftest import DESK, PHONE
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerks_account, a_photo_with_place

REASON = "学时与证书不一致，请核对"


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def address(app, school, live_server):
    an_account(Role.TEACHER, school, a_teacher("王芳", school), login="wangfang")
    a_clerks_account(school, a_teacher("钱敏", school), login="clerk")
    return live_server(app)


def photo(name="证书.jpg"):
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo_with_place((1200, 900))}


def log(phone, check, **typed):
    phone.goto("/training")
    check(phone)
    phone.click(".title-action a:has-text('填报培训')")
    phone.fill('[name="title"]', "大单元教学设计研修")
    phone.fill('[name="provider"]', "县教师进修学校")
    phone.check("label:has-text('自主选课')")
    phone.fill('[name="starts_on"]', "2026-10-12")
    phone.fill('[name="ends_on"]', "2026-10-14")
    phone.fill('[name="amount"]', typed["amount"])
    phone.check("label:has-text('学时') >> nth=0")
    phone.set_input_files('input[name="evidence"] >> nth=0', [photo(), photo("现场.jpg")])
    check(phone)
    phone.click("main button:has-text('提交')")


def test_a_line_goes_its_whole_way(address, sign_in_at, check, problems):
    problems.expect("422")  # the browser says so when a form comes back
    phone = sign_in_at(address, "wangfang", **PHONE)
    log(phone, check, amount="18.55")
    assert phone.locator(".summary").inner_text().count("最多一位小数") == 1
    assert phone.input_value('[name="title"]') == "大单元教学设计研修"
    assert phone.locator("text=现场.jpg").count() == 1  # what had arrived is kept
    check(phone)
    phone.fill('[name="amount"]', "18.5")
    phone.click("main button:has-text('提交')")
    phone.wait_for_url("**/training")
    assert phone.locator("main .todo img").count() == 2
    assert phone.locator(".todo .tag").all_inner_texts() == ["待核实"]
    check(phone)

    desk = sign_in_at(address, "clerk", **DESK)
    check(desk)
    desk.goto("/training/queue")
    check(desk)
    desk.click("tbody a")
    check(desk)
    desk.click(f"button:has-text('{REASON}')")
    desk.click("main button[value='return']")
    desk.wait_for_url("**/training/queue")
    assert "已退回" in desk.locator(".flash").inner_text()
    check(desk)

    phone.goto("/")
    assert phone.locator("main").inner_text().count("1 条培训记录被退回") == 1
    phone.goto("/training")
    assert REASON in phone.locator(".todo").inner_text()
    phone.click(".todo a:has-text('大单元教学设计研修')")
    check(phone)
    phone.click(".title-action a:has-text('更正')")
    check(phone)
    phone.fill('[name="amount"]', "18")
    phone.click("main button:has-text('提交更正')")
    phone.wait_for_url("**/training")

    desk.goto("/training/queue")
    desk.click("tbody a")
    assert "原为：18.5 学时" in desk.locator(".facts").inner_text()
    check(desk)
    desk.click("main button[value='verify']")
    desk.wait_for_url("**/training/queue")

    phone.reload()
    assert phone.locator("tfoot td").all_inner_texts() == ["合计", "18", "0"]
    assert phone.locator(".todo .tag >> nth=0").inner_text() == "已核实"
    check(phone)
    phone.click(".todo a:has-text('大单元教学设计研修') >> nth=0")
    assert phone.locator(".timeline .what").all_inner_texts() == [
        "填报",
        "退回",
        "由更正后的一条代替",
        "更正后提交",
        "核实",
    ]
    check(phone)


def test_an_activity_is_entered_for_the_roster(address, school, sign_in_at, check, problems):
    problems.expect("422")
    for name in ("李静", "张伟", "欧阳雪"):
        a_teacher(name, school)
    desk = sign_in_at(address, "clerk", **DESK)
    desk.goto("/training/activities/new")
    check(desk)
    desk.fill('[name="title"]', "集体备课")
    desk.fill('[name="starts_on"]', "2026-10-12")
    desk.fill('[name="amount"]', "3")
    desk.fill("[data-roster-find]", "ouyang")
    assert desk.locator("[data-find]:visible").count() == 1
    desk.click("[data-roster-all]")
    assert desk.locator("[data-roster-said]").inner_text() == "已选 1 人，共 5 人"
    desk.fill('[name="pasted"]', "李静\n没有此人")
    desk.click("main button:has-text('登记')")
    check(desk)
    assert "本校没有这个人" in desk.locator("main").inner_text()
    assert desk.input_value('[name="pasted"]') == "没有此人"
    assert desk.locator("[data-roster-said]").inner_text() == "已选 2 人，共 5 人"
    desk.fill('[name="pasted"]', "")
    desk.click("main button:has-text('登记')")
    desk.wait_for_url("**/training/activities/*")
    assert "2 人当即核实" in desk.locator(".flash").inner_text()
    check(desk)
    desk.goto("/training/activities")
    check(desk)
