"""Verbs over dates: plus, minus, the time between two, ages, first and last days, and parts of identifiers."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules import calendar
from teacher_growth.policy.rules.columns import Array, Column, Mask, exactly, scaled, unknown
from teacher_growth.policy.rules.compiling.core import Compiler, columns, made_of, verb
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.compiling.spans import period, sequence
from teacher_growth.policy.rules.durations import rounded
from teacher_growth.policy.rules.frames import Node, Run, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import DATE, DURATION, DURATION_BASE, LAST_DAY, NUMBER, TEXT, Type

UNITS = ("days", "weeks", "months", "years", "years_months_days", "working_days", "school_days")
ATTRIBUTES = ("label", "unit", "source", "reading", "note")


def _shift(name: str, sign: int) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        """[date, duration, …]; a number is of days."""
        fields(at, allowed=(name, "working_days", *ATTRIBUTES))
        listed = items(at.value[name])
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


@verb("time_between")
def time_between(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """From one date to another. `both_days`: the last day counts too, so that 1 to 31 March is a month."""
    fields(at, allowed=("time_between", *ATTRIBUTES))
    spec = at.value["time_between"]
    entries = fields(
        spec, allowed=("from", "to", "in", "both_days", "whole", "days_per_month"), needed=("from", "to", "in")
    )
    ends = [compiler.date(entries[name], scope) for name in ("from", "to")]
    how = Counting.read(entries)
    return made_of(how.type, ends, how.between, "time_between")


class Counting:
    """How a length of time is counted."""

    def __init__(self, unit: str, *, both_days: bool, whole: str, days_per_month: int) -> None:
        self.unit, self.both_days, self.whole, self.days_per_month = unit, both_days, whole, days_per_month
        self.type = DURATION if unit == "years_months_days" else Type("number", unit.removesuffix("s"), floor=None)

    @classmethod
    def read(cls, entries: dict[str, Marked], *, both_days: bool = False) -> "Counting":
        unit = one_of(entries["in"], UNITS)
        if "both_days" in entries:
            if not isinstance(entries["both_days"].value, bool):
                raise WrongError(entries["both_days"], "expected yes or no")
            both_days = entries["both_days"].value
        whole = one_of(entries["whole"], ("down", "up", "half_up", "no")) if "whole" in entries else "down"
        per_month = number(entries["days_per_month"].value) if "days_per_month" in entries else Fraction(30)
        if per_month is None or per_month.denominator != 1 or per_month < 1:
            raise WrongError(entries["days_per_month"], "expected how many days make a month")
        return cls(unit, both_days=both_days, whole=whole, days_per_month=int(per_month))

    def between(self, start: Column, end: Column) -> Column:
        size = max(len(start), len(end))
        start, end = start.wide(size), end.wide(size)
        none = start.any_none() | end.any_none()
        absent = none if none.any() else None
        low, den = self.length(start.high, end.low)
        if start.exact and end.exact:
            return exactly(low, den, absent)
        high, _den = self.length(start.low, end.high)
        return Column(np.minimum(low, high), np.maximum(low, high), den, absent)

    def length(self, start: Array, end: Array) -> tuple[Array, int]:
        end = end + 1 if self.both_days else end
        if self.unit in ("days", "weeks"):
            per = 7 if self.unit == "weeks" else 1
            return self._whole(end - start, per)
        months, days = (np.asarray(each) for each in calendar.months_between(start, end))
        if self.unit == "years_months_days":
            return months * DURATION_BASE + days, 1
        if self.whole == "no":
            top = rounded(months, days, "no", self.days_per_month)[0]
            return top, self.days_per_month * (12 if self.unit == "years" else 1)
        if self.unit == "years":
            return self._years(months, days), 1
        return rounded(months, days, self.whole, self.days_per_month), 1  # type: ignore[call-overload]  # `no` went above

    def _years(self, months: Array, days: Array) -> Array:
        years, left = np.sign(months) * (np.abs(months) // 12), np.abs(months) % 12
        more = {"down": 0 * left, "up": (left > 0) | (days != 0), "half_up": left >= 6}[self.whole]
        sign = np.where((months < 0) | (days < 0), -1, 1)
        return np.asarray(years + sign * more)

    def _whole(self, days: Array, per: int) -> tuple[Array, int]:
        if per == 1 or self.whole == "no":
            return days, per
        ways = {"down": days // per, "up": -(-days // per), "half_up": (2 * days + per) // (2 * per)}
        return ways[self.whole], 1


@verb("working_days")
def working_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{from, to}: working days between two dates by the calendars handed in, both days included."""
    return _by_calendar(compiler, at, scope, "working_days")


@verb("school_days")
def school_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    return _by_calendar(compiler, at, scope, "school_days")


