"""Columns of exact values that may be unknown or absent: what every value of a policy is while it is judged.

A column holds for each row the least and the greatest value that the facts leave possible, as integers over one
common denominator; where all is known both are the same array. So an unknown hinders only where it can change
something: what is sure of the range is sure of whatever value turns up. Numbers, dates (days since 0001-01-01), codes
(their place in the set) and yes/no (0, 1) are all columns; `none` marks rows where there is known to be no value.
"""

import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]  # int64, or object with Python's own integers where int64 would overflow
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

ENDLESS = 10**12
"""No figure of a policy is larger; an unknown number lies between this and its negative."""
FITS = 2**62
REMEMBERED = 10_000
"""Rows from which on it is remembered how large the figures of an array are; arrays are never changed in place."""
_SIZES: dict[int, tuple["weakref.ref[Array]", int]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`low` ≤ value × `den` ≤ `high` in each row."""

    low: Array
    high: Array
    den: int = 1
    none: Mask | None = None

    def __len__(self) -> int:
        return len(self.low)

    @property
    def exact(self) -> bool:
        """Whether the values of all rows are known."""
        return self.low is self.high

    def take(self, rows: Rows) -> "Column":
        low = self.low[rows]
        return Column(
            low, low if self.exact else self.high[rows], self.den, None if self.none is None else self.none[rows]
        )

    def wide(self, size: int) -> "Column":
        """Of that many rows, where it was one row standing for all."""
        if len(self) == size:
            return self
        if len(self) != 1:
            raise AssertionError(f"{len(self)} rows cannot stand for {size}")
        return self.take(np.zeros(size, dtype=np.int64))

    def is_none(self, row: int) -> bool:
        return self.none is not None and bool(self.none[row])

    def is_known(self, row: int) -> bool:
        return self.is_none(row) or bool(self.low[row] == self.high[row])

    def at(self, row: int) -> Fraction | None:
        """The value of that row; None where it is unknown or there is none."""
        if self.is_none(row) or not self.is_known(row):
            return None
        return Fraction(int(self.low[row]), self.den)

    def known(self) -> Mask:
        """The rows whose value is known, or known to be none."""
        if self.exact:
            return np.ones(len(self), dtype=bool)
        same: Mask = np.asarray(self.low == self.high, dtype=bool)
        return same if self.none is None else same | self.none

    def any_none(self) -> Mask:
        return np.zeros(len(self), dtype=bool) if self.none is None else self.none

    def without_none(self, value: int = 0) -> "Column":
        """Absent values replaced, so that sums and comparisons may run over them."""
        if self.none is None:
            return self
        low = put(self.low, self.none, value * self.den)
        return Column(low, low if self.exact else put(self.high, self.none, value * self.den), self.den)


def exactly(values: Array, den: int = 1, none: Mask | None = None) -> Column:
    return Column(values, values, den, none)


def constant(value: Fraction | int) -> Column:
    """One row that stands for all."""
    value = Fraction(value)
    return exactly(_fitting([value.numerator]), value.denominator)


def unknown(size: int = 1, low: int = -ENDLESS, high: int = ENDLESS) -> Column:
    return Column(np.full(size, low, dtype=np.int64), np.full(size, high, dtype=np.int64))


def nothing(size: int = 1) -> Column:
    """No value in any row."""
    return exactly(np.zeros(size, dtype=np.int64), 1, np.ones(size, dtype=bool))


def column(ranges: Sequence[tuple[Fraction | int, Fraction | int] | None]) -> Column:
    """From the least and greatest value of each row; None: there is none."""
    pairs = [pair or (0, 0) for pair in ranges]
    den = lcm(1, *{Fraction(each).denominator for pair in pairs for each in pair})
    low = _fitting([int(pair[0] * den) for pair in pairs])
    same = all(pair[0] == pair[1] for pair in pairs)
    high = low if same else _fitting([int(pair[1] * den) for pair in pairs])
    none = np.array([pair is None for pair in ranges], dtype=bool)
    return Column(low, high, den, none if none.any() else None)


def _fitting(values: list[int]) -> Array:
    small = all(-FITS < value < FITS for value in values)
    return np.array(values, dtype=np.int64 if small else object)


def largest(values: Array) -> int:
    """The largest size of any of them, sign left out."""
    if not len(values):
        return 0
    if values.dtype == object or len(values) < REMEMBERED:
        return max(int(values.max()), -int(values.min()))
    key = id(values)
    known = _SIZES.get(key)
    if known is None or known[0]() is not values:
        known = _SIZES[key] = (
            weakref.ref(values, lambda _gone: _SIZES.pop(key, None)),
            max(int(values.max()), -int(values.min())),
        )
    return known[1]


def scaled(values: Array, factor: int) -> Array:
    if factor == 1:
        return values
    if values.dtype != object and largest(values) * abs(factor) >= FITS:
        values = values.astype(object)
    return values * factor


def put(values: Array, where: Mask, figure: int) -> Array:
    """The figure where the mask says so, also where int64 does not hold it."""
    if values.dtype != object and abs(figure) >= FITS:
        values = values.astype(object)
    return np.where(where, figure, values)


def aligned(columns: Iterable[Column]) -> tuple[list[Column], int]:
    """The same columns over one denominator."""
    columns = list(columns)
    den = lcm(1, *(each.den for each in columns))
    return [_over(each, den) for each in columns], den


def _over(each: Column, den: int) -> Column:
    factor = den // each.den
    low = scaled(each.low, factor)
    return Column(low, low if each.exact else scaled(each.high, factor), den, each.none)


def joined_none(columns: Iterable[Column]) -> Mask | None:
    """Where any of them has no value the result has none."""
    found: Mask | None = None
    for each in columns:
        if each.none is not None:
            found = each.none if found is None else found | each.none
    return found


def summed(columns: Sequence[Column]) -> Column:
    first, *others = columns
    for each in others:
        first = _added(first, each)
    return first


def _added(a: Column, b: Column) -> Column:
    (a, b), den = aligned((a, b))
    low = plus(a.low, b.low)
    high = low if a.exact and b.exact else plus(a.high, b.high)
    return _kept(low, high, den, joined_none((a, b)))


def plus(a: Array, b: Array) -> Array:
    if a.dtype != object and b.dtype != object and largest(a) + largest(b) >= FITS:
        a = a.astype(object)
    return a + b


def times(a: Array, b: Array) -> Array:
    if a.dtype != object and b.dtype != object and largest(a) * largest(b) >= FITS:
        a = a.astype(object)
    return a * b


def negated(a: Column) -> Column:
    low = -a.high
    return Column(low, low if a.exact else -a.low, a.den, a.none)


def multiplied(a: Column, b: Column) -> Column:
    none = joined_none((a, b))
    den = a.den * b.den
    if a.exact and b.exact:
        low = times(a.low, b.low)
        return _kept(low, low, den, none)
    corners = [times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return _kept(np.minimum.reduce(corners), np.maximum.reduce(corners), den, none)


def divided(a: Column, b: Column) -> Column:
    """Exact; dividing by nought gives no value."""
    if len(b) == 1 and b.exact and b.none is None and int(b.low[0]) != 0:
        number = Fraction(b.den, int(b.low[0]))
        return multiplied(a, constant(number))
    size = max(len(a), len(b))
    a, b = a.wide(size), b.wide(size)
    absent = a.any_none() | b.any_none()
    ranges = [None if absent[row] else _quotient(a, b, row) for row in range(size)]
    return column(ranges)


def _quotient(a: Column, b: Column, row: int) -> tuple[Fraction, Fraction] | None:
    below, above = Fraction(int(b.low[row]), b.den), Fraction(int(b.high[row]), b.den)
    if below == above == 0:
        return None
    if below <= 0 <= above:
        return Fraction(-ENDLESS), Fraction(ENDLESS)
    ends = [Fraction(int(x), a.den) / y for x in (a.low[row], a.high[row]) for y in (below, above)]
    return min(ends), max(ends)


def smallest_of(columns: Sequence[Column]) -> Column:
    """Values that are none are left out; none only where all are."""
    return _extreme(columns, np.minimum, ENDLESS)


def largest_of(columns: Sequence[Column]) -> Column:
    return _extreme(columns, np.maximum, -ENDLESS)


def _extreme(columns: Sequence[Column], pick: Callable[[Array, Array], Array], harmless: int) -> Column:
    columns, den = aligned(columns)
    filled = [each.without_none(harmless) for each in columns]
    low = filled[0].low
    high = filled[0].high
    for each in filled[1:]:
        low, high = pick(low, each.low), pick(high, each.high)
    none = columns[0].any_none()
    for each in columns[1:]:
        none = none & each.any_none()
    exact = all(each.exact for each in filled)
    return Column(low, low if exact else high, den, none if none.any() else None)


def chosen(where: Mask, a: Column, b: Column) -> Column:
    """a where the mask says so, else b."""
    size = len(where)
    (a, b), den = aligned((a.wide(size), b.wide(size)))
    low = np.where(where, a.low, b.low)
    high = low if a.exact and b.exact else np.where(where, a.high, b.high)
    none = np.where(where, a.any_none(), b.any_none())
    return Column(low, high, den, none if none.any() else None)


def hull(a: Column, b: Column) -> Column:
    """Either of the two, it is not known which. Where one would be none, anything may be."""
    size = max(len(a), len(b))
    a, b = a.wide(size), b.wide(size)
    both = a.any_none() & b.any_none()
    mixed = (a.any_none() | b.any_none()) & ~both
    (a, b), den = aligned((a, b))
    low, high = np.minimum(a.low, b.low), np.maximum(a.high, b.high)
    if mixed.any():
        low, high = put(low, mixed, -ENDLESS * den), put(high, mixed, ENDLESS * den)
    return Column(low, high, den, both if both.any() else None)


def _kept(low: Array, high: Array, den: int, none: Mask | None) -> Column:
    """Figures beyond ENDLESS come only of unknowns: held there, so that they stay small."""
    if low is high:
        return Column(low, low, den, none)
    edge = ENDLESS * den
    if largest(low) > edge or largest(high) > edge:
        low, high = np.clip(low, -edge, edge), np.clip(high, -edge, edge)
    return Column(low, high, den, none)
