"""Whether whole or broken numbers of each class can meet all bounds: the simplex method in whole numbers, no rounding.

The tableau holds integers over one common denominator (Edmonds' pivoting), so an answer is a proof. Bounds may be
changed between questions: the next one starts from the last answer.
"""

from fractions import Fraction

import numpy as np

from teacher_growth.policy.rules.columns import Array, Mask, Rows

SMALL = 2**30
"""Products of two such entries still fit 64 bits; beyond it Python's own integers take over."""
HEURISTIC = 200
"""So many steps take the worst row first; after them the first row, which is sure to end."""


class Tableau:
    """Variables 0…n−1 are the columns of `matrix`, n… the sums of its rows and of those added; each has its bounds."""

    def __init__(self, matrix: Array, low: Array, high: Array) -> None:
        rows, columns = matrix.shape
        self.cells: Array = matrix.astype(np.int64)
        self.den = 1
        self.low: Array = low
        self.high: Array = high
        self.outside = np.arange(columns)
        """The variable of each column: at a whole number; those of the rows follow from them."""
        self.inside = np.arange(columns, columns + rows)
        self.at: Array = low[:columns].copy()
        self.broken: tuple[Rows, Array, Array] = (self.inside[:0], self.at[:0], self.at[:0])
        self.goal: Array | None = None
        """What each column adds to the total, times `den`; whoever sets it uses Python's own integers."""

    def possible(self) -> bool:
        """Moves to values that keep all bounds; False where there are none, `proof` then says why."""
        self.at = np.clip(self.at, self.low[self.outside], self.high[self.outside])
        for step in range(10**9):
            sums = self._sums()
            side = self._side(sums)
            if not side.any():
                return True
            if step >= HEURISTIC:
                side = self._first_only(side)
            rows = np.flatnonzero(side)
            pull: Array = side[rows] @ self.cells[rows]
            column = self._helping(pull, first=step >= HEURISTIC)
            if column is None:
                self.broken = rows, side[rows], pull
                return False
            if step >= HEURISTIC:
                self._swap(int(rows[0]), column, at_low=bool(side[rows[0]] > 0))
            else:
                self._move(column, bool(pull[column] > 0), sums, side)
        raise AssertionError("unreachable")

    def _sums(self) -> Array:
        found: Array = self.cells @ self.at
        return found

    def _side(self, sums: Array) -> Array:
        """1 for rows below their bounds, −1 for those above, 0 for those within."""
        below = np.asarray(sums < self.low[self.inside] * self.den, dtype=np.int64)
        return below - np.asarray(sums > self.high[self.inside] * self.den, dtype=np.int64)

    def _first_only(self, side: Array) -> Array:
        """Row by row in a fixed order it takes longer, but is sure to end."""
        wrong = np.flatnonzero(side)
        row = wrong[np.argmin(self.inside[wrong])]
        only = np.zeros_like(side)
        only[row] = side[row]
        return only

    def _helping(self, pull: Array, *, first: bool) -> int | None:
        """A column that can still move so that the rows come nearer to their bounds."""
        can_rise, can_fall = self.at < self.high[self.outside], self.at > self.low[self.outside]
        helping = np.flatnonzero(np.asarray(((pull > 0) & can_rise) | ((pull < 0) & can_fall), dtype=bool))
        if not len(helping):
            return None
        best = np.argmin(self.outside[helping]) if first else np.argmax(np.abs(pull[helping]))
        return int(helping[best])

    def _swap(self, row: int, column: int, *, at_low: bool) -> None:
        leaving = self.inside[row]
        self.pivot(row, column)
        self.at[column] = self.low[leaving] if at_low else self.high[leaving]

    def _move(self, column: int, rises: bool, sums: Array, side: Array) -> None:
        """As far as the sum of what is wrong grows smaller. Where it ends is a guess; every end is a true one."""
        rate = self.cells[:, column].astype(float) * (1 if rises else -1)
        rows = np.flatnonzero(rate)
        rate, now, side = rate[rows], sums[rows].astype(float), side[rows]
        low, high = ((each[self.inside[rows]] * self.den).astype(float) for each in (self.low, self.high))
        near, far = np.where(rate > 0, low, high), np.where(rate > 0, high, low)
        meets_far = side * rate >= 0
        meets_near = side * rate > 0
        reach = np.concatenate([((far - now) / rate)[meets_far], ((near - now) / rate)[meets_near]])
        ends = np.concatenate([rows[meets_far], rows[meets_near]])
        loss = np.abs(np.concatenate([rate[meets_far], rate[meets_near]]))
        is_near = np.arange(len(ends)) >= int(meets_far.sum())
        order = np.argsort(reach, kind="stable")
        gain = float(np.abs(rate[meets_near]).sum() - np.abs(rate[side * rate < 0]).sum())
        left = gain - np.cumsum(loss[order])
        variable = self.outside[column]
        full = self.high[variable] if rises else self.low[variable]
        stop = int(np.argmax(left <= 1e-6)) if len(left) and left[-1] <= 1e-6 else None
        if stop is None or reach[order[stop]] > abs(int(full) - int(self.at[column])):
            self.at[column] = full
            return
        row, near_end = int(ends[order[stop]]), bool(is_near[order[stop]])
        upward = (self.cells[row, column] > 0) == rises
        self._swap(row, column, at_low=upward == near_end)

    def pivot(self, row: int, column: int) -> None:
        """The row's variable and the column's change places."""
        cells, den, turn = self.cells, self.den, int(self.cells[row, column])
        own, others = cells[row].copy(), cells[:, column].copy()
        others[row] = 0
        touched = np.flatnonzero(others) if turn in (den, -den) else np.arange(len(cells))
        sign = 1 if turn > 0 else -1
        changed = (cells[touched] * turn - np.outer(others[touched], own)) // den * sign
        changed[:, column] = others[touched] * sign
        cells[touched] = changed
        cells[row] = -own * sign
        cells[row, column] = den * sign
        if self.goal is not None:
            self.goal = _turned(self.goal, own, column, turn, den)
        self.den = abs(turn)
        self.outside[column], self.inside[row] = self.inside[row], self.outside[column]
        if cells.dtype != object and (abs(turn) >= SMALL or (changed.size and int(np.abs(changed).max()) >= SMALL)):
            self.cells, self.at = self.cells.astype(object), self.at.astype(object)
            self.low, self.high = self.low.astype(object), self.high.astype(object)

    def raise_(self) -> None:
        """From possible values to those of the greatest total."""
        for step in range(10**9):
            column = self._gaining(step)
            if column is None:
                return
            row, full = self._first_bound(column)
            if row is None:
                self.at[column] = full
            else:
                rises = (self.cells[row, column] > 0) == (self.goal[column] > 0)  # type: ignore[index]  # set by who asks
                self._swap(row, column, at_low=not rises)

    def _gaining(self, step: int) -> int | None:
        goal: Array = self.goal if self.goal is not None else self.at * 0
        can_rise, can_fall = self.at < self.high[self.outside], self.at > self.low[self.outside]
        up, down = np.asarray(goal > 0, dtype=bool), np.asarray(goal < 0, dtype=bool)
        gaining = np.flatnonzero((up & can_rise) | (down & can_fall))
        if not len(gaining):
            return None
        if step < 10 * HEURISTIC:
            return int(gaining[np.argmax(np.abs(goal[gaining]))])
        return int(gaining[np.argmin(self.outside[gaining])])

    def _first_bound(self, column: int) -> tuple[int | None, int]:
        """Which row stops the column's variable, if any does before its own bound, and that bound."""
        rises = self.goal is not None and self.goal[column] > 0
        variable = self.outside[column]
        full = self.high[variable] if rises else self.low[variable]
        best, stops = Fraction(abs(int(full) - int(self.at[column]))), None
        sums, cells = self._sums(), self.cells[:, column]
        for row in sorted(np.flatnonzero(cells), key=lambda each: self.inside[each]):
            edge = self.high if (cells[row] > 0) == rises else self.low
            room = abs(int(edge[self.inside[row]]) * self.den - int(sums[row]))
            reach = Fraction(room, abs(int(cells[row])))
            if reach < best:
                best, stops = reach, int(row)
        return stops, int(full)

    def proof(self) -> Array:
        """A sum over all variables that is always nought, but would be below nought within the bounds."""
        rows, side, pull = self.broken
        found = np.zeros(len(self.low), dtype=object)
        found[self.inside[rows]] = -side.astype(object) * self.den
        found[self.outside] = pull
        return found

    def add_row(self, row: Array, variable: int) -> None:
        """One more row over the columns of the matrix, with that variable for its sum."""
        own = np.zeros(len(self.low), dtype=self.cells.dtype)
        own[: len(row)] = row
        known = np.flatnonzero(own[self.inside])
        cells = own[self.outside] * self.den + own[self.inside[known]] @ self.cells[known]
        self.cells = np.vstack([self.cells, cells])
        self.inside = np.append(self.inside, variable)

    def values(self) -> tuple[Array, Mask]:
        """Of the columns of the matrix: each times `den`, and which of them are whole."""
        size = len(self.outside)
        found = np.zeros(len(self.low), dtype=self.at.dtype)
        found[self.outside] = self.at * self.den
        found[self.inside] = self._sums()
        return found[:size], np.asarray(found[:size] % self.den == 0, dtype=bool)


def _turned(goal: Array, own: Array, column: int, turn: int, den: int) -> Array:
    """The total's row after a pivot."""
    gain = goal[column]
    if not gain and abs(turn) == den:
        return goal
    sign = 1 if turn > 0 else -1
    found: Array = (goal * turn - gain * own.astype(object)) // den * sign
    found[column] = gain * sign
    return found
