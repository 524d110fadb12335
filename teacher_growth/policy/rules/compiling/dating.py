"""Verbs over dates: plus, minus, the time between two, ages, first and last days, and parts of identifiers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from teacher_growth.policy.rules import calendar
from teacher_growth.policy.rules.columns import Array, Column, exactly, scaled, unknown
from teacher_growth.policy.rules.compiling.core import Compiler, made_of, verb
from teacher_growth.policy.rules.compiling.lengths import if_told
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.compiling.sequences import sequence
from teacher_growth.policy.rules.compiling.spans import period
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import DATE, DURATION, DURATION_BASE, LAST_DAY, NUMBER, TEXT, Type

ATTRIBUTES = ("label", "unit", "source", "reading", "note")


def _shift(name: str, sign: int) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        """[date, duration, …]; a number is of days."""
        fields(at, allowed=(name, *ATTRIBUTES))
        listed = items(at.mapping[name])
        if len(listed) < 2:
            raise WrongError(at, "expected a date and a duration", f"{name}: [as_of, P6M]")
        nodes = [compiler.date(listed[0], scope)]
        for each in listed[1:]:
            node = compiler.value(each, scope, DURATION)
            if node.type.kind not in ("duration", "number"):
                raise WrongError(each, "expected a duration such as P6M, or a number of days")
            nodes.append(node)
        return made_of(DATE, nodes, lambda day, *lengths: _moved(day, lengths, nodes[1:], sign), name)


_shift("plus", 1)
_shift("minus", -1)


def _moved(day: Column, lengths: tuple[Column, ...], nodes: list[Node], sign: int) -> Column:
    for length, node in zip(lengths, nodes, strict=True):
        size = max(len(day), len(length))
        day, length = day.wide(size), length.wide(size)
        low = _stepped(day.low, length.low if sign > 0 else length.high, node, sign, length.den)
        exact = day.exact and length.exact
        high = low if exact else _stepped(day.high, length.high if sign > 0 else length.low, node, sign, length.den)
        none = day.any_none() | length.any_none()
        day = Column(low, high, 1, none if none.any() else None)
    return day


def _stepped(days: Array, length: Array, node: Node, sign: int, den: int) -> Array:
    if node.type.kind == "duration":
        months, left = length // DURATION_BASE, length % DURATION_BASE
    else:
        months, left = np.zeros_like(length), length // den
    days = np.clip(days.astype(np.int64), 1, LAST_DAY)
    moved = calendar.add_duration(
        days,
        sign * np.clip(months, -60_000, 60_000).astype(np.int64),
        sign * np.clip(left, -LAST_DAY, LAST_DAY).astype(np.int64),
    )
    return np.clip(np.asarray(moved), 1, LAST_DAY)


def _edges(name: str, *, first: bool) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        """{month: DATE}, {year: DATE}, {PERIOD: DATE} of a declared sequence; or the name of a period."""
        what = at.mapping[name]
        if isinstance(what.value, dict) and len(what.value) == 1:
            (unit, item) = next(iter(what.mapping.items()))
            if unit in ("month", "year"):
                ways = {
                    ("month", True): calendar.first_of_month,
                    ("month", False): calendar.last_of_month,
                    ("year", True): calendar.first_of_year,
                    ("year", False): calendar.last_of_year,
                }
                return made_of(DATE, [compiler.date(item, scope)], lambda day: _each(day, ways[unit, first]), name)
            if unit != "period":
                sequence(compiler, what, unit, scope)
                what = Marked({"period": _text(what, unit), "holding": item}, what.line, what.path, what.file)
        node = period(compiler, what, scope)
        return Node(DATE, node.place, lambda run: run.of(node).start if first else run.of(node).end, (node,), name)


def _text(at: Marked, value: str) -> Marked:
    return Marked(value, at.line, at.path, at.file, value)


_edges("first_day_of", first=True)
_edges("last_day_of", first=False)


def _each(day: Column, way: Callable[[Any], Any]) -> Column:
    low = np.asarray(way(day.low))
    return Column(low, low if day.exact else np.asarray(way(day.high)), 1, day.none)


@verb("period_number")
def period_number(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    node = period(compiler, at.mapping["period_number"], scope)

    def reckon(run: Run) -> Column:
        span = run.of(node)
        return span.number if span.number is not None else unknown(len(span))

    return Node(NUMBER, node.place, reckon, (node,), "period_number")


def _part(name: str, index: int) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        node = compiler.date(at.mapping[name], scope)
        if index == 0:
            return made_of(
                Type("number", name.removesuffix("_of"), floor=1),
                [node],
                lambda day: _each(day, lambda days: calendar.civil(days)[0]),
                name,
            )

        def reckon(day: Column) -> Column:
            low = np.asarray(calendar.civil(day.low)[index])
            if day.exact:
                return exactly(low, 1, day.none)
            known = day.known()
            return Column(np.where(known, low, 1), np.where(known, low, 31 if index == 2 else 12), 1, day.none)

        return made_of(Type("number", name.removesuffix("_of"), floor=1), [node], reckon, name)


_part("year_of", 0)
_part("month_of", 1)
_part("day_of", 2)


@verb("part_of")
def part_of(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{text: NAME, from: 7, length: 4, as: number}: signs of an identifier, counted from 1."""
    entries = fields(at.mapping["part_of"], allowed=("text", "from", "length", "as"), needed=("text", "from"))
    node = compiler.value(entries["text"], scope)
    if node.type.kind != "code" or node.type.codes is None or not node.type.codes.open:
        raise WrongError(entries["text"], "expected a text")
    start = whole_number(entries["from"])
    length = whole_number(entries["length"]) if "length" in entries else None
    as_number = "as" in entries and one_of(entries["as"], ("number", "text")) == "number"

    def reckon(run: Run) -> Column:
        found: Column = run.of(node)
        texts = [
            run.source.words[int(each)] if known else None for each, known in zip(found.low, found.known(), strict=True)
        ]
        parts = [
            None if each is None else each[start - 1 : None if length is None else start - 1 + length] for each in texts
        ]
        return _parts(run, parts, found, as_number=as_number)

    return Node(NUMBER if as_number else TEXT, node.place, reckon, (node,), "part_of")


