"""A whole activity corrected or withdrawn."""

import json
import re

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.training import actions, queries
from teacher_growth.training.models import TrainingActivity
from teacher_growth.training.rules import Unit
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher, make_principal
from tests.factories.training import (
    a_clerk,
    a_clerks_account,
    a_line,
    acting,
    all_records,
    an_activity,
    received,
    the_record,
    verified,
)
from tests.training.trail import trail

V, S, W, R = ClaimState.VERIFIED, ClaimState.SUBMITTED, ClaimState.WITHDRAWN, ClaimState.SUPERSEDED


@pytest.fixture
def school(app):
    return a_school()


def version(activity_id):
    return the_activity(activity_id).version


def the_activity(activity_id):
    found = TrainingActivity.__table__.select().where(TrainingActivity.id == activity_id)
    return db.session.execute(found.execution_options(unrestricted="a test")).one()


def corrected(activity_id, people, clerk, *, files=(), keep=(), seen=None, **values):
    line, ids = a_line(**{"title": "作业设计研讨", "amount": 40} | values), [each.id for each in people]
    seen = seen or version(activity_id)
    with write_tx():
        return actions.correct_activity(
            activity_id, actions.Activity(line), ids, actor=clerk, version=seen, reason="学时登记错了", files=files,
            keep=keep,
        )  # fmt: skip


def withdrawn(activity_id, clerk, seen=None):
    seen = seen or version(activity_id)
    with write_tx():
        actions.withdraw_activity(activity_id, actor=clerk, version=seen, reason="没有举行")


def lines():
    return [(each.activity_id, each.teacher_id, each.amount, each.state, each.corrects_id) for each in all_records()]


@pytest.mark.both_databases
def test_the_corrected_activity_takes_the_place_of_the_old_one(app):
    school = a_school()
    wang, li, qian = (a_teacher(name, school) for name in ("王芳", "李静", "钱敏"))
    clerk = a_clerk(school)
    old = an_activity(school, [wang, li], clerk, amount=30, files=(received(), received())).activity_id
    first, _second = queries.evidence_of(queries.activity(old, clerk))
    new = corrected(old, [wang, qian], clerk, files=(received(),), keep=[first.id])

    assert lines() == [
        (old, wang.id, 30, R, None), (old, li.id, 30, W, None),
        (new.activity_id, wang.id, 40, V, 1), (new.activity_id, qian.id, 40, V, None),
    ]  # fmt: skip
    assert (the_activity(old).closed_reason, queries.successor_of(old)) == ("学时登记错了", new.activity_id)
    assert [each.id == first.id for each in queries.evidence_of(queries.activity(new.activity_id, clerk))] == [
        True, False,
    ]  # fmt: skip
    entry = trail()[-1]
    told = json.loads(entry.body)
    assert (entry.event, told["corrects"], told["left_out"]) == (Event.TRAINING_ACTIVITY_CORRECTED, old, [li.id])


def test_what_waits_leaves_the_line_before_counting_until_it_is_verified(school):
    boss, clerk_person = a_teacher("韩冬", school), a_teacher("钱敏", school)
    clerk, other = a_clerk(school, clerk_person), a_clerk(school)
    old = an_activity(school, [boss, clerk_person], clerk).activity_id
    own = next(each for each in all_records() if each.teacher_id == clerk_person.id)
    verified(the_record(own.id), other)
    make_principal(boss, school)
    new = corrected(old, [boss, clerk_person], clerk)
    assert (new.own, new.principals) == ([clerk_person.id], [boss.id])
    assert [(each.teacher_id, each.state) for each in all_records()] == [
        (boss.id, V), (clerk_person.id, V), (boss.id, S), (clerk_person.id, S),
    ]  # fmt: skip
    verified(the_record(4), other)
    assert the_record(own.id).state is R


def test_who_corrected_hers_herself_keeps_it(school):
    wang, clerk = a_teacher("王芳", school), a_clerk(school)
    old = an_activity(school, [wang, a_teacher("李静", school)], clerk).activity_id
    mine = all_records()[0]
    herself = acting(wang, school)
    with write_tx():
        actions.correct_record(mine.id, a_line(amount=20), actor=herself, version=mine.version)
    new = corrected(old, [wang], clerk)
    assert (new.kept, new.verified) == ([wang.id], [])
    assert [(each.teacher_id == wang.id, each.amount, each.state) for each in all_records()] == [
        (True, 60, V), (False, 60, W), (True, 20, S),
    ]  # fmt: skip


