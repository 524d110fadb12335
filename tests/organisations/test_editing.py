"""Bureaus create, rename, move and close organisations in the browser, and record dated facts; others do not."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass
from teacher_growth.organisations.rules import (
    CommunityKind,
    LineKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
)
from tests.factories.accounts import an_account
from tests.factories.organisations import FOUNDED, a_city, a_county, a_place_for, a_school, an_organisation, name_on
from tests.factories.people import a_teacher

D = date


@pytest.fixture
def bureau(app, sign_in):
    """A county clerk's client, its county and a school there."""
    county = a_county("云溪县")
    return sign_in(an_account(Role.COUNTY_CLERK, county)), county, a_school("云溪小学", county)


def reread(organisation_id):
    return db.session.get_one(Organisation, organisation_id, populate_existing=True)


def entries(event):
    statement = select(func.count(AuditEntry.seq)).where(AuditEntry.event == event)
    return db.session.scalar(statement.execution_options(unrestricted="test"))


def a_form(parent, **values):
    return {
        "kind": "school", "name": "新桥小学", "parent_id": parent.id, "school_type": "211", "code": "2133999901",
        "runner": "831", "since": "2026-09-01",
    } | values  # fmt: skip


@pytest.mark.both_databases
def test_a_school_is_created_under_the_county(bureau):
    client, county, _ = bureau
    before = entries(Event.ORGANISATION_CREATED)
    assert client.post("/organisations/new", data=a_form(county)).status_code == 302
    made = db.session.scalars(select(Organisation).where(Organisation.name == "新桥小学")).one()
    assert (made.parent_id, made.code, made.runner, made.opened_on) == (county.id, "2133999901", "831", D(2026, 9, 1))
    assert entries(Event.ORGANISATION_CREATED) == before + 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"code": "3133999901"}, 409), ({"code": "21x"}, 409), ({"school_type": ""}, 422), ({"kind": "city"}, 422),
        ({"name": ""}, 422), ({"division": "33"}, 422), ({"runner": "000"}, 422), ({"parent_id": "4711"}, 422),
        ({"since": "0900-01-01"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_a_school_is_said(bureau, wrong, status):
    client, county, _ = bureau
    assert client.post("/organisations/new", data=a_form(county, **wrong)).status_code == status
    assert db.session.scalars(select(Organisation).where(Organisation.name == "新桥小学")).all() == []


def test_nothing_is_changed_outside_the_county(bureau):
    client, county, school = bureau
    other = a_county("远县")
    far = a_school("远县小学", other)
    assert client.post("/organisations/new", data=a_form(other)).status_code == 404
    for path in ("name", "parent", "closing", "rural/new", "figures/new", "memberships/new"):
        assert client.get(f"/organisations/{far.id}/{path}").status_code == 404, path
    form = {"version": school.version, "parent_id": other.id, "since": "2026-09-01", "document": "x"}
    assert client.post(f"/organisations/{school.id}/parent", data=form).status_code == 404
    assert reread(school.id).parent_id == county.id


@pytest.mark.parametrize("role", [Role.ACADEMIC_OFFICE, Role.PRINCIPAL, Role.COUNTY_LEADER, Role.TEACHER])
def test_others_read_and_change_nothing(app, sign_in, role):
    school = a_school()
    client = sign_in(an_account(role, a_place_for(role, school)))
    page = client.get(f"/organisations/{school.id}")
    assert (page.status_code, f"/organisations/{school.id}/name" in page.text) == (200, False)
    paths = ["new", f"{school.id}/name", f"{school.id}/parent", f"{school.id}/closing", f"{school.id}/figures/new"]
    assert [client.get(f"/organisations/{path}").status_code for path in paths] == [403] * 5


def rename(client, school, version, **values):
    form = {"version": version, "name": "云溪实验小学", "since": "2022-09-01", "document": "云教〔2022〕9号"} | values
    return client.post(f"/organisations/{school.id}/name", data=form)


@pytest.mark.both_databases
def test_a_new_name_keeps_the_old_one_in_the_history(bureau):
    client, _, school = bureau
    assert rename(client, school, school.version).status_code == 302
    page = client.get(f"/organisations/{school.id}").text
    assert [part in page for part in ("云溪实验小学", "云溪小学", "2022-08-31", "云教〔2022〕9号")] == [True] * 4
    assert name_on(school.id, D(2020, 1, 1)) == "云溪小学"


@pytest.mark.both_databases
def test_a_page_read_before_somebody_else_changed_it_changes_nothing(bureau):
    client, _, school = bureau
    version = school.version
    assert rename(client, school, version).status_code == 302
    late = rename(client, school, version, name="云溪中心小学", since="2023-09-01")
    assert (late.status_code, "云溪中心小学" in late.text, reread(school.id).name) == (409, True, "云溪实验小学")


@pytest.mark.parametrize("since", ["2099-01-01", FOUNDED.isoformat(), "1990-01-01"])
def test_a_name_begins_after_the_one_before_and_not_ahead(bureau, since):
    client, _, school = bureau
    assert rename(client, school, school.version, since=since).status_code == 409
    assert [each.name for each in queries.lines(LineKind.NAME, school.id)] == ["云溪小学"]


def close(client, school, **values):
    form = {"version": reread(school.id).version, "closed_on": today().isoformat(), "document": "云政〔2026〕3号"}
    return client.post(f"/organisations/{school.id}/closing", data=form | values)


@pytest.mark.both_databases
def test_a_school_with_people_is_not_closed(bureau):
    client, _, school = bureau
    a_teacher(at=school)
    refused = close(client, school)
    assert (refused.status_code, "还有 1 人" in refused.text, reread(school.id).closed_on) == (409, True, None)


@pytest.mark.both_databases
def test_an_empty_school_closes_once_and_leaves_the_tree(bureau):
    client, _, school = bureau
    assert close(client, school).status_code == 302
    assert reread(school.id).closed_on == today()
    assert "云溪小学" not in client.get("/organisations/tree").text
    assert close(client, school).status_code == 409
    assert entries(Event.ORGANISATION_CLOSED) == 1


def test_a_county_with_open_schools_is_not_closed(bureau):
    client, county, school = bureau
    assert close(client, county).status_code == 409
    assert close(client, school, closed_on="1999-01-01").status_code == 409  # before it opened
    assert reread(county.id).closed_on is None


# --- dated facts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"notion": "statistical", "place_class": "210"}, 302),
        ({"notion": "listed", "purpose": "职称评审"}, 302),
        ({"notion": "remote"}, 302),
        ({"notion": "statistical"}, 409),
        ({"notion": "listed"}, 409),
        ({"notion": "remote", "place_class": "210"}, 409),
        ({"notion": "statistical", "place_class": "210", "purpose": "职称评审"}, 409),
        ({"notion": ""}, 422),
    ],
)
def test_the_three_notions_of_rural_each_ask_for_their_own(bureau, values, status):
    client, _, school = bureau
    form = {"valid_from": "2023-01-01", "document": "云统〔2023〕1号"} | values
    assert client.post(f"/organisations/{school.id}/rural/new", data=form).status_code == status
    assert len(queries.lines(LineKind.RURAL, school.id)) == (status == 302)


