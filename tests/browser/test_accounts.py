"""An office opens accounts for two teachers, a clerk gets a second factor, an administrator makes an account."""

import re

import pyotp
import pytest

from teacher_growth.access.roles import Role
from tests.browser.conftest import DESK, PHONE
from tests.factories.accounts import PASSWORD, an_account
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import a_teacher

pytestmark = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
TOLD = re.compile(r"\b[a-z]+(?:-[a-z]+){3}-\d\d\b")


@pytest.fixture
def address(live_server, app):
    return live_server(app)


def test_an_office_opens_accounts_and_a_teacher_comes_in(address, sign_in_at, new_page, check, size):
    school = a_school("青禾小学")
    teachers = [a_teacher(name, school) for name in ("李明", "王芳")]
    number = teachers[0].staff_number
    page = sign_in_at(address, an_account(Role.ACADEMIC_OFFICE, school, a_teacher("单雯", school)).login, **size)
    page.goto("/people/accounts?state=none")
    check(page)
    for box in page.query_selector_all('input[name="ids"]'):
        box.check()
    page.click(".batch .do button")
    page.wait_for_selector("h1:has-text('开通 2 个账号')")
    check(page)
    page.click('main form[method="post"] button[type="submit"]')
    page.wait_for_selector("h1:has-text('初始密码')")
    check(page)
    password = TOLD.search(page.inner_text(f'tr:has-text("{number}")'))[0]
    own = new_page(base_url=address, **size)
    own.goto("/sign-in")
    own.fill('[name="login"]', number)
    own.fill('[name="password"]', password)
    own.click('main button[type="submit"]')
    own.wait_for_url("**/me/password")


def test_a_clerk_enrols_a_second_factor(address, sign_in_at, check, size):
    page = sign_in_at(address, an_account(Role.COUNTY_CLERK, a_county()).login, **size)
    page.goto("/me/second-factor")
    check(page)
    secret = page.get_attribute("[data-copy]", "data-copy")
    page.fill('[name="code"]', pyotp.TOTP(secret).now())
    page.fill('[name="password"]', PASSWORD)
    page.click('main form[method="post"] button[type="submit"]')
    page.wait_for_url("**/")
    assert "动态口令已启用" in page.inner_text("main")


def test_an_administrator_makes_an_account(address, sign_in_at, check, size):
    city = a_city("云溪市")
    page = sign_in_at(address, an_account(Role.SYSTEM_ADMINISTRATOR, city).login, **size)
    page.goto("/accounts/new")
    check(page)
    page.fill('[name="login"]', "city.clerk")
    page.fill('[name="name"]', "沈晓岚")
    page.locator("#organisation_id-ts-control").click()
    page.locator("#organisation_id-ts-control").press_sequentially("云溪")
    page.locator("#organisation_id-ts-dropdown .option", has_text="云溪市").click()
    page.click('main form[method="post"] button[type="submit"]')
    page.wait_for_selector("h1:has-text('初始密码')")
    check(page)
    assert len(TOLD.findall(page.inner_text("main"))) == 1
