"""Several kinds of records taken together."""

from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Array, Column, aligned
from teacher_growth.policy.rules.compiling.core import Compiler
from teacher_growth.policy.rules.compiling.scope import WrongError
from teacher_growth.policy.rules.frames import Frame, Node, Place, Run, Sets
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Loss, Selection, World
from teacher_growth.policy.rules.types import PERIOD, RECORDS, Type, comparable
from teacher_growth.policy.rules.windows import Span


def united(compiler: Compiler, parts: list[Node], at: Marked) -> Node:
    """All their records, with the worth and the losses they have by now. They share the fields all of them have."""
    if len(parts) == 1:
        return parts[0]
    targets = {part.place for part in parts}
    if len(targets) != 1:
        raise WrongError(at, "records of different owners cannot be taken together")
    target = targets.pop()
    shared = _shared([part.about.place.fields for part in parts])
    arrange = Node(RECORDS, target, lambda run: _order(run, parts), tuple(parts), "order")

    def build(run: Run) -> Frame:
        order, owner, frames = run.of(arrange)

        def fetch(name: str) -> Any:
            return joined([frame.of(name) for frame in frames]).take(order)

        sizes = np.cumsum([0, *(frame.size for frame in frames)])

        def name_of(row: int) -> str:
            which = int(np.searchsorted(sizes, order[row], side="right")) - 1
            return str(frames[which].name(int(order[row] - sizes[which])))

        return Frame(len(order), fetch, owner, name=name_of)

    spans = [part.about.span for part in parts]
    place = Place(
        "+".join(part.about.place.name for part in parts), target, shared, build, dated_by=parts[0].about.place.dated_by
    )
    span = _spans(spans, parts, arrange, place) if all(spans) else None
    names = set.intersection(*(set(part.about.marks) for part in parts))
    marks = {name: _marks([part.about.marks[name] for part in parts], parts, arrange, place) for name in sorted(names)}
    listed = type(parts[0].about)(place, span, marks, parts[0].about.unit)
    return Node(
        RECORDS, target, lambda run: _selection(run, parts, arrange, place), tuple(parts), "union", about=listed
    )


def _shared(fields: list[dict[str, Type]]) -> dict[str, Type]:
    first, *others = fields
    return {
        name: type_
        for name, type_ in first.items()
        if all(name in each and comparable(type_, each[name]) for each in others)
    }


def _order(run: Run, parts: list[Node]) -> tuple[Array, Array, list[Frame]]:
    """How the rows of all parts stand together: by owner, then date, then part and row."""
    selections = [run.of(part) for part in parts]
    frames = [run.frame(part.about.place) for part in parts]
    owner = np.concatenate([each.owner for each in selections])
    days = np.concatenate([_days(run, part, selection) for part, selection in zip(parts, selections, strict=True)])
    order = np.lexsort([days, owner])
    return order, owner[order], frames


def _days(run: Run, part: Node, selection: Selection) -> Array:
    if part.about.span is None:
        return np.zeros(len(selection.owner), dtype=np.int64)
    span: Span = run.at(part.about.span, part.about.place)
    return np.where(span.start.known(), span.start.low, 2**40)


def joined(values: list[Any]) -> Any:
    """Columns, sets or spans one after the other."""
    if isinstance(values[0], Span):
        return Span(joined([each.start for each in values]), joined([each.end for each in values]))
    if isinstance(values[0], Sets):
        starts = [values[0].starts]
        for each in values[1:]:
            starts.append(each.starts[1:] + starts[-1][-1])
        return Sets(
            np.concatenate(starts),
            np.concatenate([each.codes for each in values]),
            np.concatenate([each.known for each in values]),
        )
    columns, den = aligned(values)
    low = np.concatenate([each.low for each in columns])
    high = low if all(each.exact for each in columns) else np.concatenate([each.high for each in columns])
    none = np.concatenate([each.any_none() for each in columns])
    return Column(low, high, den, none if none.any() else None)


def _spans(spans: list[Node], parts: list[Node], arrange: Node, place: Place) -> Node:
    def reckon(run: Run) -> Span:
        found = [run.at(span, part.about.place) for span, part in zip(spans, parts, strict=True)]
        return joined(found).take(run.of(arrange)[0])  # type: ignore[no-any-return]  # spans joined are a span

    return Node(PERIOD, place, reckon, tuple(spans), "span")


def _marks(marks: list[Node], parts: list[Node], arrange: Node, place: Place) -> Node:
    def reckon(run: Run) -> Column:
        found = [
            run.at(mark, part.about.place).wide(run.frame(part.about.place).size)
            for mark, part in zip(marks, parts, strict=True)
        ]
        return joined(found).take(run.of(arrange)[0])  # type: ignore[no-any-return]  # columns joined are a column

    return Node(marks[0].type, place, reckon, tuple(marks), "mark")


def _selection(run: Run, parts: list[Node], arrange: Node, place: Place) -> Selection:
    selections: list[Selection] = [run.of(part) for part in parts]
    order, owner, _frames = run.of(arrange)
    den = int(np.lcm.reduce([each.den for each in selections]))
    selections = [each.over(den) for each in selections]
    low = _world([each.low for each in selections], order)
    high = low if all(each.exact for each in selections) else _world([each.high for each in selections], order)
    vague = [each.vague for each in selections if each.vague is not None]
    merged = np.logical_or.reduce(vague) if vague else None
    return Selection(place, owner, selections[0].size, low, high, den, merged, _losses(selections, order))


def _world(worlds: list[World], order: Array) -> World:
    return World(
        np.concatenate([each.alive for each in worlds])[order], np.concatenate([each.amount for each in worlds])[order]
    )


def _losses(selections: list[Selection], order: Array) -> tuple[Loss, ...]:
    sizes = np.cumsum([0, *(len(each.owner) for each in selections)])
    losses: list[Loss] = []
    for which, selection in enumerate(selections):
        inside = (order >= sizes[which]) & (order < sizes[which + 1])
        own = np.where(inside, order - sizes[which], -1)
        losses += [each.seen_from(own) for each in selection.lost]
    return tuple(losses)