def test_the_page_shows_each_notion_with_what_went_before(bureau):
    client, _, school = bureau
    for year, place_class in ((2018, "121"), (2023, "210")):
        form = {"notion": "statistical", "place_class": place_class, "valid_from": f"{year}-01-01", "document": "x"}
        client.post(f"/organisations/{school.id}/rural/new", data=form)
    lines = [(each.place_class, each.valid_to) for each in queries.lines(LineKind.RURAL, school.id)]
    assert lines == [(PlaceClass.TOWNSHIP_CENTRE, None), (PlaceClass.TOWN_CENTRE, D(2022, 12, 31))]
    page = client.get(f"/organisations/{school.id}").text
    assert [part in page for part in ("乡中心区", "镇中心区", "2022-12-31")] == [True] * 3


@pytest.mark.both_databases
def test_figures_of_a_year_sent_again_correct_it(bureau):
    client, _, school = bureau
    a_teacher(at=school)
    for pupils in (900, 912):
        form = {"school_year": 2025, "pupils": pupils, "classes": 20, "posts": 46}
        assert client.post(f"/organisations/{school.id}/figures/new", data=form).status_code == 302
    assert [(each.school_year, each.pupils) for each in queries.lines(LineKind.FIGURES, school.id)] == [(2025, 912)]
    row = re.search(r"<tr><td>2025</td>(.*?)</tr>", client.get(f"/organisations/{school.id}").text)
    assert re.findall(r"of-number\">(\d+)<", row[1]) == ["912", "20", "46", "1"]  # 编制 and 在编 side by side


