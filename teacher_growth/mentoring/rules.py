"""Mentor pairs (师徒结对, 青蓝结对): kinds, states, invariants. Pure. Who may and how many by policy comes later.

mentor 师傅 · mentee 徒弟 · letter 结对文件 · side 校方: the mentee's school, and the mentor's where it is another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from teacher_growth.organisations.rules import school_year, school_year_bounds
from teacher_growth.people.rules.codes import LeavingReason


class PairKind(StrEnum):
    SUBJECT = "subject"  # 教学师徒
    HEAD_TEACHER = "head_teacher"  # 班主任师徒


class PairState(StrEnum):
    PROPOSED = "proposed"  # by 教务处; mentor and mentee are asked
    ACCEPTED = "accepted"  # by both; the principal is asked
    ACTIVE = "active"
    DECLINED = "declined"  # by mentor or mentee
    REFUSED = "refused"  # by a principal
    WITHDRAWN = "withdrawn"  # by 教务处, or because one of the two left before it began
    ENDED = "ended"


class EndReason(StrEnum):
    COMPLETED = "completed"  # 满师
    TRANSFERRED = "transferred"
    RETIRED = "retired"
    LEFT = "left"  # resigned, gone from the trade, died
    LEAVE = "leave"
    MISMATCH = "mismatch"
    OTHER = "other"


class Side(StrEnum):
    """Whose school has to approve."""

    MENTEE = "mentee"
    MENTOR = "mentor"


NEXT = {
    PairState.PROPOSED: {PairState.ACCEPTED, PairState.DECLINED, PairState.WITHDRAWN},
    PairState.ACCEPTED: {PairState.ACTIVE, PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN},
    PairState.ACTIVE: {PairState.ENDED},
}
OPEN = frozenset({PairState.PROPOSED, PairState.ACCEPTED, PairState.ACTIVE})
ASKED = frozenset({PairState.PROPOSED, PairState.ACCEPTED})
RAN = frozenset({PairState.ACTIVE, PairState.ENDED})
CAPACITY = 2
"""Mentees a mentor has at once, of one kind: what schools do (domain notes §2, observed); a policy takes over later."""

NEW_YEARS = 5  # 筑基: school years since somebody first took up teaching here
YEARS_BACK, DAYS_AHEAD = 6, 366  # a letter beyond them is a typing mistake
LONGEST_YEARS = 6
ENDING = {LeavingReason.TRANSFERRED: EndReason.TRANSFERRED, LeavingReason.RETIRED: EndReason.RETIRED}


def can_become(now: PairState, then: PairState) -> bool:
    return then in NEXT.get(now, ())


def letter_fault(letter_date: date, planned_end: date | None, today: date) -> str | None:
    """Why these dates cannot be meant, as a refusal code."""
    if not _years(today, -YEARS_BACK) <= letter_date <= today + timedelta(days=DAYS_AHEAD):
        return "pair_letter_date"
    return planned_fault(letter_date, planned_end)


def planned_fault(letter_date: date, planned_end: date | None) -> str | None:
    """Why a pair of this letter cannot be planned until then, as a refusal code."""
    if planned_end is not None and not letter_date < planned_end <= _years(letter_date, LONGEST_YEARS):
        return "pair_planned_end"
    return None


def end_fault(ended_on: date, letter_date: date, today: date) -> str | None:
    if ended_on < letter_date:
        return "pair_ends_before_letter"
    return "pair_ends_ahead" if ended_on > today else None


def most_at_once(periods: Iterable[tuple[date, date | None]], since: date) -> int:
    """How many of these periods (last day included, None: open) hold on one and the same day, from `since` on."""
    held = [(max(start, since), end or date.max) for start, end in periods if end is None or end >= since]
    return max((sum(start <= day <= end for start, end in held) for day, _ in held), default=0)


def new_since(today: date) -> date:
    """Whoever took up teaching on this day or later is new: in one of the first five school years."""
    return school_year_bounds(school_year(today) - NEW_YEARS + 1)[0]


@dataclass(frozen=True)
class Stay:
    """A period of a person at a school: the personnel relation, or a place of work."""

    organisation_id: int
    since: date
    until: date | None
    is_relation: bool
    leaving: LeavingReason | None = None


@dataclass(frozen=True)
class Leaving:
    on: date  # the last day there
    reason: EndReason


def leaving(stays: Iterable[Stay], organisation_id: int, letter_date: date) -> Leaving | None:
    """When somebody whose pair began on that day leaves the school; None while no end is known.

    The relation counts where there is one; a pair that rests on a place of work ends with that, or with the relation.
    """
    held = [each for each in stays if each.until is None or each.until >= letter_date]
    relations = [each for each in held if each.is_relation]
    here = [each for each in relations if each.organisation_id == organisation_id]
    if here:
        return _end(here, goes_on=len(relations) > len(here))
    places = [each for each in held if each.organisation_id == organisation_id]
    ends = [end for group in (places, relations) if group and (end := _end(group, goes_on=False))]
    return min(ends, key=lambda end: end.on, default=None)


def _end(stays: list[Stay], *, goes_on: bool) -> Leaving | None:
    last = max(stays, key=lambda stay: stay.until or date.max)
    if last.until is None:
        return None
    if last.leaving is not None:
        return Leaving(last.until, ENDING.get(last.leaving, EndReason.LEFT))
    moved = goes_on or not last.is_relation
    return Leaving(last.until, EndReason.TRANSFERRED if moved else EndReason.OTHER)


def _years(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))
