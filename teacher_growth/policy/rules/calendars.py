"""Terms, holidays and make-up workdays handed in: working days, school days, deadlines.

Nothing of this can be reckoned: the State Council says each year which weekdays are free and which weekends are worked.
Where holidays are handed in, every day from 1970 to 2100 is known; else what is asked cannot be told, and `knows` says
so. Terms are known from the first one's first day to the last one's last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from teacher_growth.policy.rules.calendar import Ints, IntsLike
from teacher_growth.policy.rules.periods import Flags, within
from teacher_growth.policy.rules.spans import days_in

FIRST_DAY, LAST_DAY = date(1970, 1, 1).toordinal(), date(2100, 12, 31).toordinal()


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms, sorted, without overlap; numbered from 0. Answers as `periods.Periods`; `rows` mean nothing here."""

    starts: Ints
    ends: Ints

    def number(self, days: IntsLike, rows: Ints | None = None) -> Ints:
        """The index of the term that holds each day; -1 in the holidays between, and outside all terms."""
        at = np.searchsorted(self.starts, days, "right") - 1
        held = np.concatenate([self.ends, [0]])[at] >= days  # index -1 finds the 0: no day is before it
        return np.where((at >= 0) & held, at, -1)

    def exists(self, numbers: IntsLike) -> Flags:
        """See `Periods`."""
        return np.greater_equal(numbers, 0) & np.less(numbers, self.starts.size)

    def bounds(self, numbers: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`; of a number that does not exist, an empty span (1, 0)."""
        at = np.where(self.exists(numbers), numbers, self.starts.size)
        return np.concatenate([self.starts, [1]])[at], np.concatenate([self.ends, [0]])[at]

    def touched(self, start: IntsLike, end: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`."""
        first = np.asarray(np.searchsorted(self.ends, start))
        last = np.asarray(np.searchsorted(self.starts, end, "right") - 1)
        return within(first, last, (0, self.starts.size - 1), days_in(start, end))

    def knows(self, start: IntsLike, end: IntsLike) -> Flags:
        """Whether all days between the two lie between the first term's first day and the last term's last day."""
        if not self.starts.size:
            return np.zeros(np.broadcast(start, end).shape, np.bool_)
        first, last = np.minimum(start, end), np.maximum(start, end)
        return np.asarray((first >= self.starts[0]) & (last <= self.ends[-1]), np.bool_)


@dataclass(frozen=True, eq=False)
class Calendars:
    """What `calendars` of a facts file says. Made by `calendars_of`.

    `known_from` and `known_to` are the first and the last day known (1 and 0 when there is none).
    """

    terms: Terms
    known_from: int
    known_to: int
    worked: Ints
    """All working days from `known_from` to `known_to`, sorted."""
    taught: Ints
    """Those of them that lie in a term."""

    def knows(self, start: IntsLike, end: IntsLike) -> Flags:
        """Whether all days from the one to the other are known, whichever comes first."""
        return (np.minimum(start, end) >= self.known_from) & (np.maximum(start, end) <= self.known_to)

    def working_days(self, start: IntsLike, end: IntsLike, *, first_counted: bool = False) -> Ints:
        """Working days after the start up to the end; with `first_counted`, the start too if it is one.

        With the end before the start: minus the working days after the end up to the start (less the start if it is
        `first_counted`).
        """
        return _counted(self.worked, start, end, first_counted)

    def school_days(self, start: IntsLike, end: IntsLike, *, first_counted: bool = False) -> Ints:
        """Working days that lie in a term, counted as `working_days`; to be relied on where `terms.knows` them too."""
        return _counted(self.taught, start, end, first_counted)

    def add_working_days(self, days: IntsLike, number: IntsLike, *, first_counted: bool = False) -> Ints:
        """The n-th working day after each day, or before it for a negative number; for 0 the day itself.

        With `first_counted` a day that is a working day is itself the first. Where the known years do not reach that
        far, the day after `known_to` (or before `known_from`): `knows(days, result)` tells.
        """
        before = np.searchsorted(self.worked, days, "left" if first_counted else "right")
        until = np.searchsorted(self.worked, days, "right" if first_counted else "left")
        at = np.where(np.greater(number, 0), before + number, until + number + 1).clip(0, self.worked.size + 1)
        reached = np.concatenate([[self.known_from - 1], self.worked, [self.known_to + 1]])[at]
        return np.where(np.equal(number, 0), days, reached)

    def next_working_day(self, days: IntsLike) -> Ints:
        """The day itself when it is a working day, else the first after it: where a deadline moves to."""
        return self.add_working_days(days, 1, first_counted=True)

    def term_of(self, days: IntsLike) -> Ints:
        """The index of the term that holds each day, -1 where none does."""
        return self.terms.number(days)


def _counted(days: Ints, start: IntsLike, end: IntsLike, first_counted: bool) -> Ints:
    before = np.searchsorted(days, start, "left" if first_counted else "right")
    return np.asarray(np.searchsorted(days, end, "right") - before, np.int64)


def calendars_of(
    terms: Iterable[tuple[int, int]] = (), holidays: Iterable[int] | None = None, workdays: Iterable[int] = ()
) -> Calendars:
    """From terms (first and last day) and days, all as ordinals; terms are in order and do not overlap.

    Holidays handed in, be it an empty list, are all there are; with None no working day can be told.
    """
    pairs = list(terms)
    listed = Terms(np.array([each[0] for each in pairs], np.int64), np.array([each[1] for each in pairs], np.int64))
    known_from, known_to = (FIRST_DAY, LAST_DAY) if holidays is not None else (1, 0)
    every = np.arange(known_from, known_to + 1)
    weekend = (every - 1) % 7 > 4
    free = np.isin(every, list(holidays or ())) | (weekend & ~np.isin(every, list(workdays)))
    worked = every[~free]
    return Calendars(listed, known_from, known_to, worked, worked[listed.number(worked) >= 0])