def test_staff_beside_posts_is_for_those_who_read_the_files(bureau, sign_in):
    client, _, school = bureau
    a_teacher(at=school)
    client.post(
        f"/organisations/{school.id}/figures/new", data={"school_year": 2025, "pupils": 9, "classes": 1, "posts": 46}
    )
    outside = sign_in(an_account(Role.COUNTY_CLERK, a_county("远县"))).get(f"/organisations/{school.id}").text
    inside = client.get(f"/organisations/{school.id}").text
    assert [("今天在册 1 人" in text, f"/people?at={school.id}" in text) for text in (inside, outside)] == [
        (True, True), (False, False),
    ]  # fmt: skip
    assert re.search(r"<tr><td>2025</td>.*>—</td></tr>", outside)


def test_membership_is_of_a_group(bureau):
    client, county, school = bureau
    group = an_organisation(OrganisationKind.GROUP, "云溪教育集团", county)
    form = {"group_id": group.id, "member_role": "lead", "community_kind": "group", "valid_from": "2020-09-01"}
    address = f"/organisations/{school.id}/memberships/new"
    assert client.post(address, data=form | {"group_id": county.id}).status_code == 409
    assert client.post(address, data=form).status_code == 302
    assert [line.group_id for line in queries.lines(LineKind.MEMBERSHIP, school.id)] == [group.id]
    assert "云溪小学" in client.get(f"/organisations/{group.id}").text


@pytest.mark.parametrize("group_id", [0, -1, 4711, 2**40])
def test_a_group_that_is_not_there_is_refused(app, group_id):
    line = GroupMember(
        organisation_id=a_school().id, group_id=group_id, member_role=MemberRole.LEAD,
        community_kind=CommunityKind.GROUP, valid_from=D(2020, 9, 1),
    )  # fmt: skip
    with pytest.raises(Refused, match="not_a_group"), write_tx():
        actions.record_organisation_fact(line, actor=SYSTEM)


def test_a_refused_line_leaves_nothing(app):
    school_id = a_school().id
    with pytest.raises(Refused, match="rural_class_missing"), write_tx():
        line = RuralClass(organisation_id=school_id, notion=RuralNotion.STATISTICAL, valid_from=D(2020, 1, 1))
        actions.record_organisation_fact(line, actor=SYSTEM)
    assert queries.lines(LineKind.RURAL, school_id) == []


# --- reading --------------------------------------------------------------------------------------


def test_the_tree_counts_schools_and_the_people_one_sees(bureau):
    client, county, school = bureau
    a_teacher(at=school), a_teacher(at=school), a_teacher(at=a_school("远县小学", a_county("远县")))
    text = re.sub(r"<[^>]+>|\s+", " ", client.get("/organisations/tree").text)
    assert re.search(r"云溪县\s+1 所学校 · 2 人", text)
    assert re.search(r"远县\s+1 所学校 · 0 人", text)
    assert re.search(r"青禾市\s+2 所学校 · 2 人", text)


def test_the_tree_tells_a_teacher_no_numbers_of_people(app, sign_in):
    school = a_school()
    teacher = a_teacher(at=school)
    page = sign_in(an_account(Role.TEACHER, school, teacher)).get("/organisations/tree")
    assert (page.status_code, re.search(r"\d+ 人", page.text)) == (200, None)


def test_tree_and_page_need_as_many_queries_for_three_schools_as_for_one(app, sign_in, count_queries):
    client, county = sign_in(an_account(Role.CITY_CLERK, a_city())), a_county()
    counts = []
    for _ in range(3):
        school = a_school(county=county)
        a_teacher(at=school)
        with count_queries() as ran:
            client.get("/organisations/tree")
            client.get(f"/organisations/{county.id}")
        counts.append(len(ran))
    assert counts == [counts[0]] * 3
