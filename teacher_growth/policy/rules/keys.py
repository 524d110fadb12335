"""What groups the records of an owner: fields, values, periods; and records of which the group is not known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from teacher_growth.policy.rules.columns import Array, Column, Mask, Rows
from teacher_growth.policy.rules.groups import Groups, grouped
from teacher_growth.policy.rules.selection import Selection, World

DENSE = 8
"""Groups are counted in one array where it is at most so many times as long as the rows."""
NO_KEY = -(2**60)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """What groups the rows within their owner. `doubtful`: rows of which the group is not known."""

    arrays: tuple[Array, ...]
    doubtful: Mask
    single: bool = False
    """Each row is a group of its own."""

    def take(self, rows: Rows) -> "Keys":
        return Keys(tuple(each[rows] for each in self.arrays), self.doubtful[rows], self.single)

    def dense(self, owner: Rows) -> Rows | None:
        """A small number for each row's group; None where that cannot be done cheaply."""
        if self.single or self.doubtful.any() or not len(owner):
            return None
        ids, size = owner, int(owner[-1]) + 1
        for each in self.arrays:
            least, greatest = int(each.min()), int(each.max())
            size *= greatest - least + 1
            if size > DENSE * len(owner) + 1_000:
                return None
            ids = ids * (greatest - least + 1) + (each - least)
        return ids


def keys_of(columns: Sequence[Column], size: int) -> Keys:
    wide = [each.wide(size) for each in columns]
    doubtful = np.zeros(size, dtype=bool)
    arrays = []
    for each in wide:
        doubtful |= ~each.known()
        arrays.append(np.where(each.any_none(), NO_KEY, each.low))
    return Keys(tuple(plain(each) for each in arrays), doubtful)


def plain(values: Array) -> Array:
    """Sortable: big integers become their rank."""
    if values.dtype != object:
        return values
    ranks = {value: place for place, value in enumerate(sorted(set(values.tolist())))}
    return np.array([ranks[value] for value in values.tolist()], dtype=np.int64)


def by_group(selection: Selection, keys: Keys, order: Array | None = None) -> Groups:
    """Groups within each owner; a row of an unknown group stands alone."""
    size = len(selection.owner)
    apart = np.arange(1, size + 1) if keys.single else np.where(keys.doubtful, np.arange(1, size + 1), 0)
    return grouped([selection.owner, apart, *keys.arrays], [] if order is None else [order])


def without_unknown_groups(selection: Selection, keys: Keys, concerned: Mask) -> Selection:
    """Rows of an unknown group are absent from the low world; in the high one each stands alone."""
    doubtful = keys.doubtful & selection.high.alive & concerned
    if not doubtful.any():
        return selection
    gains = selection.low.amount >= 0
    low = World(selection.low.alive & ~(doubtful & gains), selection.low.amount)
    high = World(selection.high.alive & ~(doubtful & ~gains), selection.high.amount)
    return replace(selection, low=low, high=high)
