"""Every page of every role's menu at three widths: nothing to push sideways, nothing for axe, a clean CSP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState
from teacher_growth.mentoring.rules import PairState
from teacher_growth.organisations.rules import school_year
from teacher_growth.training.actions import certify_year
from tests.browser.conftest import AXE, FAULTS
from tests.factories.accounts import actor_for, an_account
from tests.factories.achievements import an_achievement
from tests.factories.jobs import queued
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_city, a_county, a_place_for, a_school
from tests.factories.people import a_teacher
from tests.factories.training import PDF, a_clerk, a_record, an_activity, received, returned, verified

WIDTHS = {390: True, 1280: True, 1920: False}
"""Whether axe looks at that width too."""

ROLES = (
    Role.TEACHER, Role.TRAINING_CLERK, Role.ACADEMIC_OFFICE, Role.PRINCIPAL, Role.COUNTY_CLERK, Role.CITY_CLERK,
    Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_AUDITOR,
)  # fmt: skip
WITH_A_FILE = (Role.TEACHER, Role.TRAINING_CLERK, Role.PRINCIPAL)
ERRORS = {"/nothing-here": 404, "/accounts": 403}
LOOK_AT_ALL = (Role.TEACHER, Role.CITY_CLERK)  # at what is the same for everybody
LONG = f"{'x' * 300}.pdf"
WORDS = {"title": "培训证明", "body": ["兹证明该教师参加培训。"], "summary": "自主选课 6 学时"}


def ground(role: Role) -> tuple[Account, list[str]]:
    """A school with something on every page; who comes in, and pages beside the menu."""
    city = a_city("云溪市")
    school = a_school("云溪县实验小学教育集团城东校区", a_county("云溪县"))
    account = an_account(role, a_place_for(role, school), a_teacher("欧阳静", school) if role in WITH_A_FILE else None)
    teacher = an_account(Role.TEACHER, school, a_teacher("王芳", school))
    own = account if role is Role.TEACHER else teacher
    clerk = a_clerk(school)
    waiting = a_record(actor_for(own), files=(received(), received(PDF, LONG))).id
    returned(a_record(actor_for(own)), clerk)
    line = verified(a_record(actor_for(own), day=today() - timedelta(days=1)), clerk)
    person, year = own.teacher_id, school_year(line.ends_on)
    activity = an_activity(school, [a_teacher("李明", school)], clerk, files=(received(PDF, LONG),)).activity_id
    for state in (ClaimState.SUBMITTED, ClaimState.VERIFIED):
        paper = an_achievement(a_teacher("周沐晴", school), files=(received(PDF, LONG),), state=state)
    for state in (PairState.PROPOSED, PairState.ACTIVE):
        a_pair(state, at=school)
    with write_tx():
        document = certify_year(person, year, lambda *_told: WORDS, actor=clerk).id
    job = queued("jobs.clean", actor=actor_for(account))
    with write_tx() as session:
        session.execute(update(Job).values(state=JobState.FAILED, attempts=3, error="ValueError: " + "x" * 200))
    same_for_all = [f"/jobs/{job}", "/me/password", "/me/second-factor", f"/organisations/{city.id}"]
    pages = beside(role, person, waiting, activity, paper, document)
    return account, [*pages, *(same_for_all if role in LOOK_AT_ALL else [])]


def beside(role: Role, person: int, record: int, activity: int, paper: int, document: int) -> list[str]:
    """What stands behind the menu, for those who may open it."""
    of_person = [f"/people/{person}", f"/training/people/{person}", f"/achievements/of/{person}"]
    return {
        Role.TEACHER: [f"/people/{person}", f"/training/records/{record}", "/training/new", "/achievements/new"],
        Role.TRAINING_CLERK: [
            *of_person, f"/training/records/{record}/decision", f"/training/activities/{activity}",
            f"/documents/{document}/revocation",
        ],
        Role.ACADEMIC_OFFICE: [*of_person, f"/achievements/{paper}", "/mentoring/pairs/new", "/people/accounts"],
        Role.PRINCIPAL: of_person,
        Role.COUNTY_CLERK: [*of_person, "/dashboard/hours?by=school"],
        Role.CITY_CLERK: [*of_person, "/dashboard/hours?by=rural"],
        Role.SYSTEM_ADMINISTRATOR: ["/accounts/new"],
    }.get(role, [])  # fmt: skip


def menu(page: Any) -> list[str]:
    links = page.eval_on_selector_all(
        ".side a, .tabs a, .drop-panel a, .doors a", "all => all.map(a => a.getAttribute('href'))"
    )
    return list(dict.fromkeys(links))


def faults(page: Any, address: str, status: int) -> list[str]:
    """What is wrong with this page at any of the widths."""
    page.set_viewport_size({"width": min(WIDTHS), "height": 900})
    answer = page.goto(address)
    page.evaluate(AXE)
    found = [f"{address}: {answer.status}"] if answer.status != status else []
    for width, by_axe in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} at {width}: {wide} wide"] if wide > width else []
        found += [f"{address} at {width}: {each}" for each in page.evaluate(FAULTS)] if by_axe else []
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_menu_fits_and_is_clean(
    app: Any, live_server: Callable[..., str], sign_in_at: Callable[..., Any], problems: Any, role: Role
) -> None:
    account, more = ground(role)
    page = sign_in_at(live_server(app), account.login, viewport={"width": 1280, "height": 900})
    problems.expect("404|403")  # the browser says so when an error page comes
    pages = dict.fromkeys([*menu(page), *more], 200) | (ERRORS if role in LOOK_AT_ALL else {})
    assert "\n".join(fault for address, status in pages.items() for fault in faults(page, address, status)) == ""
