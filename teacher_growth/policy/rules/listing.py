"""A list chosen or checked: from a policy's judged subjects to ranks, limits and who is on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.choosing.choosing import Choice, choose
from teacher_growth.policy.rules.choosing.limits import Bound, Group, Limit, rounded
from teacher_growth.policy.rules.choosing.packing import TooEntangledError
from teacher_growth.policy.rules.columns import Column, Mask, Rows
from teacher_growth.policy.rules.compiling.core import columns
from teacher_growth.policy.rules.compiling.listing import Edge, ListLimit, ListPlan
from teacher_growth.policy.rules.explaining.missing import missing
from teacher_growth.policy.rules.explaining.words import shown
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.judging import CANNOT_TELL, Judged
from teacher_growth.policy.rules.ranking import Ranking, ranked
from teacher_growth.policy.rules.truth import Truth, always


@dataclass(eq=False)
class Listed:
    """`people` are rows of subjects: candidates by rank, then those who were given without being candidates.

    `limits` number people by their place there; None where one does not apply. `feasible` None: it cannot be told,
    `problems` or `missing` say why.
    """

    plan: ListPlan
    people: list[int]
    ranking: Ranking
    places: int | None = None
    chosen: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    limits: dict[str, Limit | None] = field(default_factory=dict)
    feasible: bool | None = None
    choice: Choice | None = None
    given: bool = False
    strangers: list[int] = field(default_factory=list)
    """Given, but not among those who may be on the list."""
    reserve: list[int] = field(default_factory=list)
    missing: list[tuple[int | None, list[str]]] = field(default_factory=list)
    problems: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


class _UnsureError(Exception):
    """The list cannot be told; what is missing has been noted."""


def listed(judged: Judged) -> Listed | None:
    """The list of the policy; None where it has none."""
    plan: ListPlan | None = judged.policy.list_
    return None if plan is None else _Lister(judged, plan).answer()


class _Lister:
    def __init__(self, judged: Judged, plan: ListPlan) -> None:
        self.judged, self.plan, self.run = judged, plan, judged.run
        self.root = judged.policy.compiler.root
        among = self._among()
        self.sure, self.doubtful = among.sure, among.open
        self.vague: list[tuple[int, Node]] = []
        given: Sequence[str] | None = getattr(self.run.source, "given", None)
        rows = {self.run.source.subject(row): row for row in range(judged.size)}
        self.given = None if given is None else [rows[each] for each in given]
        self.ranking = ranked(self.run, self.root, plan.rank, np.flatnonzero(among.yes))
        people = [int(each) for each in self.ranking.rows]
        people += [each for each in self.given or [] if each not in set(people)]
        self.found = Listed(plan, people, self.ranking, given=given is not None)

    def _among(self) -> Truth:
        if self.plan.among is not None:
            return self.judged.truth(self.plan.among)
        places, codes = self.judged.outcomes()
        if "met" not in codes:
            return always().wide(self.judged.size)
        met = np.asarray(places == codes.index("met"), dtype=bool)
        unsure = np.asarray(places == codes.index(CANNOT_TELL), dtype=bool)
        return Truth(met | unsure, ~met)

    def answer(self) -> Listed:
        found = self.found
        try:
            found.places = self._places()
            self._outside()
            found.limits = {each.code: self._limit(each) for each in self.plan.limits}
            if self.given is None:
                self._choose()
            else:
                self._check(self.given)
        except _UnsureError:
            found.chosen = list(self.given or [])
        except TooEntangledError:
            found.problems.append(("entangled", ()))
        self._forget_doubtful()
        return found

    # what is the same for the whole list

    def _figure(self, node: Node, row: int = 0) -> Fraction:
        column = columns(self.run, [node], node.place)[0]
        at = row if len(column) > 1 else 0
        value: Fraction | None = column.at(at)
        if value is None:
            names = missing(self.run, node, self.root, np.array([row]))
            self.found.missing.append((None if node.place is None else row, names))
            raise _UnsureError
        return value

    def _places(self) -> int:
        places = self._figure(self.plan.places)
        if self.plan.times is not None:
            places = Fraction(rounded(places * self._figure(self.plan.times), self.plan.times_way))
        if places.denominator != 1 or places < 0:
            self.found.problems.append(("places", (str(places),)))
            raise _UnsureError
        return int(places)

    def _outside(self) -> None:
        if self.plan.outside is None:
            self.beyond = np.zeros(self.judged.size, dtype=bool)
            return
        truth = self.judged.truth(self.plan.outside)
        self._need(self.plan.outside, truth.open)
        most = None if self.plan.outside_most is None else int(self._figure(self.plan.outside_most))
        wanted = [row for row in (self.given or self.found.people) if truth.sure[row] and self.sure[row]]
        self.found.outside = sorted(wanted, key=self.found.people.index)[:most]
        self.beyond = np.isin(np.arange(self.judged.size), self.found.outside)

    def _need(self, node: Node, open_: Mask) -> None:
        """Nothing is said where it cannot be told of somebody who may be on the list."""
        rows = [row for row in self.found.people if open_[row]]
        for row in rows:
            self.found.missing.append((row, missing(self.run, node, self.root, np.array([row]))))
        if rows:
            raise _UnsureError

    # limits

    def _vague(self, limit: ListLimit, node: Node, open_: Mask) -> None:
        """People of whom it is not known whether a limit counts them stand in its way as little as they may.

        If even so they are not chosen, the list holds whatever the answer; where that cannot be had nothing is said.
        """
        rows = self.given if self.given is not None else self.found.people
        rows = [row for row in rows if open_[row]]
        one_sided = limit.least is None or (limit.most is None and not limit.per)
        for row in rows:
            self.vague.append((row, node))
        if rows and (self.given is not None or not one_sided):
            self._note(rows)
            raise _UnsureError

    def _note(self, rows: Sequence[int]) -> None:
        for row, node in self.vague:
            if row in rows:
                self.found.missing.append((row, missing(self.run, node, self.root, np.array([row]))))

    def _limit(self, limit: ListLimit) -> Limit | None:
        """None where it does not apply to this list."""
        people = np.array(self.found.people, dtype=np.int64)
        if limit.when is not None and not self._holds(limit.when):
            return None
        counted = np.ones(self.judged.size, dtype=bool)
        if limit.who is not None:
            truth = self.judged.truth(limit.who)
            self._vague(limit, limit.who, truth.open)
            counted = truth.yes if limit.least else truth.sure
        keys, of = self._keys(limit, people, counted & ~self.beyond)
        groups = tuple(
            Group(
                key,
                self._bound(limit, limit.least, people[of == place]),
                self._bound(limit, limit.most, people[of == place]),
            )
            for place, key in enumerate(keys)
        )
        return Limit(limit.code, groups, of)

    def _holds(self, node: Node) -> bool:
        truth = self.judged.truth(node)
        self._need(node, truth.open)
        return bool(truth.sure.all())

    def _keys(self, limit: ListLimit, people: Rows, counted: Mask) -> tuple[list[str | None], Rows]:
        """The groups of a limit by name, and of each person the place of theirs."""
        if not limit.per:
            return [None], np.where(counted[people], 0, -1)
        found = [each.wide(self.judged.size) for each in columns(self.run, limit.per, self.root)]
        for node, column in zip(limit.per, found, strict=True):
            self._vague(limit, node, ~column.known() & counted)
        names = []
        for row in people:
            parts = [_name(column, node, int(row), self.run) for node, column in zip(limit.per, found, strict=True)]
            names.append(" / ".join(parts) if counted[row] and all(parts) else "")
        keys = list(dict.fromkeys([*(limit.keys or ()), *sorted(each for each in set(names) if each)]))
        if limit.keys is not None:
            keys = list(limit.keys)
        places = {key: place for place, key in enumerate(keys)}
        return list(keys), np.array([places.get(name, -1) for name in names], dtype=np.int64)

    def _bound(self, limit: ListLimit, edge: Edge | None, members: Rows) -> Bound | None:
        if edge is None:
            return None
        amounts = {self._figure(edge.node, int(row)) for row in (members if edge.node.place is not None else [0])}
        if not amounts:
            return None
        if len(amounts) > 1:
            self.found.problems.append(("differs", (limit.code,)))
            raise _UnsureError
        amount = amounts.pop()
        if edge.share_of == "chosen":
            return Bound(amount, of_chosen=True, way=edge.way)
        return Bound(amount * self._base(edge.share_of), way=edge.way)

    def _base(self, of: "str | Node | None") -> Fraction:
        if isinstance(of, Node):
            return self._figure(of)
        if of == "candidates":
            for row in np.flatnonzero(self.doubtful):
                self.found.missing.append((int(row), self._missing_among(int(row))))
            if self.doubtful.any():
                raise _UnsureError
            return Fraction(int((self.sure & ~self.beyond).sum()))
        return Fraction(1 if of is None else self.found.places or 0)

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
            left = [row for row in found.people if row not in set(found.chosen) and self.sure[row]]
            found.reserve = left[: int(self._figure(plan.reserve))]

    def _chosen_from(self, at: list[int]) -> Choice:
        limits = [_narrowed(limit, at) for limit in self.found.limits.values() if limit is not None]
        worth = None if self.plan.total is None else self._worth(self.plan.total, at)
        return choose(len(at), self.found.places or 0, limits, worth=worth, must_fill=self.plan.must_fill)

    def _need_keys(self) -> None:
        for node, open_ in self.ranking.unknown:
            self._need(node, open_)

    def _worth(self, node: Node, at: list[int]) -> list[int]:
        column = columns(self.run, [node], self.root)[0].wide(self.judged.size)
        self._need(node, ~column.known())
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
            found.missing.append((row, self._missing_among(row)))
        self._note([found.people[each] for each in chosen])
        for equals in self.ranking.equals:
            inside = [each for each in equals if each in set(chosen)]
            free = [each for each in equals if each in set(at)]
            if 0 < len(inside) < len(free):
                names = [self.run.source.subject(found.people[each]) for each in free]
                found.problems.append(("equal", tuple(names)))
        return bool(found.missing or found.problems)

    def _missing_among(self, row: int) -> list[str]:
        nodes = [self.plan.among] if self.plan.among is not None else [each.status for each in self.judged.policy.rules]
        return sorted({name for node in nodes for name in missing(self.run, node, self.root, np.array([row]))})

    def _check(self, given: list[int]) -> None:
        found = self.found
        place = {row: each for each, row in enumerate(found.people)}
        found.chosen = sorted(given, key=place.__getitem__)
        found.strangers = [row for row in found.chosen if not self.sure[row]]
        for row in found.strangers:
            if self.doubtful[row]:
                found.missing.append((row, self._missing_among(row)))
        counted = np.array([place[row] for row in found.chosen if not self.beyond[row]], dtype=np.int64)
        broken = [limit.code for limit in found.limits.values() if limit is not None and limit.broken(counted).any()]
        kept = not broken and len(counted) <= (found.places or 0) and not found.strangers
        found.feasible = None if found.missing and not broken else kept

    def _forget_doubtful(self) -> None:
        """Whoever may not be a candidate has no rank, nor is the rank of those behind them sure."""
        if self.doubtful.any():
            self.ranking.doubt(self.doubtful)


def _name(column: Column, node: Node, row: int, run: Any) -> str:
    value = shown(column.at(row), node.type, run)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _narrowed(limit: Limit, at: list[int]) -> Limit:
    return Limit(limit.code, limit.groups, limit.of[np.array(at, dtype=np.int64)])


def _at(moved: Any, people: list[int], at: list[int]) -> Any:
    """Numbered by subjects, where it was by candidates."""
    replaced = None if moved.replaced_by is None else people[at[moved.replaced_by]]
    return type(moved)(people[at[moved.candidate]], moved.limit, replaced)
