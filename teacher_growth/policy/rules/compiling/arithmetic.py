"""Verbs over numbers: add, subtract, multiply, divide, smallest, largest, round."""

from collections.abc import Callable
from fractions import Fraction

from teacher_growth.policy.rules import columns as col
from teacher_growth.policy.rules.columns import Column
from teacher_growth.policy.rules.compiling.core import Compiler, made_of, verb
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.rounding import ROUNDINGS, rounded
from teacher_growth.policy.rules.types import Type

TIMES = frozenset({"year", "month", "week", "day"})


def _parts(compiler: Compiler, at: Marked, scope: Scope, kinds: tuple[str, ...] = ("number",)) -> list[Node]:
    if len(items(at)) < 2:
        raise WrongError(at, "expected at least two values")
    return [compiler.number(each, scope, kinds) for each in items(at)]


def unit_of(nodes: list[Node]) -> str | None:
    """The unit they share; None if they differ."""
    units = {node.type.unit for node in nodes if node.role != "literal" or node.type.unit}
    return units.pop() if len(units) == 1 else None


@verb("add")
def add(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    nodes = _parts(compiler, at.mapping["add"], scope)
    floors = [node.type.floor for node in nodes]
    floor = None if None in floors else sum(each for each in floors if each is not None)
    return made_of(Type("number", unit_of(nodes), floor=floor), nodes, lambda *all_: col.summed(all_), "add")


@verb("subtract")
def subtract(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    nodes = _parts(compiler, at.mapping["subtract"], scope)

    def reckon(first: Column, *others: Column) -> Column:
        return col.summed([first, *(col.negated(each) for each in others)])

    return made_of(Type("number", unit_of(nodes)), nodes, reckon, "subtract")


@verb("multiply")
def multiply(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    nodes = _parts(compiler, at.mapping["multiply"], scope)
    floors = [node.type.floor for node in nodes]
    floor = 0 if all(each is not None and each >= 0 for each in floors) else None

    def reckon(first: Column, *others: Column) -> Column:
        for each in others:
            first = col.multiplied(first, each)
        return first

    return made_of(Type("number", _product_unit(nodes), floor=floor), nodes, reckon, "multiply")


def _product_unit(nodes: list[Node]) -> str | None:
    """So much a month for so many months is so much: units of time give way to others, of others the first stands."""
    units = [node.type.unit for node in nodes if node.type.unit]
    return next((unit for unit in units if unit not in TIMES), units[0] if units else None)


@verb("divide")
def divide(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    nodes = _parts(compiler, at.mapping["divide"], scope)
    if len(nodes) != 2:
        raise WrongError(at, "expected two values: what is divided, and by what")
    unit = nodes[0].type.unit if nodes[1].type.unit is None else None
    floor = 0 if all(node.type.floor is not None and node.type.floor >= 0 for node in nodes) else None
    return made_of(Type("number", unit, floor=floor), nodes, col.divided, "divide")


def _extreme(name: str, reckon: Callable[[list[Column]], Column]) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
        listed = items(at.mapping[name])
        if len(listed) < 2:
            raise WrongError(at, "expected at least two values")
        nodes = [compiler.value(each, scope, wanted) for each in listed]
        kinds = {node.type.kind for node in nodes}
        if len(kinds) > 1 or not kinds <= {"number", "date", "duration", "code"}:
            raise WrongError(at, f"{name} takes numbers, dates, durations or codes of one scale, all of one kind")
        floors = [node.type.floor for node in nodes]
        floor = None if None in floors else min(each for each in floors if each is not None)
        first = nodes[0].type
        type_ = Type(first.kind, unit_of(nodes) or first.unit, first.codes, floor)
        return made_of(type_, nodes, lambda *all_: reckon(list(all_)), name)


_extreme("smallest_of", col.smallest_of)
_extreme("largest_of", col.largest_of)


def rounding(at: Marked, to: Marked | None, way: Marked | None) -> tuple[Fraction, str]:
    """The step and the way of a rounding; to the whole number unless said."""
    step = Fraction(1) if to is None else number(to.value)
    if step is None or step <= 0:
        raise WrongError(to or at, "expected what is rounded to: 1, 0.5, 0.01")
    if way is None:
        raise WrongError(at, "say which way to round", f"way: {' | '.join(ROUNDINGS)}")
    return step, one_of(way, ROUNDINGS)


@verb("round")
def round_(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    entries = fields(at, allowed=("round", "to", "way", "label", "unit", "source", "reading"))
    step, way = rounding(at, entries.get("to"), entries.get("way"))
    node = compiler.number(entries["round"], scope)
    return made_of(node.type, [node], lambda column: rounded(column, step, way), "round")
