"""Periods in use: for each row the period meant, and which period a day lies in."""

from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Column, Rows
from teacher_growth.policy.rules.truth import Truth


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """From the first to the last day, both included, in each row; `number` where the period is one of a sequence."""

    start: Column
    end: Column
    number: Column | None = None

    def __len__(self) -> int:
        return max(len(self.start), len(self.end))

    def take(self, rows: Rows) -> "Span":
        wide = (
            self.wide(max(len(self), int(rows.max()) + 1 if len(rows) else 0))
            if len(self.start) != len(self.end)
            else self
        )
        number = None if wide.number is None else wide.number.take(rows)
        return Span(wide.start.take(rows), wide.end.take(rows), number)

    def wide(self, size: int) -> "Span":
        number = None if self.number is None else self.number.wide(size)
        return Span(self.start.wide(size), self.end.wide(size), number)

    def holds(self, day: Column) -> Truth:
        return t.all_of([t.at_least(day, self.start), t.at_least(self.end, day)])

    def at(self, row: int) -> tuple[int, int] | None:
        ends = (self.start.at(row), self.end.at(row))
        return None if ends[0] is None or ends[1] is None else (int(ends[0]), int(ends[1]))


NO_END = np.int64(3652059)
