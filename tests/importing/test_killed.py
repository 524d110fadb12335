"""A worker killed over a batch: the next one completes it, no row twice, everything or nothing on record."""

import os
import signal
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.importing import actions
from teacher_growth.importing.models import ImportBatch, ImportRow
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import STALE, JobState
from teacher_growth.people.models import Teacher
from tests.cli.test_jobs import end, home, soon, start, the_job
from tests.importing.test_tasks import asked, clerk, many, received, school
from tests.jobs.conftest import task

__all__ = ["clerk", "home", "school", "start", "task"]  # fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
MANY = 9_000
LONG = 150.0  # seconds, on a machine that has other work


def count_of(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).execution_options(unrestricted="test"))


def the_batch():
    db.session.rollback()
    return db.session.scalars(select(ImportBatch).execution_options(unrestricted="test")).one()


def killed(worker):
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    with write_tx() as session:  # a minute later
        session.execute(update(Job).values(heartbeat_at=now() - STALE - timedelta(seconds=1)))


def done_by_another(start, job_id):
    worker = start()
    soon(lambda: the_job(job_id).state is JobState.DONE, LONG)
    end(worker)


def test_a_batch_survives_the_death_of_its_workers(start, school, clerk):
    batch_id, job_id = received(school, clerk, *many(MANY))
    first = start()
    soon(lambda: count_of(ImportRow) > 0, LONG)
    killed(first)
    assert (the_batch().state, 0 < count_of(ImportRow) < MANY) == (BatchState.RECEIVED, True)
    done_by_another(start, job_id)
    assert (the_batch().counts["people"]["created"], count_of(ImportRow)) == (MANY, MANY)

    job_id = asked(actions.ask_to_apply, batch_id, clerk, accept_good=False)
    second = start()
    soon(lambda: the_job(job_id).state is JobState.RUNNING, LONG)
    killed(second)
    assert (the_batch().state, count_of(Teacher)) in [(BatchState.STAGED, 0), (BatchState.APPLIED, MANY)]
    done_by_another(start, job_id)
    assert (the_batch().state, count_of(Teacher)) == (BatchState.APPLIED, MANY)
