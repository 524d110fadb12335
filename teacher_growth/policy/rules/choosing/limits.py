"""Limits on a list: how many of each group it must and may hold, for each length the list could have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

import numpy as np

from teacher_growth.policy.rules.columns import Mask, Rows


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of people, or a share of those chosen. Without a rounding it is met exactly: 20 % of 7 need 2."""

    amount: Fraction
    of_chosen: bool = False
    way: str | None = None

    def at(self, chosen: int, *, least: bool) -> int:
        """In whole people, for a list of that length."""
        amount = self.amount * chosen if self.of_chosen else self.amount
        return rounded(amount, self.way or ("up" if least else "down"))


def rounded(amount: Fraction, way: str) -> int:
    if way == "down":
        return floor(amount)
    if way == "up":
        return ceil(amount)
    return round(amount) if way == "half_even" else floor(amount + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Group:
    """The people one pair of bounds is about; of a limit per school the people of one school."""

    key: str | None
    least: Bound | None = None
    most: Bound | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """`of` gives each candidate's place in `groups`, −1 where they are not counted. Nobody is in two groups."""

    code: str
    groups: tuple[Group, ...]
    of: Rows
    _bounds: dict[int, tuple[Rows, Rows]] = field(default_factory=dict)

    def bounds(self, chosen: int) -> tuple[Rows, Rows]:
        """The least and the most of each group, in a list of that length."""
        if chosen not in self._bounds:
            low = [0 if each.least is None else max(each.least.at(chosen, least=True), 0) for each in self.groups]
            high = [chosen if each.most is None else each.most.at(chosen, least=False) for each in self.groups]
            self._bounds[chosen] = np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)
        return self._bounds[chosen]

    def counts(self, rows: Rows) -> Rows:
        """How many of these candidates are in each group."""
        places = self.of[rows]
        return np.bincount(places[places >= 0], minlength=len(self.groups))

    def impossible(self, chosen: int) -> bool:
        """Whether this limit alone rules out every list of that length."""
        low, high = self.bounds(chosen)
        there = self.counts(np.arange(len(self.of)))
        others = len(self.of) - int(there.sum())
        return bool(
            np.any(low > np.minimum(there, high))
            or int(low.sum()) > chosen
            or int(np.minimum(there, high).sum()) + others < chosen
        )

    def broken(self, rows: Rows) -> Mask:
        """Which groups these people, as a list, are too few or too many of."""
        low, high = self.bounds(len(rows))
        counts = self.counts(rows)
        return np.asarray((counts < low) | (counts > high), dtype=bool)

    def without_least(self) -> "Limit":
        return Limit(self.code, tuple(Group(each.key, None, each.most) for each in self.groups), self.of)


def classes(limits: Sequence[Limit], size: int) -> tuple[Rows, int]:
    """Candidates that no limit tells apart are of one class; classes are numbered by their first candidate."""
    if not limits or not size:
        return np.zeros(size, dtype=np.int64), min(size, 1)
    _each, first, of = np.unique(np.stack([each.of for each in limits]), axis=1, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[of.reshape(-1)], len(first)
