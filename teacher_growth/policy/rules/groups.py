"""Rows gathered into groups, and sums, firsts and running totals over them, for all groups at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules.columns import FITS, Array, Rows, largest


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """`order` lists the rows group by group; `starts` (one more than groups) says where each group begins in it."""

    order: Rows
    starts: Rows

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def of_row(self) -> Rows:
        """Each row's group."""
        groups = np.empty(len(self.order), dtype=np.int64)
        groups[self.order] = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return groups

    def sums(self, values: Array) -> Array:
        return spread(values[self.order], self.starts)

    def before(self, values: Array) -> Array:
        """For each row, the sum of its group's rows that stand before it."""
        arranged = values[self.order]
        running = np.cumsum(_safe(arranged)) - arranged
        base = np.repeat(running[self.starts[:-1]], np.diff(self.starts))
        found = np.empty_like(running)
        found[self.order] = running - base
        return found

    def places(self) -> Rows:
        """Each row's place within its group, from 0."""
        found = np.empty(len(self.order), dtype=np.int64)
        found[self.order] = np.arange(len(self.order)) - np.repeat(self.starts[:-1], np.diff(self.starts))
        return found


def grouped(keys: Sequence[Array], order_by: Sequence[Array] = ()) -> Groups:
    """Groups of rows with equal keys, each arranged by `order_by` and then as the rows stand."""
    size = len(keys[0])
    order = np.lexsort([*reversed([*keys, *order_by])]) if size else np.zeros(0, dtype=np.int64)
    changes = np.zeros(size, dtype=bool)
    changes[:1] = True
    for key in keys:
        arranged = key[order]
        changes[1:] |= np.asarray(arranged[1:] != arranged[:-1], dtype=bool)
    return Groups(order, np.append(np.flatnonzero(changes), size))


def whole(owner: Rows, size: int) -> Groups:
    """One group for each owner, also those without rows; the rows stand by owner."""
    return Groups(np.arange(len(owner)), offsets(owner, size))


def offsets(owner: Rows, size: int) -> Rows:
    """Where each owner's rows begin, in rows that stand by owner."""
    return np.searchsorted(owner, np.arange(size + 1))


def _safe(values: Array) -> Array:
    """Wide enough for running totals."""
    if values.dtype != object and len(values) and largest(values) * len(values) >= FITS:
        return values.astype(object)
    return values


def spread(values: Array, starts: Rows) -> Array:
    """Sums of consecutive runs of values, empty ones 0."""
    running = np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(_safe(values))])
    found: Array = running[starts[1:]] - running[starts[:-1]]
    return found


def extremes(values: Array, owner: Rows, size: int, *, greatest: bool, empty: int) -> Array:
    """The greatest or smallest value of each owner's rows (rows stand by owner); `empty` where there is none."""
    starts = offsets(owner, size)
    found = np.full(size, empty, dtype=values.dtype)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        found[filled] = (np.maximum if greatest else np.minimum).reduceat(values, starts[filled])
    return found


def expand(starts: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """For each of the given rows all its children: (which of the given rows, which child), one line a child."""
    counts = starts[rows + 1] - starts[rows]
    owner = np.repeat(np.arange(len(rows)), counts)
    first = np.cumsum(counts) - counts
    children = np.arange(len(owner)) - first[owner] + starts[rows][owner]
    return owner, children
