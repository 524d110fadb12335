"""Dated lines of an organisation corrected and voided with a reason, and the row itself edited."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.audit.models import AuditEntry
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass, SchoolFigures
from teacher_growth.organisations.rules import (
    CommunityKind,
    LineKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    SchoolType,
)
from tests.factories.accounts import an_actor
from tests.factories.organisations import (
    FOUNDED,
    a_city,
    a_county,
    a_place_for,
    a_school,
    an_organisation,
    name_on,
    parent_on,
)

pytestmark = pytest.mark.usefixtures("app")
D = date
NAMED, RENAMED = D(2022, 9, 1), D(2024, 9, 1)


def correct(kind, line_id, actor=SYSTEM, **changes):
    with write_tx():
        return actions.correct_line(kind, line_id, actor=actor, reason="登记有误", **changes).id


def void(kind, line_id, actor=SYSTEM):
    with write_tx():
        return actions.void_line(kind, line_id, actor=actor, reason="登记错了学校").id


def refusal(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.code


def reread(organisation_id):
    db.session.rollback()
    return db.session.get_one(Organisation, organisation_id, populate_existing=True)


def lines(kind, organisation_id, *columns):
    """In order of time."""
    db.session.rollback()
    return [tuple(getattr(each, name) for name in columns) for each in queries.lines(kind, organisation_id)[::-1]]


def line_ids(kind, organisation_id):
    return [each.id for each in queries.lines(kind, organisation_id)[::-1]]


def events():
    db.session.rollback()
    statement = select(AuditEntry.event, AuditEntry.body).where(AuditEntry.event.like("organisations.fact.%"))
    found = db.session.execute(statement.order_by(AuditEntry.seq).execution_options(unrestricted="a test"))
    return [(event.rsplit(".", 1)[1], json.loads(body)) for event, body in found]


@pytest.fixture
def renamed(app):
    """A school that had three names."""
    school = a_school("甲校")
    for name, since in (("乙校", NAMED), ("丙校", RENAMED)):
        with write_tx():
            actions.rename_organisation(school.id, actor=SYSTEM, name=name, since=since, document=None)
    return reread(school.id)


NAMES = ("name", "valid_from", "valid_to")
DAY = timedelta(days=1)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_corrected_name_shows_in_the_history_and_today(renamed):
    first, _, last = line_ids(LineKind.NAME, renamed.id)
    correct(LineKind.NAME, first, name="甲学校")
    correct(LineKind.NAME, last, name="丙学校", document="教〔2024〕3号")
    assert lines(LineKind.NAME, renamed.id, *NAMES) == [
        ("甲学校", FOUNDED, NAMED - DAY), ("乙校", NAMED, RENAMED - DAY), ("丙学校", RENAMED, None),
    ]  # fmt: skip
    today_s = reread(renamed.id)
    assert (today_s.name, "bingxuexiao" in today_s.search_text) == ("丙学校", True)
    assert [(event, body["reason"], body["after"]["name"]) for event, body in events()] == [
        ("superseded", "登记有误", "甲学校"), ("superseded", "登记有误", "丙学校"),
    ]  # fmt: skip


@pytest.mark.both_databases
def test_a_corrected_day_moves_the_end_of_the_line_before(renamed):
    middle = line_ids(LineKind.NAME, renamed.id)[1]
    correct(LineKind.NAME, middle, valid_from=D(2022, 8, 1))
    assert lines(LineKind.NAME, renamed.id, *NAMES) == [
        ("甲校", FOUNDED, D(2022, 7, 31)), ("乙校", D(2022, 8, 1), RENAMED - DAY), ("丙校", RENAMED, None),
    ]  # fmt: skip
    assert [event for event, _ in events()] == ["superseded", "superseded"]


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (FOUNDED, "organisation_since_early"), (D(1999, 1, 1), "organisation_since_early"),
        (RENAMED, "organisation_since_late"), (D(2025, 1, 1), "organisation_since_late"),
        (D(2099, 1, 1), "organisation_since_ahead"),
    ],
)  # fmt: skip
def test_a_name_stays_between_those_beside_it(renamed, since, code):
    middle = line_ids(LineKind.NAME, renamed.id)[1]
    assert refusal(lambda: correct(LineKind.NAME, middle, valid_from=since)) == code
    assert len(queries.history(LineKind.NAME, renamed.id)) == 5


@pytest.mark.both_databases
def test_a_voided_name_gives_its_time_back_to_the_one_before(renamed):
    _, middle, last = line_ids(LineKind.NAME, renamed.id)
    void(LineKind.NAME, middle)
    assert lines(LineKind.NAME, renamed.id, *NAMES) == [("甲校", FOUNDED, RENAMED - DAY), ("丙校", RENAMED, None)]
    void(LineKind.NAME, last)
    assert lines(LineKind.NAME, renamed.id, *NAMES) == [("甲校", FOUNDED, None)]
    assert reread(renamed.id).name == "甲校"
    first = line_ids(LineKind.NAME, renamed.id)[0]
    assert refusal(lambda: void(LineKind.NAME, first)) == "organisation_line_first"


def test_what_was_known_before_a_correction_stays_known(renamed):
    last = line_ids(LineKind.NAME, renamed.id)[-1]
    before = db.session.scalars(select(AuditEntry.at).execution_options(unrestricted="a test")).all()[-1]
    correct(LineKind.NAME, last, name="丙学校")
    assert name_on(renamed.id, today(), before) == "丙校"


@pytest.mark.both_databases
def test_a_line_corrected_or_voided_meanwhile_is_not_changed_again(renamed):
    last = line_ids(LineKind.NAME, renamed.id)[-1]
    correct(LineKind.NAME, last, name="丙学校")
    assert refusal(lambda: correct(LineKind.NAME, last, name="丁校")) == "fact_superseded"
    voiding = void(LineKind.NAME, line_ids(LineKind.NAME, renamed.id)[-1])
    assert refusal(lambda: correct(LineKind.NAME, voiding, name="丁校")) == "fact_voided"
    assert refusal(lambda: void(LineKind.NAME, voiding)) == "fact_voided"


# --- parents --------------------------------------------------------------------------------------


def moved(school, parent, since=NAMED):
    with write_tx():
        actions.move_organisation(school.id, actor=SYSTEM, parent_id=parent.id, since=since, document=None)


@pytest.mark.both_databases
def test_a_parent_corrected_moves_the_organisation_and_all_below(app):
    old, wrong, right = a_county(), a_county(), a_county()
    group = an_organisation(OrganisationKind.GROUP, "集团", old)
    below = a_school(county=group)
    moved(group, wrong)
    correct(LineKind.PARENT, line_ids(LineKind.PARENT, group.id)[-1], parent_id=right.id)
    assert (reread(group.id).parent_id, reread(below.id).path) == (right.id, f"{right.path}{group.id}/{below.id}/")
    void(LineKind.PARENT, line_ids(LineKind.PARENT, group.id)[-1])
    assert (reread(group.id).parent_id, reread(below.id).path) == (old.id, f"{old.path}{group.id}/{below.id}/")
    assert lines(LineKind.PARENT, group.id, "parent_id", "valid_to") == [(old.id, None)]


def test_an_older_parent_corrected_moves_nothing(app):
    old, other, new = a_county(), a_county(), a_county()
    school = a_school(county=old)
    moved(school, new)
    correct(LineKind.PARENT, line_ids(LineKind.PARENT, school.id)[0], parent_id=other.id)
    assert (reread(school.id).parent_id, parent_on(school.id, FOUNDED)) == (new.id, other.id)


def test_a_parent_is_not_found_below(app):
    county = a_county()
    school = a_school(county=county)
    line = line_ids(LineKind.PARENT, county.id)[0]
    for target in (school.id, county.id):
        assert refusal(lambda target=target: correct(LineKind.PARENT, line, parent_id=target)) == "parent_is_below"


def test_a_parent_asks_for_the_right_over_where_it_leads(app):
    mine, theirs = a_county(), a_county()
    came, stays = a_school(county=theirs), a_school(county=mine)
    moved(came, mine)
    clerk = an_actor(Role.COUNTY_CLERK, mine)
    last = line_ids(LineKind.PARENT, came.id)[-1]
    with pytest.raises(NotVisible):
        void(LineKind.PARENT, last, clerk)  # it would go back
    with pytest.raises(NotVisible):
        correct(LineKind.PARENT, line_ids(LineKind.PARENT, stays.id)[0], clerk, parent_id=theirs.id)
    assert [reread(each.id).parent_id for each in (came, stays)] == [mine.id, mine.id]
    correct(LineKind.PARENT, line_ids(LineKind.PARENT, came.id)[0], clerk, document="教〔2000〕1号")


# --- rural classes, figures, memberships ----------------------------------------------------------


def rural(school, notion=RuralNotion.STATISTICAL, since=NAMED, **values):
    given = {"place_class": PlaceClass.VILLAGE} if notion is RuralNotion.STATISTICAL else {}
    with write_tx():
        line = RuralClass(organisation_id=school.id, notion=notion, valid_from=since, **given | values)
        return actions.record_organisation_fact(line, actor=SYSTEM).id


@pytest.mark.both_databases
def test_each_notion_of_rural_is_corrected_by_itself(app):
    school = a_school()
    statistical, listed = rural(school), rural(school, RuralNotion.LISTED, purpose="职称")
    remote = rural(school, RuralNotion.REMOTE)
    correct(LineKind.RURAL, statistical, place_class=PlaceClass.TOWNSHIP_CENTRE)
    correct(LineKind.RURAL, listed, purpose="职称评审", valid_to=D(2025, 8, 31))
    void(LineKind.RURAL, remote)
    assert lines(LineKind.RURAL, school.id, "notion", "place_class", "purpose", "valid_to") == [
        (RuralNotion.LISTED, None, "职称评审", D(2025, 8, 31)),
        (RuralNotion.STATISTICAL, PlaceClass.TOWNSHIP_CENTRE, "", None),
    ]


@pytest.mark.both_databases
def test_a_rural_line_overlaps_no_other_of_its_sort(app):
    school = a_school()
    first, second = rural(school, since=D(2015, 1, 1)), rural(school, since=D(2020, 1, 1))
    ended = line_ids(LineKind.RURAL, school.id)[0]
    assert refusal(lambda: correct(LineKind.RURAL, first, valid_to=None)) == "fact_superseded"
    assert refusal(lambda: correct(LineKind.RURAL, ended, valid_to=None)) == "organisation_line_overlaps"
    assert refusal(lambda: correct(LineKind.RURAL, second, valid_from=D(2019, 12, 31))) == "organisation_line_overlaps"
    assert refusal(lambda: rural(school, since=D(2014, 1, 1))) == "organisation_line_overlaps"
    assert refusal(lambda: correct(LineKind.RURAL, second, valid_to=D(2000, 1, 1))) == "period_reversed"
    correct(LineKind.RURAL, second, valid_from=D(2021, 1, 1))
    correct(LineKind.RURAL, ended, valid_to=D(2020, 12, 31))
    rural(school, since=D(2014, 1, 1), valid_to=D(2014, 12, 31))


def test_a_purpose_corrected_to_that_of_another_line_is_refused(app):
    school = a_school()
    rural(school, RuralNotion.LISTED, purpose="津贴")
    title = rural(school, RuralNotion.LISTED, purpose="职称")
    assert refusal(lambda: correct(LineKind.RURAL, title, purpose="津贴")) == "organisation_line_overlaps"
    assert refusal(lambda: correct(LineKind.RURAL, title, purpose="")) == "rural_purpose_missing"


@pytest.mark.both_databases
def test_figures_of_a_year_are_corrected_and_voided(app):
    school = a_school()
    with write_tx():
        line = SchoolFigures(
            organisation_id=school.id, school_year=2025, pupils=900, classes=20, posts=46, valid_from=D(2025, 9, 1)
        )
        made = actions.record_organisation_fact(line, actor=SYSTEM).id
    again = correct(LineKind.FIGURES, made, pupils=912)
    assert lines(LineKind.FIGURES, school.id, "school_year", "pupils", "classes") == [(2025, 912, 20)]
    void(LineKind.FIGURES, again)
    assert lines(LineKind.FIGURES, school.id, "pupils") == []


@pytest.mark.both_databases
def test_a_membership_is_corrected_and_overlaps_none_of_the_same_group(app):
    school, group = a_school(), an_organisation(OrganisationKind.GROUP, "集团", a_city())
    ids = []
    for since in (D(2018, 9, 1), D(2021, 9, 1)):
        line = GroupMember(
            group_id=group.id, organisation_id=school.id, member_role=MemberRole.MEMBER,
            community_kind=CommunityKind.GROUP, valid_from=since,
        )  # fmt: skip
        with write_tx():
            ids.append(actions.record_organisation_fact(line, actor=SYSTEM).id)
    correct(LineKind.MEMBERSHIP, ids[1], member_role=MemberRole.LEAD)
    last = line_ids(LineKind.MEMBERSHIP, school.id)[-1]
    assert refusal(lambda: correct(LineKind.MEMBERSHIP, last, valid_from=D(2020, 1, 1))) == "organisation_line_overlaps"
    assert [each.member_role for each, _ in queries.members(group.id, today())] == [MemberRole.LEAD]


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_id", [0, -1, 4711, LARGEST_ID + 1])
def test_a_line_that_is_not_there_is_not_found(app, line_id):
    for verb in (correct, void):
        with pytest.raises(NotVisible):
            verb(LineKind.NAME, line_id)


def test_only_clerks_correct_and_only_below_them(app):
    county = a_county()
    school = a_school(county=county)
    line = line_ids(LineKind.NAME, school.id)[0]
    far = an_actor(Role.COUNTY_CLERK, a_county())
    with pytest.raises(NotVisible):
        correct(LineKind.NAME, line, far, document="x")
    for role in set(Role) - {Role.COUNTY_CLERK, Role.CITY_CLERK}:
        with pytest.raises(NotVisible):
            correct(LineKind.NAME, line, an_actor(role, a_place_for(role, school)), document="x")
    correct(LineKind.NAME, line, an_actor(Role.COUNTY_CLERK, county), document="x")


def test_a_line_does_not_become_another_organisations(app):
    line = line_ids(LineKind.NAME, a_school().id)[0]
    with pytest.raises(ValueError, match="another organisation"):
        correct(LineKind.NAME, line, organisation_id=a_school().id)


# --- the row itself -------------------------------------------------------------------------------


def edit(school, actor=SYSTEM, **values):
    with write_tx():
        actions.edit_organisation(school.id, actor=actor, version=values.pop("version", 2), **values)


@pytest.mark.both_databases
def test_codes_and_runner_are_edited_with_one_entry(app):
    school = a_school()
    values = {"school_type": SchoolType.NINE_YEAR, "code": "3133999901", "division": "330424", "runner": "831"}
    edit(school, version=school.version, opened_on=D(2001, 9, 1), **values)
    after = reread(school.id)
    assert {name: getattr(after, name) for name in values} == values
    assert (after.opened_on, "3133999901" in after.search_text) == (D(2001, 9, 1), True)
    statement = select(AuditEntry.body).where(AuditEntry.event == "organisations.organisation.changed")
    bodies = db.session.scalars(statement.execution_options(unrestricted="a test")).all()
    assert [json.loads(body)["after"]["code"] for body in bodies] == ["3133999901"]


def test_a_code_may_stay_and_may_not_be_anothers(app):
    school, other = a_school(), a_school()
    edit(school, version=school.version, code=school.code, runner="999")
    assert refusal(lambda: edit(school, version=reread(school.id).version, code=other.code)) == "school_code_taken"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "3133000001"}, "school_code_class"), ({"code": "x"}, "school_code_form"),
        ({"division": "33042"}, "division_form"), ({"division": "x33042"}, "division_form"),
        ({"version": 77}, "stale"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_edited(app, values, code):
    school = a_school()
    assert refusal(lambda: edit(school, **{"version": school.version} | values)) == code


def test_a_school_does_not_open_after_it_closed(app):
    school = a_school()
    with write_tx():
        actions.close_organisation(school.id, actor=SYSTEM, closed_on=D(2020, 8, 31), document="x")
    version = reread(school.id).version
    assert refusal(lambda: edit(school, version=version, opened_on=D(2020, 9, 1))) == "period_reversed"


def test_editing_is_for_those_who_keep_organisations(app):
    county = a_county()
    school = a_school(county=county)
    for actor in (an_actor(Role.PRINCIPAL, school), an_actor(Role.COUNTY_CLERK, a_county())):
        with pytest.raises(NotVisible):
            edit(school, actor, version=school.version, runner="999")
    edit(school, an_actor(Role.COUNTY_CLERK, county), version=school.version, runner="999")
