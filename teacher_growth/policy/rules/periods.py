"""Periods: which one a day lies in, and from when to when each runs.

Periods are numbered, consecutively in time. Three sets of periods answer alike (`Periods`): those of one length
(`Every`), those that suspensions prolong (`Prolonged`), and the terms of calendars handed in (`calendars.Terms`). Where
each person has periods of his own, `rows` says for each day or number whose it is (an index into the column of
persons); without it the columns run side by side. Ends are the last day included.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from teacher_growth.policy.rules.calendar import Ints, IntsLike, add_duration, add_months, months_elapsed, ordinal
from teacher_growth.policy.rules.spans import STRETCH, clip, days_in, merged

Flags: TypeAlias = npt.NDArray[np.bool_]


class Periods(Protocol):
    """What every set of periods can be asked."""

    def number(self, days: IntsLike, rows: Ints | None = None) -> Ints:
        """The number of the period that holds each day; where none does, a number that does not exist."""
        ...

    def exists(self, numbers: IntsLike) -> Flags:
        """Whether there is a period of that number."""
        ...

    def bounds(self, numbers: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """First and last day of each period that exists."""
        ...

    def touched(self, start: IntsLike, end: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """The first and the last existing period with a day in each span; first > last where there is none."""
        ...


@dataclass(frozen=True, eq=False)
class Every:
    """Periods of so many months, or of so many days, without end in both directions unless numbers are limited.

    The period that begins on the anchor has the number `anchor_number`. The anchor is one day, or one per person.
    Each period is reckoned from the anchor, so that months anchored on a 31st begin on a 31st again after February.
    """

    months: int
    days: int
    anchor: IntsLike
    first_number: int | None = None
    last_number: int | None = None
    anchor_number: int = 1

    def __post_init__(self) -> None:
        if min(self.months, self.days) != 0 or max(self.months, self.days) < 1:
            raise ValueError("a period is so many months, or so many days, and at least one")

    def _anchor(self, rows: Ints | None) -> Ints:
        anchor = np.asarray(self.anchor, np.int64)
        return np.asarray(anchor[rows]) if anchor.ndim and rows is not None else anchor

    def number(self, days: IntsLike, rows: Ints | None = None) -> Ints:
        """See `Periods`; limits are not looked at."""
        anchor = self._anchor(rows)
        passed = months_elapsed(anchor, days) // self.months if self.months else (days - anchor) // self.days
        return np.asarray(passed + self.anchor_number)

    def exists(self, numbers: IntsLike) -> Flags:
        """Whether the number lies within the limits."""
        lowest, highest = self._limits()
        return np.greater_equal(numbers, lowest) & np.less_equal(numbers, highest)

    def _limits(self) -> tuple[int, int]:
        lowest = -STRETCH if self.first_number is None else self.first_number
        return lowest, STRETCH if self.last_number is None else self.last_number

    def bounds(self, numbers: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`; limits are not looked at."""
        anchor, passed = self._anchor(rows), np.subtract(numbers, self.anchor_number)
        start = add_duration(anchor, passed * self.months, passed * self.days)
        return start, add_duration(anchor, (passed + 1) * self.months, (passed + 1) * self.days) - 1

    def touched(self, start: IntsLike, end: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`; an open end wants clipping first, or as many periods as there are days are met."""
        return within(self.number(start, rows), self.number(end, rows), self._limits(), days_in(start, end))


def within(first: Ints, last: Ints, limits: tuple[int, int], days: Ints) -> tuple[Ints, Ints]:
    """Numbers cut to those that exist; where there are no days, none: first > last."""
    first, last = np.maximum(first, limits[0]), np.minimum(last, limits[1])
    return first, np.where(days > 0, last, first - 1)


def weeks(anchor: IntsLike = 1) -> Every:
    """Weeks from Monday to Sunday, or beginning on the weekday of the anchor, which begins week 1."""
    return Every(0, 7, anchor)


def calendar_months() -> Every:
    """January of the year y has the number `y * 12`, December `y * 12 + 11`: what `calendar.month_of` gives."""
    return Every(1, 0, 1, anchor_number=12)


def years_from(month: int = 1, day: int = 1) -> Every:
    """Years beginning on that day of that month, numbered by the calendar year in which they begin.

    Beginning on 29 February, they begin on the 28th in common years.
    """
    return Every(12, 0, ordinal(4, month, day, clamp=True), anchor_number=4)


@dataclass(frozen=True, eq=False)
class Prolonged:
    """Periods 1 to `edges.shape[1] - 1` of each person: number n runs from edge n - 1 to the day before edge n.

    A day before them all has the number 0, one after them the number after the last. `edges` has a row per person.
    """

    edges: Ints

    @property
    def last_number(self) -> int:
        """How many periods each person has."""
        return int(self.edges.shape[1]) - 1

    def _rows(self, rows: Ints | None) -> Ints:
        return np.arange(len(self.edges)) if rows is None else rows

    def number(self, days: IntsLike, rows: Ints | None = None) -> Ints:
        """See `Periods`."""
        person = self._rows(rows)
        line = (self.edges + np.arange(len(self.edges))[:, None] * STRETCH).ravel()
        return np.asarray(np.searchsorted(line, person * STRETCH + days, "right") - person * self.edges.shape[1])

    def exists(self, numbers: IntsLike) -> Flags:
        """See `Periods`."""
        return np.greater(numbers, 0) & np.less_equal(numbers, self.last_number)

    def bounds(self, numbers: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`; of a number that does not exist, the nearest period that does."""
        person, number = self._rows(rows), np.clip(numbers, 1, self.last_number)
        return self.edges[person, number - 1], self.edges[person, number] - 1

    def touched(self, start: IntsLike, end: IntsLike, rows: Ints | None = None) -> tuple[Ints, Ints]:
        """See `Periods`."""
        return within(self.number(start, rows), self.number(end, rows), (1, self.last_number), days_in(start, end))


def prolonged(
    starts: Ints,
    length: tuple[int, int],
    suspensions: tuple[Ints, Ints, Ints],
    *,
    count: int,
    by: Literal["days", "whole_months"] = "days",
) -> Prolonged:
    """Periods one after the other from each person's start, so many months and days each, moved by suspensions.

    `suspensions` are owner (index into `starts`), first and last day, sorted by owner, then first day; those that touch
    or overlap are one, what lies before the start is none. By days: a period ends when as many days have passed outside
    suspensions as it would have had without any; days of suspension while it is prolonged prolong it again. By whole
    months: a suspension that begins in a period (as moved so far) moves its end by its whole months, shorter ones by
    nothing; the length is then of months alone. All later periods move along, reckoned from the start without drift.
    """
    months, days = length
    if by == "whole_months" and days:
        raise ValueError("periods that whole months prolong are themselves of whole months")
    owner, first, last = suspensions
    owner, first, last = merged(owner, np.maximum(first, starts[owner]), last)
    numbers, begun = np.arange(count + 1), starts[:, None]
    if by == "days":
        planned = add_duration(begun, numbers * months, numbers * days)
        size = days_in(first, last)
        return Prolonged(planned + _moved(owner, first - starts[owner], size, planned - begun))
    size = months_elapsed(first, last + 1)
    passed = np.broadcast_to(numbers * months, (len(starts), count + 1))
    return Prolonged(add_months(begun, passed + _moved(owner, months_elapsed(starts[owner], first), size, passed)))


def _moved(owner: Ints, passed: Ints, size: Ints, edges: Ints) -> Ints:
    """By how much each edge moves: the sizes of its owner's suspensions that begin before it, as it has moved by then.

    `passed` is the time from the owner's start to the suspension; less what earlier suspensions took, it compares with
    the edges as they were planned.
    """
    total = np.concatenate([[0], np.cumsum(size)])
    earlier = total[:-1] - total[np.searchsorted(owner, owner)]
    line = np.maximum.accumulate(owner * STRETCH + passed - earlier)
    person = np.arange(len(edges))
    before = np.searchsorted(line, person[:, None] * STRETCH + edges)
    return np.asarray(total[before] - total[np.searchsorted(owner, person)][:, None])


def pieces(periods: Periods, start: Ints, end: Ints, rows: Ints | None = None) -> tuple[Ints, Ints, Ints, Ints]:
    """Spans cut at the edges of periods: for each piece the index of its span, the period's number, first and last day.

    In the order of the spans, then of time; what lies in no period is left out.
    """
    first, last = periods.touched(start, end, rows)
    many = np.maximum(last - first + 1, 0)
    span = np.repeat(np.arange(len(many)), many)
    number = first[span] + np.arange(len(span)) - (np.cumsum(many) - many)[span]
    whose = span if rows is None else rows[span]
    return span, number, *clip(start[span], end[span], *periods.bounds(number, whose))
