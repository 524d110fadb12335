"""From a row of one place to the rows of another that it rests on."""

import numpy as np

from teacher_growth.policy.rules.columns import Column, Mask, Rows
from teacher_growth.policy.rules.frames import Node, Place, Run, Sets
from teacher_growth.policy.rules.keys import Keys
from teacher_growth.policy.rules.selection import Selection
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.windows import Span


def rows_at(run: Run, rows: Rows, place: Place | None, wanted: Place | None) -> Rows:
    """The rows of `wanted` that the rows of `place` rest on; none where the two have nothing to do with each other."""
    if wanted is None:
        return np.zeros(1, dtype=np.int64)
    if place is None:
        return np.arange(run.frame(wanted).size)
    if wanted is place:
        return rows
    if wanted in place.chain():
        return np.unique(run.rows(place, wanted)[rows])
    if place in wanted.chain():
        return owned(run.rows(wanted, place), rows)
    base = run.frame(place).base
    if base is not None and base[0] is run.frames.get(wanted):
        return np.unique(base[1][rows])
    shared = next((each for each in place.chain() if each in wanted.chain()), None)
    if shared is None:
        return np.zeros(0, dtype=np.int64)
    return rows_at(run, rows_at(run, rows, place, shared), shared, wanted)


def owned(owner: Rows, rows: Rows) -> Rows:
    """The places of the rows that these own; rows stand by owner."""
    starts, ends = np.searchsorted(owner, rows), np.searchsorted(owner, rows, side="right")
    found = [np.arange(start, end) for start, end in zip(starts, ends, strict=True)]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def unsettled(value: object, rows: Rows) -> Mask:
    """Which of the rows cannot be told."""
    if isinstance(value, Column):
        return ~value.known()[_within(rows, len(value))]
    if isinstance(value, Truth):
        return value.open[_within(rows, len(value))]
    if isinstance(value, Status):
        unsettled_ = value.holds.open | (value.failed & value.open)
        return unsettled_[_within(rows, len(value))]
    if isinstance(value, Sets):
        return ~value.known[_within(rows, len(value))]
    if isinstance(value, Span):
        wide = value.wide(len(value))
        return ~(wide.start.known() & wide.end.known())[_within(rows, len(wide.start))]
    if isinstance(value, Selection):
        vague = np.zeros(value.size, dtype=bool) if value.vague is None else value.vague.copy()
        vague[value.owner[value.doubtful]] = True
        return vague[_within(rows, value.size)]
    if isinstance(value, Keys):
        return value.doubtful[_within(rows, len(value.doubtful))]
    return np.ones(len(rows), dtype=bool)


def _within(rows: Rows, size: int) -> Rows:
    return np.zeros(len(rows), dtype=np.int64) if size == 1 else rows


def leaves(node: Node) -> list[Node]:
    """The node and all it is made of."""
    seen: dict[Node, None] = {}
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen[each] = None
            waiting += each.parts
    return list(seen)
