"""Terms, holidays and make-up workdays handed in: working days, school days, deadlines.

Nothing of this can be reckoned: the State Council says each year which weekdays are free and which weekends are worked.
A calendar year counts as known when at least one of its holidays or make-up workdays is handed in; what is asked of
other years cannot be told, and `knows` says so. Terms are known from the first one's first day to the last one's last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules.calendar import Ints, IntsLike, civil, ordinal
from teacher_growth.policy.rules.durations import parse_date
from teacher_growth.policy.rules.periods import Flags, within
from teacher_growth.policy.rules.spans import days_in


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
    """What `calendars` of a facts file says. Made by `read_calendars`.

    `known_from` and `known_to` are the first day of the first and the last day of the last known year (1 and 0 when
    there is none). A year between may be missing: only `knows` tells whether an answer can be relied on; without it,
    weekdays of an unknown year are taken for working days.
    """

    terms: Terms
    years: Ints
    known_from: int
    known_to: int
    worked: Ints
    """All working days from `known_from` to `known_to`, sorted."""
    taught: Ints
    """Those of them that lie in a term."""

    def knows(self, start: IntsLike, end: IntsLike) -> Flags:
        """Whether all years from the one day's to the other's are known, whichever comes first."""
        first, last = (civil(each)[0] for each in (np.minimum(start, end), np.maximum(start, end)))
        found = np.searchsorted(self.years, last, "right") - np.searchsorted(self.years, first)
        return np.asarray(np.equal(found, last - first + 1), np.bool_)

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


def read_calendars(data: Mapping[str, object] | None) -> Calendars:
    """Calendars from the JSON `{"terms": [{"from", "to"}], "holidays": [date], "workdays": [date]}`.

    Names may be left out. What is wrong is a ValueError "PATH: message", the path from `calendars` on. A holiday on a
    weekend and a workday on a weekday change nothing, save that their year is known.
    """
    data = _mapping("calendars", data or {}, {"terms", "holidays", "workdays"})
    holidays, workdays = (_days(f"calendars.{name}", data.get(name)) for name in ("holidays", "workdays"))
    both = np.intersect1d(holidays, workdays)
    if both.size:
        year, month, day = (int(each[0]) for each in civil(both))
        raise ValueError(f"calendars.workdays: {year:04}-{month:02}-{day:02} is a holiday too")
    terms = _terms(_listed("calendars.terms", data.get("terms")))
    years = np.unique(civil(np.concatenate([holidays, workdays]))[0])
    known_from, known_to = (int(ordinal(years[0], 1, 1)), int(ordinal(years[-1], 12, 31))) if years.size else (1, 0)
    every = np.arange(known_from, known_to + 1)
    free = np.isin(every, holidays) | (((every - 1) % 7 > 4) & ~np.isin(every, workdays))
    worked = every[~free]
    return Calendars(terms, years, known_from, known_to, worked, worked[terms.number(worked) >= 0])


def _terms(listed: list[object]) -> Terms:
    pairs = []
    for at, each in enumerate(listed):
        path = f"calendars.terms[{at}]"
        term = _mapping(path, each, {"from", "to"})
        first, last = (_day(f"{path}.{name}", term.get(name)) for name in ("from", "to"))
        if last < first:
            raise ValueError(f"{path}.to: {term['to']} is before {term['from']}")
        pairs.append((first, last, path))
    pairs.sort()
    for (_, reached, path), (first, _, later) in zip(pairs, pairs[1:], strict=False):
        if first <= reached:
            raise ValueError(f"{later}: overlaps {path}")
    return Terms(np.array([each[0] for each in pairs], np.int64), np.array([each[1] for each in pairs], np.int64))


def _mapping(path: str, value: object, names: set[str]) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{path}: must be a mapping of {', '.join(sorted(names))}")
    for name in value:
        if name not in names:
            raise ValueError(f"{path}.{name}: unknown name (known: {', '.join(sorted(names))})")
    return value


def _listed(path: str, value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{path}: must be a list")
    return value


def _days(path: str, value: object) -> Ints:
    days = [_day(f"{path}[{at}]", each) for at, each in enumerate(_listed(path, value))]
    return np.unique(np.array(days, np.int64))


def _day(path: str, value: object) -> int:
    if value is None:
        raise ValueError(f"{path}: missing")
    try:
        first, last = parse_date(str(value))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if first != last:
        raise ValueError(f"{path}: {value} is no single day: write YYYY-MM-DD")
    return first
