"""The worker as a process: its end in good order and in bad, and what it says."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.cli.jobs import GRACE
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.jobs import actions
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import STALE, JobState
from tests.jobs.conftest import task

__all__ = ["task"]  # a fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

SLOW_MACHINE = 6.0  # seconds; without load everything below takes a tenth of it
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tests" / "jobs" / "worker.py"


def soon(answer, seconds=40.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := answer():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


@pytest.fixture
def home(app, task):
    task("test.count", None)
    task("test.deaf", None)
    folder = Path(app.config["HOME"])
    for name in ("steps", "completed", "started"):
        (folder / name).unlink(missing_ok=True)
    while app.extensions["bell"].heard():
        pass
    return folder


@pytest.fixture
def start(home):
    started = []

    def a_worker(*options):
        process = subprocess.Popen(
            [sys.executable, "-u", str(SCRIPT), str(home), *options],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield a_worker
    for process in started:
        process.kill()
        process.communicate()


def wait_until_ready(worker):
    assert "ready" in worker.stdout.readline(), worker.communicate()[1]


def queued(name="test.count", **args):
    with write_tx():
        return actions.enqueue(name, actor=SYSTEM, args=args).id


def the_job(job_id):
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def steps(home):
    return (home / "steps").stat().st_size if (home / "steps").exists() else 0


def end(process):
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    out, err = process.communicate(timeout=40)
    return out, err, time.monotonic() - began


def test_a_killed_worker_loses_no_job_and_it_completes_once(home, start):
    job_id = queued(steps=40)
    first = start()
    soon(lambda: steps(home) > 3)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert the_job(job_id).state is JobState.RUNNING
    with write_tx() as session:  # a minute later
        session.execute(update(Job).values(heartbeat_at=now() - STALE - timedelta(seconds=1)))

    second = start()
    soon(lambda: the_job(job_id).state is JobState.DONE)
    out, err, _ = end(second)

    job = the_job(job_id)
    assert (job.attempts, job.done, job.total, job.result) == (2, 40, 40, {"steps": 40})
    assert ((home / "completed").read_text(), steps(home)) == (".", 40)
    assert re.search(rf"job {job_id}: its worker has died\n.*test\.count  done  [\d.]+ s\n", out)
    assert (second.returncode, err) == (0, "")


def test_a_new_job_wakes_the_worker(home, start):
    worker = start("--rarely")  # by itself it would look tomorrow
    wait_until_ready(worker)
    job_id = queued(steps=1)
    soon(lambda: the_job(job_id).state is JobState.DONE)


def test_an_idle_worker_ends_at_once(home, start):
    worker = start()
    wait_until_ready(worker)
    _, err, seconds = end(worker)
    assert (worker.returncode, err) == (0, "")
    assert seconds < SLOW_MACHINE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_short_job_may_finish_before_the_end(home, start, number):
    job_id = queued("test.deaf", seconds=0.8)
    worker = start()
    soon(lambda: (home / "started").exists())
    worker.send_signal(number)
    out, err = worker.communicate(timeout=40)
    assert (worker.returncode, err, the_job(job_id).state) == (0, "", JobState.DONE)
    assert "test.deaf  done" in out


def test_a_long_job_is_queued_again_at_the_end(home, start):
    job_id = queued("test.deaf", seconds=60)
    worker = start()
    soon(lambda: (home / "started").exists())
    out, err, seconds = end(worker)
    assert seconds < GRACE + SLOW_MACHINE
    assert (worker.returncode, err) == (0, "")
    assert (the_job(job_id).state, the_job(job_id).attempts) == (JobState.WAITING, 0)
    assert out.splitlines()[-1] == "Worker ended; the job it was at is queued again"


def test_daily_jobs_run_when_the_worker_starts(app, home, start):
    wanted = [(name, f"{name}:{today()}", JobState.DONE) for name in app.extensions["daily"]]
    worker = start("--daily")
    soon(lambda: [(job.name, job.key, job.state) for job in all_jobs()] == wanted)
    end(worker)
    assert "audit.anchor" in app.extensions["daily"]


def all_jobs():
    db.session.rollback()
    return db.session.scalars(db.select(Job).order_by(Job.id)).all()


def test_list_and_cancel_speak_plainly(app, home):
    job_id = queued(steps=1)
    run = app.test_cli_runner().invoke

    assert "test.count  waiting" in run(args=["jobs", "list"]).output
    assert [each["id"] for each in json.loads(run(args=["jobs", "list", "--json"]).output)] == [job_id]
    assert run(args=["jobs", "cancel", str(job_id)]).output == "cancelled\n"
    again = run(args=["jobs", "cancel", str(job_id)])
    assert (again.exit_code, again.output) == (1, f"Error: job {job_id} is over already\n")
    assert run(args=["jobs", "cancel", "999"]).output == "Error: job 999: no such job\n"
