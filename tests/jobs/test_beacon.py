"""How far work is, while it writes and nobody else can."""

from pathlib import Path

import pytest

from teacher_growth.database import write_tx
from teacher_growth.jobs import actions
from teacher_growth.jobs.beacon import Beacon
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState
from teacher_growth.jobs.shown import reached
from tests.factories.jobs import queued, the_job


@pytest.fixture
def told(app):
    """Names of the files that tell how far anything is."""
    return lambda: sorted(each.name for each in (Path(app.config["HOME"]) / "progress").glob("*"))


@pytest.mark.both_databases
def test_a_task_in_the_midst_of_its_transaction_says_how_far_it_is(app, task, told):
    seen = []

    def write(_args, progress):
        with write_tx() as session:
            progress(300, 900)
            seen.append((reached(session.get_one(Job, job_id)), told()))

    task("test.task", write)
    job_id = queued()
    actions.run_due()
    assert seen == [((300, 900), [f"{job_id}-1.json"])]
    assert told() == []
    assert (the_job(job_id).state, the_job(job_id).done) == (JobState.DONE, 300)


def test_what_an_earlier_attempt_said_does_not_count(app, task):
    def fail(_args, progress):
        progress(5, 9)
        raise RuntimeError

    task("test.task", fail)
    job_id = queued()
    Beacon(job_id, 1).tell({"done": 8, "total": 9})
    assert reached(the_job(job_id)) == (0, None)
    actions.run_due()
    assert reached(the_job(job_id)) == (5, 9)


@pytest.mark.parametrize("text", ["", "{", "[1]", "7"])
def test_half_a_file_is_none(app, text):
    beacon = Beacon(1, 1)
    beacon.path.parent.mkdir(exist_ok=True)
    beacon.path.write_text(text)
    assert beacon.told() == {}
