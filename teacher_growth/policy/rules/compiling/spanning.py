"""Steps over the spans of records: clip, once, length, runs, split."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from teacher_growth.policy.rules import spanning, steps
from teacher_growth.policy.rules.columns import Column, exactly
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.lengths import Counting
from teacher_growth.policy.rules.compiling.literals import literal, number
from teacher_growth.policy.rules.compiling.scope import Fields, Scope, WrongError, fields
from teacher_growth.policy.rules.compiling.sequences import Sequence, numbered, sequence
from teacher_growth.policy.rules.compiling.spans import period, span_of
from teacher_growth.policy.rules.compiling.stepping import Result, Step, after, amount_of, start_of, step, truth_of
from teacher_growth.policy.rules.frames import Frame, Node, Place, Run
from teacher_growth.policy.rules.periods import Every, pieces
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection, World
from teacher_growth.policy.rules.types import DATE, DURATION, LAST_DAY, NUMBER, PERIOD, RECORDS, Type
from teacher_growth.policy.rules.windows import Span


@step("clip")
def clip(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Spans cut to a period; records without a day in it go out."""
    window = period(compiler, at.mapping["clip"], scope)
    own, place = span_of(compiler, at, scope), node.about.place

    def reckon(run: Run) -> Span:
        return spanning.cut(run.at(own, place), run.at(window, place), run.frame(place).size)

    span = Node(PERIOD, place, reckon, (own, window), "span")
    return after(node, scope, lambda run: spanning.emptied(run.of(node), what, run.of(span)), (span,), span=span)


