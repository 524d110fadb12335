"""Sequences of periods: those a file declares, and the built-in ones; which one a day lies in."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from teacher_growth.policy.rules import spanning
from teacher_growth.policy.rules.columns import Array, Column, Mask, Rows, exactly, unknown
from teacher_growth.policy.rules.compiling.core import Compiler
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.scope import Scope, UnknownNameError, WrongError, fields, one_of
from teacher_growth.policy.rules.durations import parse_duration
from teacher_growth.policy.rules.frames import Node, Place, Run, lowest
from teacher_growth.policy.rules.periods import Every, Periods, calendar_months, prolonged, weeks, years_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection
from teacher_growth.policy.rules.types import LAST_DAY, PERIOD, RECORDS, YES_NO, Type
from teacher_growth.policy.rules.windows import Span

BUILT_IN = ("calendar_year", "month", "week", "term")
DAY_OF_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}")
MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
MOST_PERIODS = 80
"""Of a sequence that suspensions prolong: as many as a working life has years, twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Periods in their order. `anchor` is the day they are reckoned from, where it is not the same for all."""

    name: str
    build: Callable[[Run], Periods]
    anchor: Node | None
    made: Node
    """Holds the built periods of a run, so that they are built once."""
    unsure: Node | None = None
    """Whose suspensions are not known: a mask over the subjects."""

    @property
    def parts(self) -> tuple[Node, ...]:
        """What the periods themselves rest on."""
        return tuple(each for each in (self.anchor, self.unsure) if each is not None)

    def periods(self, run: Run) -> Periods:
        return run.of(self.made)  # type: ignore[no-any-return]  # made by build

    def rows(self, run: Run, place: Place | None) -> Rows | None:
        """Whose periods are meant in each row of a place; None where all have the same."""
        if self.anchor is None or self.anchor.place is None:
            return None
        if place is None:
            raise AssertionError(self.name)
        return run.rows(place, self.anchor.place)

    def uncertain(self, run: Run, place: Place | None) -> Mask | None:
        """Rows whose periods cannot be told, or that have none."""
        if self.anchor is None:
            return None
        column: Column = run.at(self.anchor, place)
        bad = ~column.known() | column.any_none()
        if self.unsure is not None:
            bad = bad | run.at(self.unsure, place)
        if not bad.any():
            return None
        return bad if place is None else np.broadcast_to(bad, (run.frame(place).size,))


def sequence(compiler: Compiler, at: Marked, name: str, scope: Scope) -> Sequence:
    """A named sequence of periods: of the file, or one of the built-in ones."""
    key = ("periods", name, compiler.root)
    if key not in compiler.made:
        entries = compiler.sections.get("periods", {})
        if name in entries:
            compiler.made[key] = _declared(compiler, entries[name], name)
        elif name in BUILT_IN:
            compiler.made[key] = _built_in(name)
        else:
            raise UnknownNameError(at, name, [*entries, *BUILT_IN])
    return compiler.made[key]  # type: ignore[no-any-return]  # the one thing this key holds


def _sequence(
    name: str, build: Callable[[Run], Periods], anchor: Node | None, parts: tuple[Node, ...] = ()
) -> Sequence:
    return Sequence(name, build, anchor, Node(PERIOD, anchor.place if anchor else None, build, parts, "sequence", name))


def _built_in(name: str) -> Sequence:
    if name == "term":
        return _sequence(name, lambda run: run.calendars.terms, None)
    made: Periods = {"calendar_year": years_from, "month": calendar_months, "week": weeks}[name]()
    return _sequence(name, lambda _run: made, None)


def _declared(compiler: Compiler, at: Marked, name: str) -> Sequence:
    entries = fields(
        at, allowed=("every", "starts", "first", "last", "suspended", "label", "source"), needed=("every", "starts")
    )
    months, days = _length(entries["every"])
    limits = [whole_number(entries[each]) if each in entries else None for each in ("first", "last")]
    starts = entries["starts"]
    if found := MONTH_DAY.fullmatch(str(starts.value)):
        if (months, days) != (12, 0):
            raise WrongError(
                starts, "a day of the year goes with every: P1Y", "for longer periods give the date of one beginning"
            )
        made = years_from(int(found[1]), int(found[2]))
        return _sequence(name, lambda _run: made, None)
    if DAY_OF_YEAR.fullmatch(str(starts.value)):
        raise WrongError(starts, "expected the day of the year as MM-DD", "starts: 09-01")
    anchor = compiler.date(starts, Scope(compiler.root))
    if "suspended" in entries:
        return _prolonged(compiler, name, anchor, (months, days), entries["suspended"])
    fixed = anchor.place is None

    def build(run: Run) -> Periods:
        column: Column = run.of(anchor)
        day = int(column.low[0]) if fixed else np.where(column.any_none(), 1, column.low)
        return Every(months, days, day, limits[0] if fixed else limits[0] or 1, limits[1])

    return _sequence(name, build, None if fixed else anchor, (anchor,))


def _length(at: Marked) -> tuple[int, int]:
    words = {"year": (12, 0), "month": (1, 0), "week": (0, 7), "half_year": (6, 0)}
    if isinstance(at.value, str) and at.value in words:
        return words[at.value]
    try:
        months, days = parse_duration(str(at.value))
    except ValueError as error:
        raise WrongError(at, str(error), "for example P5Y, P6M, P14D") from error
    if (months > 0) == (days > 0):
        raise WrongError(at, "a period is so many months or years, or so many days", "for example P5Y, P6M, P14D")
    return months, days


def _prolonged(compiler: Compiler, name: str, anchor: Node, length: tuple[int, int], at: Marked) -> Sequence:
    """`suspended: {from: …, steps: […]}`: the spans of those records prolong the period they lie in."""
    by = at.mapping.get("by") if isinstance(at.value, dict) else None
    way = one_of(by, ("days", "whole_months")) if by else "days"
    source = replace(at, value={key: item for key, item in fields(at).items() if key != "by"})
    node = compiler.value(source, Scope(compiler.root, owner=name))
    if node.type.kind != "records":
        raise WrongError(at, "expected the records that suspend: {from: …, steps: […]}")

    today = compiler.field(compiler.root, "as_of")
    place = node.about.place
    span_node = Node(
        PERIOD, place, lambda run: spanning.closed(run.of(node.about.span), run.at(today, place)), (), "span"
    )
    settled = Node(
        RECORDS,
        node.place,
        lambda run: spanning.doubtful(run.of(node), run.of(span_node)),
        (node, node.about.span, today),
        "settled",
        about=node.about,
    )

    def build(run: Run) -> Periods:
        selection: Selection = run.of(settled)
        span: Span = run.of(span_node)
        days = run.at(anchor, compiler.root)
        starts = np.where(days.any_none(), 1, days.wide(selection.size).low)
        alive = selection.low.alive
        owner, start, end = selection.owner[alive], span.start.low[alive], span.end.low[alive]
        order = np.lexsort([start, owner])
        moved = (owner[order], start[order], end[order])
        return prolonged(starts, length, moved, count=MOST_PERIODS, by=way)  # type: ignore[arg-type]  # one of its two ways

    unsure = Node(YES_NO, compiler.root, lambda run: _vague(run.of(settled)), (settled,), "unsure")
    anchor_of = anchor if anchor.place else _everywhere(anchor, compiler.root)
    return replace(_sequence(name, build, anchor_of, (anchor, settled)), unsure=unsure)


def _vague(selection: Selection) -> Mask:
    return np.zeros(selection.size, dtype=bool) if selection.vague is None else selection.vague


def _everywhere(node: Node, place: Place) -> Node:
    """The same value in each row of a place."""
    return Node(node.type, place, lambda run: run.of(node).wide(run.frame(place).size), (node,), "everywhere")


def numbered(found: Sequence, day: Node, place: Place | None = None) -> Node:
    """The number of the period that holds a date; where none does there is no number."""
    place = place or lowest([day, *([found.anchor] if found.anchor else [])])

    def reckon(run: Run) -> Column:
        days: Column = run.at(day, place)
        uncertain = found.uncertain(run, place)
        if uncertain is not None:
            days = days.wide(len(uncertain))
        low, gone = _numbers(found, run, days.low, place)
        high, gone_too = (low, gone) if days.exact else _numbers(found, run, days.high, place)
        outside = gone & gone_too & np.asarray(low == high)  # else one of those between may hold the day
        none = outside if days.none is None else outside | days.none
        if uncertain is None:
            return Column(low, high, 1, none if none.any() else None)
        wild = unknown(len(days))
        low, high = np.where(uncertain, wild.low, low), np.where(uncertain, wild.high, high)
        none = none & ~uncertain
        return Column(low, high, 1, none if none.any() else None)

    return Node(Type("number", "number"), place, reckon, (day, *found.parts), "period_number", found.name)


def _numbers(found: Sequence, run: Run, days: Array, place: Place | None) -> tuple[Array, Mask]:
    periods, rows = found.periods(run), found.rows(run, place)
    if rows is not None and len(days) != len(rows):
        days = np.broadcast_to(days, (len(rows),))
    numbers = np.asarray(periods.number(days, rows))
    return numbers, ~np.asarray(periods.exists(numbers), dtype=bool)


def bounded(found: Sequence, which: Node, place: Place | None = None) -> Node:
    """The period of a number."""
    place = place or lowest([which, *([found.anchor] if found.anchor else [])])

    def reckon(run: Run) -> Span:
        numbers: Column = run.at(which, place)
        periods, rows = found.periods(run), found.rows(run, place)
        if rows is not None:
            numbers = numbers.wide(len(rows))
        low = periods.bounds(numbers.low, rows)
        high = low if numbers.exact else periods.bounds(numbers.high, rows)
        none = numbers.any_none() | ~np.asarray(periods.exists(numbers.low), dtype=bool) & numbers.known()
        uncertain = found.uncertain(run, place)
        start, end = (_ends(low[end_], high[end_], none, uncertain) for end_ in (0, 1))
        return Span(start, end, Column(numbers.low, numbers.high, 1, none if none.any() else None))

    return Node(PERIOD, place, reckon, (which, *found.parts), "period", found.name)


def _ends(low: Array, high: Array, none: Mask, uncertain: Mask | None) -> Column:
    low, high = np.clip(low, 1, LAST_DAY), high if high is low else np.clip(high, 1, LAST_DAY)
    if uncertain is not None:
        low, high = np.where(uncertain, 1, low), np.where(uncertain, LAST_DAY, high)
        none = none & ~uncertain
    absent = none if none.any() else None
    return exactly(low, 1, absent) if high is low or np.array_equal(low, high) else Column(low, high, 1, absent)
