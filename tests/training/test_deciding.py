"""Verifying and returning."""

import json

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.training import actions, queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Voucher
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_city, a_county, a_school, a_school_of_the_city
from tests.factories.people import a_teacher, make_principal
from tests.factories.training import (
    a_clerk,
    a_record,
    acting,
    received,
    returned,
    the_record,
    verified,
)
from tests.training.trail import trail


@pytest.fixture
def county(app):
    return a_county()


@pytest.fixture
def school(county):
    return a_school(county=county)


@pytest.fixture
def clerk(school):
    return a_clerk(school)


def a_line_of(school, name="李静", **values):
    return a_record(acting(a_teacher(name, school), school), **values)


def batch(ids, actor):
    with write_tx():
        done = actions.verify_records(ids, actor=actor)
    return done.done, done.left_out


@pytest.mark.both_databases
def test_verify_record_says_who_vouches_and_leaves_one_entry(app):
    school = a_school()
    clerk = a_clerk(school, a_teacher("钱敏", school))
    row = verified(a_line_of(school), clerk)

    assert (row.state, row.voucher, row.decided_by_id, row.decided_by_teacher_id) == (
        ClaimState.VERIFIED, Voucher.SCHOOL, clerk.user_id, clerk.teacher_id,
    )  # fmt: skip
    assert [each.event for each in trail() if each.subject_id == row.id and "training" in each.event] == [
        Event.TRAINING_LOGGED, Event.TRAINING_VERIFIED,
    ]  # fmt: skip


def test_the_countys_word_is_said_as_the_countys(county, school):
    row = verified(a_line_of(school), an_actor(Role.COUNTY_CLERK, county))
    assert row.voucher is Voucher.COUNTY


def test_nobody_verifies_or_returns_his_own(school):
    teacher = a_teacher("钱敏", school)
    clerk = a_clerk(school, teacher)
    row = a_record(clerk)
    with pytest.raises(SelfInterest):
        verified(row, clerk)
    with pytest.raises(SelfInterest):
        returned(the_record(row.id), clerk)
    assert batch([row.id], clerk) == ([], {"self_interest": [row.id]})


@pytest.mark.both_databases
def test_the_database_too_refuses_ones_own(app):
    school = a_school()
    row = a_line_of(school)
    own = (
        update(TrainingRecord)
        .where(TrainingRecord.id == row.id)
        .values(decided_by_teacher_id=row.teacher_id)
        .execution_options(unrestricted="a test", synchronize_session=False)
    )
    with pytest.raises(IntegrityError), write_tx() as session:
        session.execute(own)


def test_the_school_does_not_verify_its_principals_line(county, school, clerk):
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    row = a_record(acting(boss, school))
    deputy = an_actor(Role.PRINCIPAL, school, a_teacher("副校长", school))
    for actor in (clerk, deputy):
        with pytest.raises(Refused) as refusal:
            verified(the_record(row.id), actor)
        assert refusal.value.code == "needs_county"
    assert batch([row.id], clerk) == ([], {"needs_county": [row.id]})
    assert verified(the_record(row.id), an_actor(Role.COUNTY_CLERK, county)).voucher is Voucher.COUNTY


def test_who_became_principal_after_sending_is_the_countys_too(school, clerk):
    boss = a_teacher("韩冬", school)
    row = a_record(acting(boss, school))
    make_principal(boss, school)
    with pytest.raises(Refused) as refusal:
        verified(row, clerk)
    assert refusal.value.code == "needs_county"


def test_another_county_does_not_see_the_line(school):
    row = a_line_of(school)
    for actor in (an_actor(Role.COUNTY_CLERK, a_county()), a_clerk(a_school())):
        with pytest.raises(NotVisible):
            verified(the_record(row.id), actor)
        assert batch([row.id], actor) == ([], {})
    assert the_record(row.id).state is ClaimState.SUBMITTED


def test_a_teacher_verifies_nothing(school):
    row = a_line_of(school)
    with pytest.raises(NotVisible):
        verified(row, acting(a_teacher("王芳", school), school))


def test_return_record_keeps_the_reason(school, clerk):
    row = returned(a_line_of(school), clerk, "学时与证书不一致")
    assert (row.state, row.return_reason, row.decided_by_id) == (
        ClaimState.RETURNED, "学时与证书不一致", clerk.user_id,
    )  # fmt: skip
    assert json.loads(trail()[-1].body)["reason"] == "学时与证书不一致"


