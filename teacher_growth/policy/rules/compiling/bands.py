"""Tables: by codes, by bands of a figure, by date, and decision tables."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column, Rows, chosen, hull, unknown
from teacher_growth.policy.rules.compiling.core import Compiler, columns, verb
from teacher_growth.policy.rules.compiling.firsts import first_that_applies
from teacher_growth.policy.rules.compiling.literals import fixed
from teacher_growth.policy.rules.compiling.scope import Fields, Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import DATE, Type, bounds, comparable

NOT_STATED = "not_stated"
TABLE_KEYS = (
    "label",
    "source",
    "keys",
    "values",
    "bands",
    "edges",
    "rows",
    "hit",
    "otherwise",
    "unit",
    "outside",
    "total",
    "note",
)


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
            return self.leaf(at.value[self.column])
        if self.column is not None and isinstance(at.value, dict):
            raise WrongError(at, f"there is no column “{self.column}”", nearest(self.column, list(at.value)))
        return self.compiler.value(at, self.scope, self.wanted)


@verb("table")
def table(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    name = str(at.value["table"].value)
    tables = compiler.sections.get("tables", {})
    if name not in tables:
        raise WrongError(at.value["table"], f"there is no table “{name}”", nearest(name, list(tables)))
    given = {
        key: item
        for key, item in at.value.items()
        if key not in ("table", "column", "label", "source", "unit", "reading")
    }
    column = str(at.value["column"].value) if "column" in at.value else None
    what = f"tables.{name}"
    if what in compiler.busy:
        raise WrongError(at, f"table “{name}” is made of itself")
    compiler.busy.append(what)
    try:
        node = _table(Use(compiler, scope, given, column, wanted), tables[name])
    finally:
        compiler.busy.pop()
    entries = tables[name].value
    unit = str(entries["unit"].value) if "unit" in entries else node.type.unit
    return Node(node.type.with_unit(unit), node.place, lambda run: run.of(node), (node,), "table", name)


def _table(use: Use, at: Marked) -> Node:
    entries = fields(at, allowed=TABLE_KEYS)
    if "rows" in entries:
        return _decision(use, at, entries)
    if "bands" in entries:
        return _bands(use, at, entries)
    if "keys" in entries:
        names = [str(each.value) for each in items(entries["keys"])]
        fields(at, needed=("values",))
        return _keyed(use, names, entries["values"], entries.get("otherwise"), at)
    raise WrongError(at, "a table has keys and values, bands, or rows")


def by_bands(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    """A parameter's values by class: {by: stage, values: {…}, otherwise}."""
    entries = fields(at, needed=("by", "values"))
    use = Use(compiler, scope, {}, None, wanted)
    return _keyed(use, [str(entries["by"].value)], entries["values"], entries.get("otherwise"), at)


def _keyed(use: Use, names: list[str], at: Marked, otherwise: Marked | None, table_at: Marked) -> Node:
    """One level of nested keys: the cell of the key's value, or the next level."""
    if not names:
        return use.leaf(at)
    key = use.key(names[0], table_at)
    cells: list[tuple[int, Node]] = []
    rest: Node | None = use.leaf(otherwise) if otherwise is not None else None
    for code, item in fields(at).items():
        inner = otherwise
        if code == "otherwise":
            rest = (
                _keyed(use, names[1:], item, inner, table_at) if item.mapping and use.column is None else use.leaf(item)
            )
        else:
            cells.append((_code(use, key, code, item), _keyed(use, names[1:], item, inner, table_at)))
    return _select(key, cells, rest, table_at)


def _code(use: Use, key: Node, code: str, at: Marked) -> int | Any:
    """The number that stands for a key as written."""
    if key.type.kind == "yes_no":
        answers = {"yes": 1, "true": 1, "no": 0, "false": 0}
        return answers[one_of(replace(at, value=code), tuple(answers))]
    node = use.compiler.value(replace(at, value=_scalar(code)), Scope(use.compiler.root), key.type)
    if node.role != "literal" or not comparable(key.type, node.type):
        raise WrongError(at, f"“{code}” is no value of the key")
    return node


def _scalar(text: str) -> Any:
    try:
        return Fraction(text)
    except ValueError:
        return text


