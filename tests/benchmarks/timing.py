"""A job and its limit, timed in turn, so that what slows the machine slows both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROUNDS = 7
AT_LEAST = 0.05  # seconds of each round: short work is repeated and divided
Clock = Callable[[], float]
Work = Callable[[], Any]


@dataclass(frozen=True)
class Measured:
    """Medians, in seconds."""

    job: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.job / self.limit


def compare(job: Work, limit: Work, *, clock: Clock, rounds: int = ROUNDS) -> Measured:
    times = {job: _times(job, clock), limit: _times(limit, clock)}  # both warm, before anything counts
    taken: dict[Work, list[float]] = {job: [], limit: []}
    for _ in range(rounds):
        for work, number in times.items():
            taken[work].append(_once(work, number, clock))
    return Measured(statistics.median(taken[job]), statistics.median(taken[limit]))


def _times(work: Work, clock: Clock) -> int:
    """How often in a round."""
    work()
    return max(1, min(200, round(AT_LEAST / max(_once(work, 1, clock), 1e-5))))


def _once(work: Work, number: int, clock: Clock) -> float:
    start = clock()
    for _ in range(number):
        work()
    return (clock() - start) / number


def clock_for(database: str) -> Clock:
    """Processor time where all work is this process's own; PostgreSQL works elsewhere: there the time on the wall."""
    return time.process_time if database == "sqlite" else time.perf_counter
