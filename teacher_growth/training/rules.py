"""The training ledger (培训学时学分): lines, who vouches for them, what may become of them, what looks doubtful. Pure.

Amounts are tenths in the unit their source states (hour 学时 or credit 学分); nothing is converted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


class RecordState(StrEnum):
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


NEXT = {
    RecordState.SUBMITTED: {RecordState.VERIFIED, RecordState.RETURNED, RecordState.WITHDRAWN},
    RecordState.RETURNED: {RecordState.SUPERSEDED, RecordState.WITHDRAWN},
    RecordState.VERIFIED: {RecordState.SUPERSEDED},
}
OPEN = frozenset({RecordState.SUBMITTED, RecordState.RETURNED})
COUNTED = frozenset({RecordState.VERIFIED})
LARGEST_AMOUNT = 5000  # tenths: a 500-hour line is a typing mistake
HOURS_A_DAY = 120  # tenths: more than twelve hours a day cannot be


class Doubt(StrEnum):
    """Why a line deserves a second look; it flags, it never refuses."""

    SAME_CERTIFICATE = "same_certificate"
    SAME_FILE = "same_file"
    SAME_TITLE = "same_title"
    OVERLAP = "overlap"
    TOO_MANY_HOURS = "too_many_hours"
    BEFORE_HIRE = "before_hire"


def can_become(now: RecordState, then: RecordState) -> bool:
    return then in NEXT.get(now, ())


@dataclass(frozen=True)
class Line:
    """What the checks look at."""

    title: str
    provider: str
    certificate: str | None
    starts_on: date
    ends_on: date
    amount: int
    unit: Unit

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def overlaps(self, other: "Line") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def hours_a_day(lines: Iterable[Line]) -> int:
    """Tenths of an hour a day, taken evenly over each line's days; credits say nothing about a day."""
    return sum(-(-line.amount // line.days) for line in lines if line.unit is Unit.HOUR)


def doubts_of(line: Line, others: Iterable[Line], *, hired_on: date | None) -> frozenset[Doubt]:
    """What looks wrong with a line beside the person's other living lines."""
    found = set()
    overlapping = [line]
    for other in others:
        if line.certificate and other.certificate == line.certificate and other.provider == line.provider:
            found.add(Doubt.SAME_CERTIFICATE)
        if not line.overlaps(other):
            continue
        overlapping.append(other)
        if other.title == line.title:
            found.add(Doubt.SAME_TITLE)
    if hours_a_day(overlapping) > HOURS_A_DAY:
        found.add(Doubt.TOO_MANY_HOURS if len(overlapping) == 1 else Doubt.OVERLAP)
    if hired_on is not None and line.starts_on < hired_on:
        found.add(Doubt.BEFORE_HIRE)
    return frozenset(found)
