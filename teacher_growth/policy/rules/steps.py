"""What the steps of a record value do to the records, group by group, in the low and in the high world."""

from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import ENDLESS, Array, Column, Mask, Rows, aligned, largest, scaled
from teacher_growth.policy.rules.groups import Groups, grouped, offsets, spread
from teacher_growth.policy.rules.keys import Keys, by_group, plain, without_unknown_groups
from teacher_growth.policy.rules.rounding import rounded
from teacher_growth.policy.rules.selection import Selection, World
from teacher_growth.policy.rules.truth import Truth

ORDERS = ("latest", "earliest", "smallest", "largest")
"""Which records lose where not all can count."""


def losing_order(world: World, loses: str) -> Array:
    """Sorts rows so that those that keep come first; rows stand by date."""
    place = np.arange(len(world.amount))
    if loses == "latest":
        return place
    if loses == "earliest":
        return -place
    amounts = plain(world.amount)
    return -amounts if loses == "smallest" else amounts


def capped(selection: Selection, step: Any, limit: Column, keys: Keys, loses: str, only: Truth | None) -> Selection:
    """No group counts for more than its limit; within it records count in order until it is reached."""
    den = lcm(selection.den, limit.den)
    selection, limit = selection.over(den), _over(limit.wide(len(selection.owner)), den)
    active = _active(only, len(selection.owner))
    concerned = active & _may_exceed(selection, active, limit.low) if keys.doubtful.any() else active
    selection = without_unknown_groups(_settled(selection, only), keys, concerned)

    def change(world: World, high: bool) -> World:
        gains = np.where(world.alive & active, np.maximum(world.amount, 0), 0)
        most = limit.high if high else limit.low
        rows = _beyond(selection, keys, gains, most)
        part = replace(selection, owner=selection.owner[rows])
        groups = by_group(part, keys.take(rows), losing_order(World(world.alive[rows], world.amount[rows]), loses))
        left = np.clip(most[rows] - groups.before(gains[rows]), 0, None)
        over = (world.alive & active & (world.amount > 0))[rows]
        amount = world.amount if not len(rows) else world.amount.copy()
        if len(rows):
            amount[rows] = np.where(over, np.minimum(gains[rows], left), amount[rows])
        return World(world.alive, amount)

    return selection.changed(step, change, den)


def _may_exceed(selection: Selection, active: Mask, most: Array) -> Mask:
    """Rows whose owner has enough in all to go beyond a limit, however the rows are grouped."""
    gains = np.where(selection.high.alive & active, np.maximum(selection.high.amount, 0), 0)
    sums = spread(gains, offsets(selection.owner, selection.size))
    return np.asarray(sums[selection.owner] > most, dtype=bool)


def _beyond(selection: Selection, keys: Keys, gains: Array, most: Array) -> Rows:
    """The rows of groups that go beyond their limit: only these need to be put in order."""
    ids = keys.dense(selection.owner)
    if ids is None or gains.dtype == object or largest(gains) * max(len(gains), 1) >= 2**53:
        return np.arange(len(gains))
    sums = np.bincount(ids, weights=gains).astype(np.int64)
    return np.flatnonzero(np.asarray(sums[ids] > most, dtype=bool))


def _over(column: Column, den: int) -> Column:
    return aligned([column, Column(column.low[:0], column.low[:0], den)])[0][0]


def _active(only: Truth | None, size: int) -> Mask:
    return np.ones(size, dtype=bool) if only is None else only.wide(size).sure


def _settled(selection: Selection, only: Truth | None) -> Selection:
    """Where it is not known whether a step concerns a row, the result is not known."""
    if only is None:
        return selection
    open_ = only.wide(len(selection.owner)).open
    return selection.blurred(open_) if open_.any() else selection


