"""Requirements repeated for each period, each group or each record."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Array, Column, exactly
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.joining import nested
from teacher_growth.policy.rules.compiling.literals import of_code, whole_number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items
from teacher_growth.policy.rules.compiling.sequences import bounded, sequence
from teacher_growth.policy.rules.compiling.spans import period
from teacher_growth.policy.rules.durations import format_date
from teacher_growth.policy.rules.frames import Frame, Node, Place, Run
from teacher_growth.policy.rules.groups import extremes, grouped, offsets, spread
from teacher_growth.policy.rules.periods import pieces
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.types import NUMBER, YES_NO, Type
from teacher_growth.policy.rules.windows import Span


@dataclass(eq=False)
class Repeated:
    """`place` has one row for each repetition; `above` those it is for. `how` is each, any, at_least or in_a_row."""

    place: Place
    above: Place
    certain: Node
    """The rows of `above` for which it is known what is repeated."""
    how: str = "each"
    count: int = 0

    def read_pass(self, at: Marked | None) -> None:
        if at is None:
            return
        if at.value in ("each", "any"):
            self.how = str(at.value)
            return
        if not isinstance(at.value, dict) or len(at.value) != 1:
            raise WrongError(at, "expected each, any, {at_least: k} or {in_a_row: k}")
        entries = fields(at, allowed=("at_least", "in_a_row"))
        (self.how, item) = next(iter(entries.items()))
        self.count = whole_number(item)


def repeated(compiler: Compiler, at: Marked, scope: Scope) -> Repeated:
    """{period: school_year, in: PERIOD}, {record: RECORDS}, or {group: FIELD, from: RECORDS, also: […]}."""
    entries = fields(at, allowed=("period", "in", "record", "group", "from", "also", "complete"))
    if "period" in entries:
        return _periods(compiler, at, scope)
    if "record" in entries:
        return _records(compiler, entries["record"], scope)
    if "group" in entries:
        return _groups(compiler, at, scope)
    raise WrongError(
        at, "say what it is repeated for", "{period: school_year, in: cycle}, {record: …} or {group: field, from: …}"
    )


def _periods(compiler: Compiler, at: Marked, scope: Scope) -> Repeated:
    """Every period of a sequence with a day in the window, even without any record; `complete: yes`: whole ones."""
    entries = fields(at, allowed=("period", "in", "complete"), needed=("period", "in"))
    name = str(entries["period"].value)
    found, window = sequence(compiler, entries["period"], name, scope), period(compiler, entries["in"], scope)
    complete = "complete" in entries and entries["complete"].value is True
    above = scope.place
    cut = Node(YES_NO, above, lambda run: _cut(run, found, window, above, complete=complete), (window,), "periods")

    def build(run: Run) -> Frame:
        owner, numbers, _known = run.of(cut)
        return Frame(len(owner), lambda _field: exactly(numbers), owner, name=lambda row: _name(run.of(whole), row))

    place = Place("period", above, {"period_no": NUMBER}, build)
    number_node = compiler.field(place, "period_no")
    whole = bounded(found, number_node, place)
    compiler.made[("current_period", "", place)] = whole
    place.fields.update(
        {"period.number": Type("number"), "period.from": Type("date", "date"), "period.to": Type("date", "date")}
    )
    for field, node in _edges(whole, number_node, place).items():
        compiler.made[("field", field, place)] = node
    certain = Node(YES_NO, above, lambda run: run.of(cut)[2], (cut,), "certain")
    return Repeated(place, above, certain)


def _edges(whole: Node, number_node: Node, place: Place) -> dict[str, Node]:
    day = Type("date", "date")
    return {
        "period.number": number_node,
        "period.from": Node(day, place, lambda run: run.of(whole).start, (whole,), "start"),
        "period.to": Node(day, place, lambda run: run.of(whole).end, (whole,), "end"),
    }


def _cut(run: Run, found: Any, window: Node, above: Place, *, complete: bool) -> tuple[Array, Array, Array]:
    size = run.frame(above).size
    span: Span = run.at(window, above).wide(size)
    known = span.start.known() & span.end.known() & ~span.start.any_none() & ~span.end.any_none()
    uncertain = found.uncertain(run, above)
    if uncertain is not None:
        known = known & ~uncertain
    start, end = np.where(known, span.start.low, 2), np.where(known, span.end.low, 1)
    periods, rows = found.periods(run), found.rows(run, above)
    owner, numbers, first, last = pieces(periods, start, end, rows)
    if complete:
        whole = periods.bounds(numbers, owner if rows is None else rows[owner])
        inside = (whole[0] == first) & (whole[1] == last)
        owner, numbers = owner[inside], numbers[inside]
    return owner, numbers, known


def _name(span: Span, row: int) -> str:
    ends = span.at(row)
    return "?" if ends is None else f"{format_date(ends[0])}/{format_date(ends[1])}"


def _records(compiler: Compiler, at: Marked, scope: Scope) -> Repeated:
    node = compiler.records(at, scope)
    above = node.place
    if above is None:
        raise AssertionError(at.path)
    base: Place = node.about.place
    kept = Node(YES_NO, above, lambda run: np.flatnonzero(run.of(node).low.alive), (node,), "kept")

    def build(run: Run) -> Frame:
        which, frame = run.of(kept), run.frame(base)
        owner = run.of(node).owner[which]
        return Frame(
            len(which),
            lambda field: frame.of(field).take(which),
            owner,
            name=lambda row: frame.name(int(which[row])),
            base=(frame, which),
        )

    place = Place(base.name, above, dict(base.fields), build, dated_by=base.dated_by, label=base.label)
    place.kinds = {name: nested(kind, place) for name, kind in base.kinds.items()}
    place.fields.update({f"item.{name}": type_ for name, type_ in base.fields.items()})
    for name in base.fields:
        own = compiler.field(place, name)
        compiler.made[("field", f"item.{name}", place)] = own
    return Repeated(place, above, Node(YES_NO, above, lambda run: _sure(run.of(node)), (node,), "certain"))


def _sure(selection: Selection) -> Array:
    doubt = extremes(selection.doubtful.astype(np.int64), selection.owner, selection.size, greatest=True, empty=0) > 0
    return ~doubt if selection.vague is None else ~(doubt | selection.vague)


def _groups(compiler: Compiler, at: Marked, scope: Scope) -> Repeated:
    """One row for each value of a field; `also` names codes that must be there even without records."""
    entries = fields(at, allowed=("group", "from", "also"), needed=("group", "from"))
    node = compiler.records(entries["from"], scope)
    name = str(entries["group"].value)
    key = compiler.value(entries["group"], Scope(node.about.place))
    above = node.place
    if above is None or key.type.kind not in ("code", "number", "yes_no"):
        raise WrongError(entries["group"], "expected a field of codes or numbers")
    also = (
        [of_code(str(each.value), key.type.codes) for each in items(entries["also"])]
        if "also" in entries and key.type.codes
        else []
    )
    cut = Node(YES_NO, above, lambda run: _group_rows(run, node, key, also), (node, key), "groups")

    def build(run: Run) -> Frame:
        owner, values, den = run.of(cut)
        codes = key.type.codes

        def name_of(row: int) -> str:
            value = int(values[row])
            if codes is None:
                return str(value // den)
            return run.source.words[value] if codes.open else codes.codes[value]

        return Frame(len(owner), lambda _field: exactly(values, den), owner, name=name_of)

    place = Place("group", above, {f"group.{name}": key.type, "group.key": key.type}, build)
    compiler.made[("field", f"group.{name}", place)] = compiler.field(place, "group.key")
    return Repeated(place, above, Node(YES_NO, above, lambda run: _sure(run.of(node)), (node,), "certain"))


def _group_rows(run: Run, node: Node, key: Node, also: list[Node]) -> tuple[Array, Array, int]:
    selection: Selection = run.of(node)
    values: Column = columns(run, [key], node.about.place)[0].wide(len(selection.owner))
    rows = np.flatnonzero(selection.low.alive & values.known() & ~values.any_none())
    owner = np.concatenate([selection.owner[rows], *(np.arange(selection.size) for _each in also)])
    found = np.concatenate([values.low[rows], *(np.full(selection.size, int(run.of(each).low[0])) for each in also)])
    groups = grouped([owner, found])
    heads = groups.order[groups.starts[:-1]]
    return owner[heads], found[heads], values.den


def repeated_status(found: Repeated, body: Node, code: str) -> Node:
    """The result over all repetitions."""

    def reckon(run: Run) -> Status:
        frame = run.frame(found.place)
        owner = frame.owner if frame.owner is not None else np.zeros(0, dtype=np.int64)
        size = run.frame(found.above).size
        each: Status = run.at(body, found.place)
        each = each.wide(frame.size)
        starts = offsets(owner, size)
        status = _over(found, each, owner, starts)
        certain = run.of(found.certain)
        yes, no = np.where(certain, status.met, True), np.where(certain, status.failed, True)
        return Status(yes, no, status.open & certain, status.idle & certain)

    return Node(YES_NO, found.above, reckon, (body, found.certain), "rule", code)


def _over(found: Repeated, each: Status, owner: Array, starts: Array) -> Status:
    size = len(starts) - 1

    def many(mask: Array) -> Array:
        return spread(mask.astype(np.int64), starts)

    sure_met, may_meet = many(each.met & ~each.failed & ~each.open & ~each.idle), many(each.met)
    failing, may_fail = many(~each.met & ~each.idle & ~each.open & each.failed), many(each.failed)
    waiting = many(each.open & ~each.failed & ~each.met)
    never = np.zeros(size, dtype=bool)
    if found.how == "each":
        yes, no = (failing + waiting) == 0, (may_fail + many(each.open)) > 0
        still = (waiting > 0) & (may_fail == 0)
        return Status(yes, no & ~still, still, never)
    if found.how == "in_a_row":
        sure = _longest(each.met & ~each.failed & ~each.open & ~each.idle, owner, starts)
        possible = _longest(each.met, owner, starts)
        return Status(possible >= found.count, sure < found.count, never, never)
    wanted = 1 if found.how == "any" else found.count
    yes, no = may_meet >= wanted, sure_met < wanted
    still = ~yes & (may_meet + waiting >= wanted)
    return Status(yes, no & ~still, still, never)


def _longest(mask: Array, owner: Array, starts: Array) -> Array:
    """The longest run of consecutive rows in each owner's rows (they stand in time's order)."""
    if not len(mask):
        return np.zeros(len(starts) - 1, dtype=np.int64)
    place = np.arange(len(mask))
    begins = np.concatenate([[True], owner[1:] != owner[:-1]])
    stops = np.maximum.accumulate(np.where(~mask, place, np.where(begins, place - 1, -1)))
    return extremes(np.where(mask, place - stops, 0), owner, len(starts) - 1, greatest=True, empty=0)
