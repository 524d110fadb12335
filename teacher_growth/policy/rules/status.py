"""What became of a rule in each row: every result the facts leave possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules.columns import Mask, Rows
from teacher_growth.policy.rules.truth import Truth, all_of, any_of, at_least_of, opposite


@dataclass(frozen=True, slots=True, eq=False)
class Status:
    """Masks of the results that are possible; where more than one is, it cannot be told (or does not matter)."""

    met: Mask
    failed: Mask
    open: Mask
    idle: Mask
    """Not applicable."""

    def __len__(self) -> int:
        return len(self.met)

    def take(self, rows: Rows) -> "Status":
        return Status(self.met[rows], self.failed[rows], self.open[rows], self.idle[rows])

    def wide(self, size: int) -> "Status":
        return self if len(self) == size else self.take(np.zeros(size, dtype=np.int64))

    @property
    def holds(self) -> Truth:
        """Nothing speaks against it: met, or not applicable."""
        return Truth(self.met | self.idle, self.failed | self.open)

    @property
    def fulfilled(self) -> Truth:
        """Met in fact: what does not apply fulfils nothing."""
        return Truth(self.met, self.failed | self.open | self.idle)

    def at(self, row: int) -> str:
        if self.idle[row] and not (self.met[row] or self.failed[row] or self.open[row]):
            return "not_applicable"
        if not (self.failed[row] or self.open[row]):
            return "met"
        if self.met[row] or self.idle[row] or (self.failed[row] and self.open[row]):
            return "cannot_tell"
        return "not_met" if self.failed[row] else "open"

    def is_(self, result: str) -> Truth:
        """Whether the result is that one."""
        masks = {"met": self.met, "not_met": self.failed, "open": self.open, "not_applicable": self.idle}
        others = [mask for name, mask in masks.items() if name != result]
        return Truth(masks[result], others[0] | others[1] | others[2])


def of(truth: Truth) -> Status:
    never = np.zeros(len(truth), dtype=bool)
    return Status(truth.yes, truth.no, never, never)


def applied(status: Status, applies: Truth) -> Status:
    """Not applicable where it does not apply."""
    size = max(len(status), len(applies))
    status, applies = status.wide(size), applies.wide(size)
    return Status(
        status.met & applies.yes,
        status.failed & applies.yes,
        status.open & applies.yes,
        (status.idle & applies.yes) | applies.no,
    )


def before(status: Status, still: Truth) -> Status:
    """What failed is open while there is still time."""
    size = max(len(status), len(still))
    status, still = status.wide(size), still.wide(size)
    return Status(status.met, status.failed & still.no, status.open | (status.failed & still.yes), status.idle)


def joined(mode: str, parts: Sequence[Status], count: int = 0) -> Status:
    """all, any, none or at_least(count) of the parts; not applicable where none of them is."""
    if not parts:
        return of(Truth(np.array([mode != "any"]), np.array([mode == "any"])))
    size = max(len(each) for each in parts)
    parts = [each.wide(size) for each in parts]
    truths = {
        "all": lambda: all_of([each.holds for each in parts]),
        "any": lambda: any_of([each.fulfilled for each in parts]),
        "none": lambda: opposite(any_of([each.fulfilled for each in parts])),
        "at_least": lambda: at_least_of(count, [each.fulfilled for each in parts]),
    }
    truth = truths[mode]().wide(size)
    idle = np.logical_and.reduce([each.idle for each in parts])
    surely = idle & np.logical_and.reduce([~(each.met | each.failed | each.open) for each in parts])
    still = _open(mode, parts, truth)
    return Status(truth.yes & ~surely, truth.no & ~surely & ~still, truth.no & still & ~surely, surely)


def _open(mode: str, parts: Sequence[Status], truth: Truth) -> Mask:
    """Where the whole fails only because of parts that are still open."""
    if mode == "all":
        failing = np.logical_or.reduce([each.failed for each in parts])
        waiting = np.logical_or.reduce([each.open for each in parts])
        return np.asarray(waiting & ~failing)
    if mode in ("any", "at_least"):
        waiting = np.logical_or.reduce([each.open & ~each.failed for each in parts])
        return np.asarray(waiting & truth.no & ~truth.yes)
    return np.zeros(len(truth), dtype=bool)
