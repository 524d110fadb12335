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
}
STALE = timedelta(minutes=2)  # without a heartbeat a running job's worker is taken for dead
MOST_ATTEMPTS = 3


def can_become(now: JobState, then: JobState) -> bool:
    return then in NEXT.get(now, ())