def _parts(run: Run, parts: list[str | None], found: Column, *, as_number: bool) -> Column:
    def value(part: str) -> int | None:
        if not as_number:
            return run.source.text(part)
        return int(part) if part.isascii() and part.isdigit() else None

    values = [None if part is None else value(part) for part in parts]
    none = found.any_none() | np.array(
        [part is not None and each is None for part, each in zip(parts, values, strict=True)], dtype=bool
    )
    told = np.array([each is not None for each in values], dtype=bool)
    return if_told(np.array([each or 0 for each in values], dtype=np.int64), told, none, (0, 10**12))


@verb("step")
def step_of_scale(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{of: CODE, by: −1}: so many steps up or down its scale, staying on it."""
    entries = fields(at.mapping["step"], allowed=("of", "by"), needed=("of", "by"))
    node, by = compiler.value(entries["of"], scope), compiler.number(entries["by"], scope)
    codes = node.type.codes
    if node.type.kind != "code" or codes is None or not codes.ordered:
        raise WrongError(entries["of"], "expected a code of a scale")
    top = len(codes.codes) - 1

    def reckon(code: Column, many: Column) -> Column:
        low = np.clip(code.low + many.low // many.den, 0, top)
        exact = code.exact and many.exact
        none = code.none
        return Column(low, low if exact else np.clip(code.high + many.high // many.den, 0, top), 1, none)

    return made_of(node.type, [node, by], reckon, "step")


@verb("position")
def position(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """The place of a code on its scale, the lowest being 0: so that scales can be counted with."""
    node = compiler.value(at.mapping["position"], scope)
    if node.type.kind != "code" or node.type.codes is None or not node.type.codes.ordered:
        raise WrongError(at, "expected a code of a scale")
    return made_of(Type("number", "step", floor=0), [node], lambda code: code, "position")


__all__ = ["scaled"]
