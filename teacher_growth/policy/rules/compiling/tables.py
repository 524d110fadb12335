"""Tables: by codes, by bands of a figure, and decision tables."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column, chosen, hull, unknown
from teacher_growth.policy.rules.compiling.bands import (
    NOT_STATED,
    Band,
    Use,
    _check_bands,
    banded,
    run_free,
    shared_type,
)
from teacher_growth.policy.rules.compiling.core import Compiler, columns, verb
from teacher_growth.policy.rules.compiling.firsts import first_that_applies
from teacher_growth.policy.rules.compiling.literals import fixed
from teacher_growth.policy.rules.compiling.scope import Fields, Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import Type, bounds, comparable

TABLE_KEYS = (
    "label",
    "of",
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


@verb("table")
def table(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    name = str(at.mapping["table"].value)
    tables = compiler.sections.get("tables", {})
    if name not in tables:
        raise WrongError(at.mapping["table"], f"there is no table “{name}”", nearest(name, list(tables)))
    given = {
        key: item
        for key, item in at.mapping.items()
        if key not in ("table", "column", "label", "source", "unit", "reading")
    }
    column = str(at.mapping["column"].value) if "column" in at.mapping else None
    what = f"tables.{name}"
    if what in compiler.busy:
        raise WrongError(at, f"table “{name}” is made of itself")
    compiler.busy.append(what)
    try:
        meant = compiler.codes_meant(tables[name].mapping) or wanted
        node = _table(Use(compiler, scope, given, column, meant), tables[name])
    finally:
        compiler.busy.pop()
    entries = tables[name].mapping
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
    type_ = shared_type(nodes, at)
    place = lowest([key, *nodes])
    every = _has_every(key, [code for code, _node in cells])

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
            result = chosen(open_, _any_of([*values, *([other] if rest is None and not every else [])]), result)
        return result

    return Node(type_, place, reckon, (key, *nodes), "select")


def _has_every(key: Node, codes: list[Any]) -> bool:
    """Whether there is a cell for each value that the key can have."""
    if key.type.kind == "yes_no":
        return {0, 1} <= set(codes)
    return (
        key.type.codes is not None
        and not key.type.codes.open
        and {code.about for code in codes} >= set(key.type.codes.codes)
    )


def _any_of(values: list[Column]) -> Column:
    result = values[0]
    for each in values[1:]:
        result = hull(result, each)
    return result


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


def _decision(use: Use, at: Marked, entries: Fields) -> Node:
    """Rows of conditions: the first that applies, or the only one."""
    hit = one_of(entries["hit"], ("first", "unique")) if "hit" in entries else "first"
    options: list[tuple[Node | None, Node]] = []
    for each in items(entries["rows"]):
        row = fields(each, allowed=("when", "value", "label", "source"), needed=("when", "value"))
        options.append((use.compiler.condition(row["when"], use.scope), use.leaf(row["value"])))
    if "otherwise" in entries:
        options.append((None, use.leaf(entries["otherwise"])))
    elif options:
        type_ = options[0][1].type
        options.append((None, fixed(type_, unknown(1, *bounds(type_.kind, type_.codes)), NOT_STATED)))
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
