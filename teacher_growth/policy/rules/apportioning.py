"""Dividing a whole number among classes, and a group of people among grades by stated shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from teacher_growth.policy.rules.choosing.limits import rounded
from teacher_growth.policy.rules.rounding import ROUNDINGS

WAYS = ("largest_remainder", *ROUNDINGS)


def divided(total: int, weights: Sequence[Fraction], way: str) -> list[int]:
    """By weight. Largest remainder gives out all of it; of equal remainders the first. Other ways round each part."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * each / whole for each in weights]
    if way != "largest_remainder":
        return [rounded(each, way) for each in parts]
    found = [floor(each) for each in parts]
    order = sorted(range(len(parts)), key=lambda at: (found[at] - parts[at], at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found


@dataclass(frozen=True, slots=True)
class Grades:
    """Shares from the best grade down. `equals`: up, down, or None: people equal at an edge get either."""

    shares: tuple[Fraction, ...]
    way: str
    carry: bool = False
    equals: str | None = None
    only: Mapping[int, Sequence[bool]] = field(default_factory=dict)
    """Who may have a grade at all."""
    also: Mapping[int, Sequence[bool]] = field(default_factory=dict)
    """Who gets it beside its share, without taking a place."""


def graded(rule: Grades, blocks: Sequence[Sequence[int]]) -> dict[int, tuple[int, int]]:
    """For each person the best and the worst grade they may get. `blocks` are people equal in rank, best first."""
    found: dict[int, tuple[int, int]] = {}
    left = [list(each) for each in blocks]
    size = sum(len(each) for each in blocks)
    last = len(rule.shares) - 1
    rest = sum(rule.shares) == 1
    places = (
        divided(size, rule.shares, rule.way) if rest else [rounded(size * each, _plain(rule)) for each in rule.shares]
    )
    carried = 0
    for grade in range(len(rule.shares)):
        beside = [one for block in left for one in block if _may(rule.also, grade, one, unsaid=False)]
        found.update(dict.fromkeys(beside, (grade, grade)))
        left = [[one for one in block if one not in found] for block in left]
        slots = size if rest and grade == last else places[grade] + carried
        unused = _fill(rule, grade, max(slots, 0), left, found)
        carried = unused + min(slots, 0) if rule.carry or unused + min(slots, 0) < 0 else 0
    return found


def _plain(rule: Grades) -> str:
    return "down" if rule.way == "largest_remainder" else rule.way


def _may(who: Mapping[int, Sequence[bool]], grade: int, one: int, *, unsaid: bool) -> bool:
    return bool(who[grade][one]) if grade in who else unsaid


def _fill(rule: Grades, grade: int, slots: int, left: list[list[int]], found: dict[int, tuple[int, int]]) -> int:
    """Gives the grade to the best of those left; how many places stay empty, below nought where equals went over."""
    for place, block in enumerate(left):
        fit = [one for one in block if _may(rule.only, grade, one, unsaid=True)]
        if not fit or slots <= 0:
            continue
        if len(fit) > slots and rule.equals == "down":
            break
        if len(fit) > slots and rule.equals is None:
            _split(rule, grade, slots, fit, found)
            left[place] = [one for one in block if one not in fit]
            return 0
        found.update(dict.fromkeys(fit, (grade, grade)))
        left[place] = [one for one in block if one not in found]
        slots -= len(fit)
        if slots < 0:
            break
    return slots


def _split(rule: Grades, grade: int, slots: int, fit: list[int], found: dict[int, tuple[int, int]]) -> None:
    """Nothing says who of the equals gets the better grade: each may get it, or any below."""
    del slots
    found.update(dict.fromkeys(fit, (grade, len(rule.shares) - 1)))
