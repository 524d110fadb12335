"""Dated lines corrected, voided and read in the browser, and the row itself edited there."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.database import db, write_tx
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass, SchoolFigures
from teacher_growth.organisations.rules import (
    CommunityKind,
    LineKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
)
from tests.factories.accounts import an_account
from tests.factories.organisations import FOUNDED, a_city, a_county, a_place_for, a_school, an_organisation

D = date
WHY = "原件为此"


@pytest.fixture
def bureau(app, sign_in):
    """A county clerk's client and a school with a line of every kind."""
    county = a_county("云溪县")
    school, group = a_school("云溪小学", county), an_organisation(OrganisationKind.GROUP, "云溪教育集团", county)
    at, since = {"organisation_id": school.id}, {"valid_from": D(2020, 9, 1)}
    lines = [
        RuralClass(notion=RuralNotion.STATISTICAL, place_class=PlaceClass.VILLAGE, **at, **since),
        SchoolFigures(school_year=2020, pupils=900, classes=20, posts=46, **at, **since),
        GroupMember(
            group_id=group.id, member_role=MemberRole.MEMBER, community_kind=CommunityKind.GROUP, **at, **since
        ),
    ]  # fmt: skip
    for line in lines:
        with write_tx():
            actions.record_organisation_fact(line, actor=SYSTEM)
    return sign_in(an_account(Role.COUNTY_CLERK, county)), school


def the_line(kind, school):
    return queries.lines(kind, school.id)[0]


def address(kind, school, what="correct"):
    return f"/organisations/{school.id}/lines/{kind}/{the_line(kind, school).id}/{what}"


FORMS = {
    LineKind.NAME: {"name": "云溪实验小学", "valid_from": "2000-09-01"},
    LineKind.PARENT: {"valid_from": "2000-09-01", "document": "云教〔2000〕1号"},
    LineKind.RURAL: {"place_class": "210", "valid_from": "2020-09-01", "document": "云统〔2020〕1号"},
    LineKind.FIGURES: {"pupils": "912", "classes": "20", "posts": "46"},
    LineKind.MEMBERSHIP: {"member_role": "lead", "community_kind": "group", "valid_from": "2020-09-01"},
}
SEEN = {
    LineKind.NAME: "云溪实验小学", LineKind.PARENT: "云教〔2000〕1号", LineKind.RURAL: "乡中心区",
    LineKind.FIGURES: "912", LineKind.MEMBERSHIP: "核心校",
}  # fmt: skip


def form_of(kind, school, **values):
    parent = {"parent_id": str(school.parent_id)} if kind is LineKind.PARENT else {}
    return FORMS[kind] | parent | {"reason": WHY} | values


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", LineKind)
def test_a_line_of_each_kind_is_corrected_with_a_reason(bureau, kind):
    client, school = bureau
    url = address(kind, school)
    opened = client.get(url).text
    assert ('name="reason"' in opened, address(kind, school, "void") in opened) == (True, True)
    assert client.post(url, data=form_of(kind, school, reason="")).status_code == 422
    assert client.post(url, data=form_of(kind, school)).location == f"/organisations/{school.id}"
    assert SEEN[kind] in client.get(f"/organisations/{school.id}").text
    history = client.get(f"/organisations/{school.id}/lines/{kind}/history").text
    assert [part in history for part in (SEEN[kind], WHY, "已更正", "现行", "某人")] == [True] * 5
    assert [client.get(url).status_code, client.post(url, data=form_of(kind, school)).status_code] == [409, 409]


@pytest.mark.parametrize("kind", [LineKind.RURAL, LineKind.FIGURES, LineKind.MEMBERSHIP])
def test_a_line_is_voided_with_a_reason(bureau, kind):
    client, school = bureau
    url = address(kind, school, "void")
    assert (client.get(url).status_code, client.post(url, data={}).status_code) == (200, 422)
    assert client.post(url, data={"reason": WHY}).location == f"/organisations/{school.id}"
    assert queries.lines(kind, school.id) == []
    history = client.get(f"/organisations/{school.id}/lines/{kind}/history").text
    assert [part in history for part in (WHY, "已作废")] == [True, True]