def test_a_returned_line_is_not_verified_as_it_is(school, clerk):
    row = returned(a_line_of(school), clerk)
    with pytest.raises(Refused) as refusal:
        verified(row, clerk)
    assert refusal.value.code == "claim_state"


def test_a_verified_line_found_wrong_is_returned_and_no_longer_counts(school, clerk):
    row = returned(verified(a_line_of(school), clerk), clerk)
    assert row.state is ClaimState.RETURNED
    assert queries.hours_by(clerk, TrainingRecord.route) == []


def test_a_stale_page_decides_nothing(school, clerk):
    row = a_line_of(school)
    with pytest.raises(Refused) as refusal, write_tx():
        actions.verify_record(row.id, actor=clerk, version=row.version + 1)
    assert refusal.value.code == "stale"


@pytest.mark.both_databases
def test_a_batch_checks_each_line_and_leaves_the_doubtful(app):
    county = a_county()
    school = a_school(county=county)
    clerk = a_clerk(school, a_teacher("钱敏", school))
    good, other = a_line_of(school, "甲"), a_line_of(school, "乙")
    doubtful = a_line_of(school, "丙", amount=200)
    done = verified(a_line_of(school, "丁"), clerk)
    own = a_record(clerk)
    elsewhere = a_line_of(a_school(), "戊")
    before = len(trail())

    ids = [good.id, good.id, other.id, doubtful.id, done.id, own.id, elsewhere.id]
    assert batch(ids, clerk) == (
        [good.id, other.id],
        {"claim_doubted": [doubtful.id], "claim_state": [done.id], "self_interest": [own.id]},
    )
    assert [(each.event, each.subject_id) for each in trail()[before:]] == [
        (Event.TRAINING_VERIFIED, good.id), (Event.TRAINING_VERIFIED, other.id),
    ]  # fmt: skip
    assert the_record(elsewhere.id).state is ClaimState.SUBMITTED


def test_a_doubtful_line_is_verified_by_a_look_at_it(school, clerk):
    assert verified(a_line_of(school, amount=200), clerk).state is ClaimState.VERIFIED


def test_a_batch_is_returned_with_one_reason(school, clerk):
    lines = [a_line_of(school, name) for name in ("甲", "乙")]
    ids = [each.id for each in lines]
    with write_tx():
        done = actions.return_records(ids, actor=clerk, reason="缺少佐证")
    assert (done.done, done.refused) == (ids, [])
    assert [the_record(each).return_reason for each in ids] == ["缺少佐证", "缺少佐证"]


def test_a_batch_reads_the_same_number_of_statements_for_one_and_for_five(school, clerk, count_queries):
    def statements(lines):
        ids = [each.id for each in lines]
        with count_queries() as seen:
            batch(ids, clerk)
        return len([each for each in seen if each.startswith("SELECT")])

    one = statements([a_line_of(school, "甲")])
    five = statements([a_line_of(school, name) for name in "乙丙丁戊己"])
    assert one == five


def test_the_city_verifies_for_the_principals_of_its_own_schools(app):
    school = a_school_of_the_city()
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    city = an_actor(Role.CITY_CLERK, a_city())
    row = a_record(acting(boss, school), files=(received(),))
    assert [(each.code, each.count) for each in queries.todos(city)] == [("training_principals", 1)]
    assert verified(row, city).state is ClaimState.VERIFIED


def test_a_batch_returns_only_what_still_waits(school, clerk):
    waiting, counted = a_line_of(school), verified(a_line_of(school), clerk)
    ids = [waiting.id, counted.id]
    with write_tx():
        done = actions.return_records(ids, actor=clerk, reason="缺材料")
    assert (done.done, done.left_out) == ([ids[0]], {"claim_state": [ids[1]]})
    assert (the_record(ids[1]).state, the_record(ids[1]).return_reason) == (ClaimState.VERIFIED, None)


def test_decision_fault_says_what_the_verbs_would(county, school, clerk):
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    line, principals, counted = a_line_of(school), a_record(acting(boss, school)), verified(a_line_of(school), clerk)
    himself = Actor(None, boss.id, grants=clerk.grants)
    above = an_actor(Role.COUNTY_CLERK, county)
    ways = (ClaimState.VERIFIED, ClaimState.RETURNED)

    def faults(row, actor):
        return [actions.DESK.fault(row, then, actor=actor) for then in ways]

    assert faults(line, clerk) == [None, None]
    assert faults(counted, clerk) == ["claim_state", None]
    assert faults(principals, clerk) == ["needs_county", "needs_county"]
    assert faults(principals, above) == [None, None]
    assert faults(principals, himself) == ["self_interest", "self_interest"]
