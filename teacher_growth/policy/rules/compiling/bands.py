"""Tables: by codes, by bands of a figure, by date, and decision tables."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column, Rows, chosen, hull, unknown
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.literals import fixed
from teacher_growth.policy.rules.compiling.scope import Fields, Scope, WrongError, fields, items
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.types import DATE, Type, bounds, comparable

NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Use:
    """A table as it is used: its name, which of its columns, and what stands for its keys."""

    compiler: Compiler
    scope: Scope
    given: Fields
    column: str | None
    wanted: Type | None

    def key(self, name: str, at: Marked) -> Node:
        if name in self.given:
            return self.compiler.value(self.given[name], self.scope)
        node = self.compiler.find(at, name, self.scope)
        if node is None:
            hint = nearest(name, self.compiler.names(self.scope)) or f"give it where the table is used: {name}: …"
            raise WrongError(at, f"the table needs “{name}”, which is not known here", hint)
        return node

    def leaf(self, at: Marked) -> Node:
        """A cell: a value, `not_stated`, or columns of which one is meant."""
        if at.value == NOT_STATED:
            low, high = bounds("number")
            return fixed(self.wanted or Type("number"), unknown(1, low, high), NOT_STATED)
        if self.column is not None and isinstance(at.value, dict) and self.column in at.value:
            return self.leaf(at.mapping[self.column])
        if self.column is not None and isinstance(at.value, dict):
            raise WrongError(at, f"there is no column “{self.column}”", nearest(self.column, list(at.value)))
        return self.compiler.value(at, self.scope, self.wanted)


def shared_type(nodes: list[Node], at: Marked) -> Type:
    first = next((node for node in nodes if node.about != NOT_STATED), nodes[0]).type
    for node in nodes:
        if node.about != NOT_STATED and not comparable(first, node.type):
            raise WrongError(at, f"the cells are of different types: {first.kind} and {node.type.kind}")
    floors = [node.type.floor for node in nodes]
    floor = None if None in floors else min(each for each in floors if each is not None)
    units = {node.type.unit for node in nodes} - {None}
    return Type(first.kind, units.pop() if len(units) == 1 else first.unit, first.codes, floor)


@dataclass(frozen=True, slots=True)
class Band:
    low: Fraction | None
    high: Fraction | None
    node: Node


def run_free(node: Node) -> Fraction:
    """The value of a literal, without a run."""
    column: Column = node.compute(None)  # type: ignore[arg-type]  # a literal needs none
    found = column.at(0)
    if found is None:
        raise AssertionError(node)
    return found


def _check_bands(bands: list[Band], at: Marked) -> None:
    for before, after in zip(bands, bands[1:], strict=False):
        if before.high is None or after.low is None or after.low < before.high:
            raise WrongError(
                at,
                f"two bands hold {after.low}",
                "bands may not overlap; where the text leaves it open write value: not_stated",
            )
        if after.low > before.high:
            raise WrongError(
                at,
                f"no band holds what lies between {before.high} and {after.low}",
                "add a band; where the text leaves it open write value: not_stated",
            )


def banded(key: Node, bands: list[Band], outside: Node | None, edges: str, at: Marked) -> Node:
    nodes = [band.node for band in bands] + ([outside] if outside is not None else [])
    type_ = shared_type(nodes, at)
    place = lowest([key, *nodes])
    starts = [band.low for band in bands]

    def reckon(run: Any) -> Column:
        found, *values = columns(run, [key, *nodes], place)
        size = max(len(found), *(len(each) for each in values))
        found, values = found.wide(size), [each.wide(size) for each in values]
        other = values[len(bands)] if outside is not None else unknown(size, *bounds(type_.kind, type_.codes))
        low = which(found.low, found.den, starts, bands[-1].high, edges)
        high = low if found.exact else which(found.high, found.den, starts, bands[-1].high, edges)
        result = other
        for place_, value in enumerate(values[: len(bands)]):
            result = chosen(low == place_, value, result)
            if high is not low:
                crossed = (low < place_) & (place_ <= high)
                result = chosen(crossed, hull(result, value), result)
        if high is not low:
            crossed = (low != high) & ((low < 0) | (high >= len(bands)))
            result = chosen(crossed, hull(result, other), result)
        absent = found.any_none()
        return (
            chosen(absent, other if outside is not None else unknown(size, *bounds(type_.kind, type_.codes)), result)
            if absent.any()
            else result
        )

    return Node(type_, place, reckon, (key, *nodes), "bands")


def which(values: Any, den: int, starts: list[Fraction | None], end: Fraction | None, edges: str) -> Rows:
    """In which band each value lies: −1 before the first, their number after the last."""
    search = bisect_right if edges == "lower" else bisect_left
    cuts = [each for each in starts if each is not None]
    shift = len(starts) - len(cuts)
    if values.dtype == object:
        found = np.array([search(cuts, Fraction(int(each), den)) for each in values], dtype=np.int64)
    else:  # value ≥ cut (or > cut) in whole numerators
        ups = [
            -(-(cut.numerator * den) // cut.denominator)
            if edges == "lower"
            else (cut.numerator * den) // cut.denominator + 1
            for cut in cuts
        ]
        found = np.searchsorted(np.array(ups, dtype=np.int64), values, side="right")
    found = found - 1 + shift
    if end is not None:
        beyond = (
            values * end.denominator >= end.numerator * den
            if edges == "lower"
            else values * end.denominator > end.numerator * den
        )
        found = np.where(np.asarray(beyond, dtype=bool), len(starts), found)
    return found


def day_bands(compiler: Compiler, at: Marked, on: Marked | None, scope: Scope, wanted: Type | None) -> Node:
    """Values by date: each from a day until the next begins. Before the first nothing is stated."""
    day = compiler.date(on, scope) if on is not None else compiler.field(compiler.root, "as_of")
    use = Use(compiler, scope, {}, None, wanted)
    listed = []
    for each in items(at):
        entries = fields(each, allowed=("from", "value", "source", "label"), needed=("from", "value"))
        start = compiler.value(entries["from"], Scope(compiler.root), DATE)
        listed.append((run_free(start), use.leaf(entries["value"])))
    listed.sort(key=lambda pair: pair[0])
    ends = [start for start, _node in listed[1:]] + [None]
    bands = [Band(start, end, node) for (start, node), end in zip(listed, ends, strict=True)]
    return banded(day, bands, None, "lower", at)
