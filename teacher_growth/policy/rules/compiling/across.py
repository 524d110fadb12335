"""Values over all subjects at once: counts and means, somebody's rank, places divided among groups."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules import columns as col
from teacher_growth.policy.rules.apportioning import WAYS, divided
from teacher_growth.policy.rules.columns import Column, Rows
from teacher_growth.policy.rules.compiling.core import Compiler, columns, verb
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, one_of
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.truth import Truth, always
from teacher_growth.policy.rules.types import Type

GIVES = ("count", "sum", "mean", "largest", "smallest")
GROUPED = ("number", "date", "code", "yes_no", "duration")


@dataclass(frozen=True, eq=False)
class Crowd:
    """Who is looked at, and the group of each; `sure` False where it is not known of everybody."""

    rows: list[Rows]
    everybody: Rows
    sure: bool


@dataclass(frozen=True, eq=False)
class Who:
    """`among` and `per` of a value over all subjects, compiled."""

    compiler: Compiler
    among: Node | None
    per: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return (*self.per, *([] if self.among is None else [self.among]))

    def crowd(self, run: Run) -> Crowd:
        root, size = self.compiler.root, run.source.size
        truth: Truth = (always() if self.among is None else run.at(self.among, root)).wide(size)
        keys = [each.wide(size) for each in columns(run, self.per, root)]
        grouped = truth.sure.copy()
        sure = not truth.open.any()
        for each in keys:
            sure = sure and bool((each.known() | ~truth.yes).all())
            grouped &= ~each.any_none()
        rows = np.flatnonzero(grouped)
        if not keys:
            return Crowd([rows], rows, sure)
        table = np.stack([small(each.low)[rows] for each in keys])
        of = np.unique(table, axis=1, return_inverse=True)[1].reshape(-1)
        return Crowd([rows[of == group] for group in range(of.max() + 1 if len(of) else 0)], rows, sure)


def small(values: Any) -> Rows:
    return np.unique(values, return_inverse=True)[1].reshape(-1)


def who_of(compiler: Compiler, entries: dict[str, Marked], scope: Scope) -> Who:
    if scope.place is not compiler.root:
        raise WrongError(
            next(iter(entries.values())), "a value over all subjects cannot stand inside steps", "name it under values"
        )
    listed = entries["per"].items or [entries["per"]] if "per" in entries else []
    per = tuple(compiler.value(each, scope) for each in listed)
    for node, at in zip(per, listed, strict=True):
        if node.type.kind not in GROUPED:
            raise WrongError(at, f"nobody can be grouped by a {node.type.kind}")
    return Who(compiler, compiler.condition(entries["among"], scope) if "among" in entries else None, per)


def over_all(type_: Type, who: Who, parts: list[Node], reckon: Callable[[Run], Any], role: str) -> Node:
    return Node(type_, who.compiler.root, reckon, (*parts, *who.parts), role)


@verb("across")
def across(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{give: mean, of: VALUE, among: COND, per: FIELD}: for each subject the figure of their group."""
    entries = fields(at.mapping["across"], allowed=("give", "of", "among", "per"), needed=("give",))
    give = one_of(entries["give"], GIVES)
    if ("of" in entries) == (give == "count"):
        raise WrongError(at, "count takes no “of”, all else needs it")
    who = who_of(compiler, {name: item for name, item in entries.items() if name != "among"}, scope)
    among = compiler.condition(entries["among"], scope) if "among" in entries else None
    of = compiler.number(entries["of"], scope) if "of" in entries else None
    type_ = Type("number", "person", floor=0) if of is None else Type("number", of.type.unit)

    def reckon(run: Run) -> Column:
        size, crowd = run.source.size, who.crowd(run)
        truth: Truth = (always() if among is None else run.at(among, compiler.root)).wide(size)
        values = col.constant(1).wide(size) if of is None else columns(run, [of], compiler.root)[0].wide(size)
        if not crowd.sure or truth.open.any() or not (values.known() | truth.no).all():
            return col.unknown(size)
        found: list[Any] = [None] * size
        for rows in crowd.rows:
            figure = _figure(
                give, [each for row in rows[truth.sure[rows]] if (each := values.at(int(row))) is not None]
            )
            for row in rows:
                found[row] = None if figure is None else (figure, figure)
        return col.column(found)

    parts = [each for each in (of, among) if each is not None]
    return over_all(type_, who, parts, reckon, "across")


