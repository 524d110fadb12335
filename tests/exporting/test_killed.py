"""A worker killed in the middle of an export: the next one completes it, and nobody ever downloads half a file."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import STALE, JobState
from tests.cli.test_jobs import end, home, soon, start, the_job
from tests.exporting import reading
from tests.exporting.conftest import all_jobs, many_organisations
from tests.jobs.conftest import task

__all__ = ["home", "start", "task"]  # fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
MANY = 20_000
LONG = 150.0  # seconds, on a machine that has other work


def test_a_killed_export_is_completed_and_never_half_there(app, ask, start):
    many_organisations(MANY)
    client, answer = ask()
    (job,) = all_jobs()
    folder = Path(app.config["EXPORTS"])
    first = start()
    soon(lambda: the_job(job.id).done > 0, LONG)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    assert (the_job(job.id).state, the_job(job.id).done < MANY) == (JobState.RUNNING, True)
    assert [each.name for each in folder.glob("*.xlsx")] == []
    assert [each.suffix for each in folder.glob(f"{job.args['file']}*")] == [".part"]
    assert client.get(f"{answer.location}/file").status_code == 404
    with write_tx() as session:  # a minute later
        session.execute(update(Job).values(heartbeat_at=now() - STALE - timedelta(seconds=1)))

    second = start()
    soon(lambda: the_job(job.id).state is JobState.DONE, LONG)
    end(second)

    assert [each.name for each in folder.glob(f"{job.args['file']}*")] == [job.args["file"]]
    with client.get(f"{answer.location}/file") as whole:
        _heads, rows = reading.xlsx_list(whole.data)
    assert (len(rows), rows[-1][0], the_job(job.id).result["rows"]) == (MANY, MANY, MANY)
