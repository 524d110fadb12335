"""Records on their way through the steps of a value: which count, with what worth, and what each step took away.

Where something about records is unknown, the steps run twice: in a low world, where what is doubtful is absent and
amounts are the least possible, and in a high world. Steps by which more records never give less keep both sound; where
a step is not of that kind and meets a doubtful record, the whole result of that row becomes unknown (`vague`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import ENDLESS, Array, Column, Mask, Rows, exactly, largest, put, scaled
from teacher_growth.policy.rules.frames import Place
from teacher_growth.policy.rules.groups import extremes, offsets, spread
from teacher_growth.policy.rules.truth import Truth


@dataclass(frozen=True, slots=True, eq=False)
class World:
    alive: Mask
    amount: Array

    def worth(self) -> Array:
        """What each row counts for: nothing where it is out."""
        return np.where(self.alive, self.amount, 0)

    def of(self, row: int, den: int) -> Fraction:
        return Fraction(int(self.amount[row]), den) if self.alive[row] else Fraction(0)


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """What one step took, told when it is asked for. `rows`: where each row now stood then; −1: not among them."""

    step: Any
    before: World
    after: World
    dens: tuple[int, int]
    rows: Rows | None = None

    def gone(self, row: int) -> bool:
        """Whether the step took the record itself out."""
        at = row if self.rows is None else int(self.rows[row])
        return at >= 0 and bool(self.before.alive[at] and not self.after.alive[at])

    def amount(self, row: int) -> Fraction:
        """How much of its worth the step took."""
        at = row if self.rows is None else int(self.rows[row])
        if at < 0:
            return Fraction(0)
        return self.before.of(at, self.dens[0]) - self.after.of(at, self.dens[1])

    def seen_from(self, which: Rows) -> "Loss":
        """The same loss, for other rows that stand for these."""
        return replace(self, rows=which if self.rows is None else np.where(which >= 0, self.rows[which], -1))


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """`owner`: each row's row of the place the value is for, of which there are `size`; rows stand by owner."""

    rows: Place
    owner: Rows
    size: int
    low: World
    high: World
    den: int = 1
    vague: Mask | None = None
    lost: tuple[Loss, ...] = ()

    @property
    def exact(self) -> bool:
        return self.low is self.high

    @property
    def doubtful(self) -> Mask:
        """Rows of which it is not known whether or with what they count."""
        if self.exact:
            return np.zeros(len(self.owner), dtype=bool)
        differ: Mask = np.asarray(self.low.worth() != self.high.worth(), dtype=bool)
        return np.asarray((self.low.alive != self.high.alive) | differ, dtype=bool)

    def changed(self, step: Any, change: "Callable[[World, bool], World]", den: int | None = None) -> "Selection":
        """After a step. `change` gets a world and whether it is the high one."""
        low = change(self.low, False)
        high = low if self.exact else change(self.high, True)
        return self.became(step, low, high, den)

    def became(self, step: Any, low: World, high: World, den: int | None = None) -> "Selection":
        loss = Loss(step, self.low, low, (self.den, den or self.den))
        return replace(self, low=low, high=high, den=den or self.den, lost=(*self.lost, loss))

    def blurred(self, doubtful: Mask) -> "Selection":
        """The results of these records' owners can no longer be told; for them the low world goes on alone."""
        vague = np.zeros(self.size, dtype=bool) if self.vague is None else self.vague.copy()
        vague[self.owner[doubtful]] = True
        if self.exact:
            return replace(self, vague=vague)
        theirs = vague[self.owner]
        alive = np.where(theirs, self.low.alive, self.high.alive)
        high = World(alive, np.where(theirs, self.low.amount, self.high.amount))
        return replace(self, vague=vague, high=high)

    def over(self, den: int) -> "Selection":
        """The same amounts over a larger denominator."""
        factor = den // self.den
        if factor == 1:
            return self
        low = World(self.low.alive, scaled(self.low.amount, factor))
        high = low if self.exact else World(self.high.alive, scaled(self.high.amount, factor))
        return replace(self, low=low, high=high, den=den)


