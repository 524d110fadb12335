"""A clerk's Friday: the roster in Excel goes in, is looked at, decided about, carried out and taken back."""

import io
from hashlib import sha256

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.importing.models import ImportBatch, ImportRow
from teacher_growth.importing.routes.starting import SHORT_FILE
from teacher_growth.jobs.actions import run_due
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind
from tests.browser.conftest import DESK, PHONE
from tests.factories.accounts import an_account
from tests.factories.importing import a_file, a_person_row, a_table, a_workbook
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

NOISE = [[sha256(f"{row} {cell}".encode()).hexdigest() for cell in range(20)] for row in range(200)]
pytestmark = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def visit(live_server, sign_in_at, app):
    """visit(account, size): a page of somebody signed in. What the browser complains about fails the test."""
    return lambda account, size: sign_in_at(live_server(app), account.login, **size)


def every(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id).execution_options(unrestricted="test")))


def send(page, path, kind=""):
    page.goto(f"/imports/new?kind={kind}")
    page.set_input_files('[name="file"]', str(path))
    page.click('main form.form button[type="submit"]')
    page.wait_for_url("**/imports/*")


def go_on(page):
    page.click('main form.form .submit-row button[type="submit"]')
    page.wait_for_load_state("networkidle")


def test_a_roster_goes_in_and_comes_back(visit, check, size):
    school = a_school("青禾小学")
    a_teacher("赵静", school)
    rows = [a_person_row(organisation=school.name), a_person_row(staff_number="A0002", sex="?")]
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    page.goto("/imports")
    check(page)
    page.goto("/imports/new")
    check(page)
    send(page, a_file(Kind.PEOPLE, *rows))
    check(page)
    assert [each in page.inner_text("main") for each in ("1 处错误", "1 人不在文件里")] == [True, True]
    page.click("text=看错误")
    check(page)
    assert "可填" in page.inner_text("main")
    page.go_back()
    page.click("text=逐人处理")
    check(page)
    page.check('[name="ids"]')
    page.click('button[value="leave"]')
    page.wait_for_selector('[name="leaving_reason"]')
    check(page)
    page.select_option('[name="leaving_reason"]', "01")
    page.fill('[name="last_day"]', "2026-08-31")
    page.fill('[name="document"]', "退〔2026〕1号")
    go_on(page)
    assert "退休，最后一天 2026-08-31" in page.inner_text("main")
    page.goto("/imports/1/application")
    check(page)
    page.check('[name="accept_good"]')
    go_on(page)
    check(page)
    assert "已导入：新增或改动 2 行" in page.inner_text("main")
    page.click("text=整批撤销")
    check(page)
    go_on(page)
    check(page)
    assert "全部撤销" in page.inner_text("main")
    assert [(each.name, each.voided) for each in every(Teacher)] == [("赵静", False), ("王芳", True)]


def test_the_columns_of_a_strange_sheet_are_said(visit, check, size):
    school = a_school("青禾小学")
    heads = ["职工代号", "谁", "性别", "在哪个学校", "来了", "编制"]
    path = a_workbook({"老师": [heads, ["A0001", "王芳", "女", school.name, "2015-09-01", "在编"]]})
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    send(page, path)
    check(page)
    page.click("text=指出是哪一列")
    check(page)
    page.select_option('[name="kind0"]', "people")
    page.click('button[name="refresh"]')
    page.wait_for_selector('[name="c0_0"]')
    check(page)
    for place, key in enumerate(("staff_number", "name", "sex", "organisation", "since", "employment")):
        page.select_option(f'[name="c0_{place}"]', key)
    page.click('button[name="save"]')
    page.wait_for_url("**/imports/1")
    check(page)
    assert [each.key for each in every(ImportRow)] == ["A0001"]


def test_changes_stand_side_by_side_and_the_own_file_comes_back_marked(visit, check, size):
    school = a_school("青禾小学")
    a_teacher("赵静", school)
    number = every(Teacher)[0].staff_number
    row = a_person_row(
        staff_number=number, name="赵静", stage="初中", organisation=school.name, birth_date="1985-02-31"
    )
    good = row | {"birth_date": "1985-03-01"}
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    send(page, a_workbook({"教师名册": a_table(Kind.PEOPLE, [good])}), "people")
    page.goto("/imports/1/rows?verdict=changed")
    check(page)
    assert [each in page.inner_text("main") for each in ("学段：小学", "学段：初中")] == [True, True]
    send(page, a_workbook({"教师名册": a_table(Kind.PEOPLE, [row])}), "people")
    page.click("text=更多")
    with page.expect_download() as download:
        page.click("text=下载标出错误的文件")
    with open(download.value.path(), "rb") as file:  # noqa: PTH123 -- a path as Playwright tells it
        sheet = load_workbook(io.BytesIO(file.read())).active
    assert [cell.value for cell in sheet[1]][-1] == "错误说明"


def test_work_of_the_worker_is_followed_on_the_page(visit, check, size):
    school = a_school("青禾小学")
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    path = a_workbook({"教师名册": a_table(Kind.PEOPLE, [a_person_row(organisation=school.name)]), "其他": NOISE})
    assert path.stat().st_size > SHORT_FILE
    send(page, path)
    check(page)
    assert "排队中" in page.inner_text("main")
    assert [each.state for each in every(Job)] == [JobState.WAITING]
    run_due()
    page.wait_for_selector("text=文件里的表")
    check(page)
    assert len(every(ImportBatch)) == 1
