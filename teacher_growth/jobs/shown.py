"""What pages say of a job: its task, its result, why it failed and what to do next."""

from typing import Any, NamedTuple

from teacher_growth.jobs.beacon import Beacon
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState
from teacher_growth.web.words import REFUSALS
from teacher_growth.web.words.jobs import ERRORS, RESULTS, TASKS, UNKNOWN


class Reached(NamedTuple):
    done: int
    total: int | None


def reached(job: Job) -> Reached:
    """How far it is, also while its own transaction keeps what it says from being written down."""
    told = Beacon(job.id, job.attempts).told() if job.state is JobState.RUNNING else {}
    if told.get("done", 0) > job.done or (job.total is None and told):
        return Reached(told.get("done", 0), told.get("total"))
    return Reached(job.done, job.total)


def task_words(name: str) -> str:
    return str(TASKS.get(name, name))


def result_words(name: str, result: Any) -> str:
    words = RESULTS.get(name)
    if words is None or not isinstance(result, dict):
        return ""
    return str(words) % {key: f"{value:,}" if isinstance(value, int) else value for key, value in result.items()}


def failure_words(error: str | None, job_id: int) -> str:
    """`error` is a code; what a program said of itself is for the log, not for a page."""
    said = {"id": job_id}
    if error in ERRORS:
        return str(ERRORS[error]) % said
    refusal = str(REFUSALS.get(error or "", ""))
    return refusal if refusal and "%(" not in refusal else str(UNKNOWN) % said
