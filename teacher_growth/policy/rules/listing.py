"""A list chosen or checked: from a policy's judged subjects to ranks, limits and who is on it."""

from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.choosing.choosing import Choice, choose
from teacher_growth.policy.rules.choosing.limits import Limit, rounded
from teacher_growth.policy.rules.choosing.packing import TooEntangledError
from teacher_growth.policy.rules.compiling.core import columns
from teacher_growth.policy.rules.compiling.listing import ListPlan
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.judging import Judged
from teacher_growth.policy.rules.list_figures import Listed, ListFigures, UnsureError


def listed(judged: Judged) -> Listed | None:
    """The list of the policy; None where it has none."""
    plan: ListPlan | None = judged.policy.list_
    return None if plan is None else _Lister(judged, plan).answer()


class _Lister(ListFigures):
    def answer(self) -> Listed:
        found = self.found
        try:
            found.places = self._places()
            self._outside()
            found.limits = {each.code: self.limit(each) for each in self.plan.limits}
            if self.given is None:
                self._choose()
            else:
                self._check(self.given)
        except UnsureError:
            found.chosen = list(self.given or [])
        except TooEntangledError:
            found.problems.append(("entangled", ()))
        self._forget_doubtful()
        return found

    # what is the same for the whole list

    def _places(self) -> int:
        places = self.figure(self.plan.places)
        if self.plan.times is not None:
            places = Fraction(rounded(places * self.figure(self.plan.times), self.plan.times_way))
        if places.denominator != 1 or places < 0:
            self.found.problems.append(("places", (str(places),)))
            raise UnsureError
        return int(places)

    def _outside(self) -> None:
        if self.plan.outside is None:
            return
        truth = self.judged.truth(self.plan.outside)
        self.need(self.plan.outside, truth.open)
        most = None if self.plan.outside_most is None else int(self.figure(self.plan.outside_most))
        wanted = [row for row in (self.given or self.found.people) if truth.sure[row] and self.sure[row]]
        self.found.outside = sorted(wanted, key=self.found.people.index)[:most]
        self.beyond = np.isin(np.arange(self.judged.size), self.found.outside)

    # choosing and checking

    def _choose(self) -> None:
        found, plan = self.found, self.plan
        self._need_keys()
        at = [place for place, row in enumerate(found.people) if not self.beyond[row]]
        choice = self._chosen_from(at)
        chosen = [at[each] for each in choice.chosen]
        if self._hangs_on(chosen, at):
            return
        if self.doubtful.any():
            at = [place for place in at if self.sure[found.people[place]]]
            choice = self._chosen_from(at)
        inside = {found.people[each] for each in chosen}
        found.chosen = [row for row in found.people if row in inside or self.beyond[row]]
        found.feasible = choice.feasible
        found.choice = Choice(choice.chosen, tuple(_at(each, found.people, at) for each in choice.moved), choice.clash)
        if plan.reserve is not None:
            on_list = set(found.chosen)
            left = [row for row in found.people if row not in on_list and self.sure[row]]
            found.reserve = left[: int(self.figure(plan.reserve))]

    def _chosen_from(self, at: list[int]) -> Choice:
        limits = [_narrowed(limit, at) for limit in self.found.limits.values() if limit is not None]
        worth = None if self.plan.total is None else self._worth(self.plan.total, at)
        return choose(len(at), self.found.places or 0, limits, worth=worth, must_fill=self.plan.must_fill)

    def _need_keys(self) -> None:
        for node, open_ in self.ranking.unknown:
            self.need(node, open_)

    def _worth(self, node: Node, at: list[int]) -> list[int]:
        column = columns(self.run, [node], self.root)[0].wide(self.judged.size)
        self.need(node, ~column.known())
        sign = -1 if self.plan.lowest_total else 1
        return [
            0 if column.is_none(row) else sign * int(column.low[row])
            for row in (self.found.people[each] for each in at)
        ]

    def _hangs_on(self, chosen: list[int], at: list[int]) -> bool:
        """Whether who is chosen hangs on somebody of whom it is not sure that they may be, or on an equal rank."""
        found = self.found
        doubtful = [found.people[each] for each in chosen if self.doubtful[found.people[each]]]
        for row in doubtful:
            found.missing.append((row, self.missing_among(row)))
        self.note([found.people[each] for each in chosen])
        on_list, takes_place = set(chosen), set(at)
        for equals in self.ranking.equals:
            inside = [each for each in equals if each in on_list]
            free = [each for each in equals if each in takes_place]
            if 0 < len(inside) < len(free):
                names = [self.run.source.subject(found.people[each]) for each in free]
                found.problems.append(("equal", tuple(names)))
        return bool(found.missing or found.problems)

    def _check(self, given: list[int]) -> None:
        found = self.found
        place = {row: each for each, row in enumerate(found.people)}
        found.chosen = sorted(given, key=place.__getitem__)
        found.strangers = [row for row in found.chosen if not self.sure[row]]
        for row in found.strangers:
            if self.doubtful[row]:
                found.missing.append((row, self.missing_among(row)))
        counted = np.array([place[row] for row in found.chosen if not self.beyond[row]], dtype=np.int64)
        broken = [limit.code for limit in found.limits.values() if limit is not None and limit.broken(counted).any()]
        kept = not broken and len(counted) <= (found.places or 0) and not found.strangers
        found.feasible = None if found.missing and not broken else kept

    def _forget_doubtful(self) -> None:
        """Whoever may not be a candidate has no rank, nor is the rank of those behind them sure."""
        if self.doubtful.any():
            self.ranking.doubt(self.doubtful)


def _narrowed(limit: Limit, at: list[int]) -> Limit:
    return Limit(limit.code, limit.groups, limit.of[np.array(at, dtype=np.int64)])


def _at(moved: Any, people: list[int], at: list[int]) -> Any:
    """Numbered by subjects, where it was by candidates."""
    replaced = None if moved.replaced_by is None else people[at[moved.replaced_by]]
    return type(moved)(people[at[moved.candidate]], moved.limit, replaced)
