"""Durations and dates as they are written, and months with a remainder of days made into one number.

A duration is whole months and days, both of one sign. Texts are read one at a time; `rounded` takes whole columns.
"""

import re
from datetime import date
from typing import Literal, TypeAlias, overload

import numpy as np

from teacher_growth.policy.rules.calendar import Ints, IntsLike

Way: TypeAlias = Literal["down", "up", "half_up"]

DURATION = re.compile(r"(-?)P(?=\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?", re.ASCII)
PARTS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def parse_duration(text: str) -> tuple[int, int]:
    """Months and days of "P2Y7M15D"; weeks are days ("P2W"), a minus before the P makes both negative."""
    found = DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration: write P2Y7M15D (years, months, days; what is none is left out)")
    years, months, weeks, days = (int(each or 0) for each in found.groups()[1:])
    sign = -1 if found[1] else 1
    return sign * (years * 12 + months), sign * (weeks * 7 + days)


def format_duration(months: int, days: int) -> str:
    """The shortest text that `parse_duration` reads back: "P2Y7M15D", "P30D", "P0D" for none."""
    if months * days < 0:
        raise ValueError(f"{months} months and {days} days have different signs: that cannot be written as a duration")
    years, months_left = divmod(abs(months), 12)
    parts = [f"{number}{unit}" for number, unit in ((years, "Y"), (months_left, "M"), (abs(days), "D")) if number]
    return ("-" if min(months, days) < 0 else "") + "P" + ("".join(parts) or "0D")


def format_date(day: int) -> str:
    """YYYY-MM-DD of a day; one outside the years 1 to 9999 is a ValueError."""
    try:
        return date.fromordinal(day).isoformat()
    except (ValueError, OverflowError):
        raise ValueError(f"day {day} lies outside the years 1 to 9999") from None


@overload
def rounded(months: IntsLike, days: IntsLike, way: Way, days_per_month: int = 30) -> Ints: ...


@overload
def rounded(months: IntsLike, days: IntsLike, way: Literal["no"], days_per_month: int = 30) -> tuple[Ints, Ints]: ...


def rounded(
    months: IntsLike, days: IntsLike, way: Way | Literal["no"], days_per_month: int = 30
) -> Ints | tuple[Ints, Ints]:
    """Months with a remainder of days as months alone, exactly.

    `down` leaves the days out, `up` counts any day as a month, `half_up` counts the remainder as a month when it is at
    least half of `days_per_month` (15 of 30; a bar of 10 days is `days_per_month=20`). `no` counts each day as that
    part of a month and gives two columns, numerator and denominator, not reduced.

    Months and days are of one sign, as `months_between` gives them; negative ones are rounded as their positives are,
    so that `up` is away from zero. A remainder longer than `days_per_month` is one remainder still: 30 days of a month
    of 31, rounded down, are no month.
    """
    whole, left = np.broadcast_arrays(np.asarray(months, np.int64), np.asarray(days, np.int64))
    if way == "no":
        return whole * days_per_month + left, np.full(whole.shape, days_per_month, np.int64)
    if way == "down":
        return whole.copy()
    counts = left != 0 if way == "up" else np.abs(left) * 2 >= days_per_month
    return np.asarray(whole + np.sign(left) * counts)
