"""A clerk corrects a title's date and sees its history; a bureau looks at its tree. On a phone and at a desk."""

from datetime import date

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.people.rules.codes import Subject, TitleLevel
from teacher_growth.people.rules.kinds import FactKind
from tests.browser.conftest import DESK, PHONE
from tests.factories.accounts import an_account
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_fact, a_teacher

pytestmark = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def visit(live_server, sign_in_at, app):
    """visit(account, size): a page of somebody signed in. What the browser complains about fails the test."""
    return lambda account, size: sign_in_at(live_server(app), account.login, **size)


def test_a_title_is_corrected_and_its_history_seen(visit, check, size):
    school = a_school("青禾小学")
    teacher = a_teacher("李明", school)
    a_fact(
        FactKind.TITLE, teacher, level=TitleLevel.FIRST, subject=Subject.CHINESE, valid_from=date(2021, 12, 1),
        document="云人社〔2021〕31号",
    )  # fmt: skip
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    page.goto("/people")
    check(page)
    page.click("text=李明")
    check(page)
    page.click('[aria-label^="更正职称"]')
    check(page)
    page.fill('[name="valid_from"]', "2021-11-30")
    page.fill('[name="reason"]', "以证书日期为准")
    page.click('main form[method="post"] button[type="submit"]')
    page.wait_for_url(f"**/people/{teacher.id}")
    assert "2021-11-30" in page.inner_text('section[aria-labelledby="kind-title"]')
    page.click('[aria-label="职称的全部记录"]')
    check(page)
    told = page.inner_text("main")
    assert [part in told for part in ("2021-11-30", "2021-12-01", "以证书日期为准", "已更正")] == [True] * 4


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(visit, check, problems, size):
    problems.expect("422")  # the browser says so when a form comes back
    school = a_school("青禾小学")
    teacher = a_teacher("李明", school)
    page = visit(an_account(Role.ACADEMIC_OFFICE, school), size)
    page.goto(f"/people/{teacher.id}/facts/honour/new")
    page.fill('[name="name"]', "市教坛新秀")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.click('main form[method="post"] button[type="submit"]')
    page.wait_for_selector("[data-errors]")
    check(page)
    assert page.input_value('[name="name"]') == "市教坛新秀"


def test_the_pages_of_organisations_are_in_order(visit, check, size):
    county = a_county("云溪县")
    school = a_school("云溪小学", county)
    a_teacher(at=school)
    page = visit(an_account(Role.COUNTY_CLERK, county), size)
    of_school = [f"/organisations/{school.id}{path}" for path in ("", "/name", "/figures/new", "/memberships/new")]
    for path in ("/organisations", "/organisations/tree", f"/organisations/new?parent={county.id}", *of_school):
        page.goto(path)
        check(page)
