"""Dates as numbers: exact arithmetic of the Gregorian calendar over whole columns.

A day is its ordinal, `date.toordinal()`; a column of days is an int64 array. Every function takes arrays (or single
numbers) that numpy can broadcast against each other, gives new int64 arrays of the common shape and changes nothing.
Calendar years 1 to 9999 are meant; beyond them the arithmetic goes on by the same rules. A span's end is the last day
included: what asks for "both days" hands `end + 1` to `months_between`.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
IntsLike: TypeAlias = Ints | int

EPOCH = 719163  # 1970-01-01, where numpy begins to count
EPOCH_MONTH = 1970 * 12


def month_of(days: IntsLike) -> Ints:
    """Months since the January of a year 0: `year * 12 + month - 1`, so that months of different years compare."""
    since = np.asarray(np.asarray(days, np.int64) - EPOCH)
    return np.asarray(since.view("M8[D]").astype("M8[M]").view(np.int64) + EPOCH_MONTH)


def first_day(months: IntsLike) -> Ints:
    """The first day of each month, the months numbered as by `month_of`."""
    since = np.asarray(np.asarray(months, np.int64) - EPOCH_MONTH)
    return np.asarray(since.view("M8[M]").astype("M8[D]").view(np.int64) + EPOCH)


def civil(days: IntsLike) -> tuple[Ints, Ints, Ints]:
    """Year, month (1 to 12) and day of the month of each day."""
    months = month_of(days)
    year, month = np.divmod(months, 12)
    return year, month + 1, np.asarray(days - first_day(months) + 1)


def ordinal(year: IntsLike, month: IntsLike, day: IntsLike, *, clamp: bool = False) -> Ints:
    """The day of a year, a month and a day of the month.

    A month outside 1 to 12 carries into the years (month 0 is the December before). A day after the month's last one
    runs on into the next month (30 February = 1 or 2 March); with `clamp` it is the month's last day.
    """
    months = np.asarray(year, np.int64) * 12 + month - 1
    return _clamped(months, day) if clamp else np.asarray(first_day(months) + day - 1)


def _clamped(months: IntsLike, day: IntsLike) -> Ints:
    return np.asarray(np.minimum(first_day(months) + day, first_day(np.add(months, 1))) - 1)


def add_months(days: IntsLike, months: IntsLike) -> Ints:
    """The same day of the month so many months on (or back); where that month is too short, its last day."""
    month = month_of(days)
    return _clamped(month + months, days - first_day(month) + 1)


def add_duration(days: IntsLike, months: IntsLike, more_days: IntsLike) -> Ints:
    """First the months are added (clamped), then the days; negative ones go back, in the same order."""
    return np.asarray(add_months(days, months) + more_days)


def first_of_month(days: IntsLike) -> Ints:
    """The first day of the month that holds each day."""
    return first_day(month_of(days))


def last_of_month(days: IntsLike) -> Ints:
    """The last day of the month that holds each day."""
    return np.asarray(first_day(month_of(days) + 1) - 1)


def first_of_year(days: IntsLike) -> Ints:
    """1 January of the year that holds each day."""
    return first_day(month_of(days) // 12 * 12)


def last_of_year(days: IntsLike) -> Ints:
    """31 December of the year that holds each day."""
    return np.asarray(first_day(month_of(days) // 12 * 12 + 12) - 1)


def year_starting(days: IntsLike, month: int, day: int) -> Ints:
    """The first day of the year that holds each day, years beginning on this day of this month.

    A year beginning on 29 February begins on the 28th where there is none. The year's last day is the day before
    `year_starting` of the next: `ordinal(year + 1, month, day, clamp=True) - 1`.
    """
    year = month_of(days) // 12
    begins = ordinal(year, month, day, clamp=True)
    return np.where(begins <= days, begins, ordinal(year - 1, month, day, clamp=True))


def months_elapsed(start: IntsLike, days: IntsLike) -> Ints:
    """The largest n with `add_months(start, n) <= days`; negative before the start (-1 on the day before it).

    What periods count by. People's spans are counted by `months_between`, which is the same from the start on.
    """
    begun, reached = month_of(start), month_of(days)
    return reached - begun - (days < _clamped(reached, start - first_day(begun) + 1))


def months_between(start: IntsLike, end: IntsLike) -> tuple[Ints, Ints]:
    """Whole months and the remaining days from one day to another, as personnel offices count.

    A month is full when the start's day of the month comes round again; in a month too short for that day, on its
    last day (Civil Code, art. 202: 31 January to 28 February is a month, to 1 March a month and a day). The days left
    are counted from the last such day: `add_duration(start, months, days) == end`. With the end before the start both
    numbers are those of the way back, negative: `months_between(b, a)` is minus `months_between(a, b)`.
    """
    earlier, later = np.minimum(start, end), np.maximum(start, end)
    months = months_elapsed(earlier, later)
    left = later - add_months(earlier, months)
    sign = np.where(np.less(end, start), -1, 1)
    return months * sign, left * sign
