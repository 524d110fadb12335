"""One activity for many people."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.people.rules.codes import PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training import actions, queries
from teacher_growth.training.models import TrainingActivity
from teacher_growth.training.queries import PastedState
from teacher_growth.training.rules import MOST_PEOPLE, Doubt, Voucher
from tests.factories.organisations import a_school
from tests.factories.people import a_fact, a_teacher, make_principal
from tests.factories.training import (
    a_clerk,
    a_line,
    a_picture,
    a_record,
    acting,
    all_records,
    an_activity,
    received,
)
from tests.training.trail import trail

DAY = date(2026, 10, 12)


@pytest.fixture
def school(app):
    return a_school()


@pytest.mark.both_databases
def test_everybodys_line_is_verified_but_ones_own_and_the_principals(app):
    school = a_school()
    people = [a_teacher(name, school) for name in ("王芳", "李静", "钱敏", "韩冬")]
    make_principal(people[3], school)
    clerk = a_clerk(school, people[2])
    entered = an_activity(school, people, clerk, amount=30, files=(received(), received()))

    ids = [each.id for each in people]
    assert (entered.verified, entered.own, entered.principals, entered.doubted) == (ids[:2], ids[2:3], ids[3:], [])
    assert [(each.teacher_id, each.state, each.voucher) for each in all_records()] == [
        (ids[0], ClaimState.VERIFIED, Voucher.SCHOOL),
        (ids[1], ClaimState.VERIFIED, Voucher.SCHOOL),
        (ids[2], ClaimState.SUBMITTED, Voucher.SELF),
        (ids[3], ClaimState.SUBMITTED, Voucher.SCHOOL),
    ]
    assert {(each.amount, each.organisation_id, each.activity_id) for each in all_records()} == {
        (30, school.id, entered.activity_id)
    }
    activity = queries.activity(entered.activity_id, clerk)
    assert len(queries.evidence_of(activity)) == 2


def test_one_activity_leaves_one_entry_that_names_everybody(school):
    people = [a_teacher(name, school) for name in ("王芳", "李静")]
    before = len(trail())
    entered = an_activity(school, people, a_clerk(school))
    entries = trail()[before:]
    assert [(each.event, each.subject_id) for each in entries if "training" in each.event] == [
        (Event.TRAINING_ENTERED, entered.activity_id)
    ]
    assert json.loads(entries[-1].body)["teachers"] == [each.id for each in people]


def test_a_line_sees_the_evidence_of_its_activity(school):
    teacher = a_teacher(at=school)
    an_activity(school, [teacher], a_clerk(school), files=(received(name="现场.jpg"),))
    record = queries.record(all_records()[0].id, acting(teacher, school))
    assert [each.name for each in queries.evidence_of(record)] == ["现场.jpg"]


def test_the_same_activity_entered_twice_waits_for_a_look(school):
    people, clerk = [a_teacher(name, school) for name in ("王芳", "李静")], a_clerk(school)
    an_activity(school, people[:1], clerk, title="集体备课", day=DAY)
    again = an_activity(school, people, clerk, title="集体备课", day=DAY)
    assert (again.verified, again.doubted) == ([people[1].id], [people[0].id])
    assert all_records()[1].doubts == [Doubt.SAME_TITLE]


def test_the_same_photos_for_two_activities_are_flagged(school):
    photo, clerk = a_picture(), a_clerk(school)
    an_activity(school, [a_teacher("王芳", school)], clerk, files=(received(photo),))
    again = an_activity(school, [a_teacher("李静", school)], clerk, files=(received(photo),))
    assert again.verified == []
    assert all_records()[1].doubts == [Doubt.SAME_FILE]


def test_who_works_there_too_may_be_entered(school):
    guest = a_teacher("支教老师", a_school())
    a_fact(FactKind.PLACE, guest, organisation_id=school.id, kind=PlaceKind.SUPPORT, valid_from=date(2026, 9, 1))
    assert an_activity(school, [guest], a_clerk(school)).verified == [guest.id]


@pytest.mark.parametrize("people", [[], "stranger", "crowd"])
def test_who_cannot_be_entered_is_said(school, people):
    clerk, ids = a_clerk(school), []
    if people == "stranger":
        ids = [a_teacher(at=school).id, a_teacher("外校", a_school()).id]
    if people == "crowd":
        ids = list(range(1, MOST_PEOPLE + 2))
    code = {"stranger": "training_not_of_school", "crowd": "training_too_many"}.get(str(people), "training_nobody")
    with pytest.raises(Refused) as refusal, write_tx():
        actions.enter_activity(school.id, actions.Activity(a_line()), ids, actor=clerk)
    assert (refusal.value.code, all_records()) == (code, [])


def test_only_the_schools_own_clerk_enters(school):
    teacher = a_teacher(at=school)
    for actor in (a_clerk(a_school()), acting(a_teacher("李静", school), school)):
        with pytest.raises(NotVisible):
            an_activity(school, [teacher], actor)


def test_pasted_names_and_numbers_are_found_within_the_school(school):
    a_teacher("外校老师", a_school())
    people = [a_teacher(name, school) for name in ("王芳", "李静", "王芳", "欧阳雪")]
    number = people[2].staff_number
    text = f"1、李静\n2、王芳\n王芳 {number}\n李 静\n欧阳雪、外校老师\n李静 {number}\n{people[3].staff_number}"
    found = queries.resolve(text, queries.roster(school.id, a_clerk(school)))

    assert [(each.text, each.state) for each in found.items] == [
        ("李静", PastedState.FOUND),
        ("王芳", PastedState.AMBIGUOUS),
        (f"王芳 {number}", PastedState.FOUND),
        ("李 静", PastedState.DOUBLED),
        ("欧阳雪", PastedState.FOUND),
        ("外校老师", PastedState.UNKNOWN),
        (f"李静 {number}", PastedState.MISMATCH),
        (people[3].staff_number, PastedState.DOUBLED),
    ]
    assert found.teacher_ids == [people[1].id, people[2].id, people[3].id]
    assert [each.text for each in found.open] == ["王芳", "外校老师", f"李静 {number}"]


def test_entering_reads_the_same_number_of_statements_for_one_and_for_five(school, count_queries):
    clerk = a_clerk(school)

    school_id = school.id

    def statements(people):
        ids, activity = [each.id for each in people], actions.Activity(a_line())
        with count_queries() as seen, write_tx():
            actions.enter_activity(school_id, activity, ids, actor=clerk)
        return len([each for each in seen if each.startswith("SELECT")])

    one = statements([a_teacher("甲", school)])
    five = statements([a_teacher(name, school) for name in "乙丙丁戊己"])
    assert one == five


def test_a_refused_activity_leaves_nothing(school):
    with pytest.raises(Refused):
        an_activity(school, [a_teacher(at=school)], a_clerk(school), amount=6000)
    count = select(func.count(TrainingActivity.id)).execution_options(unrestricted="a test")
    assert (all_records(), db.session.scalar(count)) == ([], 0)


def test_a_withdrawn_own_record_of_that_day_does_not_count(school):
    teacher = a_teacher(at=school)
    actor = acting(teacher, school)
    row = a_record(actor, title="集体备课", day=DAY)
    record_id, version = row.id, row.version
    with write_tx():
        actions.withdraw_record(record_id, actor=actor, version=version)
    assert an_activity(school, [teacher], a_clerk(school), title="集体备课", day=DAY).verified == [teacher.id]
