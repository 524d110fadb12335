"""Whole numbers of each class within all bounds: by small changes where they suffice, else by the simplex method.

A list found by small changes is a list; that there is none is only said on a proof.
"""

import numpy as np

from teacher_growth.policy.rules.choosing.repair import Repair
from teacher_growth.policy.rules.choosing.simplex import Tableau
from teacher_growth.policy.rules.columns import Array, Mask, Rows

MOST_BRANCHES = 5_000
FEW, MANY = 12, 400
"""Small changes tried before the proof, and from the broken numbers it ends at."""


class TooEntangledError(Exception):
    """So many limits cross that the search for a list was given up; nothing is said instead of something unsure."""


class Packing:
    """Numbers of each class, `rows_of` the rows that each class counts in (one per limit, the last row: none)."""

    def __init__(self, rows_of: Rows, rows: int, sizes: Rows, first: Rows) -> None:
        self.columns, self.sizes = len(sizes), sizes
        self.repair = Repair(rows_of, rows)
        self.matrix = np.zeros((rows + 1, self.columns), dtype=np.int64)
        for each in rows_of.T:
            self.matrix[each, np.arange(self.columns)] = 1
        self.matrix[rows] = 1
        low = np.zeros(self.columns + rows + 1, dtype=np.int64)
        self.tableau = Tableau(self.matrix[:0], low, np.append(sizes, self.matrix @ sizes))
        self.there = np.zeros(rows + 1, dtype=bool)
        """Rows the tableau knows; the others are added when it goes against them."""
        for row in [rows, *first]:
            self._know(int(row))
        self.length = 0
        self.found: Rows = np.zeros(self.columns, dtype=np.int64)
        """The numbers of the last answer."""
        self.proof: Array = np.zeros(len(low), dtype=object)
        self.known: Array = self.proof
        """The last proof: often it holds for the next question too."""
        self.depth = 0
        self.used: set[int] = set()
        """Rows whose bounds stand in the way, after an answer of no."""

    def _know(self, row: int) -> None:
        if not self.there[row]:
            self.there[row] = True
            self.tableau.add_row(self.matrix[row], self.columns + row)

    def bound_rows(self, low: Rows, high: Rows, length: int) -> None:
        most = self.matrix @ self.sizes
        self.low, self.high, self.length = np.maximum(low, 0), np.minimum(high, most[:-1]), length
        self.tableau.low[self.columns :] = np.append(self.low, length)
        self.tableau.high[self.columns :] = np.append(self.high, length)

    def bound_class(self, each: int, low: int, high: int) -> None:
        self.tableau.low[each], self.tableau.high[each] = low, high

    def ends(self) -> tuple[Rows, Rows]:
        return (each[: self.columns].astype(np.int64) for each in (self.tableau.low, self.tableau.high))  # type: ignore[return-value]  # two of them

    def possible(self) -> bool:
        """Whether there are such numbers. Raises TooEntangledError."""
        self.used, self.proof = set(), self.proof * 0
        if np.any(self.low > self.high):
            self.used = {int(each) for each in np.flatnonzero(self.low > self.high)}
            return False
        if self._gap(self.known) < 0:
            self._refused(self.known)
            return False
        if self._repaired(self.found, FEW):
            return True
        self.left, self.depth = MOST_BRANCHES, 0
        return self._search()

    def _repaired(self, start: Rows, steps: int) -> bool:
        low, high = self.ends()
        found = self.repair.from_(start, (low, high), (self.low, self.high), self.length, steps)
        if found is not None:
            self.found = found
        return found is not None

    def _relaxed(self) -> bool:
        """Whether broken numbers are possible, with every row known that they would go against."""
        while self.tableau.possible():
            wrong = self._against()
            if not wrong.any():
                return True
            for row in np.flatnonzero(wrong):
                self._know(int(row))
        return False

    def _against(self) -> Mask:
        values, _whole = self.tableau.values()
        sums = self.matrix[:-1] @ values
        den = self.tableau.den
        return np.asarray(((sums < self.low * den) | (sums > self.high * den)) & ~self.there[:-1], dtype=bool)

    def _search(self) -> bool:
        self._count()
        tableau = self.tableau
        if not self._relaxed():
            self._refused(tableau.proof())
            return False
        values, whole = tableau.values()
        below = (values // tableau.den).astype(np.int64)
        if whole.all():
            self.found = below
            return True
        if self._repaired(below, MANY if self.depth == 0 else FEW):
            return True
        broken = int(np.flatnonzero(~whole)[0])
        return any(self._branch(broken, *ends) for ends in ((below[broken] + 1, None), (None, below[broken])))

    def _count(self) -> None:
        if self.left <= 0:
            raise TooEntangledError
        self.left -= 1

    def _branch(self, each: int, low: int | None, high: int | None) -> bool:
        before = int(self.tableau.low[each]), int(self.tableau.high[each])
        self.bound_class(each, before[0] if low is None else low, before[1] if high is None else high)
        self.depth += 1
        try:
            return self._search()
        finally:
            self.depth -= 1
            self.bound_class(each, *before)

    def greatest(self, worth: list[int]) -> None:
        """After `possible`: `found` becomes the numbers of the greatest total worth. Raises TooEntangledError."""
        self.left = MOST_BRANCHES
        self.best: int | None = None
        self._improve(worth)

    def _aim(self, worth: list[int]) -> None:
        """The total by the columns of the tableau, wherever it stands by now."""
        tableau = self.tableau
        own = np.array([*worth, *([0] * (len(tableau.low) - len(worth)))], dtype=object)
        goal = own[tableau.outside] * tableau.den
        for row in np.flatnonzero(own[tableau.inside] != 0):
            goal = goal + own[tableau.inside[row]] * tableau.cells[row].astype(object)
        tableau.goal = goal

    def _raised(self, worth: list[int]) -> bool:
        tableau = self.tableau
        while self._relaxed():
            self._aim(worth)
            tableau.raise_()
            tableau.goal = None
            wrong = np.flatnonzero(self._against())
            if not len(wrong):
                return True
            for row in wrong:
                self._know(int(row))
        return False

    def _improve(self, worth: list[int]) -> None:
        self._count()
        tableau = self.tableau
        if not self._raised(worth):
            return
        values, whole = tableau.values()
        total = sum(int(each) * gain for each, gain in zip(values, worth, strict=True))
        if self.best is not None and total <= self.best * tableau.den:
            return
        below = (values // tableau.den).astype(np.int64)
        if whole.all():
            self.found, self.best = below, total // tableau.den
            return
        broken = int(np.flatnonzero(~whole)[0])
        before = int(tableau.low[broken]), int(tableau.high[broken])
        for low, high in ((below[broken] + 1, before[1]), (before[0], below[broken])):
            self.bound_class(broken, low, high)
            self._improve(worth)
        self.bound_class(broken, *before)

    def hopeless(self) -> Mask:
        """After a no without branching: the classes of which, by the same proof, not one more is possible."""
        return np.asarray(self._gap(self.proof) + np.minimum(self.proof[: self.columns], 0) < 0, dtype=bool)

    def _gap(self, proof: Array) -> int:
        """How much the proof's sum can reach: below nought it holds for the bounds as they are now."""
        at = np.flatnonzero(proof)
        some = proof[at]
        return int((some * np.where(some < 0, self.tableau.low[at], self.tableau.high[at])).sum())

    def _refused(self, proof: Array) -> None:
        if self.depth == 0:
            self.proof = self.known = proof
        self.used |= {int(each) - self.columns for each in np.flatnonzero(proof) if each >= self.columns}