def set_aside(selection: Selection, only: Truth) -> Selection:
    """Without the rows that a step does not concern."""
    selection = _settled(selection, only)
    active = _active(only, len(selection.owner))

    def within(world: World) -> World:
        return World(world.alive & active, world.amount)

    low = within(selection.low)
    return replace(selection, low=low, high=low if selection.exact else within(selection.high))


def put_back(taken: Selection, before: Selection, only: Truth) -> Selection:
    """After the step, with the rows that it did not concern as they were before."""
    active = _active(only, len(taken.owner))
    before = _settled(before, only).over(taken.den)

    def joined(after: World, world: World) -> World:
        return World(np.where(active, after.alive, world.alive), np.where(active, after.amount, world.amount))

    low = joined(taken.low, before.low)
    exact = taken.exact and before.exact
    return replace(taken, low=low, high=low if exact else joined(taken.high, before.high))


def rolling(selection: Selection, step: Any, limit: Column, days: Array, since: Array, keys: Keys) -> Selection:
    """No more than the limit in any window: for each row (by date) the window from `since` to its own day."""
    den = lcm(selection.den, limit.den)
    selection, limit = selection.over(den), _over(limit.wide(len(selection.owner)), den)

    def change(world: World, high: bool) -> World:
        groups = by_group(selection, keys)
        amount = world.worth().copy()
        most = limit.high if high else limit.low
        for group in range(len(groups)):
            rows = groups.order[groups.starts[group] : groups.starts[group + 1]]
            for place, row in enumerate(rows):
                inside = rows[:place][days[rows[:place]] >= since[row]]
                amount[row] = max(min(amount[row], most[row] - amount[inside].sum()), 0)
        return World(world.alive, np.where(world.alive, amount, world.amount))

    return selection.changed(step, change, den)


def best(selection: Selection, step: Any, count: int, keys: Keys, by: Column | None, only: Truth | None) -> Selection:
    """The best few of each group: by the worth they have by now, or by another figure; of equals the earliest."""
    selection = _settled(selection, only)
    active = _active(only, len(selection.owner))
    if by is None:
        selection = without_unknown_groups(selection, keys, active)
    else:
        selection = _blurred_groups(selection, keys, selection.doubtful | ~by.wide(len(selection.owner)).known())

    def change(world: World, _high: bool) -> World:
        figure = world.amount if by is None else by.wide(len(world.amount)).without_none(-ENDLESS).low
        candidates = world.alive & active
        order = np.where(candidates, -plain(figure), 2**61)
        groups = by_group(selection, keys, order)
        return World(world.alive & (~active | (groups.places() < count)), world.amount)

    return selection.changed(step, change)


def _blurred_groups(selection: Selection, keys: Keys, doubtful: Mask) -> Selection:
    doubtful = (doubtful | keys.doubtful) & selection.high.alive
    return selection.blurred(doubtful) if doubtful.any() else selection


def nth(
    selection: Selection, step: Any, wanted: range, keys: Keys, when: Column | None, *, backwards: bool
) -> Selection:
    """The first (or, backwards, the latest) few of each group by date, or the n-th."""
    doubt = selection.doubtful if when is None else selection.doubtful | ~when.wide(len(selection.owner)).known()
    selection = _blurred_groups(selection, keys, doubt)
    place = np.arange(len(selection.owner))

    def change(world: World, _high: bool) -> World:
        days = place if when is None else plain(when.wide(len(place)).low)
        sign = -1 if backwards else 1
        groups = grouped(
            [selection.owner, *(() if not keys.arrays else keys.arrays)], [~world.alive, sign * days, sign * place]
        )
        found = groups.places()
        return World(world.alive & (found >= wanted.start) & (found < wanted.stop), world.amount)

    return selection.changed(step, change)


def without_extremes(selection: Selection, step: Any, count: int, keys: Keys, *, highest: bool) -> Selection:
    """Each group's highest or lowest few are dropped."""
    selection = _blurred_groups(selection, keys, selection.doubtful)

    def change(world: World, _high: bool) -> World:
        figure = plain(world.amount)
        order = np.where(world.alive, -figure if highest else figure, 2**61)
        groups = by_group(selection, keys, order)
        return World(world.alive & (groups.places() >= count), world.amount)

    return selection.changed(step, change)


