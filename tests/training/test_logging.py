"""One's own lines."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.rules.codes import Employment
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training import actions, queries
from teacher_growth.training.rules import Doubt, Unit, Voucher
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher, an_external
from tests.factories.training import (
    PDF,
    a_clerk,
    a_line,
    a_picture,
    a_record,
    acting,
    all_records,
    received,
    returned,
    the_record,
    verified,
)
from tests.training.trail import trail


@pytest.fixture
def school(app):
    return a_school()


@pytest.fixture
def mine(school):
    return acting(a_teacher(at=school), school)


def correct(record, actor, *, keep=(), files=(), version=None, **values):
    record_id, version = record.id, record.version if version is None else version
    with write_tx():
        new = actions.correct_record(record_id, a_line(**values), actor=actor, version=version, files=files, keep=keep)
        return new.id


def withdraw(record, actor):
    record_id, version = record.id, record.version
    with write_tx():
        actions.withdraw_record(record_id, actor=actor, version=version)
    return the_record(record_id)


@pytest.mark.both_databases
def test_log_record_waits_for_the_school_with_amount_and_unit_as_stated(app):
    school = a_school()
    actor = acting(a_teacher(at=school), school)
    row = a_record(
        actor, amount=65, unit=Unit.CREDIT, day=date(2026, 8, 31), files=(received(), received(PDF, "a.pdf"))
    )

    assert (row.teacher_id, row.organisation_id, row.state, row.voucher) == (
        actor.teacher_id, school.id, ClaimState.SUBMITTED, Voucher.SELF,
    )  # fmt: skip
    assert (row.amount, row.unit, row.school_year, row.doubts) == (65, Unit.CREDIT, 2025, [])
    assert [each.name for each in queries.evidence_of(row)] == ["证书.jpg", "a.pdf"]
    entry = trail()[-1]
    assert (entry.event, entry.user_id, entry.subject_id) == (Event.TRAINING_LOGGED, actor.user_id, row.id)


def test_the_school_of_that_day_answers_for_the_line(school):
    before = a_school()
    teacher = a_teacher(at=before, since=date(2020, 9, 1))
    actor = acting(teacher, school)
    with write_tx():
        old = queries.school_on(actor, date(2024, 1, 1), today())
        assert old.id == before.id
    _moves(teacher, school, date(2025, 9, 1))

    assert a_record(actor, day=date(2025, 8, 31)).organisation_id == before.id
    assert a_record(actor, day=date(2025, 9, 1)).organisation_id == school.id
    assert a_record(actor, day=date(2019, 9, 1)).organisation_id == school.id


def _moves(teacher, school, day):
    teacher_id, school_id = teacher.id, school.id
    held = PersonnelRelation.__table__.select().where(PersonnelRelation.teacher_id == teacher_id)
    relation_id = db.session.execute(held.execution_options(unrestricted="a test")).one().id
    with write_tx():
        people.supersede_fact(FactKind.RELATION, relation_id, actor=SYSTEM, reason="调动", valid_to=day - timedelta(1))
        people.record_fact(
            FactKind.RELATION, teacher_id, actor=SYSTEM, organisation_id=school_id, valid_from=day,
            employment=Employment.ESTABLISHED,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"day": date(2099, 1, 1)}, "training_future"),
        ({"amount": 5001}, "training_amount"),
        ({"amount": 0}, "training_amount"),
    ],
)
def test_log_record_refuses_what_cannot_be(mine, values, code):
    with pytest.raises(Refused) as refusal:
        a_record(mine, **values)
    assert (refusal.value.code, all_records()) == (code, [])


def test_log_record_takes_at_most_nine_files(mine):
    with pytest.raises(Refused) as refusal:
        a_record(mine, files=tuple(received() for _ in range(10)))
    assert refusal.value.code == "claim_files"


def test_somebody_without_a_file_logs_nothing(school):
    with pytest.raises(NotVisible):
        a_record(a_clerk(school))


def test_somebody_without_a_school_logs_nothing(school):
    with pytest.raises(Refused) as refusal:
        a_record(acting(an_external(keeper=school), school))
    assert refusal.value.code == "training_no_school"


def test_the_same_file_is_flagged_without_naming_the_other(school, mine):
    photo = a_picture()
    a_record(acting(a_teacher("李静", school), school), files=(received(photo),))
    row = a_record(mine, files=(received(photo, "另一个名字.jpg"),))
    assert row.doubts == [Doubt.SAME_FILE]


def test_the_same_certificate_is_flagged_across_schools(mine):
    other = a_school()
    a_record(acting(a_teacher("李静", other), other), certificate="YG-1")
    assert a_record(mine, certificate="YG-1").doubts == [Doubt.SAME_CERTIFICATE]
    assert a_record(mine, certificate="YG-1", provider="别处").doubts == []


def test_overlaps_are_those_of_the_person_alone(school, mine):
    day = date(2026, 10, 12)
    a_record(acting(a_teacher("李静", school), school), day=day, amount=80)
    assert a_record(mine, day=day, amount=80, title="甲").doubts == []
    assert a_record(mine, day=day, amount=80, title="乙").doubts == [Doubt.OVERLAP]


def test_a_withdrawn_line_makes_nothing_doubtful(mine):
    day = date(2026, 10, 12)
    withdraw(a_record(mine, day=day, title="甲"), mine)
    assert a_record(mine, day=day, title="甲").doubts == []


@pytest.mark.both_databases
def test_correcting_a_returned_line_puts_a_new_one_in_its_place(app):
    school = a_school()
    actor, clerk = acting(a_teacher(at=school), school), a_clerk(school)
    old = returned(a_record(actor, files=(received(), received(PDF, "a.pdf"))), clerk)
    keep = queries.evidence_of(old)[1].id
    new_id = correct(old, actor, keep=[keep], files=(received(name="新的.jpg"),), amount=30)

    new = the_record(new_id)
    assert (the_record(old.id).state, new.state, new.corrects_id) == (
        ClaimState.SUPERSEDED, ClaimState.SUBMITTED, old.id,
    )  # fmt: skip
    assert [each.name for each in queries.evidence_of(new)] == ["a.pdf", "新的.jpg"]
    assert new.doubts == []


@pytest.mark.both_databases
def test_a_verified_line_counts_until_its_correction_is_verified(app):
    school = a_school()
    actor, clerk = acting(a_teacher(at=school), school), a_clerk(school)
    old = verified(a_record(actor, amount=60), clerk)
    new_id = correct(old, actor, amount=80)
    assert [(each.state, each.amount) for each in all_records()] == [
        (ClaimState.VERIFIED, 60), (ClaimState.SUBMITTED, 80),
    ]  # fmt: skip

    verified(the_record(new_id), clerk)
    assert [(each.state, each.amount) for each in all_records()] == [
        (ClaimState.SUPERSEDED, 60), (ClaimState.VERIFIED, 80),
    ]  # fmt: skip


def test_a_correction_returned_and_corrected_again_replaces_the_first_line(school, mine):
    clerk = a_clerk(school)
    first = verified(a_record(mine), clerk)
    second = returned(the_record(correct(first, mine)), clerk)
    third = the_record(correct(second, mine))
    assert [each.state for each in all_records()] == ["verified", "superseded", "submitted"]
    verified(third, clerk)
    assert [each.state for each in all_records()] == ["superseded", "superseded", "verified"]


def test_a_line_is_corrected_once_at_a_time(school, mine):
    line = verified(a_record(mine), a_clerk(school))
    correct(line, mine)
    with pytest.raises(Refused) as refusal:
        correct(the_record(line.id), mine)
    assert refusal.value.code == "claim_correction_open"


def test_the_database_too_holds_one_living_correction(school, mine):
    line = verified(a_record(mine), a_clerk(school))
    correct(line, mine)
    other = a_record(mine)
    with pytest.raises(IntegrityError), write_tx():
        the_record(other.id).corrects_id = line.id


def test_a_withdrawn_correction_leaves_the_line_and_lets_another_follow(school, mine):
    line = verified(a_record(mine), a_clerk(school))
    withdraw(the_record(correct(line, mine)), mine)
    assert the_record(line.id).state is ClaimState.VERIFIED
    assert correct(the_record(line.id), mine)


def test_correct_record_refuses_a_stale_version(school, mine):
    line = returned(a_record(mine), a_clerk(school))
    with pytest.raises(Refused) as refusal:
        correct(line, mine, version=line.version - 1)
    assert refusal.value.code == "stale"


def test_a_waiting_line_is_withdrawn_not_corrected(mine):
    line = a_record(mine)
    with pytest.raises(Refused) as refusal:
        correct(line, mine)
    assert refusal.value.code == "claim_state"
    assert withdraw(the_record(line.id), mine).state is ClaimState.WITHDRAWN


def test_a_verified_line_is_not_withdrawn(school, mine):
    line = verified(a_record(mine), a_clerk(school))
    with pytest.raises(Refused) as refusal:
        withdraw(line, mine)
    assert refusal.value.code == "claim_state"


def test_nobody_corrects_or_withdraws_anothers_line(school, mine):
    theirs = returned(a_record(acting(a_teacher("李静", school), school)), a_clerk(school))
    for actor in (mine, a_clerk(school)):
        with pytest.raises(NotVisible):
            correct(the_record(theirs.id), actor)
        with pytest.raises(NotVisible):
            withdraw(the_record(theirs.id), actor)


def test_files_of_another_line_are_not_taken_along(school, mine):
    other = a_record(acting(a_teacher("李静", school), school), files=(received(),))
    line = returned(a_record(mine), a_clerk(school))
    new_id = correct(line, mine, keep=[each.id for each in queries.evidence_of(other)])
    assert queries.evidence_of(the_record(new_id)) == []
