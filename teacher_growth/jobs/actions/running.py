"""Doing the work: the edge of everything that runs in the background, as a route is of everything that is clicked.

A job is claimed by compare-and-set. Its number of attempts is the proof of ownership: a worker that was taken for
dead and comes back changes nothing any more.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any, Self

from sqlalchemy import Engine, Select, select, update
from sqlalchemy.exc import OperationalError

from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.jobs.actions.queueing import registered
from teacher_growth.jobs.beacon import Beacon
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import BEAT, STALE, Cancelled, JobState, Stopped, after_failure, retry_after

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    id: int
    name: str
    args: Any
    attempt: int


@dataclass(frozen=True)
class Outcome:
    """How a run ended; `state` is None when another worker had taken the job over meanwhile."""

    id: int
    name: str
    state: JobState | None
    seconds: float
    error: str | None = None


def run_due() -> list[Outcome]:
    """Runs everything that is due, one after the other."""
    outcomes = []
    while outcome := run_next():
        outcomes.append(outcome)
    return outcomes


def run_next(during: Callable[[], AbstractContextManager[None]] = nullcontext) -> Outcome | None:
    """Claims and runs the next due job; None when there is none.

    `during` surrounds the task itself: Stopped may be raised there, and passes through with the job queued again.
    """
    claim = _claim_next()
    return None if claim is None else _carry_out(claim, during)


def run_now(job_id: int) -> Outcome | None:
    """Work that is known to be short, in the request that asked for it; None where a worker was quicker.

    Should the request die over it, a worker does it again, as with any other job.
    """
    claim = _claim_next(job_id)
    return None if claim is None else _carry_out(claim, nullcontext)


def _carry_out(claim: Claim, during: Callable[[], AbstractContextManager[None]]) -> Outcome:
    began = monotonic()
    try:
        with during():
            state, values = _run(claim)
    except Stopped:
        _give_back(claim)
        raise
    if not _settle(claim, state, **values):
        return Outcome(claim.id, claim.name, None, monotonic() - began)
    return Outcome(claim.id, claim.name, state, monotonic() - began, values.get("error"))


def requeue_stale() -> list[int]:
    """Jobs whose worker has died go back into the queue, or fail when that has happened too often."""
    gone = (Job.state == JobState.RUNNING) & (Job.heartbeat_at < now() - STALE)
    db.session.rollback()
    if db.session.scalars(select(Job.id).where(gone).limit(1)).first() is None:
        return []
    with write_tx() as session:
        found = session.scalars(select(Job).where(gone).order_by(Job.id).with_for_update(skip_locked=True)).all()
        for job in found:
            job.state = JobState.CANCELLED if job.cancel_asked else after_failure(job.attempts)
            if job.state is not JobState.WAITING:
                job.error, job.finished_at = "worker_died", now()
        return [job.id for job in found]


def _due(only: int | None) -> Select[Any]:
    found = (
        select(Job.id)
        .where(Job.state == JobState.WAITING, Job.not_before <= now(), Job.name.in_(registered()))
        .order_by(Job.not_before, Job.id)
    )
    return found if only is None else found.where(Job.id == only)


def _claim_next(only: int | None = None) -> Claim | None:
    db.session.rollback()
    if db.session.scalars(_due(only).limit(1)).first() is None:
        return None
    with write_tx() as session:
        for job_id in session.scalars(_due(only).limit(20)).all():
            claim = (
                update(Job)
                .where(Job.id == job_id, Job.state == JobState.WAITING)
                .values(state=JobState.RUNNING, attempts=Job.attempts + 1, started_at=now(), heartbeat_at=now())
                .returning(Job.id, Job.name, Job.args, Job.attempts)
                .execution_options(synchronize_session=False)
            )
            if row := session.execute(claim).first():
                return Claim(*row)
    return None


def _run(claim: Claim) -> tuple[JobState, dict[str, Any]]:
    """The state to come, and what is to be kept with it."""
    beacon = Beacon(claim.id, claim.attempt)
    pulse = Pulse(db.engine, claim, beacon)
    try:
        with pulse:
            result = registered()[claim.name](claim.args, pulse.progress)
    except Cancelled:
        return JobState.CANCELLED, pulse.reached
    except Refused as refusal:  # as things stand it cannot be done: trying again would not help
        return JobState.FAILED, {**pulse.reached, "error": refusal.code}
    except Exception as error:
        logger.exception("job %s %s, attempt %s", claim.id, claim.name, claim.attempt)
        rest = now() + retry_after(claim.attempt)
        words = f"{type(error).__name__}: {error}"[:400]
        return after_failure(claim.attempt), {**pulse.reached, "error": words, "not_before": rest}
    finally:
        db.session.rollback()
        beacon.put_out()
    return JobState.DONE, {**pulse.reached, "result": result, "error": None}


def _settle(claim: Claim, state: JobState, **values: Any) -> bool:
    finished_at: datetime | None = None if state is JobState.WAITING else now()
    with write_tx() as session:
        settled = (
            update(Job)
            .where(Job.id == claim.id, Job.state == JobState.RUNNING, Job.attempts == claim.attempt)
            .values(state=state, finished_at=finished_at, **values)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        return session.execute(settled).first() is not None


def _give_back(claim: Claim) -> None:
    """A worker that ends in good order does not count as an attempt."""
    db.session.rollback()
    _settle(claim, JobState.WAITING, attempts=claim.attempt - 1, not_before=now() - timedelta(seconds=1))


class Pulse:
    """Says from a thread of its own, over a connection of its own, that the job lives and how far it is."""

    def __init__(self, engine: Engine, claim: Claim, beacon: Beacon) -> None:
        self.engine, self.claim, self.beacon = engine, claim, beacon
        self.reached: dict[str, Any] = {}
        self.over, self.cancelled = Event(), Event()
        self.thread = Thread(target=self._beat_on, name=f"pulse-{claim.id}", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def progress(self, done: int | None = None, total: int | None = None) -> None:
        """Costs next to nothing, touches no transaction. Raises Cancelled when the job should end."""
        given = {"done": done, "total": total}
        self.reached = self.reached | {name: value for name, value in given.items() if value is not None}
        self.beacon.tell(self.reached)
        if self.cancelled.is_set():
            raise Cancelled

    def _beat_on(self) -> None:
        while not self.over.wait(BEAT):
            try:
                self._beat()
            except (
                OperationalError
            ):  # the database is busy, on SQLite perhaps with this very job: the next beat will do
                continue

    def _beat(self) -> None:
        beat = (
            update(Job)
            .where(Job.id == self.claim.id, Job.state == JobState.RUNNING, Job.attempts == self.claim.attempt)
            .values(heartbeat_at=now(), **self.reached)
            .returning(Job.cancel_asked)
        )
        with self.engine.connect().execution_options(write=True) as connection, connection.begin():
            asked = connection.execute(beat).scalar_one_or_none()
        if asked is not False:  # asked to cancel, or no longer ours
            self.cancelled.set()
