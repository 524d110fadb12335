"""The tree: founding, renaming and moving with history, codes, rural classes, groups."""

from datetime import date

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.queries import grants_of
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass
from teacher_growth.organisations.rules import (
    CommunityKind,
    LineKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    SchoolType,
    code_fault,
)
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import (
    FOUNDED,
    a_city,
    a_county,
    a_place_for,
    a_school,
    a_school_of_the_city,
    an_organisation,
    name_on,
    parent_on,
)

pytestmark = pytest.mark.usefixtures("app")
D = date


def found_school(**values):
    given = {"name": "新校", "parent_id": a_county().id, "since": FOUNDED, "kind": OrganisationKind.SCHOOL} | values
    with write_tx():
        return actions.create_organisation(actor=SYSTEM, **given).id


def move(organisation, parent, actor=SYSTEM):
    ids = organisation.id, parent.id
    with write_tx():
        actions.move_organisation(ids[0], actor=actor, parent_id=ids[1], since=D(2020, 9, 1), document="教〔2020〕1号")


def paths():
    db.session.rollback()
    return dict(db.session.execute(select(Organisation.id, Organisation.path)).all())


def test_a_new_organisation_stands_below_its_parent():
    school = a_school()
    county, city = school.parent_id, a_city().id
    assert school.path == f"/{city}/{county}/{school.id}/"
    assert [each.id for each in queries.chain(school)] == [city, county, school.id]


def test_a_school_of_the_city_has_no_county():
    school = a_school_of_the_city()
    assert [each.kind for each in queries.chain(school)] == [OrganisationKind.CITY, OrganisationKind.SCHOOL]
    assert school.id in {each.id for each in db.session.scalars(queries.below(a_city()))}


@pytest.mark.both_databases
def test_moving_takes_everything_below_along():
    old, new = a_county(), a_county()
    moved = an_organisation(OrganisationKind.GROUP, "集团", old)
    below = a_school(county=moved)
    beside = a_school(county=old)
    city, version = a_city().id, paths()[beside.id]
    move(moved, new)
    assert [paths()[each.id] for each in (moved, below, beside)] == [
        f"/{city}/{new.id}/{moved.id}/", f"/{city}/{new.id}/{moved.id}/{below.id}/", version,
    ]  # fmt: skip
    history = [parent_on(moved.id, day) for day in (FOUNDED, D(2020, 8, 31), D(2020, 9, 1))]
    assert history == [old.id, old.id, new.id]


def test_moving_changes_who_reaches_it():
    old, new = a_county(), a_county()
    school = a_school(county=old)
    accounts = [an_account(Role.COUNTY_CLERK, each).id for each in (old, new)]
    move(school, new)
    reached = [school.id in grants_of(each, today())[0].organisation_ids for each in accounts]
    assert reached == [False, True]


@pytest.mark.parametrize("where", ["itself", "below"])
def test_moving_below_itself_is_refused(where):
    county = a_county()
    target = county if where == "itself" else a_school(county=county)
    with pytest.raises(Refused, match="parent_is_below"):
        move(county, target)


def test_moving_asks_for_the_right_over_both():
    mine, theirs = a_county(), a_county()
    school, far = a_school(county=mine), a_school(county=theirs)
    group = an_organisation(OrganisationKind.GROUP, "集团", mine)
    clerk = an_actor(Role.COUNTY_CLERK, mine)
    for organisation, parent in ((school, theirs), (far, mine)):
        with pytest.raises(NotVisible):
            move(organisation, parent, clerk)
    move(school, group, clerk)


@pytest.mark.both_databases
def test_renaming_keeps_the_history_and_what_was_known():
    school = a_school("老校名")
    before = queries.lines(LineKind.NAME, school.id)[0].recorded_at
    with write_tx():
        actions.rename_organisation(school.id, actor=SYSTEM, name="新校名", since=D(2022, 9, 1), document=None)
    days = (D(1999, 1, 1), FOUNDED, D(2022, 8, 31), D(2022, 9, 1), D(2030, 1, 1))
    assert [name_on(school.id, day) for day in days] == [None, "老校名", "老校名", "新校名", "新校名"]
    assert name_on(school.id, D(2030, 1, 1), before) == "老校名"
    assert "xinxiaoming" in db.session.get_one(Organisation, school.id).search_text


