"""Periods of facts: last day included, None means no end. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any


def overlaps(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    return (end is None or other_start <= end) and (other_end is None or start <= other_end)


def holds_on(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or end >= day)


def first_open(relations: Iterable[Any], today: date) -> Any | None:
    """The relation that has not ended by today, the earliest of several: what somebody leaves who is transferred."""
    open_ones = [each for each in relations if each["valid_to"] is None or each["valid_to"] >= today]
    return min(open_ones, key=lambda each: (each["valid_from"], each["id"]), default=None)


def shown_profile(profiles: Sequence[Any], today: date) -> Any | None:
    """The newest profile of today; with none for today, the newest at all."""

    def age(each: Any) -> tuple[date, int]:
        return each["valid_from"], each["id"]

    of_today = [each for each in profiles if holds_on(each["valid_from"], each["valid_to"], today)]
    return max(of_today or profiles, key=age, default=None)