def void_below(selection: Selection, step: Any, least: Column, keys: Keys) -> Selection:
    """Groups that reach less than the least count nothing."""
    den = lcm(selection.den, least.den)
    selection = _blurred_groups(selection, keys, np.zeros(len(selection.owner), dtype=bool))
    selection, least = selection.over(den), _over(least.wide(len(selection.owner)), den)

    def change(world: World, high: bool) -> World:
        groups = by_group(selection, keys)
        reached = groups.sums(world.worth())[groups.of_row]
        bar = least.low if high else least.high
        return World(world.alive & np.asarray(reached >= bar, dtype=bool), world.amount)

    return selection.changed(step, change, den)


def regrouped(selection: Selection, step: Any, keys: Keys, value: Column, groups: Groups) -> Selection:
    """Each group's sum replaced by a value of it: the difference goes to the group's first living row."""
    den = lcm(selection.den, value.den)
    selection = _blurred_groups(selection, keys, np.zeros(len(selection.owner), dtype=bool))
    selection, value = selection.over(den), _over(value.wide(len(selection.owner)), den)

    def change(world: World, high: bool) -> World:
        first = world.alive & (groups.before(world.alive.astype(np.int64)) == 0)
        figure = value.high if high else value.low
        return World(world.alive, np.where(world.alive, np.where(first, figure, 0), world.amount))

    return selection.changed(step, change, den)


def rounded_items(selection: Selection, step: Any, to: Fraction, way: str, keys: Keys) -> Selection:
    """Each record's amount rounded, or each group's sum (the last living row takes the difference)."""
    den = lcm(to.denominator, selection.den)
    selection = _blurred_groups(selection, keys, np.zeros(len(selection.owner), dtype=bool)).over(den)

    def change(world: World, _high: bool) -> World:
        if keys.single:
            column = rounded(Column(world.amount, world.amount, den), to, way)
            return World(world.alive, scaled(column.low, den // column.den))
        groups = by_group(selection, keys)
        worth = world.worth()
        sums = groups.sums(worth)
        column = rounded(Column(sums, sums, den), to, way)
        change_ = (scaled(column.low, den // column.den) - sums)[groups.of_row]
        left = groups.sums(world.alive.astype(np.int64))[groups.of_row] - groups.before(world.alive.astype(np.int64))
        return World(world.alive, np.where(world.alive & (left == 1), world.amount + change_, world.amount))

    return selection.changed(step, change, den)


def worth(selection: Selection, step: Any, value: Column, only: Truth | None, *, never_below: int | None) -> Selection:
    """Each record's amount set anew."""
    size = len(selection.owner)
    selection = _settled(selection, only)
    den = value.den if only is None else lcm(selection.den, value.den)
    selection = selection if only is None else selection.over(den)
    value = _over(value.wide(size).without_none(), den)
    active = _active(only, size) if only is not None else None
    low = World(selection.low.alive, value.low if active is None else np.where(active, value.low, selection.low.amount))
    if selection.exact and value.exact:
        return selection.became(step, low, low, den)
    high_amount = value.high if active is None else np.where(active, value.high, selection.high.amount)
    high = World(selection.high.alive, high_amount)
    doubtful = selection.high.alive & ~selection.low.alive
    if (
        never_below is None or never_below < 0
    ):  # a doubtful penalty counts in the low world, and nothing in the high one
        low = World(low.alive | doubtful, np.where(doubtful, np.minimum(low.amount, 0), low.amount))
        high = World(high.alive, np.where(doubtful, np.maximum(high.amount, 0), high.amount))
    return selection.became(step, low, high, den)


def rows_of(owner: Rows) -> Rows:
    return np.arange(len(owner))
