"""Days as files write them. Only what can be read in one way is taken. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from teacher_growth.importing.rules.faults import Fault

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
# \u5e74 \u6708 \u65e5 are year, month, day
DAY = re.compile(r"(\d{4})\s*[-/.\u5e74]\s*(\d{1,2})\s*[-/.\u6708]\s*(\d{1,2})\s*\u65e5?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})\s*[-/.\u5e74]\s*(\d{1,2})\s*\u6708?|(\d{4})(\d{2})")
TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
AMBIGUOUS = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{2}[-/.\u5e74]\d{1,2}[-/.\u6708]\d{1,2}\u65e5?|\d{1,2}-[A-Za-z]{3}-\d{2,4}"
)
SERIALS = range(1, 73_051)  # 1900 to 2099
MONTHS = range(190_001, 210_013)


@dataclass(frozen=True)
class DateRules:
    """`formats`: further forms (strptime) that a source declares. `is_1904`: the workbook counts days from 1904."""

    formats: tuple[str, ...] = ()
    is_1904: bool = False


HOUSE = DateRules()
Read = tuple[date | None, Sequence[Fault]]


def of_cell(sort: str, text: str) -> Read:
    """A cell that is a date."""
    if sort != "date":
        return None, [Fault.DATE_UNREADABLE]
    day, _, time = text.partition("T")
    try:
        return date.fromisoformat(day), ([Fault.DATE_TIME] if time.strip("0:.") else [])
    except ValueError:
        return None, [Fault.DATE_IMPOSSIBLE]


def of_number(raw: int | float, month: bool, rules: DateRules) -> Read:
    """A number where a day should stand: a serial, or digits like 20260305."""
    if not isfinite(raw) or raw != int(raw):
        return None, [Fault.DATE_UNREADABLE]
    number = int(raw)
    if number in SERIALS:
        if rules.is_1904:
            return None, [Fault.DATE_EPOCH]
        return date(1899, 12, 30) + timedelta(days=number), [Fault.DATE_SERIAL]
    if number in MONTHS or len(str(number)) == 8:
        return of_text(str(number), month, rules)
    return None, [Fault.DATE_UNREADABLE]


def of_text(text: str, month: bool, rules: DateRules) -> Read:
    said: list[Fault] = []
    if found := TIME.search(text):
        text = text[: found.start()]
        if found[0].strip("T Z0:.+"):
            said.append(Fault.DATE_TIME)
    if rules.formats and (day := _declared(text, rules.formats)):
        return day, said
    if found := DAY.fullmatch(text) or DIGITS.fullmatch(text):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return day, said if day else [*said, Fault.DATE_IMPOSSIBLE]
    if found := MONTH.fullmatch(text):
        return _first_of(int(found[1] or found[3]), int(found[2] or found[4]), month)
    if re.fullmatch(r"\d{1,5}", text) and int(text) in SERIALS and len(text) == 5:
        return of_number(int(text), month, rules)
    return None, [*said, Fault.DATE_AMBIGUOUS if AMBIGUOUS.fullmatch(text) else Fault.DATE_UNREADABLE]


def _declared(text: str, formats: Sequence[str]) -> date | None:
    for each in formats:
        try:
            return datetime.strptime(text, each).date()  # noqa: DTZ007 -- a day, no moment
        except ValueError:
            continue
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_of(year: int, month: int, allowed: bool) -> Read:
    day = _day(year, month, 1)
    if day is None:
        return None, [Fault.DATE_IMPOSSIBLE]
    return (day, [Fault.DATE_MONTH]) if allowed else (None, [Fault.DATE_INCOMPLETE])
