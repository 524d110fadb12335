"""What a list rests on: figures of the whole list, who is a candidate, whom each limit counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.choosing.choosing import Choice
from teacher_growth.policy.rules.choosing.limits import Bound, Group, Limit
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


class UnsureError(Exception):
    """The list cannot be told; what is missing has been noted."""


class ListFigures:
    def __init__(self, judged: Judged, plan: ListPlan) -> None:
        self.judged, self.plan, self.run = judged, plan, judged.run
        self.root = judged.policy.compiler.root
        among = self._among()
        self.sure, self.doubtful = among.sure, among.open
        self.vague: list[tuple[int, Node]] = []
        self.beyond = np.zeros(judged.size, dtype=bool)
        """Who is on the list without taking a place."""
        given: Sequence[str] | None = getattr(self.run.source, "given", None)
        rows = {self.run.source.subject(row): row for row in range(judged.size)}
        self.given = None if given is None else [rows[each] for each in given]
        self.ranking = ranked(self.run, self.root, plan.rank, np.flatnonzero(among.yes))
        people = [int(each) for each in self.ranking.rows]
        candidates = set(people)
        people += [each for each in self.given or [] if each not in candidates]
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

    def figure(self, node: Node, row: int = 0) -> Fraction:
        column = columns(self.run, [node], node.place)[0]
        at = row if len(column) > 1 else 0
        value: Fraction | None = column.at(at)
        if value is None:
            names = missing(self.run, node, self.root, np.array([row]))
            self.found.missing.append((None if node.place is None else row, names))
            raise UnsureError
        return value

    def need(self, node: Node, open_: Mask) -> None:
        """Nothing is said where it cannot be told of somebody who may be on the list."""
        rows = [row for row in self.found.people if open_[row]]
        for row in rows:
            self.found.missing.append((row, missing(self.run, node, self.root, np.array([row]))))
        if rows:
            raise UnsureError

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
            self.note(rows)
            raise UnsureError

    def note(self, rows: Sequence[int]) -> None:
        for row, node in self.vague:
            if row in rows:
                self.found.missing.append((row, missing(self.run, node, self.root, np.array([row]))))

    def limit(self, limit: ListLimit) -> Limit | None:
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
        self.need(node, truth.open)
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
        keys = sorted({each for each in names if each}) if limit.keys is None else list(limit.keys)
        if limit.least is not None and limit.keys is None:
            self._need_groups(people, names)
        places = {key: place for place, key in enumerate(keys)}
        return list(keys), np.array([places.get(name, -1) for name in names], dtype=np.int64)

    def _bound(self, limit: ListLimit, edge: Edge | None, members: Rows) -> Bound | None:
        if edge is None:
            return None
        amounts = {self.figure(edge.node, int(row)) for row in (members if edge.node.place is not None else [0])}
        if not amounts:
            return None
        if len(amounts) > 1:
            self.found.problems.append(("differs", (limit.code,)))
            raise UnsureError
        amount = amounts.pop()
        if edge.share_of == "chosen":
            return Bound(amount, of_chosen=True, way=edge.way)
        return Bound(amount * self._base(edge.share_of), way=edge.way)

    def _base(self, of: "str | Node | None") -> Fraction:
        if isinstance(of, Node):
            return self.figure(of)
        if of == "candidates":
            for row in np.flatnonzero(self.doubtful):
                self.found.missing.append((int(row), self.missing_among(int(row))))
            if self.doubtful.any():
                raise UnsureError
            return Fraction(int((self.sure & ~self.beyond).sum()))
        return Fraction(1 if of is None else self.found.places or 0)

    def _need_groups(self, people: Rows, names: list[str]) -> None:
        """A group that only doubtful candidates are in asks for somebody of it, or does not: nothing can be said."""
        sure = {name for row, name in zip(people, names, strict=True) if self.sure[row]}
        alone = [int(row) for row, name in zip(people, names, strict=True) if self.doubtful[row] and name not in sure]
        self.found.missing += [(row, self.missing_among(row)) for row in alone]
        if alone:
            raise UnsureError

    def missing_among(self, row: int) -> list[str]:
        nodes = [self.plan.among] if self.plan.among is not None else [each.status for each in self.judged.policy.rules]
        return sorted({name for node in nodes for name in missing(self.run, node, self.root, np.array([row]))})


def _name(column: Column, node: Node, row: int, run: Any) -> str:
    value = shown(column.at(row), node.type, run)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
