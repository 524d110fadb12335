"""From a list that breaks limits to one that keeps them, one person exchanged at a time; it may miss one."""

import numpy as np

from teacher_growth.policy.rules.columns import Rows

REST = 6
"""So many steps an exchanged class is left alone: otherwise two would be exchanged for ever."""


class Repair:
    """`rows_of` says for each class the rows it counts in; the row after the last is of those that count in none."""

    def __init__(self, rows_of: Rows, rows: int) -> None:
        self.rows_of, self.rows = rows_of, rows

    def from_(
        self, start: Rows, ends: tuple[Rows, Rows], bounds: tuple[Rows, Rows], length: int, steps: int
    ) -> Rows | None:
        """Numbers of each class between `ends`, `length` in all, that keep the rows within `bounds`."""
        numbers = np.clip(start, *ends)
        low, high = np.append(bounds[0], 0), np.append(bounds[1], 2**40)
        held = np.bincount(self.rows_of.ravel(), np.repeat(numbers, self.rows_of.shape[1]), self.rows + 1).astype(
            np.int64
        )
        rested = np.zeros((2, len(numbers)), dtype=np.int64)
        size = int(numbers.sum())
        for step in range(steps + abs(length - size)):
            if size == length and not _wrong(held, low, high).any():
                return numbers
            if size >= length:
                leaves = self._best(held, -1, (low, high), (numbers > ends[0]) & (rested[0] <= step))
                if leaves is None:
                    return None
                self._change(numbers, held, leaves, -1)
                rested[1, leaves] = step + REST
            if size <= length:
                joins = self._best(held, 1, (low, high), (numbers < ends[1]) & (rested[1] <= step))
                if joins is None:
                    return None
                self._change(numbers, held, joins, 1)
                rested[0, joins] = step + REST
            size = int(numbers.sum())
        return numbers if size == length and not _wrong(held, low, high).any() else None

    def _best(self, held: Rows, way: int, bounds: tuple[Rows, Rows], free: Rows) -> int | None:
        """The class of which one more or one fewer mends most."""
        where = np.flatnonzero(free)
        if not len(where):
            return None
        cost = _wrong(held + way, *bounds) - _wrong(held, *bounds)
        return int(where[np.argmin(cost[self.rows_of[where]].sum(axis=1))])

    def _change(self, numbers: Rows, held: Rows, each: int, way: int) -> None:
        numbers[each] += way
        held[np.unique(self.rows_of[each])] += way


def _wrong(held: Rows, low: Rows, high: Rows) -> Rows:
    found: Rows = np.maximum(low - held, 0) + np.maximum(held - high, 0)
    return found
