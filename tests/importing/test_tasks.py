"""Reading, carrying out and taking back as jobs: resumed, cancelled, repeated, cleaned up after."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.importing import actions
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.actions.staging import TOGETHER
from teacher_growth.importing.models import ImportBatch, ImportEffect, ImportFault, ImportRow
from teacher_growth.importing.rules.states import FORGOTTEN_AFTER, OPEN_KEPT, BatchState
from teacher_growth.importing.tasks import clean
from teacher_growth.jobs.actions import ask_cancel, run_due, run_now
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import Cancelled, JobState
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind
from tests.factories.accounts import actor_for, an_account
from tests.factories.importing import a_file, a_person_row, uploads
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

MANY = TOGETHER + 10
LONG_AGO = FORGOTTEN_AFTER + timedelta(days=1)


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def clerk(school):
    return actor_for(an_account(Role.ACADEMIC_OFFICE, school))


def every(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id).execution_options(unrestricted="test")))


def received(school, clerk, *rows):
    path = a_file(Kind.PEOPLE, *({"organisation": school.name} | row for row in rows or [a_person_row()]))
    kept = uploads().keep_path(path)
    with write_tx():
        batch = actions.receive(kept, Wish(kind=Kind.PEOPLE, on_day=now().date()), actor=clerk)
        job = actions.ask_to_stage(batch.id, actor=clerk, back="/")
        return batch.id, job.id


def asked(verb, batch_id, clerk, **more):
    with write_tx():
        return verb(batch_id, actor=clerk, back="/", **more).id


def many(count):
    return [a_person_row(staff_number=f"A{number:05}") for number in range(count)]


def test_a_batch_is_read_carried_out_and_taken_back_by_the_worker(school, clerk):
    batch_id, job_id = received(school, clerk)
    assert [(each.id, each.state) for each in run_due()] == [(job_id, JobState.DONE)]
    asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)
    asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)  # pressed twice: the same job
    assert [each.state for each in run_due()] == [JobState.DONE]
    assert (len(every(Teacher)), every(Job)[1].result) == (1, {"rows": 1})
    asked(actions.ask_to_undo, batch_id, clerk)
    assert [each.state for each in run_due()] == [JobState.DONE]
    assert [each.voided for each in every(Teacher)] == [True]


def test_run_now_does_this_job_and_no_other(school, clerk):
    received(school, clerk)
    other, second = received(school, clerk, a_person_row(staff_number="A0002"))
    assert run_now(second).state is JobState.DONE
    assert run_now(second) is None
    assert [each.state for each in every(Job)] == [JobState.WAITING, JobState.DONE]
    assert [each.state for each in every(ImportBatch)] == [BatchState.RECEIVED, BatchState.STAGED]


@pytest.mark.both_databases
def test_reading_goes_on_where_it_was_cancelled(school, clerk, database):
    batch_id, _job = received(school, clerk, *many(MANY))

    def break_off(done, _total):
        if done >= TOGETHER:
            raise Cancelled

    with pytest.raises(Cancelled):
        actions.stage(batch_id, actor=clerk, uploads=uploads(), progress=break_off)
    first = [each.id for each in every(ImportRow)]
    assert (len(first), every(ImportBatch)[0].state) == (TOGETHER, BatchState.RECEIVED)
    run_due()
    rows = every(ImportRow)
    assert ([each.id for each in rows[:TOGETHER]], [each.number for each in rows]) == (first, list(range(2, MANY + 2)))
    assert every(ImportBatch)[0].counts["people"]["created"] == MANY


def test_reading_begins_again_when_what_it_is_compared_with_has_changed(school, clerk):
    batch_id, _job = received(school, clerk, *many(MANY))

    def break_off(done, _total):
        if done >= TOGETHER:
            raise Cancelled

    with pytest.raises(Cancelled):
        actions.stage(batch_id, actor=clerk, uploads=uploads(), progress=break_off)
    a_teacher("王芳", school)
    run_due()
    counts = every(ImportBatch)[0].counts["people"]
    assert (counts["created"], counts["missing"], len(every(ImportRow))) == (MANY, 1, MANY + 1)


def test_carrying_out_cancelled_half_way_leaves_nothing(school, clerk):
    batch_id, _job = received(school, clerk, *many(3))
    run_due()

    def break_off(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled), write_tx():
        actions.apply_batch(batch_id, actor=clerk, progress=break_off)
    assert (every(Teacher), every(ImportBatch)[0].state) == ([], BatchState.STAGED)
    job_id = asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)
    with write_tx():
        ask_cancel(job_id, actor=clerk)
    assert (run_due(), every(Teacher)) == ([], [])
    asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)
    run_due()
    assert len(every(Teacher)) == 3


def test_whoever_may_no_longer_import_has_nothing_carried_out(school, clerk):
    batch_id, _job = received(school, clerk)
    run_due()
    asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)
    with write_tx() as session:
        session.execute(update(Account).where(Account.id == clerk.user_id).values(disabled_at=now())
                        .execution_options(unrestricted="test"))  # fmt: skip
    assert [(each.state, each.error) for each in run_due()] == [(JobState.FAILED, "import_forbidden")]
    assert every(Teacher) == []


def aged(batch_id, by):
    moment = now() - by
    with write_tx() as session:
        session.execute(
            update(ImportBatch).where(ImportBatch.id == batch_id).values(created_at=moment, applied_at=moment)
            .execution_options(unrestricted="test", synchronize_session=False)
        )  # fmt: skip
    for path in uploads().folder.glob("*/file"):
        os.utime(path, (time.time() - by.total_seconds(),) * 2)


def test_a_batch_nobody_decides_about_is_given_up_with_its_rows_and_file(school, clerk):
    batch_id, _job = received(school, clerk)
    run_due()
    assert clean({}, None) == {"batches": 0, "rows": 0, "files": 0}
    aged(batch_id, OPEN_KEPT + timedelta(days=1))
    assert clean({}, None) == {"batches": 1, "rows": 0, "files": 1}
    assert (every(ImportBatch)[0].state, every(ImportRow), list(uploads().folder.glob("*/file"))) == (
        BatchState.DROPPED, [], [],
    )  # fmt: skip


def test_of_a_batch_carried_out_long_ago_what_undoing_needs_is_kept(school, clerk):
    batch_id, _job = received(school, clerk, a_person_row(), a_person_row(staff_number="A0002", sex="?"))
    run_due()
    asked(actions.ask_to_apply, batch_id, clerk, accept_good=True)
    run_due()
    aged(batch_id, OPEN_KEPT + timedelta(days=1))
    assert clean({}, None) == {"batches": 0, "rows": 0, "files": 0}
    aged(batch_id, LONG_AGO)
    assert clean({}, None) == {"batches": 0, "rows": 3, "files": 1}
    assert (every(ImportRow), every(ImportFault), len(every(ImportEffect))) == ([], [], 4)
    with write_tx():
        actions.undo_batch(batch_id, actor=SYSTEM)
    assert [each.voided for each in every(Teacher)] == [True]
