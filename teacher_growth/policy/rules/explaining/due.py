"""What only time will cure: from which day a requirement will be met if nothing else changes."""

from dataclasses import replace
from typing import Any

from teacher_growth.policy.rules.columns import Column, constant
from teacher_growth.policy.rules.compiling.comparing import ORDERED, Comparison
from teacher_growth.policy.rules.durations import format_date
from teacher_growth.policy.rules.explaining.rows import leaves
from teacher_growth.policy.rules.frames import Node, Place, Run

TIMELY = frozenset({"age", "time_between"})
FURTHEST = 61 * 366
"""A working life, in days."""


class _LaterSource:
    """The same facts on a later day."""

    def __init__(self, source: Any, day: int) -> None:
        self._source, self._day = source, day

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def as_of(self) -> Column:
        return constant(self._day)


def grows_with_time(node: Node) -> bool:
    """Whether the value is an age, a time up to the as-of date, or how long records have run by then."""
    while node.role in ("value", "renamed", "parameter", "round"):
        node = node.parts[0]
    if node.place is None:
        return False
    if node.role == "fact" and node.name == "as_of":
        return True
    if node.role == "sum":
        return any(part.role == "length" for part in leaves(node)) and not _windowed(node)
    if node.role not in TIMELY or node.parts[-1].name != "as_of":
        return False
    return not any(part.name == "as_of" or _windowed(part) for part in leaves(node.parts[0]))


def _windowed(node: Node) -> bool:
    """Whether periods enter it: these move with the day."""
    return any(part.role in ("pieces", "period", "period_number") for part in leaves(node))


def due_date(run: Run, comparison: Comparison, place: Place, row: int) -> str | None:
    """The first day on which an `at_least` over such a value holds."""
    if (
        comparison.op not in ("at_least", "more_than")
        or comparison.required is None
        or not grows_with_time(comparison.found)
    ):
        return None
    today = run.source.as_of().wide(run.source.size).at(row if row < run.source.size else 0)
    if today is None:
        return None
    low, high = int(today), int(today) + FURTHEST
    if not _holds(run, comparison, place, row, high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _holds(run, comparison, place, row, middle) else (middle, high)
    return format_date(high)


def _holds(run: Run, comparison: Comparison, place: Place, row: int, day: int) -> bool:
    frames = {each: frame for each, frame in run.frames.items() if each.above is not None}
    source: Any = _LaterSource(run.source, day)
    later = Run(source, run.calendars, frames=frames)
    root = place.chain()[-1]
    subjects = run.frame(root)
    later.frames[root] = replace(subjects, fields={**subjects.fields, "as_of": constant(day).wide(subjects.size)})
    assert comparison.required is not None  # noqa: S101 -- asked before
    found = later.at(comparison.found, place)
    required = later.at(comparison.required, place)
    truth = ORDERED[comparison.op](found, required)
    return truth.at(row if len(truth) > 1 else 0) is True
