"""What is read: the queue, to-dos, transcripts, sums."""

from datetime import date

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows
from teacher_growth.claims import queries as claims
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible
from teacher_growth.people import actions as people
from teacher_growth.people.models import Post
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Route, Unit
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import a_teacher, make_principal
from tests.factories.training import a_clerk, a_record, acting, an_activity, received, returned, verified

VERIFY = Permission.TRAINING_VERIFY


@pytest.fixture
def county(app):
    return a_county()


@pytest.fixture
def school(county):
    return a_school(county=county)


def todos(actor):
    return [(each.code, each.count) for each in queries.todos(actor)]


def on_duty(actor):
    turn = claims.whose_turn(TrainingRecord, actor, VERIFY)
    return [each.id for each in rows(claims.queue(TrainingRecord, actor, VERIFY).where(turn))]


def test_each_finds_what_waits_for_him_and_nothing_else(county, school):
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    clerk = a_clerk(school, a_teacher("钱敏", school))
    mine = acting(a_teacher(at=school), school)
    waiting, principals, own = a_record(mine), a_record(acting(boss, school)), a_record(clerk)
    returned(a_record(mine), clerk)
    a_record(acting(a_teacher("李静", other := a_school(county=county)), other))
    head = an_actor(Role.COUNTY_CLERK, county)

    assert todos(clerk) == [("training_to_verify", 1)]
    assert todos(head) == [("training_principals", 1)]
    assert todos(mine) == [("training_returned", 1)]
    assert todos(an_actor(Role.CITY_CLERK, a_city())) == []
    assert todos(a_clerk(a_school())) == []
    assert on_duty(head) == [principals.id]
    assert waiting.id in on_duty(clerk)
    assert own.id not in [each.id for each in rows(claims.queue(TrainingRecord, clerk, VERIFY))]


def test_a_line_sent_before_its_owner_became_principal_is_the_countys_and_back(county, school):
    boss, clerk, head = a_teacher("韩冬", school), a_clerk(school), an_actor(Role.COUNTY_CLERK, county)
    line = a_record(acting(boss, school))
    assert (on_duty(clerk), on_duty(head)) == ([line.id], [])
    make_principal(boss, school)
    assert (on_duty(clerk), on_duty(head)) == ([], [line.id])
    assert (todos(clerk), todos(head)) == ([], [("training_principals", 1)])
    with write_tx():
        post = select(Post.id).where(Post.teacher_id == boss.id).execution_options(unrestricted="a test")
        people.void_fact(FactKind.POST, db.session.scalars(post).one(), actor=SYSTEM, reason="免职")
    assert (on_duty(clerk), on_duty(head)) == ([line.id], [])


def test_the_oldest_day_is_said(school):
    a_record(acting(a_teacher(at=school), school))
    assert [each.oldest is not None for each in queries.todos(a_clerk(school))] == [True]


def test_next_waiting_is_the_one_that_waited_longest(school):
    clerk = a_clerk(school)
    first = a_record(acting(a_teacher("甲", school), school))
    second = a_record(acting(a_teacher("乙", school), school))
    assert claims.next_waiting(TrainingRecord, clerk, VERIFY) == first.id
    verified(first, clerk)
    assert claims.next_waiting(TrainingRecord, clerk, VERIFY) == second.id
    returned(second, clerk)
    assert claims.next_waiting(TrainingRecord, clerk, VERIFY) is None


def test_a_transcript_holds_every_line_of_the_year(school):
    actor = acting(a_teacher(at=school), school)
    clerk = a_clerk(school)
    lines = [verified(a_record(actor, day=date(2025, 9, 1)), clerk), a_record(actor, day=date(2026, 8, 31))]
    a_record(actor, day=date(2025, 8, 31))
    assert [each.id for each in queries.transcript(actor.teacher_id, 2025)] == [lines[1].id, lines[0].id]
    assert queries.years_of(actor.teacher_id) == [2025, 2024]


def test_a_transcript_is_for_the_person_and_those_who_see_her(county, school):
    teacher = a_teacher(at=school)
    for actor in (acting(teacher, school), a_clerk(school), an_actor(Role.COUNTY_LEADER, county)):
        assert queries.transcript_owner(teacher.id, actor).id == teacher.id
    for actor in (
        a_clerk(a_school()),
        an_actor(Role.COUNTY_LEADER, a_county()),
        acting(a_teacher("乙", school), school),
    ):
        with pytest.raises(NotVisible):
            queries.transcript_owner(teacher.id, actor)


@pytest.mark.both_databases
def test_hours_by_sums_what_is_verified_by_unit_in_one_statement(app, count_queries):
    county = a_county()
    school, elsewhere = a_school(county=county), a_school()
    clerk = a_clerk(school)
    one, two = acting(a_teacher("甲", school), school), acting(a_teacher("乙", school), school)
    for actor, amount, unit in ((one, 60, Unit.HOUR), (two, 45, Unit.HOUR), (two, 20, Unit.CREDIT)):
        verified(a_record(actor, amount=amount, unit=unit, day=date(2026, 9, 1)), clerk)
    a_record(one, amount=90)
    other_clerk = a_clerk(elsewhere)
    verified(a_record(acting(a_teacher("丙", elsewhere), elsewhere)), other_clerk)

    head = an_actor(Role.COUNTY_LEADER, county)
    with count_queries() as seen:
        found = queries.hours_by(
            head, TrainingRecord.organisation_id, TrainingRecord.route, permission=Permission.DASHBOARD_READ,
            where=TrainingRecord.school_year == 2026,
        )  # fmt: skip
    assert [tuple(each) for each in found] == [
        (school.id, Route.COURSE_CHOICE, Unit.CREDIT, 1, 20),
        (school.id, Route.COURSE_CHOICE, Unit.HOUR, 2, 105),
    ]
    assert len(seen) == 1


def test_activities_count_their_people_and_who_waits(school):
    people = [a_teacher("甲", school), a_teacher("乙", school)]
    clerk = a_clerk(school, people[1])
    an_activity(school, people, clerk)
    found = list(db.session.execute(queries.activities(clerk)))
    assert [(each.people, each.waiting) for each in found] == [(2, 1)]
    assert list(db.session.execute(queries.activities(a_clerk(a_school())))) == []


def test_evidence_is_read_set_wise(school, count_queries):
    clerk, actor = a_clerk(school), acting(a_teacher(at=school), school)
    a_record(actor, files=(received(), received()))
    a_record(actor)
    an_activity(school, [a_teacher("乙", school)], clerk, files=(received(),))
    lines = rows(claims.queue(TrainingRecord, clerk, VERIFY).order_by(TrainingRecord.id))
    with count_queries() as seen:
        assert [len(each) for each in queries.evidence_by_record(lines).values()] == [2, 0, 1]
    assert len(seen) == 1
    assert list(queries.evidence_counts(lines).values()) == [2, 0, 1]
