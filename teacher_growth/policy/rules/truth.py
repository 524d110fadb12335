"""Yes, no, or not to be told: what a condition answers for each row.

A comparison over ranges is sure only when every value in them agrees, so a fact that is unknown but cannot matter does
not hinder an answer. Comparing with no value answers no.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules.columns import Array, Column, Mask, Rows, aligned


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """`yes`: it may be so; `no`: it may not be so; both: it cannot be told. Without `maybe_not` every row is sure."""

    yes: Mask
    maybe_not: Mask | None = None

    def __len__(self) -> int:
        return len(self.yes)

    @property
    def no(self) -> Mask:
        return ~self.yes if self.maybe_not is None else self.maybe_not

    @property
    def exact(self) -> bool:
        """Whether every row can be told."""
        return self.maybe_not is None

    @property
    def sure(self) -> Mask:
        """Rows where it is so."""
        return self.yes if self.maybe_not is None else self.yes & ~self.maybe_not

    @property
    def open(self) -> Mask:
        """Rows where it cannot be told."""
        return np.zeros(len(self.yes), dtype=bool) if self.maybe_not is None else self.yes & self.maybe_not

    def take(self, rows: Rows) -> "Truth":
        return Truth(self.yes[rows], None if self.maybe_not is None else self.maybe_not[rows])

    def wide(self, size: int) -> "Truth":
        return self if len(self) == size else self.take(np.zeros(size, dtype=np.int64))

    def at(self, row: int) -> bool | None:
        if self.maybe_not is not None and self.yes[row] and self.maybe_not[row]:
            return None
        return bool(self.yes[row])


def known_to_be(mask: Mask) -> Truth:
    return Truth(mask)


def always(answer: bool = True) -> Truth:
    return known_to_be(np.array([answer]))


def opposite(a: Truth) -> Truth:
    return Truth(~a.yes) if a.exact else Truth(a.no, a.yes)


def all_of(parts: Sequence[Truth]) -> Truth:
    if not parts:
        return always()
    yes = parts[0].yes
    for each in parts[1:]:
        yes = yes & each.yes
    if all(each.exact for each in parts):
        return Truth(yes)
    no = parts[0].no
    for each in parts[1:]:
        no = no | each.no
    return Truth(yes, np.broadcast_to(no, yes.shape) if len(no) != len(yes) else no)


def any_of(parts: Sequence[Truth]) -> Truth:
    if len(parts) == 1:
        return parts[0]
    return opposite(all_of([opposite(each) for each in parts]))


def at_least_of(count: int, parts: Sequence[Truth]) -> Truth:
    """So where at least that many are so."""
    size = max((len(each) for each in parts), default=1)
    sure, possible = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for each in parts:
        sure, possible = sure + each.sure, possible + each.yes
    return Truth(possible >= count, sure < count)


def picked(where: Mask, a: Truth, b: Truth) -> Truth:
    size = len(where)
    a, b = a.wide(size), b.wide(size)
    yes = np.where(where, a.yes, b.yes)
    return Truth(yes) if a.exact and b.exact else Truth(yes, np.where(where, a.no, b.no))


def _compared(a: Column, b: Column, yes: Array, no: Array | None) -> Truth:
    """`no` None: all values are known."""
    yes, no = np.asarray(yes, dtype=bool), None if no is None else np.asarray(no, dtype=bool)
    for each in (a, b):
        if each.none is not None:
            yes, no = yes & ~each.none, None if no is None else no | each.none
    return Truth(yes, no)


def at_least(a: Column, b: Column) -> Truth:
    (a, b), _den = aligned((a, b))
    return _compared(a, b, a.high >= b.low, None if a.exact and b.exact else a.low < b.high)


def more_than(a: Column, b: Column) -> Truth:
    (a, b), _den = aligned((a, b))
    return _compared(a, b, a.high > b.low, None if a.exact and b.exact else a.low <= b.high)


def equal(a: Column, b: Column) -> Truth:
    (a, b), _den = aligned((a, b))
    if a.exact and b.exact:
        return _compared(a, b, a.low == b.low, None)
    overlap = (a.low <= b.high) & (b.low <= a.high)
    same_point = (a.low == b.high) & (a.high == b.low)
    return _compared(a, b, overlap, ~same_point)


def is_one_of(a: Column, options: Sequence[Column]) -> Truth:
    return any_of([equal(a, each) for each in options]) if options else always(False)


def has_value(a: Column) -> Truth:
    """Whether there is a value at all, known or not."""
    return known_to_be(~a.any_none())


def as_truth(a: Column) -> Truth:
    """Of a yes/no column; no value counts as no."""
    return _compared(a, a, a.high >= a.den, None if a.exact else a.low < a.den)


def as_column(a: Truth) -> Column:
    low = a.sure.astype(np.int64)
    return Column(low, low, 1) if a.exact or not a.open.any() else Column(low, a.yes.astype(np.int64), 1)
