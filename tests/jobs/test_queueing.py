from datetime import timedelta

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.jobs import actions, queries
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState
from tests.factories.jobs import queue_and_refuse, queued, set_job, the_job

ME, OTHER = Actor(7), Actor(8)


@pytest.mark.usefixtures("app")
def test_enqueue_belongs_to_the_transaction_of_its_verb(task):
    task("test.task", lambda args, progress: None)
    with pytest.raises(RuntimeError, match="outside write_tx"):
        actions.enqueue("test.task", actor=SYSTEM)
    with pytest.raises(Refused):
        queue_and_refuse()
    assert db.session.scalars(select(Job)).all() == []


@pytest.mark.usefixtures("app")
def test_enqueue_refuses_an_unknown_name():
    with pytest.raises(LookupError, match=r"test\.unknown"):
        queued("test.unknown")


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_enqueue_with_a_key_queues_once_and_again_after_a_failure(task):
    task("test.task", lambda args, progress: None)
    first = queued(key="k")
    assert queued(key="k") == first
    set_job(first, state=JobState.FAILED, attempts=3, error="x")
    assert queued(key="k") == first
    assert (the_job(first).state, the_job(first).attempts, the_job(first).error) == (JobState.WAITING, 0, None)
    actions.run_due()
    assert queued(key="k") == first
    assert the_job(first).state is JobState.DONE


def test_commit_rings_the_bell_once_a_job_and_a_rollback_does_not(app, task):
    bell = app.extensions["bell"]
    while bell.heard():
        pass
    task("test.task", lambda args, progress: None)
    with pytest.raises(Refused):
        queue_and_refuse()
    assert not bell.heard()
    with write_tx():
        actions.enqueue("test.task", actor=SYSTEM)
        actions.enqueue("test.task", actor=SYSTEM)
    assert [bell.heard(), bell.heard(), bell.heard()] == [True, True, False]


def test_a_broken_bell_does_not_break_the_verb(app, task, tmp_path):
    task("test.task", lambda args, progress: None)
    bell = app.extensions["bell"]
    folder, bell.folder = bell.folder, tmp_path / "file"
    bell.__dict__.pop("_storage", None)
    (tmp_path / "file").write_text("no folder")
    try:
        job_id = queued()
        assert not bell.heard()
    finally:
        bell.folder = folder
    assert the_job(job_id).state is JobState.WAITING


@pytest.mark.usefixtures("app")
def test_enqueue_daily_is_once_a_day(task):
    task("test.task", lambda args, progress: None)
    for day in (today(), today(), today() + timedelta(days=1)):
        actions.enqueue_daily(["test.task"], actor=SYSTEM, today=day)
    keys = db.session.scalars(select(Job.key).order_by(Job.id)).all()
    assert keys == [f"test.task:{today()}", f"test.task:{today() + timedelta(days=1)}"]


@pytest.mark.usefixtures("app")
def test_jobs_are_shown_to_their_owner(task):
    task("test.task", lambda args, progress: None)
    mine, theirs = queued(actor=ME), queued(actor=OTHER)
    assert [job.id for job in db.session.scalars(queries.jobs(ME))] == [mine]
    assert [job.id for job in db.session.scalars(queries.jobs(SYSTEM))] == [theirs, mine]
    with pytest.raises(NotVisible):
        queries.job(theirs, ME)