def test_the_first_name_is_not_voided(bureau):
    client, school = bureau
    refused = client.post(address(LineKind.NAME, school, "void"), data={"reason": WHY})
    assert (refused.status_code, "最早的一条不能作废" in refused.text, WHY in refused.text) == (409, True, True)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (LineKind.NAME, {"name": ""}), (LineKind.NAME, {"valid_from": "1700-01-01"}),
        (LineKind.PARENT, {"parent_id": "4711"}), (LineKind.RURAL, {"place_class": "999"}),
        (LineKind.FIGURES, {"pupils": "-1"}), (LineKind.FIGURES, {"classes": "x"}),
        (LineKind.MEMBERSHIP, {"member_role": ""}), (LineKind.RURAL, {"document": ""}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(bureau, kind, wrong):
    client, school = bureau
    before = the_line(kind, school).id
    assert client.post(address(kind, school), data=form_of(kind, school, **wrong)).status_code == 422
    assert the_line(kind, school).id == before


def test_a_form_of_a_rural_line_asks_what_its_notion_asks(bureau):
    client, school = bureau
    listed = RuralClass(
        organisation_id=school.id, notion=RuralNotion.LISTED, purpose="职称", valid_from=FOUNDED, document="x"
    )
    remote = RuralClass(organisation_id=school.id, notion=RuralNotion.REMOTE, valid_from=FOUNDED, document="x")
    for line in (listed, remote):
        with write_tx():
            actions.record_organisation_fact(line, actor=SYSTEM)
    shown = {}
    for line in queries.lines(LineKind.RURAL, school.id):
        page = client.get(f"/organisations/{school.id}/lines/rural/{line.id}/correct").text
        shown[line.notion] = [f'name="{name}"' in page for name in ("place_class", "purpose")]
    assert shown == {
        RuralNotion.STATISTICAL: [True, False], RuralNotion.LISTED: [False, True], RuralNotion.REMOTE: [False, False],
    }  # fmt: skip


# --- who may --------------------------------------------------------------------------------------


def test_a_line_elsewhere_or_of_another_organisation_is_not_there(bureau):
    client, school = bureau
    near, far = a_school("邻校", db.session.get_one(Organisation, school.parent_id)), a_school("远校", a_county("远县"))
    for organisation, line in ((near, school), (school, near), (far, far), (far, school)):
        line_id = the_line(LineKind.NAME, line).id
        for what in ("correct", "void"):
            url = f"/organisations/{organisation.id}/lines/name/{line_id}/{what}"
            assert (client.get(url).status_code, client.post(url, data=form_of(LineKind.NAME, school)).status_code) == (
                404, 404,
            )  # fmt: skip


@pytest.mark.parametrize("kind", ["nonsense", "NAME", "%00"])
def test_a_kind_that_is_none_is_not_found(bureau, kind):
    client, school = bureau
    paths = ("history", "1/correct", "1/void")
    assert [client.get(f"/organisations/{school.id}/lines/{kind}/{path}").status_code for path in paths] == [404] * 3


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.COUNTY_LEADER, Role.PROVIDER])
def test_others_read_the_history_without_names_and_correct_nothing(bureau, sign_in, role):
    client, school = bureau
    client.post(address(LineKind.RURAL, school), data=form_of(LineKind.RURAL, school))
    other = sign_in(an_account(role, a_place_for(role, school)))
    history = other.get(f"/organisations/{school.id}/lines/rural/history")
    parts = ("乡中心区", "村庄", WHY, "某人 登记", "某人 更正", "/correct")
    assert (history.status_code, [part in history.text for part in parts]) == (200, [True] * 3 + [False] * 3)
    assert "/correct" not in other.get(f"/organisations/{school.id}").text
    for url in (address(LineKind.RURAL, school), address(LineKind.RURAL, school, "void")):
        assert (other.get(url).status_code, other.post(url, data={"reason": WHY}).status_code) == (403, 403)


def test_the_page_and_a_history_need_as_many_queries_for_three_lines_as_for_one(bureau, count_queries):
    client, school = bureau
    counts = []
    for year in (2021, 2022, 2023):
        line = RuralClass(
            organisation_id=school.id, notion=RuralNotion.STATISTICAL, place_class=PlaceClass.VILLAGE,
            valid_from=D(year, 1, 1), document="x",
        )  # fmt: skip
        with write_tx():
            made = actions.record_organisation_fact(line, actor=SYSTEM).id
        with write_tx():
            actions.correct_line(LineKind.RURAL, made, actor=SYSTEM, reason=WHY, note="x")
        with count_queries() as ran:
            client.get(f"/organisations/{school.id}")
            client.get(f"/organisations/{school.id}/lines/rural/history")
        counts.append(len(ran))
    assert counts == [counts[0]] * 3


# --- the row itself -------------------------------------------------------------------------------


def edit(client, school, **values):
    form = {
        "version": school.version, "school_type": "211", "code": "2133999901", "division": "330424", "runner": "831",
        "opened_on": "2001-09-01",
    }  # fmt: skip
    return client.post(f"/organisations/{school.id}/edit", data=form | values)


@pytest.mark.both_databases
def test_codes_and_runner_are_edited_once_for_one_version(bureau):
    client, school = bureau
    version = school.version
    page = client.get(f"/organisations/{school.id}/edit").text
    assert [f'value="{each}"' in page for each in (school.code, "2000-09-01", version)] == [True] * 3
    assert edit(client, school).status_code == 302
    shown = client.get(f"/organisations/{school.id}").text
    assert [part in shown for part in ("2133999901", "330424", "县级教育部门", "2001-09-01")] == [True] * 4
    late = edit(client, school, version=version, code="2133999902")
    assert (late.status_code, "2133999902" in late.text) == (409, True)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"code": "3133999901"}, 409), ({"code": "x"}, 409), ({"school_type": ""}, 422), ({"division": "33"}, 422),
        ({"runner": "000"}, 422), ({"opened_on": "1700-01-01"}, 422), ({"version": ""}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_edited(bureau, wrong, status):
    client, school = bureau
    assert edit(client, school, **wrong).status_code == status
    assert db.session.get_one(Organisation, school.id, populate_existing=True).runner is None


def test_a_bureau_has_neither_type_nor_school_code(bureau):
    client, school = bureau
    county = db.session.get_one(Organisation, school.parent_id)
    page = client.get(f"/organisations/{county.id}/edit").text
    assert ['name="division"' in page, 'name="code"' in page, 'name="school_type"' in page] == [True, False, False]
    answer = client.post(
        f"/organisations/{county.id}/edit", data={"version": county.version, "division": "330499", "code": "2133999901"}
    )
    edited = db.session.get_one(Organisation, county.id, populate_existing=True)
    assert (answer.status_code, edited.division, edited.code) == (302, "330499", None)


def test_editing_elsewhere_is_not_there_and_for_others_forbidden(bureau, sign_in):
    client, school = bureau
    far = a_school("远校", a_county("远县"))
    assert (client.get(f"/organisations/{far.id}/edit").status_code, edit(client, far).status_code) == (404, 404)
    leader = sign_in(an_account(Role.CITY_LEADER, a_city()))
    assert (leader.get(f"/organisations/{school.id}/edit").status_code, edit(leader, school).status_code) == (403, 403)
