"""Periods: sequences of them as the file declares them, the one that is meant, and the span of the record at hand."""

from dataclasses import replace

import numpy as np

from teacher_growth.policy.rules.calendar import add_months
from teacher_growth.policy.rules.columns import Array, Column, constant, exactly
from teacher_growth.policy.rules.compiling.core import Compiler, verb
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields
from teacher_growth.policy.rules.compiling.sequences import bounded, numbered, sequence
from teacher_growth.policy.rules.frames import Node, Place, Run, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import DURATION_BASE, LAST_DAY, PERIOD, Type
from teacher_growth.policy.rules.windows import Span


def period(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    """A named one (as it holds the as-of date), {period, holding | number | back}, {from, to}, or `period`."""
    if isinstance(at.value, str):
        return _by_name(compiler, at, at.value, scope)
    entries = fields(at, allowed=("period", "holding", "number", "back", "from", "to", "months", "until", "days"))
    if "from" in entries or "to" in entries:
        return _between(compiler, entries, scope)
    if "until" in entries:
        return _window(compiler, at, entries, scope)
    fields(at, needed=("period",))
    if isinstance(entries["period"].value, dict):
        fields(at, allowed=("period",))
        return period(compiler, entries["period"], scope)
    name = str(entries["period"].value)
    found = sequence(compiler, entries["period"], name, scope)
    if "number" in entries:
        return bounded(found, compiler.number(entries["number"], scope))
    day = compiler.date(entries["holding"], scope) if "holding" in entries else compiler.field(compiler.root, "as_of")
    which = numbered(found, day)
    if "back" in entries:
        which = _back(which, whole_number(entries["back"]))
    return bounded(found, which)


def _by_name(compiler: Compiler, at: Marked, name: str, scope: Scope) -> Node:
    for place in scope.place.chain():
        if place.name == "period" and name == "period":
            scope.used.add(place)
            return compiler.made[("current_period", "", place)]  # type: ignore[no-any-return]  # set where the place is made
    if name in compiler.sections.get("values", {}):
        node = compiler.named("values", name, at, scope)
        if node.type.kind != "period":
            raise WrongError(at, f"“{name}” is a {node.type.kind}, not a period")
        return node
    found = sequence(compiler, at, name, scope)
    return bounded(found, numbered(found, compiler.field(compiler.root, "as_of")))


def _back(which: Node, count: int) -> Node:
    def reckon(run: Run) -> Column:
        numbers: Column = run.of(which)
        low = numbers.low - count
        return Column(low, low if numbers.exact else numbers.high - count, 1, numbers.none)

    return Node(which.type, which.place, reckon, (which,), "back")


def _between(compiler: Compiler, entries: dict[str, Marked], scope: Scope) -> Node:
    """From one day to another, both included; without an end it is open."""
    ends = [compiler.date(entries[name], scope) if name in entries else None for name in ("from", "to")]
    known = [each for each in ends if each is not None]
    place = lowest(known)
    open_ends = (constant(1), constant(LAST_DAY))

    def reckon(run: Run) -> Span:
        start, end = (
            run.at(each, place) if each is not None else edge for each, edge in zip(ends, open_ends, strict=True)
        )
        size = max(len(start), len(end))
        return Span(start.wide(size), end.wide(size))

    return Node(PERIOD, place, reckon, tuple(known), "period")


def _window(compiler: Compiler, at: Marked, entries: dict[str, Marked], scope: Scope) -> Node:
    """{months: 60, until: DATE}: so many months or days that end with that day."""
    day = compiler.date(entries["until"], scope)
    if ("months" in entries) == ("days" in entries):
        raise WrongError(at, "say how long: months or days", "{months: 60, until: as_of}")
    unit = "months" if "months" in entries else "days"
    length = compiler.number(entries[unit], scope)
    place = lowest([day, length])

    def reckon(run: Run) -> Span:
        end: Column = run.at(day, place)
        size: Column = run.at(length, place)
        rows = max(len(end), len(size))
        end, size = end.wide(rows), size.wide(rows)

        def begin(days: Array, many: Array) -> Array:
            back = many // size.den
            return np.asarray(add_months(days + 1, -back)) if unit == "months" else days + 1 - back

        low = begin(end.low, size.high)
        start = Column(low, low if end.exact and size.exact else begin(end.high, size.low), 1, end.none)
        return Span(start, end)

    return Node(PERIOD, place, reckon, (day, length), "period")


def span_of(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    """From when to when the record at hand runs: as its steps have cut it, or its own dates."""
    if scope.span is not None:
        return scope.span
    for place in scope.place.chain():
        if place.dated_by:
            scope.used.add(place)
            return own_span(compiler, place)
    raise WrongError(at, "nothing here has a date", "this is said of records with date, or from and to")


def own_span(compiler: Compiler, place: Place) -> Node:
    key = ("span", "", place)
    if key not in compiler.made:
        first, last = (compiler.field(place, place.dated_by[end]) for end in (0, -1))

        def reckon(run: Run) -> Span:
            start, end = run.of(first), run.of(last)
            if first is last:
                return Span(start, end)
            none = end.any_none()
            open_ = (
                exactly(np.where(none, LAST_DAY, end.low))
                if end.exact
                else Column(np.where(none, LAST_DAY, end.low), np.where(none, LAST_DAY, end.high))
            )
            return Span(start, open_)

        compiler.made[key] = Node(PERIOD, place, reckon, (first, last), "span")
    return compiler.made[key]  # type: ignore[no-any-return]  # the one thing this key holds


@verb("period")
def period_value(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """A period as a named value."""
    return period(
        compiler,
        replace(at, value={key: item for key, item in at.mapping.items() if key not in ("label", "source", "unit")}),
        scope,
    )


DURATION_PARTS = DURATION_BASE
