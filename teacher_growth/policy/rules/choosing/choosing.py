"""Choosing a list: the fullest that the limits allow, then by rank person for person, or by the greatest total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from teacher_growth.policy.rules.choosing.limits import Limit, classes
from teacher_growth.policy.rules.choosing.packing import Packing
from teacher_growth.policy.rules.columns import Mask, Rows

PLACES = "places"
FEW_GROUPS = 40
"""Limits of more groups are taken into account where a list would go against them: most schools never matter."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whom a limit kept off the list; `replaced_by` took the place, None where nobody did or it was taken."""

    candidate: int
    limit: str
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """`chosen` in the order of rank. No list is possible where `clash` names limits."""

    chosen: tuple[int, ...]
    moved: tuple[Moved, ...] = ()
    clash: tuple[str, ...] = ()

    @property
    def feasible(self) -> bool:
        return not self.clash


def choose(
    size: int, places: int, limits: Sequence[Limit], *, worth: Sequence[int] | None = None, must_fill: bool = False
) -> Choice:
    """Of candidates 0, 1, … in order of rank. `worth`: the greatest total of it goes before rank.

    Raises TooEntangledError where the limits cross so much that the search was given up.
    """
    limits = tuple(limits)
    full = min(places, size)
    lengths = range(places, places - 1, -1) if must_fill else range(full, 0, -1)
    if full == 0 and not (must_fill and places):
        return Choice(())
    search = _Search(size, limits, apart=worth is not None)
    for length in lengths:
        if length <= size and search.possible(length):
            chosen = search.by_rank(length) if worth is None else search.by_total(length, worth)
            return Choice(chosen, tuple(_moved(size, places, limits, np.array(chosen, dtype=np.int64))))
    if not must_fill and not _any(size, full, [each.without_least() for each in limits]):
        return Choice((), tuple(_moved(size, places, limits, np.zeros(0, dtype=np.int64))))
    return Choice((), clash=_clash(size, lengths, [each for each in limits if each.code in search.blamed]) or (PLACES,))


def _any(size: int, full: int, limits: Sequence[Limit]) -> bool:
    search = _Search(size, limits)
    return any(search.possible(length) for length in range(1, full + 1))


def _clash(size: int, lengths: range, limits: list[Limit]) -> tuple[str, ...]:
    """Limits that together rule out every list, and no longer do when any of them is left out."""
    for each in reversed(list(limits)):
        fewer = [other for other in limits if other is not each]
        search = _Search(size, fewer)
        if not any(search.possible(length) for length in lengths if length <= size):
            limits = fewer
    return tuple(each.code for each in limits)


