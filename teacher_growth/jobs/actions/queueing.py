"""Putting work into the queue, in the transaction of the verb that wants it done."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx, writing
from teacher_growth.errors import Refused
from teacher_growth.jobs import queries
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import GIVEN_UP, JobState, can_become

Task = Callable[[Mapping[str, Any], Callable[..., None]], Any]
"""function(args, progress): opens its own write transactions, may run twice, calls progress(done, total) outside them
or inside, and returns what is to be kept as the result."""

_registered: dict[str, Task] = {}


def register(tasks: Mapping[str, Task]) -> None:
    """Makes tasks known by their names; what is queued for another name is refused."""
    _registered.update(tasks)


def registered() -> dict[str, Task]:
    """The tasks there are, by name."""
    return _registered


def enqueue(
    name: str,
    *,
    actor: Actor,
    args: Mapping[str, Any] | None = None,
    key: str | None = None,
    not_before: datetime | None = None,
) -> Job:
    """A job for the task of this name; the worker is woken after the commit.

    The same `key` means the same work: what is queued, running or done already is returned, what failed or was
    cancelled is queued again. `args`: ids and codes, nothing that could have changed until the job runs.
    """
    if name not in _registered:
        raise LookupError(f"{name}: no such task is registered")
    notes = writing()
    if notes is None:
        raise RuntimeError(f"{name}: queued outside write_tx")
    moment = now()
    found = queries.with_key(key) if key is not None else None
    if found is None:
        job = Job(
            name=name, key=key, args=dict(args or {}), state=JobState.WAITING, created_by_id=actor.user_id,
            created_at=moment, not_before=not_before or moment,
        )  # fmt: skip
        found = _add(job)
    elif found.state in GIVEN_UP:
        _again(found, not_before or moment)
    notes["jobs"] = notes.get("jobs", 0) + 1
    return found


def enqueue_daily(names: Iterable[str], *, actor: Actor, today: date) -> None:
    """Each of them once a day, however many workers ask."""
    for name in names:
        key = f"{name}:{today.isoformat()}"
        if queries.with_key(key) is None:
            with write_tx():
                enqueue(name, actor=actor, key=key)


def ask_cancel(job_id: int, *, actor: Actor) -> Job:
    """A waiting job is cancelled at once, a running one as soon as it next says how far it is."""
    job = queries.job(job_id, actor)
    if not can_become(job.state, JobState.CANCELLED):
        raise Refused("job_over")
    job.cancel_asked = True
    if job.state is JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, now()
    return job


def ask_again(job_id: int, *, actor: Actor) -> Job:
    """What failed or was cancelled is queued anew."""
    job, notes = queries.job(job_id, actor), writing()
    if notes is None:
        raise RuntimeError(f"job {job_id}: queued outside write_tx")
    if job.state not in GIVEN_UP:
        raise Refused("job_not_over")
    _again(job, now())
    notes["jobs"] = notes.get("jobs", 0) + 1
    return job


def _add(job: Job) -> Job:
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:  # somebody else queued the same work a moment ago
        twin = queries.with_key(job.key or "")
        if twin is None:
            raise
        return twin
    return job


def _again(job: Job, not_before: datetime) -> None:
    job.state, job.attempts, job.cancel_asked, job.not_before = JobState.WAITING, 0, False, not_before
    job.done, job.total, job.error, job.finished_at = 0, None, None, None
