"""The first dashboard: verified amounts by county, stage, school, rural class; scope and drill-down."""

import re
from datetime import UTC, date, datetime

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import give_role
from teacher_growth.claims.rules import ClaimState
from teacher_growth.dashboard import queries
from teacher_growth.dashboard.rules import Dimension, Unknown
from teacher_growth.database import db, write_tx
from teacher_growth.organisations.actions import record_organisation_fact
from teacher_growth.organisations.models import Organisation, RuralClass
from teacher_growth.organisations.rules import PlaceClass, RuralNotion
from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Route, Unit, Voucher
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_city, a_county, a_school, a_school_of_the_city
from tests.factories.people import a_teacher

TODAY = date(2026, 11, 24)
YEAR = 2026


def a_line(teacher, school, amount, *, unit=Unit.HOUR, state=ClaimState.VERIFIED, year=YEAR):
    teacher_id, school_id = teacher.id, school.id
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    with write_tx() as session:
        session.add(
            TrainingRecord(
                teacher_id=teacher_id, organisation_id=school_id, title="课堂观察", provider="青禾市教育学院",
                route=Route.DIRECTED, starts_on=date(year, 10, 1), ends_on=date(year, 10, 1), school_year=year,
                amount=amount, unit=unit, voucher=Voucher.SCHOOL, state=state, doubts=[], entered_at=moment,
                decided_at=moment,
            )
        )  # fmt: skip


def a_class(school, place_class):
    school_id = school.id
    with write_tx():
        fact = RuralClass(
            organisation_id=school_id,
            notion=RuralNotion.STATISTICAL,
            place_class=place_class,
            valid_from=date(2020, 9, 1),
        )
        record_organisation_fact(fact, actor=SYSTEM)


@pytest.fixture
def town(app):
    """Two counties and a school of the city; a teacher with hours in each."""
    north, south = a_county("北县"), a_county("南县")
    one, two, three = a_school("一小", north), a_school("二小", south), a_school_of_the_city("市小")
    for school, name, amount in ((one, "王芳", 65), (two, "李明", 120), (three, "赵静", 10)):
        a_line(a_teacher(name, school), school, amount)
    a_line(a_teacher("周敏", one, stage=Stage.JUNIOR), one, 30, unit=Unit.CREDIT)
    a_class(one, PlaceClass.VILLAGE)
    a_class(two, PlaceClass.TOWN_CENTRE)
    return {"city": a_city(), "north": north, "south": south, "one": one, "two": two}


def figures(actor, by, within, year=YEAR):
    found = queries.hours(actor, year, by, db.session.get(Organisation, within.id), TODAY)
    return [
        (place.name if place else group.key, group.teachers, group.amounts[Unit.HOUR], group.amounts[Unit.CREDIT])
        for group, place in found
    ]


@pytest.mark.both_databases
def test_hours_by_county_for_the_city(town):
    clerk = an_actor(Role.CITY_CLERK, town["city"])
    assert figures(clerk, Dimension.COUNTY, town["city"]) == [
        ("北县", 2, 65, 30),
        ("南县", 1, 120, 0),
        ("青禾市", 1, 10, 0),
    ]


@pytest.mark.both_databases
def test_hours_by_stage_and_rural_class(town):
    clerk = an_actor(Role.CITY_CLERK, town["city"])
    assert figures(clerk, Dimension.STAGE, town["city"]) == [(Stage.PRIMARY, 3, 195, 0), (Stage.JUNIOR, 1, 0, 30)]
    assert figures(clerk, Dimension.RURAL, town["city"]) == [
        (PlaceClass.TOWN_CENTRE, 1, 120, 0),
        (PlaceClass.VILLAGE, 2, 65, 30),
        (Unknown.UNKNOWN, 1, 10, 0),
    ]


def test_hours_by_stage_add_up_with_who_has_none(town):
    a_line(a_teacher("外聘", town["one"], stage=None), town["one"], 40)
    clerk = an_actor(Role.CITY_CLERK, town["city"])
    by_stage = figures(clerk, Dimension.STAGE, town["city"])
    assert by_stage[-1] == (Unknown.UNKNOWN, 1, 40, 0)
    assert sum(each[2] for each in by_stage) == sum(each[2] for each in figures(clerk, Dimension.COUNTY, town["city"]))


def test_digits_that_are_no_numbers_ask_for_nothing(town, sign_in):
    clerk = sign_in(an_account(Role.CITY_CLERK, town["city"]))
    assert [clerk.get(f"/dashboard/hours?{query}").status_code for query in ("organisation=²", "year=²²²²")] == [
        200,
        200,
    ]


def test_somebody_of_two_places_begins_at_the_highest(town, sign_in):
    account, county = an_account(Role.PRINCIPAL, town["one"]), a_county("后县")  # entered after the school
    account_id, county_id = account.id, county.id
    with write_tx():
        give_role(
            account_id, actor=SYSTEM, role=Role.COUNTY_LEADER, organisation_id=county_id, valid_from=date(2024, 1, 1)
        )
    page = sign_in(account).get("/dashboard/hours").text
    assert re.search(r'<p class="scope">(\S+) ·', page)[1] == "后县"


def test_hours_leave_out_what_is_not_verified_or_of_another_year(town):
    teacher = a_teacher("孙丽", town["one"])
    a_line(teacher, town["one"], 990, state=ClaimState.SUBMITTED)
    a_line(teacher, town["one"], 880, year=2025)
    clerk = an_actor(Role.COUNTY_CLERK, town["north"])
    assert figures(clerk, Dimension.COUNTY, town["north"]) == [("北县", 3, 65, 30)]


def test_hours_of_another_county_do_not_leak(town):
    clerk = an_actor(Role.COUNTY_CLERK, town["north"])
    assert figures(clerk, Dimension.COUNTY, town["city"]) == [("北县", 2, 65, 30)]
    assert figures(clerk, Dimension.COUNTY, town["south"]) == []


@pytest.mark.parametrize("by", list(Dimension))
def test_hours_page_opens_for_each_dimension(town, sign_in, by):
    client = sign_in(an_account(Role.CITY_CLERK, town["city"]))
    answer = client.get(f"/dashboard/hours?year={YEAR}&by={by}")
    assert answer.status_code == 200


def test_hours_page_of_a_foreign_county_is_absent(town, sign_in):
    client = sign_in(an_account(Role.COUNTY_CLERK, town["north"]))
    foreign = client.get(f"/dashboard/hours?organisation={town['south'].id}")
    assert foreign.status_code == 404
    assert "南县" not in foreign.text


def test_hours_by_school_takes_as_many_queries_for_three_schools_as_for_one(town, sign_in, count_queries):
    clerk, other = (
        sign_in(an_account(Role.COUNTY_CLERK, town["south"])),
        sign_in(an_account(Role.COUNTY_CLERK, town["north"])),
    )
    a_school("三小", town["north"]), a_school("四小", town["north"])
    with count_queries() as few:
        clerk.get("/dashboard/hours?by=school")
    with count_queries() as many:
        other.get("/dashboard/hours?by=school")
    assert len(many) == len(few)