@step("once")
def once(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Days covered by several records count once, for the first of them."""
    own, place = span_of(compiler, at, scope), node.about.place
    settled = Node(
        RECORDS,
        node.place,
        lambda run: spanning.doubtful(run.of(node), run.at(own, place)),
        (node, own),
        "settled",
        about=node.about,
    )
    span = Node(PERIOD, place, lambda run: spanning.once(run.of(settled), run.at(own, place)), (settled,), "span")
    return after(
        node, scope, lambda run: spanning.emptied(run.of(settled), what, run.of(span)), (settled, span), span=span
    )


@step("length")
def length(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    """{in: months, …}: each record becomes worth as long as it runs; what still runs is counted to the as-of date."""
    entries = fields(
        at.mapping["length"], allowed=("in", "both_days", "whole", "days_per_month", "until"), needed=("in",)
    )
    how = Counting.read(entries, both_days=True)
    if how.unit == "years_months_days":
        raise WrongError(
            entries["in"], "lengths of records are added up, so say in which unit", "in: months, days or years"
        )
    if "whole" not in entries:
        how.whole = "no"
    until = compiler.date(entries["until"], scope) if "until" in entries else compiler.field(compiler.root, "as_of")
    own, place = span_of(compiler, at, scope), node.about.place

    def reckon(run: Run) -> Selection:
        span: Span = run.at(own, place)
        size = run.frame(place).size
        end: Column = columns(run, [until], place)[0].wide(size)
        open_ = span.end.low >= LAST_DAY
        last = np.where(open_, end.low, span.end.low)
        latest = last if span.end.exact and end.exact else np.where(open_, end.high, span.end.high)
        figure = how.between(span.start, Column(last, latest, 1, span.end.none))
        figure = Column(
            np.maximum(figure.low, 0),
            np.maximum(figure.low, 0) if figure.exact else np.maximum(figure.high, 0),
            figure.den,
            figure.none,
        )
        if figure.exact:
            figure = exactly(np.maximum(figure.low, 0), figure.den, figure.none)
        return steps.worth(run.of(node), what, figure, truth_of(only, run, node), never_below=0)

    measured = Node(Type("number", how.type.unit, floor=0), place, lambda run: run.of(node), (), "length")
    return after(node, scope, reckon, (own, until, measured), unit=how.type.unit)


@step("runs")
def runs(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """{gap: P30D} or {of: PERIOD}: records that follow each other belong to one run; the field `run` tells which."""
    del what
    entries = fields(at.mapping["runs"], allowed=("gap", "of", "number"))
    if "of" in entries or "number" in entries:
        settled, marked = _runs_of_numbers(compiler, at, entries, node, scope)
    else:
        settled, marked = _runs_of_spans(compiler, at, entries, node, scope)
    return after(node, scope, lambda run: run.of(settled), (settled, marked), marks={"run": marked})


def _runs_of_numbers(compiler: Compiler, at: Marked, entries: Fields, node: Node, scope: Scope) -> tuple[Node, Node]:
    place = node.about.place
    if "number" in entries:
        figure = compiler.number(entries["number"], scope)
    else:
        found = sequence(compiler, entries["of"], str(entries["of"].value), scope)
        figure = numbered(found, start_of(compiler, at, scope))

    def figures(run: Run) -> Column:
        column: Column = columns(run, [figure], place)[0]
        return column.wide(run.frame(place).size)

    settled = _settled(node, lambda run: _known(run.of(node), figures(run)), figure)
    marked = Node(NUMBER, place, lambda run: spanning.runs_of(run.of(settled), figures(run)), (settled,), "mark", "run")
    return settled, marked


def _runs_of_spans(compiler: Compiler, at: Marked, entries: Fields, node: Node, scope: Scope) -> tuple[Node, Node]:
    months, days = _gap(entries.get("gap"))
    own, place = span_of(compiler, at, scope), node.about.place
    settled = _settled(node, lambda run: spanning.doubtful(run.of(node), run.at(own, place)), own)

    def reckon(run: Run) -> Column:
        return spanning.runs(run.of(settled), run.at(own, place), months, days)

    return settled, Node(NUMBER, place, reckon, (settled,), "mark", "run")


def _settled(node: Node, reckon: Callable[[Run], Selection], part: Node) -> Node:
    """The records, with what is doubtful about them made the owner's doubt."""
    return Node(RECORDS, node.place, reckon, (node, part), "settled", about=node.about)


def _known(selection: Selection, number_: Column) -> Selection:
    unsure = ~number_.wide(len(selection.owner)).known() & selection.high.alive
    return selection.blurred(unsure | selection.doubtful) if unsure.any() or not selection.exact else selection


def _gap(at: Marked | None) -> tuple[int, int]:
    if at is None:
        return 0, 0
    if (days := number(at.value)) is not None:
        return 0, int(days)
    node = literal(at, DURATION)
    if node is None or node.type.kind != "duration":
        raise WrongError(at, "expected a duration", "gap: P30D")
    months, left = node.about
    return int(months), int(left)


@step("split")
def split(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Spans cut into pieces: one a period, or `each_year` of the record itself; the field `nth` counts from 1."""
    del what
    own, place = span_of(compiler, at, scope), node.about.place
    name = str(at.mapping["split"].value)
    found = None if name == "each_year" else sequence(compiler, at.mapping["split"], name, scope)
    today = compiler.field(compiler.root, "as_of")
    closed = Node(
        PERIOD, place, lambda run: spanning.closed(run.at(own, place), run.at(today, place)), (own, today), "span"
    )
    settled = _settled(node, lambda run: spanning.doubtful(run.of(node), run.of(closed)), closed)
    cut = Node(RECORDS, place, lambda run: _pieces(run, run.of(closed), place, found), (settled, closed), "pieces")
    inner = _place_of_pieces(place, settled, cut)
    span = Node(PERIOD, inner, lambda run: Span(exactly(run.of(cut)[2]), exactly(run.of(cut)[3])), (cut,), "span")
    nth = Node(Type("number", floor=0), inner, lambda run: exactly(run.of(cut)[1]), (cut,), "mark", "nth")
    marks = {key: _carried(mark, cut, inner, place) for key, mark in node.about.marks.items()}
    listed = replace(node.about, place=inner, span=span, marks={**marks, "nth": nth})

    def reckon(run: Run) -> Selection:
        return _split(run.of(settled), run.of(cut)[0], inner)

    result = Node(RECORDS, node.place, reckon, (settled, cut), "step", node.name, listed)
    return result, Scope(inner, amount_of(result), span, listed.marks, scope.used, scope.owner, scope.outer)


def _place_of_pieces(place: Place, settled: Node, cut: Node) -> Place:
    """One row for each piece; its dates are the piece's own."""
    dates = ("from", "to", *place.dated_by)

    def build(run: Run) -> Frame:
        which, _number, start, end = run.of(cut)
        base = run.frame(place)
        own = {name: exactly(start if name in ("from", place.dated_by[0]) else end) for name in dates}

        def fetch(field: str) -> Any:
            return own[field] if field in own else base.of(field).take(which)

        owner = run.of(settled).owner[which]
        return Frame(len(which), fetch, owner, name=lambda row: base.name(int(which[row])), base=(base, which))

    fields_ = {**dict(place.fields), "from": DATE, "to": DATE}
    return Place(place.name, place.above, fields_, build, dated_by=place.dated_by, label=place.label)


def _carried(mark: Node, cut: Node, inner: Place, place: Place) -> Node:
    return Node(mark.type, inner, lambda run: run.at(mark, place).take(run.of(cut)[0]), (mark,), "mark", mark.name)


def _pieces(run: Run, span: Span, place: Place, found: Sequence | None) -> Any:
    start, end = span.start.low, span.end.low
    if found is not None:
        return pieces(found.periods(run), start, end, found.rows(run, place))
    return pieces(Every(12, 0, start, 1), start, end)


def _split(selection: Selection, which: Any, inner: Place) -> Selection:
    low = World(selection.low.alive[which], selection.low.amount[which])
    high = low if selection.exact else World(selection.high.alive[which], selection.high.amount[which])
    lost = tuple(each.seen_from(which) for each in selection.lost)
    return replace(selection, rows=inner, owner=selection.owner[which], low=low, high=high, lost=lost)
