"""Spans of days: cutting them to a window, counting days once, joining them to runs; without a loop over rows.

A span is two columns, its first and its last day, both included; `end < start` is an empty span of no days. `owner` is
any whole number per row that tells whose the row is. Days lie between -2**31 and 2**31, owners are fewer than 2**30:
each owner's days get a stretch of their own on one long line, so that a running maximum never crosses owners.
"""

import numpy as np

from teacher_growth.policy.rules.calendar import Ints, IntsLike, add_duration

STRETCH = 2**32
"""How far apart owners lie on the one long line: more than all days there are."""


def clip(start: IntsLike, end: IntsLike, window_start: IntsLike, window_end: IntsLike) -> tuple[Ints, Ints]:
    """Each span cut to its window; empty (`end < start`) where they have no day in common."""
    return np.maximum(start, window_start), np.minimum(end, window_end)


def days_in(start: IntsLike, end: IntsLike) -> Ints:
    """Days of each span, both ends counted; 0 for an empty one."""
    return np.asarray(np.maximum(np.subtract(end, start) + 1, 0))


def _begins(owner: Ints) -> Ints:
    """True on the first row of each owner."""
    return np.asarray(np.diff(owner, prepend=owner[:1] - 1) != 0)


def _covered_to(owner: Ints, end: Ints) -> Ints:
    """The last day that earlier rows of the same owner reach; on an owner's first row a day before all days."""
    line = np.cumsum(_begins(owner)) * STRETCH
    reached = np.maximum.accumulate(line + end)
    before = np.concatenate([line[:1] - STRETCH, reached[:-1]])
    return np.maximum(before - line, -STRETCH // 2)


def uncovered(owner: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """What is left of each span after the days that earlier rows of its owner cover: always one span, or an empty one.

    Rows are sorted by owner, then start. Days that several rows cover stay with the first of them.
    """
    return np.maximum(start, _covered_to(owner, end) + 1), end


def runs(owner: Ints, start: Ints, end: Ints, gap_days: int, gap_months: int = 0) -> Ints:
    """The number of the run that each span belongs to: from 0, over all owners, each run one owner's.

    A span goes on with the run before it when at most so many days (months, then days, after the last day reached) lie
    free between them: with 0 only spans that touch or overlap. Rows are sorted by owner, then start; none is empty.
    """
    reached = _covered_to(owner, end)
    begins = _begins(owner)
    latest = add_duration(np.where(begins, start, reached), gap_months, gap_days) + 1
    return np.cumsum(begins | (start > latest)) - 1


def merged(owner: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Owner, first and last day of what is covered: spans of one owner that touch or overlap are one, empty ones none.

    Rows are sorted by owner, then start; so are those given back.
    """
    filled = end >= start
    owner, start, end = owner[filled], start[filled], end[filled]
    first = np.flatnonzero(np.diff(runs(owner, start, end, 0), prepend=-1))
    return owner[first], start[first], np.maximum.reduceat(end, first) if first.size else end


def runs_of(owner: Ints, number: Ints) -> Ints:
    """The number of the run of consecutive whole numbers (years, periods) each row belongs to: from 0, over all owners.

    A number met twice does not break a run. Rows are sorted by owner, then number.
    """
    return np.cumsum(_begins(owner) | (np.diff(number, prepend=number[:1]) > 1)) - 1