@pytest.mark.parametrize(
    ("code", "school_type", "fault"),
    [
        ("2133000001", SchoolType.PRIMARY, None),
        ("2133000001", SchoolType.JUNIOR, "school_code_class"),
        ("213300001", SchoolType.PRIMARY, "school_code_form"),
        ("21330000011", SchoolType.PRIMARY, "school_code_form"),
        ("２１３３０００００１", SchoolType.PRIMARY, "school_code_form"),
        ("21x3000001", SchoolType.PRIMARY, "school_code_form"),
        ("2133000001\n", SchoolType.PRIMARY, "school_code_form"),
        ("abc", None, "school_code_form"),
        ("9933000001", None, None),
    ],
)
def test_code_fault(code, school_type, fault):
    assert code_fault(code, school_type) == fault
    if fault:
        with pytest.raises(Refused, match=fault):
            found_school(code=code, school_type=school_type)


def test_a_code_is_given_once():
    found_school(code="2133000001", school_type=SchoolType.PRIMARY)
    with pytest.raises(Refused, match="school_code_taken"):
        found_school(code="2133000001", school_type=SchoolType.TEACHING_POINT)


@pytest.mark.parametrize("parent_id", [None, 4711, 0, LARGEST_ID + 1, 2**63])
def test_there_is_no_school_without_a_parent(parent_id):
    with pytest.raises(NotVisible):
        found_school(parent_id=parent_id)


def rural(school, notion, since, **values):
    with write_tx():
        actions.record_organisation_fact(
            RuralClass(organisation_id=school.id, notion=notion, valid_from=since, **values), actor=SYSTEM
        )


def test_a_rural_class_ends_the_one_before_of_the_same_notion():
    school = a_school()
    rural(school, RuralNotion.STATISTICAL, D(2015, 1, 1), place_class=PlaceClass.VILLAGE)
    rural(school, RuralNotion.REMOTE, D(2015, 1, 1))
    rural(school, RuralNotion.LISTED, D(2016, 1, 1), purpose="职称")
    rural(school, RuralNotion.LISTED, D(2016, 1, 1), purpose="津贴")
    rural(school, RuralNotion.STATISTICAL, D(2020, 1, 1), place_class=PlaceClass.TOWN_CENTRE)
    shown = {}
    for day in (D(2015, 6, 1), D(2021, 1, 1)):
        classes = queries.lines(LineKind.RURAL, school.id, as_of=day)
        shown[day.year] = [(each.notion.value, each.place_class, each.purpose) for each in classes]
    assert shown == {
        2015: [("statistical", "220", ""), ("remote", None, "")],
        2021: [("statistical", "121", ""), ("listed", None, "津贴"), ("listed", None, "职称"), ("remote", None, "")],
    }


def test_membership_of_a_group_is_dated_and_counted_once():
    city = a_city()
    group, school = an_organisation(OrganisationKind.GROUP, "教育集团", city), a_school()
    for since, role in ((D(2018, 9, 1), MemberRole.MEMBER), (D(2021, 9, 1), MemberRole.LEAD)):
        with write_tx():
            line = GroupMember(
                group_id=group.id, organisation_id=school.id, member_role=role,
                community_kind=CommunityKind.GROUP, valid_from=since,
            )  # fmt: skip
            actions.record_organisation_fact(line, actor=SYSTEM)
    days = (D(2018, 8, 31), D(2018, 9, 1), D(2021, 8, 31), D(2021, 9, 1))
    assert [[line.member_role for line, _ in queries.members(group.id, day)] for day in days] == [
        [], [MemberRole.MEMBER], [MemberRole.MEMBER], [MemberRole.LEAD],
    ]  # fmt: skip
    assert [line.group_id for line in queries.lines(LineKind.MEMBERSHIP, school.id)] == [group.id, group.id]


def test_only_clerks_change_organisations():
    school = a_school()
    for number, role in enumerate(Role):
        actor, writes = an_actor(role, a_place_for(role, school)), role in (Role.COUNTY_CLERK, Role.CITY_CLERK)
        try:
            with write_tx():
                since = D(2024, 1, 1 + number)
                actions.rename_organisation(school.id, actor=actor, name=f"改{role}", since=since, document=None)
        except NotVisible:
            assert not writes, role
        else:
            assert writes, role