@pytest.mark.both_databases
def test_who_corrected_hers_herself_goes_along_and_loses_it_when_nothing_took_place(app):
    school = a_school()
    wang, clerk = a_teacher("王芳", school), a_clerk(school)
    old = an_activity(school, [wang, a_teacher("李静", school)], clerk).activity_id
    mine = all_records()[0]
    herself = acting(wang, school)
    with write_tx():
        actions.correct_record(mine.id, a_line(amount=90), actor=herself, version=mine.version)
    new = corrected(old, [wang], clerk).activity_id
    assert [each.id for each in queries.attended(new, clerk)] == [wang.id]
    withdrawn(corrected(new, [wang], clerk).activity_id, clerk)
    assert {each.state for each in all_records()} == {W}


def test_what_counted_before_a_correction_ends_with_the_last_activity(school):
    boss, clerk = a_teacher("韩冬", school), a_clerk(school)
    old = an_activity(school, [boss], clerk).activity_id
    make_principal(boss, school)
    second = corrected(old, [boss], clerk).activity_id
    third = corrected(second, [boss], clerk, amount=50).activity_id
    assert [(each.state, each.corrects_id) for each in all_records()] == [(V, None), (R, 1), (S, 2)]
    withdrawn(third, clerk)
    assert [each.state for each in all_records()] == [W, R, W]


def test_who_has_left_the_school_may_stay_in_the_activity_a_stranger_not(school):
    stranger, clerk = a_teacher("外校", a_school()), a_clerk(school)
    old = an_activity(school, [a_teacher("王芳", school)], clerk).activity_id
    with pytest.raises(Refused, match="training_not_of_school"):
        corrected(old, [stranger], clerk)
    assert len(lines()) == 1


@pytest.mark.both_databases
def test_a_withdrawn_activity_counts_for_nobody(app):
    school = a_school()
    people, clerk = [a_teacher(name, school) for name in ("王芳", "李静")], a_clerk(school)
    activity = an_activity(school, people, clerk).activity_id
    withdrawn(activity, clerk)
    assert {state for *_rest, state, _corrects in lines()} == {W}
    assert queries.closed_reason(the_record(1)) == "没有举行"
    assert trail()[-1].event == Event.TRAINING_ACTIVITY_WITHDRAWN
    with pytest.raises(Refused, match="activity_closed"):
        withdrawn(activity, clerk)
    with pytest.raises(Refused, match="activity_closed"):
        corrected(activity, people, clerk)


def test_an_old_page_amends_nothing(school):
    person, clerk = a_teacher("王芳", school), a_clerk(school)
    activity = an_activity(school, [person], clerk).activity_id
    for amend in (lambda: withdrawn(activity, clerk, 99), lambda: corrected(activity, [person], clerk, seen=99)):
        with pytest.raises(Refused, match="stale"):
            amend()
    assert [state for *_rest, state, _corrects in lines()] == [V]


def test_another_school_amends_nothing(school):
    person, clerk, other = a_teacher("王芳", school), a_clerk(school), a_clerk(a_school())
    activity = an_activity(school, [person], clerk).activity_id
    for amend in (lambda: withdrawn(activity, other), lambda: corrected(activity, [person], other)):
        with pytest.raises(NotVisible):
            amend()
    assert [state for *_rest, state, _corrects in lines()] == [V]


def test_the_pages_correct_and_withdraw(school, sign_in, send):
    wang, li = a_teacher("王芳", school), a_teacher("李静", school)
    account = a_clerks_account(school)
    activity = an_activity(school, [wang, li], a_clerk(school), unit=Unit.HOUR).activity_id
    client = sign_in(account)
    page = f"/training/activities/{activity}"
    assert f"{page}/correction" in client.get(page).text
    form = client.get(f"{page}/correction").text
    assert re.findall(r'name="ids" value="(\d+)" checked>', form) == [str(each.id) for each in (li, wang)]
    answer = send(
        client, f"{page}/correction", reason="人数错了", title="作业设计", route="school_based", starts_on="2026-10-12",
        amount="4", unit="hour", ids=[wang.id],
    )  # fmt: skip
    assert answer.status_code == 302
    assert "人数错了" in client.get(page).text
    assert f"{page}/correction" not in client.get(page).text
    later = answer.headers["Location"]
    assert send(client, f"{later}/withdrawal", reason="重复登记").status_code == 302
    assert "重复登记" in client.get(later).text
    assert [page in client.get(url).text for url in ("/training/activities", "/training/activities?closed=all")] == [
        False, True,
    ]  # fmt: skip
    mine = sign_in(an_account(Role.TEACHER, school, li))
    assert "人数错了" in mine.get("/training/records/2").text


def test_a_reason_is_asked_for(school, sign_in, send):
    activity = an_activity(school, [a_teacher("王芳", school)], a_clerk(school)).activity_id
    client = sign_in(a_clerks_account(school))
    answer = send(client, f"/training/activities/{activity}/withdrawal", reason="")
    assert (answer.status_code, "请写明原因" in answer.text) == (422, True)
    assert the_activity(activity).closed_at is None
