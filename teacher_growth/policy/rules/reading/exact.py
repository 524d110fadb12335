"""Numbers, dates and durations from text, exactly: no binary floats, no guessed formats."""

import re
from calendar import monthrange
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

DIGITS = 40
"""More digits than any policy needs; beyond them a number is refused, because exact arithmetic would crawl."""

NUMBER = re.compile(r"(?P<top>[-+]?[0-9]+(?:\.[0-9]+)?|[-+]?\.[0-9]+)(?: ?(?P<percent>[%％]))?", re.ASCII)
RATIO = re.compile(r"(?P<top>[-+]?[0-9]+) ?/ ?(?P<below>[0-9]+)", re.ASCII)
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
DURATION = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?", re.ASCII)


class DateRange(NamedTuple):
    """Ordinals of the first and last day a date may be; equal when it is known to the day."""

    first: int
    last: int


class Duration(NamedTuple):
    months: int
    days: int


def number_from(text: str) -> Fraction | None:
    """`6.5`, `-3`, `2/7`, `20 %`; None for anything else, for a zero below the line and for endless digits."""
    text = text.strip()
    if len(text) > DIGITS:
        return None
    if ratio := RATIO.fullmatch(text):
        return Fraction(int(ratio["top"]), int(ratio["below"])) if int(ratio["below"]) else None
    if plain := NUMBER.fullmatch(text):
        return Fraction(plain["top"]) / (100 if plain["percent"] else 1)
    return None


@lru_cache(maxsize=65536)
def date_from(text: str, month_means: str = "any") -> DateRange | None:
    """`2024-02-29`; `2024-02` and `2024` are ranges, narrowed to their first or last day where the word says so."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(each) if each else None for each in found.groups())
    if year is None or not 1 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and month is not None:
        if not 1 <= day <= monthrange(year, month)[1]:
            return None
        return DateRange(*[date(year, month, day).toordinal()] * 2)
    first = date(year, month or 1, 1).toordinal()
    last = date(year, month or 12, monthrange(year, month or 12)[1]).toordinal()
    return DateRange(last if month_means == "last" else first, first if month_means == "first" else last)


def day_from(text: str) -> int | None:
    """Ordinal of a date known to the day."""
    found = date_from(text) if len(text) == len("2024-02-29") else None
    return found.first if found else None


def duration_from(text: str) -> Duration | None:
    """`P2Y7M`, `P16D`, `P3W`."""
    found = DURATION.fullmatch(text.strip())
    if not found:
        return None
    years, months, weeks, days = (int(each or 0) for each in found.groups())
    return Duration(years * 12 + months, weeks * 7 + days)


def written(number: Fraction) -> str:
    """`57.5`, `64`, and as a ratio what has no end: `2/7`."""
    below, twos, fives = number.denominator, 0, 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below != 1:
        return f"{number.numerator}/{number.denominator}"
    if (places := max(twos, fives)) == 0:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


NUMBER_HINTS = (
    (re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), "write it without commas"),
    (re.compile(r"[０-９．]+"), "write it with the narrow digits 0-9"),
    (re.compile(r"[0-9]+:[0-9:]+"), "a time of day is no number; write minutes or hours"),
    (re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+"), "write the digits out"),
    (re.compile(r"[0-9]+/0+"), "nothing is divided by zero"),
    (re.compile(r"[0-9]+(\.[0-9]+)?\s*\D{1,12}"), "write the number alone; its unit goes under unit"),
)


def number_hint(text: str) -> str:
    """Why a text is no number, for who meant one."""
    if duration_from(text):
        return "this is a duration"
    return next((hint for sign, hint in NUMBER_HINTS if sign.fullmatch(text)), 'a number: 6, 6.5, "2/7" or 20 %')
