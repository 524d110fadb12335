"""What steps do to the spans of records: cut them, count days once, measure them, tell runs apart, split them."""

from typing import Any

import numpy as np

from teacher_growth.policy.rules import spans
from teacher_growth.policy.rules.columns import Array, Column, Mask, exactly
from teacher_growth.policy.rules.selection import Selection, World
from teacher_growth.policy.rules.types import LAST_DAY
from teacher_growth.policy.rules.windows import Span


def cut(span: Span, window: Span, size: int) -> Span:
    """Each span within its window; where they have no day in common it ends before it begins."""
    span, window = span.wide(size), window.wide(size)
    return Span(_later(span.start, window.start), _earlier(span.end, window.end))


def _later(a: Column, b: Column) -> Column:
    low = np.maximum(a.low, b.low)
    return Column(low, low if a.exact and b.exact else np.maximum(a.high, b.high), 1, _none(a, b))


def _earlier(a: Column, b: Column) -> Column:
    low = np.minimum(a.low, b.low)
    return Column(low, low if a.exact and b.exact else np.minimum(a.high, b.high), 1, _none(a, b))


def _none(a: Column, b: Column) -> Mask | None:
    none = a.any_none() | b.any_none()
    return none if none.any() else None


def closed(span: Span, today: Column) -> Span:
    """What still runs has lasted up to the as-of date."""
    today, end = today.wide(len(span)), span.end.wide(len(span))
    runs_on = end.low >= LAST_DAY
    low = np.where(runs_on, np.maximum(today.low, span.start.low), end.low)
    exact = end.exact and (today.exact or not runs_on.any())
    high = low if exact else np.where(runs_on, np.maximum(today.high, span.start.low), end.high)
    return Span(span.start, Column(low, high, 1, end.none))


def empty(span: Span) -> tuple[Mask, Mask]:
    """Rows surely without a day, and rows that may be without."""
    return np.asarray(span.end.high < span.start.low), np.asarray(span.end.low < span.start.high)


def emptied(selection: Selection, step: Any, span: Span) -> Selection:
    """Rows whose span is empty go out."""
    surely, perhaps = empty(span)
    low = World(selection.low.alive & ~perhaps, selection.low.amount)
    high = (
        low
        if selection.exact and np.array_equal(surely, perhaps)
        else World(selection.high.alive & ~surely, selection.high.amount)
    )
    return selection.became(step, low, high)


def doubtful(selection: Selection, span: Span) -> Selection:
    """Where it is not known from when to when a record runs, nothing can be told of its owner."""
    unsure = (~span.start.known() | ~span.end.known()) & selection.high.alive
    if unsure.any() or not selection.exact:
        return selection.blurred(unsure | selection.doubtful)
    return selection


def _arranged(selection: Selection, span: Span) -> tuple[Array, Array, Array, Array]:
    """Living rows by owner, then start: (rows, owner, start, end)."""
    rows = np.flatnonzero(selection.low.alive)
    order = rows[np.lexsort([span.end.low[rows], span.start.low[rows], selection.owner[rows]])]
    return order, selection.owner[order], span.start.low[order], span.end.low[order]


def once(selection: Selection, span: Span) -> Span:
    """Days that several records of an owner cover stay with the first of them."""
    rows, owner, start, end = _arranged(selection, span)
    left, right = spans.uncovered(owner, start, end)
    first, last = span.start.low.copy(), span.end.low.copy()
    first[rows], last[rows] = left, right
    return Span(exactly(first), exactly(last))


def runs(selection: Selection, span: Span, months: int, days: int) -> Column:
    """The number of the run each record belongs to; none where it is out."""
    rows, owner, start, end = _arranged(selection, span)
    numbers = np.zeros(len(selection.owner), dtype=np.int64)
    numbers[rows] = spans.runs(owner, start, end, days, months)
    return exactly(numbers, 1, ~selection.low.alive)


def runs_of(selection: Selection, number: Column) -> Column:
    """The same for consecutive whole numbers: years, terms."""
    alive = selection.low.alive & ~number.any_none()
    rows = np.flatnonzero(alive)
    rows = rows[np.lexsort([number.low[rows], selection.owner[rows]])]
    numbers = np.zeros(len(selection.owner), dtype=np.int64)
    numbers[rows] = spans.runs_of(selection.owner[rows], number.low[rows])
    return exactly(numbers, 1, ~alive)