def _figure(give: str, figures: list[Fraction]) -> Fraction | None:
    if give in ("count", "sum"):
        return Fraction(sum(figures))
    if not figures:
        return None
    return {"mean": Fraction(sum(figures)) / len(figures), "largest": max(figures), "smallest": min(figures)}[give]


@verb("rank_of")
def rank_of(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{rank_of: VALUE, order: highest, among: COND, per: FIELD}: 1 and the number of those who are better."""
    entries = fields(at, allowed=("rank_of", "order", "among", "per", "label", "source"), needed=("order",))
    highest = one_of(entries["order"], ("highest", "lowest")) == "highest"
    who, of = who_of(compiler, entries, scope), compiler.value(entries["rank_of"], scope)
    if of.type.kind not in GROUPED:
        raise WrongError(at, f"nobody can be ranked by a {of.type.kind}")

    def reckon(run: Run) -> Column:
        size, crowd = run.source.size, who.crowd(run)
        if not crowd.sure:
            return col.unknown(size, 1, size)
        values = columns(run, [of], compiler.root)[0].wide(size)
        low, high = (values.low, values.high) if highest else (-values.high, -values.low)
        least, most = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        none = values.any_none() | ~np.isin(np.arange(size), crowd.everybody)
        for group in crowd.rows:
            rows = group[~none[group]]
            lows, highs = np.sort(low[rows]), np.sort(high[rows])
            least[rows] = 1 + len(rows) - np.searchsorted(lows, high[rows], side="right")
            most[rows] = 1 + len(rows) - np.searchsorted(highs, low[rows], side="right") - (high[rows] > low[rows])
        return Column(least, least if values.exact else most, 1, none if none.any() else None)

    return over_all(Type("number", floor=1), who, [of], reckon, "rank_of")


@verb("divide_among")
def divide_among(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{divide_among: TOTAL, per: FIELD, by: VALUE, round: largest_remainder}: for each subject the part of their group.

    `by` is a figure of the group, the same for all in it; without it the number of its people counts.
    """
    allowed = ("divide_among", "per", "by", "round", "among", "label", "unit", "source")
    entries = fields(at, allowed=allowed, needed=("per", "round"))
    way = one_of(entries["round"], WAYS)
    who, total = who_of(compiler, entries, scope), compiler.number(entries["divide_among"], scope)
    by = compiler.number(entries["by"], scope) if "by" in entries else None

    def reckon(run: Run) -> Column:
        size, crowd = run.source.size, who.crowd(run)
        whole = columns(run, [total], compiler.root)[0]
        figures = None if by is None else columns(run, [by], compiler.root)[0].wide(size)
        known = figures is None or bool(figures.known()[crowd.everybody].all())
        if not (crowd.sure and known and whole.known().all()):
            return col.unknown(size, 0)
        amount = whole.at(0)
        weights = [_weight(figures, rows) for rows in crowd.rows]
        if amount is None or None in weights:
            return col.nothing(size)
        found: list[Any] = [None] * size
        parts = divided(int(amount), [Fraction(each or 0) for each in weights], way)
        for rows, part in zip(crowd.rows, parts, strict=True):
            for row in rows:
                found[row] = (part, part)
        return col.column(found)

    return over_all(
        Type("number", total.type.unit, floor=0), who, [total, *([] if by is None else [by])], reckon, "divided"
    )


def _weight(figures: Column | None, rows: Rows) -> Fraction | None:
    if figures is None:
        return Fraction(len(rows))
    found = {figures.at(int(row)) for row in rows}
    return found.pop() if len(found) == 1 else None