class _Search:
    """Numbers of people of each class that make a list, for one length after the other."""

    def __init__(self, size: int, limits: Sequence[Limit], *, apart: bool = False) -> None:
        self.size, self.limits = size, [each for each in limits if each.groups]
        self.of, count = (np.arange(size), size) if apart else classes(self.limits, size)
        self.sizes = np.bincount(self.of, minlength=count)
        first = np.unique(self.of, return_index=True)[1]
        self.owner = np.array([at for at, limit in enumerate(self.limits) for _ in limit.groups])
        kept = self._binding()
        self.kept = np.flatnonzero(kept)
        self.owner = self.owner[self.kept] if len(self.kept) else self.kept
        place = np.append(np.where(kept, np.cumsum(kept) - 1, len(self.kept)), len(self.kept))
        starts = np.cumsum([0, *(len(limit.groups) for limit in self.limits)])
        rows_of = [
            place[np.where(limit.of[first] < 0, len(kept), limit.of[first] + start)]
            for limit, start in zip(self.limits, starts, strict=False)
        ]
        few = [at for at, owner in enumerate(self.owner) if len(self.limits[owner].groups) <= FEW_GROUPS]
        matrix = np.stack([*rows_of, np.full(count, len(self.kept))], axis=1)
        self.packing = Packing(matrix, len(self.kept), self.sizes, np.array(few, dtype=np.int64))
        self.blamed: set[str] = set()
        """Limits that ruled out some length."""

    def _binding(self) -> Mask:
        """Rows that could ever stand in the way: a school with two candidates cannot send three."""
        needed = []
        for limit in self.limits:
            there = limit.counts(np.arange(self.size))
            for group, count in zip(limit.groups, there, strict=True):
                loose = group.most is None or (not group.most.of_chosen and group.most.at(0, least=False) >= count)
                needed.append(group.least is not None or not loose)
        return np.array(needed, dtype=bool)

    def possible(self, length: int) -> bool:
        alone = next((each.code for each in self.limits if each.impossible(length)), None)
        if alone is not None:
            self.blamed.add(alone)
            return False
        bounds = [each.bounds(length) for each in self.limits]
        none = np.zeros(0, dtype=np.int64)
        low, high = (np.concatenate([none, *(each[end] for each in bounds)])[self.kept] for end in (0, 1))
        self.packing.bound_rows(low, high, length)
        if self.packing.possible():
            return True
        self.blamed |= {self.limits[self.owner[each]].code for each in self.packing.used if each < len(self.owner)}
        return False

    def by_rank(self, length: int) -> tuple[int, ...]:
        """After `possible`: each in turn, if a list of that length is still possible with them."""
        packing = self.packing
        taken, planned = np.zeros(len(self.sizes), dtype=np.int64), packing.found
        closed = np.zeros(len(self.sizes), dtype=bool)
        chosen: list[int] = []
        for candidate, each in enumerate(self.of):
            if len(chosen) == length:
                break
            if closed[each]:
                continue
            packing.bound_class(each, int(taken[each]) + 1, int(self.sizes[each]))
            if taken[each] < planned[each] or packing.possible():
                planned = packing.found
                taken[each] += 1
                chosen.append(candidate)
            else:
                packing.bound_class(each, int(taken[each]), int(self.sizes[each]))
                for other in np.flatnonzero(packing.hopeless() & ~closed).tolist():
                    closed[other] = True
                    packing.bound_class(other, int(taken[other]), int(taken[other]))
                closed[each] = True
                packing.bound_class(each, int(taken[each]), int(taken[each]))
        return tuple(chosen)

    def by_total(self, length: int, worth: Sequence[int]) -> tuple[int, ...]:
        """After `possible`: the greatest total; of equal totals the better rank, person for person."""
        del length
        ranked = [(each << self.size) + (1 << self.size - 1 - at) for at, each in enumerate(worth)]
        self.packing.greatest(ranked)
        return tuple(int(each) for each in np.flatnonzero(self.packing.found))


def _moved(size: int, places: int, limits: Sequence[Limit], chosen: Rows) -> list[Moved]:
    """Everybody before the last one chosen who is not, and, where places stay empty, all others too."""
    length = len(chosen)
    last = int(chosen[-1]) if length else -1
    until = size if length < min(places, size) else last
    beyond = iter(chosen[chosen >= length].tolist())
    on_list = set(chosen.tolist())
    reason = _reasons(limits, chosen)
    found = []
    for candidate in range(until):
        if candidate not in on_list:
            replaced = next(beyond, None) if candidate < length else None
            found.append(Moved(candidate, reason(candidate), replaced))
    return found


def _reasons(limits: Sequence[Limit], chosen: Rows) -> Callable[[int], str]:
    """The limit somebody would break in the place of anybody who was chosen after them, or as one more."""
    length = len(chosen)
    now = [(limit, limit.counts(chosen), *limit.bounds(length), limit.of[chosen]) for limit in limits]

    def reason(candidate: int) -> str:
        after = chosen > candidate
        if not after.any():
            more = np.append(chosen, candidate)
            return next((each.code for each in limits if each.broken(more).any()), PLACES)
        at_last = None
        for limit, counts, low, high, groups in now:
            own, others = int(limit.of[candidate]), groups[after]
            over = own >= 0 and counts[own] + 1 > high[own]
            short = (others >= 0) & (counts[others] - 1 < low[others])
            breaks = (others != own) & (over | short)
            if breaks.all():
                return limit.code
            if breaks[-1] and at_last is None:
                at_last = limit.code
        return at_last or PLACES

    return reason