def begun(rows: Place, owner: Rows, size: int, unknown: Mask | None) -> Selection:
    """All rows, each worth 1."""
    world = World(np.ones(len(owner), dtype=bool), np.ones(len(owner), dtype=np.int64))
    return Selection(rows, owner, size, world, world, vague=unknown if unknown is not None and unknown.any() else None)


def kept(selection: Selection, step: Any, condition: Truth) -> Selection:
    """Only rows for which the condition holds."""
    condition = condition.wide(len(selection.owner))
    if selection.exact and (condition.exact or not condition.open.any()):
        return selection.changed(step, lambda world, _high: World(world.alive & condition.yes, world.amount))
    loses = selection.low.amount < 0  # a doubtful penalty counts in the low world, not in the high one
    low = World(selection.low.alive & np.where(loses, condition.yes, condition.sure), selection.low.amount)
    high_loses = selection.high.amount < 0
    high = World(selection.high.alive & np.where(high_loses, condition.sure, condition.yes), selection.high.amount)
    return selection.became(step, low, high)


def total(selection: Selection, *, never_below: int | None) -> Column:
    low = _summed(selection, selection.low)
    high = low if selection.exact else _summed(selection, selection.high)
    return _vague(
        selection, Column(low, high, selection.den), 0 if never_below is not None and never_below >= 0 else -ENDLESS
    )


EXACT_IN_FLOATS = 2**53


def _summed(selection: Selection, world: World) -> Array:
    """Each owner's worth. Where floats hold every whole number that can come out, they add it up faster."""
    rows = np.flatnonzero(world.alive)
    amounts, owner = world.amount[rows], selection.owner[rows]
    if amounts.dtype == object or largest(amounts) * max(len(rows), 1) >= EXACT_IN_FLOATS:
        return spread(amounts, offsets(owner, selection.size))
    return np.bincount(owner, weights=amounts, minlength=selection.size).astype(np.int64)


def count(selection: Selection) -> Column:
    def many(world: World) -> Array:
        return np.bincount(selection.owner[world.alive], minlength=selection.size)

    low = many(selection.low)
    high = low if selection.exact else many(selection.high)
    return _vague(selection, Column(low, high), 0)


def _vague(selection: Selection, column: Column, least: int) -> Column:
    if selection.vague is None:
        return column
    low = put(column.low, selection.vague, least * column.den)
    return Column(low, put(column.high, selection.vague, ENDLESS * column.den), column.den, column.none)


def extreme(selection: Selection, values: Column, *, greatest: bool) -> Column:
    """The greatest or smallest of a value over the rows; none where there is no row."""
    values = values.wide(len(selection.owner))
    absent = values.any_none()
    edge = ENDLESS * values.den
    empty = -edge if greatest else edge

    def of(alive: Mask, figures: Array) -> Array:
        return extremes(
            np.where(alive & ~absent, figures, empty), selection.owner, selection.size, greatest=greatest, empty=empty
        )

    sure, possible = (selection.low.alive, selection.high.alive)
    if greatest:
        low, high = of(sure, values.low), of(possible, values.high)
    else:
        low, high = of(possible, values.low), of(sure, values.high)
    certain = extremes((sure & ~absent).astype(np.int64), selection.owner, selection.size, greatest=True, empty=0) > 0
    maybe = extremes((possible & ~absent).astype(np.int64), selection.owner, selection.size, greatest=True, empty=0) > 0
    vague = ~certain & maybe if selection.vague is None else (~certain & maybe) | selection.vague
    low, high = np.where(certain, low, -edge), np.where(certain, high, edge)
    none = ~maybe & ~vague
    if vague.any():
        low, high = np.where(vague, -edge, low), np.where(vague, edge, high)
    if not vague.any() and selection.exact and values.exact:
        return exactly(np.where(none, 0, low), values.den, none if none.any() else None)
    low, high = np.where(none, 0, low), np.where(none, 0, high)
    return Column(low, high, values.den, none if none.any() else None)