def _select(key: Node, cells: list[tuple[Any, Node]], rest: Node | None, at: Marked) -> Node:
    """The cell whose key equals; where the key is unknown any of them may be meant."""
    nodes = [node for _code_, node in cells] + ([rest] if rest is not None else [])
    if not nodes:
        raise WrongError(at, "the table is empty")
    type_ = _shared(nodes, at)
    place = lowest([key, *nodes])

    def reckon(run: Any) -> Column:
        found, *values = columns(run, [key, *nodes], place)
        size = max(len(found), *(len(each) for each in values))
        found, values = found.wide(size), [each.wide(size) for each in values]
        other = values[len(cells)] if rest is not None else unknown(size, *bounds(type_.kind, type_.codes))
        result = other
        matched = np.zeros(size, dtype=bool)
        for (code, _node), value in zip(cells, values, strict=False):
            figure = (
                code * found.den if isinstance(code, int) else int(run.of(code).low[0]) * found.den // run.of(code).den
            )
            here = np.asarray((found.low == figure) & (found.high == figure), dtype=bool) & ~found.any_none()
            result, matched = chosen(here, value, result), matched | here
        open_ = ~found.known()
        if open_.any():
            result = chosen(open_, _any_of([*values, *([other] if rest is None else [])]), result)
        return result

    return Node(type_, place, reckon, (key, *nodes), "select")


def _any_of(values: list[Column]) -> Column:
    result = values[0]
    for each in values[1:]:
        result = hull(result, each)
    return result


def _shared(nodes: list[Node], at: Marked) -> Type:
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


def _bands(use: Use, at: Marked, entries: Fields) -> Node:
    fields(at, needed=("bands", "values"))
    key = use.key(str(entries["bands"].value), at)
    edges = one_of(entries["edges"], ("lower", "upper")) if "edges" in entries else "lower"
    outside = entries.get("outside") or entries.get("otherwise")
    bands = [_band(use, key, each) for each in items(entries["values"])]
    bands.sort(key=lambda band: (band.low is not None, band.low or 0))
    _check_bands(bands, at)
    return banded(key, bands, use.leaf(outside) if outside is not None else None, edges, at)


def _band(use: Use, key: Node, at: Marked) -> Band:
    entries = fields(at, allowed=("from", "to", "value", "label", "source"), needed=("value",))
    ends = [_edge(use, key, entries.get(name)) for name in ("from", "to")]
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise WrongError(at, "the band ends before it begins")
    return Band(ends[0], ends[1], use.leaf(entries["value"]))


def _edge(use: Use, key: Node, at: Marked | None) -> Fraction | None:
    if at is None or at.value is None:
        return None
    node = use.compiler.value(at, Scope(use.compiler.root), key.type)
    if node.role != "literal" or not comparable(key.type, node.type):
        raise WrongError(at, f"expected a {key.type.kind} as it is written")
    return run_free(node)


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
    type_ = _shared(nodes, at)
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


def _decision(use: Use, at: Marked, entries: Fields) -> Node:
    """Rows of conditions: the first that applies, or the only one."""
    hit = one_of(entries["hit"], ("first", "unique")) if "hit" in entries else "first"
    options: list[tuple[Node | None, Node]] = []
    for each in items(entries["rows"]):
        row = fields(each, allowed=("when", "value", "label", "source"), needed=("when", "value"))
        options.append((use.compiler.condition(row["when"], use.scope), use.leaf(row["value"])))
    if "otherwise" in entries:
        options.append((None, use.leaf(entries["otherwise"])))
    node = first_that_applies(options, at)
    return node if hit == "first" else _unique(node, [when for when, _value in options if when is not None])


def _unique(node: Node, conditions: list[Node]) -> Node:
    """Not to be told where more than one row applies: the text does not say which."""
    place = lowest([node, *conditions])

    def reckon(run: Any) -> Column:
        value = columns(run, [node], place)[0]
        found: list[Truth] = [run.at(each, place) for each in conditions]
        size = max(len(value), *(len(each) for each in found))
        several = sum(each.wide(size).sure.astype(np.int64) for each in found) > 1
        return chosen(np.asarray(several), unknown(size, *bounds(node.type.kind, node.type.codes)), value.wide(size))

    return Node(node.type, place, reckon, (node, *conditions), "unique")
