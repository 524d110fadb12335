import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.jobs import actions, queries
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import STALE, JobState, Stopped
from tests.factories.jobs import queue_and_refuse, queued, set_job, the_job
from tests.factories.organisations import a_county, a_school

ME, OTHER = Actor(7), Actor(8)


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_run_due_stores_result_and_progress(task):
    def double(args, progress):
        progress(2, 4)
        return {"twice": args["n"] * 2}

    task("test.task", double)
    job_id = queued(args={"n": 21}, actor=ME)

    (outcome,) = actions.run_due()

    job = the_job(job_id)
    assert (outcome.id, outcome.state, outcome.error) == (job_id, JobState.DONE, None)
    assert (job.state, job.result, job.done, job.total) == (JobState.DONE, {"twice": 42}, 2, 4)
    assert (job.attempts, job.created_by_id, job.finished_at is not None) == (1, 7, True)
    assert actions.run_due() == []


@pytest.mark.usefixtures("app")
def test_a_later_job_waits(task):
    task("test.task", lambda args, progress: None)
    later = now() + timedelta(hours=1)
    queued(not_before=later)
    assert actions.run_due() == []
    assert queries.next_due() == later


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_a_failure_is_tried_again_three_times(task):
    def fail(args, progress):
        raise ValueError("no paper")

    task("test.task", fail)
    job_id = queued()
    seen = []
    for _ in range(3):
        actions.run_due()
        job = the_job(job_id)
        seen.append((job.state, job.attempts, job.error, job.finished_at is None))
        set_job(job_id, not_before=now())
    error = "ValueError: no paper"
    assert seen == [
        (JobState.WAITING, 1, error, True), (JobState.WAITING, 2, error, True), (JobState.FAILED, 3, error, False),
    ]  # fmt: skip
    assert actions.run_due() == []


@pytest.mark.usefixtures("app")
def test_a_refusal_is_final_and_undoes_what_the_task_did(task):
    def refuse(args, progress):
        queue_and_refuse()

    task("test.task", refuse)
    job_id = queued()
    actions.run_due()
    assert [(job.id, job.state, job.error) for job in db.session.scalars(select(Job))] == [
        (job_id, JobState.FAILED, "stale")
    ]


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_the_task_may_write_while_its_pulse_beats(task):
    def slow(args, progress):
        for done in range(3):
            with write_tx():
                actions.enqueue("test.other", actor=SYSTEM)
                progress(done, 3)
                time.sleep(0.5)

    task("test.task", slow)
    task("test.other", lambda args, progress: None)
    job_id = queued()
    began = now()
    assert actions.run_next().state is JobState.DONE
    assert the_job(job_id).heartbeat_at > began + timedelta(seconds=0.5)
    assert len(actions.run_due()) == 3


@pytest.mark.both_databases
def test_a_running_job_hears_the_wish_to_cancel(app, task):
    at_work = Event()

    def endless(args, progress):
        while True:
            progress(1)
            at_work.set()
            time.sleep(0.02)

    def ask():
        at_work.wait(30)
        with app.app_context(), write_tx():
            actions.ask_cancel(job_id, actor=ME)

    task("test.task", endless)
    job_id = queued(actor=ME)
    asking = Thread(target=ask)
    asking.start()
    (outcome,) = actions.run_due()
    asking.join()
    assert outcome.state is JobState.CANCELLED
    assert (the_job(job_id).state, the_job(job_id).done) == (JobState.CANCELLED, 1)


@pytest.mark.usefixtures("app")
def test_a_waiting_job_is_cancelled_at_once_by_its_owner_only(task):
    task("test.task", lambda args, progress: None)
    job_id = queued(actor=ME)
    with pytest.raises(NotVisible), write_tx():
        actions.ask_cancel(job_id, actor=OTHER)
    with write_tx():
        actions.ask_cancel(job_id, actor=ME)
    assert the_job(job_id).state is JobState.CANCELLED
    assert actions.run_due() == []
    with pytest.raises(Refused, match="job_over"), write_tx():
        actions.ask_cancel(job_id, actor=ME)


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_requeue_stale_takes_only_jobs_without_a_heartbeat(task):
    task("test.task", lambda args, progress: None)
    dead, alive, tired, unwanted = (queued() for _ in range(4))
    old = now() - STALE - timedelta(seconds=1)
    set_job(dead, state=JobState.RUNNING, attempts=1, heartbeat_at=old)
    set_job(alive, state=JobState.RUNNING, attempts=1, heartbeat_at=now())
    set_job(tired, state=JobState.RUNNING, attempts=3, heartbeat_at=old)
    set_job(unwanted, state=JobState.RUNNING, attempts=1, heartbeat_at=old, cancel_asked=True)

    assert actions.requeue_stale() == [dead, tired, unwanted]

    states = {job.id: (job.state, job.error) for job in db.session.scalars(select(Job))}
    assert states == {
        dead: (JobState.WAITING, None),
        alive: (JobState.RUNNING, None),
        tired: (JobState.FAILED, "worker_died"),
        unwanted: (JobState.CANCELLED, "worker_died"),
    }


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_a_worker_taken_for_dead_changes_nothing_any_more(task):
    def overtaken(args, progress):
        set_job(job_id, attempts=2, result={"by": "the other"})

    task("test.task", overtaken)
    job_id = queued()
    (outcome,) = actions.run_due()
    assert outcome.state is None
    assert (the_job(job_id).state, the_job(job_id).result) == (JobState.RUNNING, {"by": "the other"})


@pytest.mark.usefixtures("app")
def test_a_stopped_job_is_queued_again_without_counting_the_attempt(task):
    def stop(args, progress):
        raise Stopped

    task("test.task", stop)
    job_id = queued()
    with pytest.raises(Stopped):
        actions.run_due()
    assert (the_job(job_id).state, the_job(job_id).attempts) == (JobState.WAITING, 0)


@pytest.mark.both_databases
def test_two_workers_never_run_one_job_twice(app, task):
    ran = []
    task("test.task", lambda args, progress: ran.append(args["n"]))
    for n in range(12):
        queued(args={"n": n})

    def work():
        with app.app_context():
            actions.run_due()

    workers = [Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(ran) == list(range(12))
    assert {job.state for job in db.session.scalars(select(Job))} == {JobState.DONE}


@pytest.mark.usefixtures("app")
def test_a_task_that_leaves_changes_behind_does_not_spoil_the_next(task):
    def careless(args, progress):
        db.session.add(Job(name="x", args={}, state=JobState.WAITING, created_at=now(), not_before=now()))

    county = a_county()
    task("test.task", careless)
    queued()
    actions.run_due()
    assert db.session.scalars(select(Job).where(Job.name == "x")).all() == []
    assert a_school(county=county).id