def _by_calendar(compiler: Compiler, at: Marked, scope: Scope, unit: str) -> Node:
    entries = fields(at.value[unit], allowed=("from", "to", "first_day"), needed=("from", "to"))
    first = entries.get("first_day")
    counted = first is None or first.value in (True, "counted")
    nodes = [compiler.date(entries[name], scope) for name in ("from", "to")]
    place = lowest(nodes)

    def reckon(run: Run) -> Column:
        start, end = columns(run, nodes, place)
        size = max(len(start), len(end))
        start, end = start.wide(size), end.wide(size)
        known = start.known() & end.known() & ~start.any_none() & ~end.any_none()
        low, high = np.where(known, start.low, 1), np.where(known, end.low, 1)
        count = getattr(run.calendars, unit)(low, high, first_counted=counted)
        told = known & run.calendars.knows(low, high)
        if unit == "school_days":
            told = told & run.calendars.terms.knows(low, high)
        return _told(np.asarray(count), np.asarray(told), start.any_none() | end.any_none(), (0, 10**6))

    return Node(Type("number", "day", floor=0), place, reckon, tuple(nodes), unit)


def _told(values: Array, told: Mask, none: Mask, edges: tuple[int, int]) -> Column:
    absent = none if none.any() else None
    if (told | none).all():
        return exactly(np.where(told, values, 0), 1, absent)
    return Column(np.where(told, values, edges[0]), np.where(told, values, edges[1]), 1, absent)


@verb("add_working_days")
def add_working_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{to: DATE, days: N, first_day: counted | not_counted}: the day by which so many working days have passed."""
    entries = fields(at.value["add_working_days"], allowed=("to", "days", "first_day"), needed=("to", "days"))
    counted = "first_day" in entries and one_of(entries["first_day"], ("counted", "not_counted")) == "counted"
    nodes = [compiler.date(entries["to"], scope), compiler.number(entries["days"], scope)]
    place = lowest(nodes)

    def reckon(run: Run) -> Column:
        day, many = columns(run, nodes, place)
        size = max(len(day), len(many))
        day, many = day.wide(size), many.wide(size)
        known = day.known() & many.known() & ~day.any_none()
        start = np.where(known, day.low, 1)
        end = np.asarray(
            run.calendars.add_working_days(start, np.where(known, many.low // many.den, 0), first_counted=counted)
        )
        told = known & np.asarray(run.calendars.knows(start, end))
        return _told(end, told, day.any_none(), (1, LAST_DAY))

    return Node(DATE, place, reckon, tuple(nodes), "add_working_days")


@verb("age")
def age(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{born, on}: completed years."""
    entries = fields(at.value["age"], allowed=("born", "on"), needed=("born", "on"))
    nodes = [compiler.date(entries["born"], scope), compiler.date(entries["on"], scope)]
    how = Counting("years", both_days=False, whole="down", days_per_month=30)
    return made_of(Type("number", "year", floor=0), nodes, how.between, "age")


def _edges(name: str, *, first: bool) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        """{month: DATE}, {year: DATE}, {PERIOD: DATE} of a declared sequence; or the name of a period."""
        what = at.value[name]
        if isinstance(what.value, dict) and len(what.value) == 1:
            (unit, item) = next(iter(what.value.items()))
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
    node = period(compiler, at.value["period_number"], scope)

    def reckon(run: Run) -> Column:
        span = run.of(node)
        return span.number if span.number is not None else unknown(len(span))

    return Node(NUMBER, node.place, reckon, (node,), "period_number")


def _part(name: str, index: int) -> None:
    @verb(name)
    def compile_it(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
        node = compiler.date(at.value[name], scope)
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
    entries = fields(at.value["part_of"], allowed=("text", "from", "length", "as", "to"), needed=("text", "from"))
    node = compiler.value(entries["text"], scope)
    if node.type.kind != "code" or node.type.codes is None or not node.type.codes.open:
        raise WrongError(entries["text"], "expected a text")
    start = _whole(entries["from"])
    length = _whole(entries["length"]) if "length" in entries else None
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


def _whole(at: Marked) -> int:
    found = number(at.value)
    if found is None or found.denominator != 1 or found < 1:
        raise WrongError(at, "expected a whole number from 1")
    return int(found)


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
    return _told(np.array([each or 0 for each in values], dtype=np.int64), told, none, (0, 10**12))


@verb("step")
def step_of_scale(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{of: CODE, by: −1}: so many steps up or down its scale, staying on it."""
    entries = fields(at.value["step"], allowed=("of", "by"), needed=("of", "by"))
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
    node = compiler.value(at.value["position"], scope)
    if node.type.kind != "code" or node.type.codes is None or not node.type.codes.ordered:
        raise WrongError(at, "expected a code of a scale")
    return made_of(Type("number", "step", floor=0), [node], lambda code: code, "position")


__all__ = ["scaled"]
