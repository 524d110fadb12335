"""A list as a file: short ones at once, long ones by the worker, with a cancel on the way; numbers on demand."""

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.jobs import actions as jobs
from tests.browser.conftest import DESK, PHONE
from tests.exporting.conftest import MANY, many_organisations
from tests.factories.accounts import an_account
from tests.factories.identity import a_number, an_identity, with_a_key
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

pytestmark = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
LONG = "/organisations?kind=provider"
SEND = 'main form[method="post"] button[type="submit"]'


@pytest.fixture
def office(live_server, sign_in_at, app, size):
    """A page of the academic office, and its school."""
    school = a_school("青禾小学")
    return sign_in_at(live_server(app), an_account(Role.ACADEMIC_OFFICE, school).login, **size), school


def chosen(page, format_):
    """The file that the menu gives."""
    page.goto("/people")
    page.click("main summary:has-text('导出')")
    with page.expect_download() as downloading:
        page.click(f"main a.drop-item:has-text('{format_}')")
    return downloading.value


def test_a_short_list_comes_at_once(office, check):
    page, school = office
    a_teacher("李明", school)
    page.goto("/people")
    check(page)
    names = [chosen(page, format_).suggested_filename for format_ in ("xlsx", "csv")]
    assert [name.split("-")[0] + name[-5:].lstrip("0123456789") for name in names] == ["教师名册.xlsx", "教师名册.csv"]


def test_a_long_list_is_asked_for_cancelled_asked_again_and_taken(office, check):
    page, _school = office
    many_organisations()
    page.goto(f"{LONG}&export=xlsx")
    check(page)
    assert f"{MANY:,}" in page.inner_text("main")
    page.click(SEND)
    page.wait_for_url("**/jobs/*")
    check(page)
    page.click("main >> text=停止任务")
    page.wait_for_selector("#ask.show")
    page.click("#ask [data-yes]")
    page.wait_for_selector("main >> text=任务已取消")
    check(page)
    page.click(SEND)  # once more
    page.wait_for_load_state("networkidle")
    jobs.run_due()
    page.reload()
    check(page)
    with page.expect_download() as downloading:
        page.click("main a:has-text('下载')")
    assert downloading.value.suggested_filename.endswith(".xlsx")
    page.goto("/jobs")
    check(page)
    assert "已完成" in page.inner_text("main")


def test_a_number_is_recorded_and_shown_for_a_purpose(office, check):
    page, school = office
    with_a_key()
    teacher, number = a_teacher("李明", school), a_number(order=6)
    page.goto(f"/people/{teacher.id}/identity/new")
    check(page)
    page.fill('[name="number"]', number)
    page.click(SEND)
    page.wait_for_url("**/identity")
    check(page)
    page.click("main >> text=查看号码")
    check(page)
    page.select_option('[name="purpose"]', "reporting")
    page.fill('[name="text"]', "给市局报送名册")
    page.click(SEND)
    page.wait_for_selector("samp")
    check(page)
    assert page.inner_text("samp") == number
    page.click("main >> text=看完了")
    check(page)
    told = page.inner_text("main")
    assert [number in told, "给市局报送名册" in told] == [False, True]


def test_a_copy_and_the_national_workbook_say_what_they_hold(office, check):
    page, school = office
    teacher = a_teacher("李明", school)
    an_identity(teacher)
    for path in (f"/people/{teacher.id}/copy", "/people/national", "/people/identity/search"):
        page.goto(path)
        check(page)
    page.goto(f"/people/{teacher.id}/copy")
    with page.expect_download() as downloading:
        page.click("main a:has-text('zip')")
    assert downloading.value.suggested_filename.startswith("李明的个人档案-")
