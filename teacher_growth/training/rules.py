"""The training ledger (培训学时学分): lines, who vouches for them, what may become of them, what looks doubtful. Pure.

Amounts are tenths in the unit their source states (hour 学时 or credit 学分); nothing is converted here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from teacher_growth.pinyin import fold

AMOUNT = re.compile(r"(\d{1,4})(?:\.(\d))?")


class Route(StrEnum):
    """The four routes of 浙教师〔2016〕71号, Arts. 3–5."""

    COURSE_CHOICE = "course_choice"  # 自主选课
    DIRECTED = "directed"  # 指令性培训
    SCHOOL_BASED = "school_based"  # 校本研修
    CONVERTED = "converted"  # 其他形式转换


class Unit(StrEnum):
    HOUR = "hour"  # 学时
    CREDIT = "credit"  # 学分


class Voucher(StrEnum):
    """Who vouches for a line."""

    PLATFORM = "platform"  # the province's platform
    ATTENDANCE = "attendance"
    SCHOOL = "school"
    COUNTY = "county"
    SELF = "self"  # only the teacher says so


LARGEST_AMOUNT = 5000  # tenths: a 500-hour line is a typing mistake
HOURS_A_DAY = 120  # tenths: more than twelve hours a day cannot be
EARLIEST = date(1980, 1, 1)  # an earlier day is a typing mistake
MOST_PEOPLE = 500  # of one activity


class Doubt(StrEnum):
    """Why a line deserves a second look; it flags, it never refuses."""

    SAME_CERTIFICATE = "same_certificate"
    SAME_FILE = "same_file"
    SAME_TITLE = "same_title"
    OVERLAP = "overlap"
    TOO_MANY_HOURS = "too_many_hours"
    BEFORE_HIRE = "before_hire"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of study, as its source states it."""

    title: str
    provider: str
    route: Route
    starts_on: date
    ends_on: date
    amount: int
    unit: Unit
    certificate: str | None = None

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def overlaps(self, other: "Line") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def line_fault(line: Line, today: date) -> str | None:
    """Why a line cannot be taken at all, as a refusal code; None when it can."""
    if line.ends_on < line.starts_on:
        return "training_period"
    if line.ends_on > today:
        return "training_future"
    if line.starts_on < EARLIEST:
        return "training_too_early"
    if not 1 <= line.amount <= LARGEST_AMOUNT:
        return "training_amount"
    return None


def hours_a_day(lines: Iterable[Line]) -> int:
    """Tenths of an hour a day, taken evenly over each line's days; credits say nothing about a day."""
    return sum(-(-line.amount // line.days) for line in lines if line.unit is Unit.HOUR)


def doubts_of(line: Line, others: Iterable[Line], *, hired_on: date | None) -> frozenset[Doubt]:
    """What looks wrong with a line beside the person's other living lines."""
    found = set()
    overlapping = [line]
    for other in others:
        if line.certificate and same_certificate(line, other):
            found.add(Doubt.SAME_CERTIFICATE)
        if not line.overlaps(other):
            continue
        overlapping.append(other)
        if fold(other.title) == fold(line.title):
            found.add(Doubt.SAME_TITLE)
    if hours_a_day([line]) > HOURS_A_DAY:
        found.add(Doubt.TOO_MANY_HOURS)
    elif line.unit is Unit.HOUR and hours_a_day(overlapping) > HOURS_A_DAY:
        found.add(Doubt.OVERLAP)
    if hired_on is not None and line.starts_on < hired_on:
        found.add(Doubt.BEFORE_HIRE)
    return frozenset(found)


def same_certificate(line: Line, other: Line) -> bool:
    return fold(line.certificate or "") == fold(other.certificate or "") and fold(line.provider) == fold(other.provider)


def tenths(text: str) -> int | None:
    """What people type as an amount → tenths: 6.5 → 65, full width too; None when it is no number of one decimal."""
    found = AMOUNT.fullmatch(fold(text))
    return None if found is None else int(found[1]) * 10 + int(found[2] or 0)


ORDINAL = re.compile(r"^\s*\d{1,3}\s*[.．、)）\t ]\s*(?=\D)")
BETWEEN = re.compile(r"[、,，;；\n]+")


def pasted_items(text: str) -> list[str]:
    """A pasted roster as single entries: a line, or what stands between commas, without the ordinal in front."""
    lines = (ORDINAL.sub("", line) for line in text.splitlines())
    return [item for line in lines for each in BETWEEN.split(line) if (item := " ".join(each.split()))]
