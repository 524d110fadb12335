"""Background work (后台任务): states and patience. Pure."""

from datetime import timedelta
from enum import StrEnum


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


NEXT = {
    JobState.WAITING: {JobState.RUNNING, JobState.CANCELLED},
    JobState.RUNNING: {JobState.DONE, JobState.FAILED, JobState.WAITING, JobState.CANCELLED},
    JobState.FAILED: {JobState.WAITING},  # asked for again
    JobState.CANCELLED: {JobState.WAITING},
}
OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
GIVEN_UP = frozenset({JobState.FAILED, JobState.CANCELLED})
STALE = timedelta(minutes=1)  # without a heartbeat a running job's worker is taken for dead
BEAT = 1.0  # seconds between heartbeats; so long may a wish to cancel take to be heard
MOST_ATTEMPTS = 3
FIRST_REST = timedelta(seconds=30)
LONG_ENOUGH = 2.0  # seconds of work before it is said how long the rest takes
KEPT = timedelta(days=90)  # how long a job that is over stays readable


class Cancelled(BaseException):  # no task's `except Exception` shall swallow it
    """Raised out of progress() when somebody asked to cancel, or when another worker has taken the job over."""


class Stopped(BaseException):
    """The worker has to end now: the job goes back into the queue."""


def can_become(now: JobState, then: JobState) -> bool:
    return then in NEXT.get(now, ())


def seconds_left(done: int, total: int | None, seconds: float) -> float | None:
    """How long the rest takes at the pace so far; None while that cannot be said."""
    if not total or not 0 < done <= total or seconds < LONG_ENOUGH:
        return None
    return seconds * (total - done) / done


def retry_after(attempts: int) -> timedelta:
    """How long a job rests after its n-th failure: 30 s, 2 min."""
    return FIRST_REST * int(4 ** (attempts - 1))


def after_failure(attempts: int) -> JobState:
    return JobState.WAITING if attempts < MOST_ATTEMPTS else JobState.FAILED
