"""The page of a person, its history, and the list by day and place."""

import re
from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import give_role
from teacher_growth.database import write_tx
from teacher_growth.people import actions, queries
from teacher_growth.people.rules.codes import (
    AssessmentGrade,
    Sex,
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_account
from tests.factories.organisations import a_city, a_county, a_place_for, a_school
from tests.factories.people import a_fact, a_teacher, the_teacher
from tests.people.files import a_title

D = date


def test_the_page_answers_as_of_a_day_and_as_known_at_a_moment(office):
    client, _, teacher = office
    a_title(teacher, valid_from=D(2021, 12, 1))
    page = client.get(f"/people/{teacher.id}").text
    before = client.get(f"/people/{teacher.id}?as_of=2020-01-01").text
    then = client.get(f"/people/{teacher.id}?known_at=2020-01-01T08:00").text
    assert ["取得二级教师资格" in text for text in (page, before, then)] == [True, False, False]


@pytest.mark.parametrize("address", [
    "?known_at=x", "?known_at=0001-01-01T00:00", "?known_at=9999-12-31T23:59", "?known_at=%00",
    "?as_of=2020-01-01&known_at=2026-01-01T00:00%2B14:00",
])  # fmt: skip
def test_the_page_answers_whatever_moment_is_asked(office, address):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}{address}").status_code == 200


@pytest.mark.parametrize("kind", ["nonsense", "%00", "TITLE"])
def test_a_kind_that_is_none_is_not_found(office, kind):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}/facts/{kind}/history").status_code == 404


def test_page_and_history_need_as_many_queries_for_three_lines_as_for_one(office, count_queries):
    client, _, teacher = office
    counts = []
    for year in (2023, 2024, 2025):
        line = a_fact(
            FactKind.ASSESSMENT, teacher, year=year, grade=AssessmentGrade.COMPETENT, valid_from=D(year, 12, 30)
        )
        with write_tx():
            actions.supersede_fact(FactKind.ASSESSMENT, line, actor=SYSTEM, reason="x", grade=AssessmentGrade.BASIC)
        with count_queries() as ran:
            client.get(f"/people/{teacher.id}")
            client.get(f"/people/{teacher.id}/facts/assessment/history")
        counts.append(len(ran))
    assert counts[2] == counts[0]


def listed(client, address):
    return {int(each) for each in re.findall(r'href="/people/(\d+)"', client.get(address).text)}


@pytest.mark.both_databases
def test_the_list_narrows_by_place_title_tier_employment_and_day(app, sign_in):
    county = a_county()
    one, two = a_school(county=county), a_school(county=county)
    mine, theirs = a_teacher("李明", one), a_teacher("王芳", two, since=D(2024, 9, 1))
    a_title(mine)
    a_title(mine, level=TitleLevel.FIRST, valid_from=D(2021, 12, 1))
    a_title(theirs)
    client = sign_in(an_account(Role.COUNTY_CLERK, county))
    expected = {
        f"at={one.id}": {mine.id}, f"at={county.id}": {mine.id, theirs.id}, "title=second": {theirs.id},
        "title=first": {mine.id}, "tier=summit": set(), "employment=contract": set(), "on=2020-01-01": {mine.id},
        "title=second&on=2020-01-01": {mine.id}, "at=4711": {mine.id, theirs.id}, "at=x": {mine.id, theirs.id},
    }  # fmt: skip
    assert {query: listed(client, f"/people?{query}") for query in expected} == expected


def test_places_to_filter_by_are_those_one_reads(office):
    client, school, _ = office
    far = a_school("别处小学")
    page = client.get("/people").text
    assert (f'value="{school.id}"' in page, "别处小学" in page, f'value="{far.id}"' in page) == (True, False, False)


def test_a_profile_changes_the_name_in_lists(office):
    client, _, teacher = office
    form = {"name": "李明远", "sex": Sex.FEMALE.value, "valid_from": "2026-01-01", "birth_date": "1985-03-01"}
    assert client.post(f"/people/{teacher.id}/facts/profile/new", data=form).status_code == 302
    assert the_teacher(teacher.id).name == "李明远"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"kind": "assessment", "grade": "sound"}, 302),
        ({"kind": "finding", "decided_by": "县教育局"}, 302),
        ({"kind": "assessment"}, 409),
        ({"kind": "finding", "grade": "sound", "decided_by": "县教育局"}, 409),
    ],
)
def test_ethics_are_entered_whole(app, sign_in, values, status):
    county = a_county()
    teacher, client = a_teacher(at=a_school(county=county)), sign_in(an_account(Role.DISCIPLINE_OFFICER, county))
    form = {"year": "2025", "valid_from": "2025-12-30"} | values
    assert client.post(f"/people/{teacher.id}/facts/ethics/new", data=form).status_code == status
    assert len(queries.facts(FactKind.ETHICS, teacher.id, SYSTEM)) == (status == 302)


@pytest.mark.parametrize(
    ("role", "training", "achievements"),
    [
        (Role.PRINCIPAL, True, True), (Role.TRAINING_CLERK, True, True), (Role.ACADEMIC_OFFICE, True, True),
        (Role.INSPECTOR, True, True), (Role.DISCIPLINE_OFFICER, False, False),
    ],
)  # fmt: skip
def test_the_page_leads_to_training_and_achievements_that_may_be_seen(app, sign_in, role, training, achievements):
    school = a_school()
    teacher, client = a_teacher(at=school), sign_in(an_account(role, a_place_for(role, school)))
    page = client.get(f"/people/{teacher.id}").text
    links = [f"/training/people/{teacher.id}", f"/achievements/of/{teacher.id}"]
    assert [f'href="{each}"' in page for each in links] == [training, achievements]
    assert [client.get(each).status_code == 200 for each in links] == [training, achievements]


def test_ones_own_page_leads_to_ones_own_training_achievements_and_copy(app, sign_in):
    school = a_school()
    teacher = a_teacher(at=school)
    client = sign_in(an_account(Role.TEACHER, school, teacher))
    page = client.get(f"/people/{teacher.id}").text
    doors = re.search(r'<ul class="doors">(.*?)</ul>', page, re.DOTALL)[1]
    found = re.findall(r'<a href="([^"]+)"', doors)
    assert [client.get(each).status_code for each in found] == [200, 200, 200]
    assert found[2] == f"/people/{teacher.id}/copy"


def test_a_persons_page_of_another_school_leads_nowhere(app, sign_in):
    school = a_school()
    account = an_account(Role.DISCIPLINE_OFFICER, a_city())
    with write_tx():
        give_role(
            account.id, actor=SYSTEM, role=Role.PRINCIPAL, organisation_id=school.id, valid_from=D(2020, 1, 1)
        )  # fmt: skip
    far, near = a_teacher(at=a_school()), a_teacher(at=school)
    client = sign_in(account)
    pages = [client.get(f"/people/{each.id}").text for each in (far, near)]
    assert ["/training/people/" in page for page in pages] == [False, True]
