"""The menu of each role: at most seven at a desk, four on a phone, and nothing out of reach."""

import pytest
from flask import url_for

from teacher_growth.access.roles import Role
from teacher_growth.web.navigation import ME, MOST, entries_of, navigation_for, side_for
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import a_teacher

OF_SCHOOL = (Role.TRAINING_CLERK, Role.ACADEMIC_OFFICE, Role.PRINCIPAL)
OF_COUNTY = (Role.COUNTY_CLERK, Role.COUNTY_LEADER)
OF_CITY = (Role.CITY_CLERK, Role.CITY_LEADER, Role.INSPECTOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_AUDITOR)
OWN = ["training.transcript", "achievements.my_achievements", "mentoring.my_pairs"]


def names(entries):
    return [entry.endpoint for entry in entries]


def place_of(role):
    return a_school() if role in OF_SCHOOL else a_county() if role in OF_COUNTY else a_city()


def test_a_teacher_has_her_own_matters(app):
    school = a_school()
    teacher = an_actor(Role.TEACHER, school, a_teacher("王芳", school))
    assert names(side_for(teacher)) == ["dashboard.home", *OWN, "organisations.organisation_list"]


def test_an_administrator_has_accounts_and_organisations(app):
    admin = an_actor(Role.SYSTEM_ADMINISTRATOR, a_city())
    assert names(side_for(admin)) == ["dashboard.home", "accounts.account_list", "organisations.organisation_list"]


def test_a_principal_finds_what_he_answers_for_and_the_rest_under_me(app):
    school = a_school()
    principal = an_actor(Role.PRINCIPAL, school, a_teacher("韩冬", school))
    assert names(side_for(principal)) == [
        "dashboard.home", "training.queue", "achievements.queue", "mentoring.pair_list", "people.person_list",
        "dashboard.hours", ME.endpoint,
    ]  # fmt: skip


@pytest.mark.parametrize("role", [*OF_SCHOOL, *OF_COUNTY, *OF_CITY])
@pytest.mark.parametrize("has_file", [True, False], ids=["with a file", "without"])
def test_whatever_somebody_has_is_in_the_menu_or_under_me(app, role, has_file):
    place = place_of(role)
    actor = an_actor(role, place, a_teacher("韩冬", place) if has_file else None)
    every, side = names(entries_of(actor)), names(side_for(actor))
    assert len(side) <= MOST
    assert set(every) <= set(side) or ME.endpoint in side
    with app.test_request_context("/"):
        shown = navigation_for(actor, 0)
    assert len(shown.tabs) <= 4
    assert shown.tabs[-1].url == "/me"
    assert [tab.url for tab in shown.tabs[:1]] == ["/"]


def test_the_page_me_leads_to_everything_one_has(app, sign_in):
    school = a_school()
    page = sign_in(an_account(Role.PRINCIPAL, school, a_teacher("韩冬", school))).get("/me").text
    with app.test_request_context():
        hrefs = [url_for(each) for each in [*OWN, "dashboard.hours", "organisations.organisation_list"]]
    doors = page[page.index('<ul class="doors">') :]
    assert [f'href="{href}"' in doors for href in hrefs] == [True] * len(hrefs)


@pytest.mark.parametrize(
    ("role", "path", "marked"),
    [
        (Role.SECURITY_AUDITOR, "/audit", "/audit"),
        (Role.SECURITY_AUDITOR, "/audit/1", "/audit"),
        (Role.SECURITY_AUDITOR, "/guide", None),
        (Role.SYSTEM_ADMINISTRATOR, "/accounts/1", "/accounts"),
        (Role.CITY_CLERK, "/training/records/1", "/training/queue"),
    ],
)
def test_a_page_marks_the_entry_it_lies_under(app, role, path, marked):
    actor = an_actor(role, a_city())
    with app.test_request_context(path):
        assert [item.url for item in navigation_for(actor, 0).side if item.active] == ([marked] if marked else [])
