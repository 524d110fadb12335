"""Records seen from other rows than their own: of each period, of each other record, of records repeated."""

from dataclasses import dataclass, replace
from typing import Any

from teacher_growth.policy.rules.columns import Rows
from teacher_growth.policy.rules.frames import Frame, Node, Place, Run
from teacher_growth.policy.rules.groups import expand, offsets
from teacher_growth.policy.rules.selection import Selection, World
from teacher_growth.policy.rules.types import RECORDS


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """What a record value is of: the place of its rows, and from when to when each runs after its steps."""

    place: Place
    span: Node | None
    marks: dict[str, Node]
    unit: str | None = None


def joined(node: Node, below: Place) -> Node:
    """The same records for each row of a place below theirs: of each period, of each other record, …"""
    listed: Listed = node.about
    target = node.place
    if target is None:
        raise AssertionError(below.name)

    def pairs(run: Run) -> tuple[Rows, Rows]:
        selection: Selection = run.of(node)
        return expand(offsets(selection.owner, selection.size), run.rows(below, target))

    paired = Node(RECORDS, below, pairs, (node,), "pairs")
    place = _place_of(listed.place, below, paired)

    def reckon(run: Run) -> Selection:
        owner, which = run.of(paired)
        return _taken(run.of(node), owner, which, place, run.rows(below, target))

    span = _carried(listed.span, listed.place, place, paired) if listed.span else None
    marks = {name: _carried(mark, listed.place, place, paired) for name, mark in listed.marks.items()}
    return Node(RECORDS, below, reckon, (node,), "join", node.name, Listed(place, span, marks, listed.unit))


def _place_of(own: Place, below: Place, paired: Node) -> Place:
    """One row for each pair of a row below and a record."""

    def build(run: Run) -> Frame:
        base = run.frame(own)
        owner, which = run.of(paired)
        return Frame(
            len(owner),
            lambda name: base.of(name).take(which),
            owner,
            name=lambda row: base.name(int(which[row])),
            base=(base, which),
        )

    place = Place(own.name, below, dict(own.fields), build, dated_by=own.dated_by, label=own.label)
    place.kinds = {name: nested(kind, place) for name, kind in own.kinds.items()}
    return place


def _carried(part: Node, own: Place, place: Place, paired: Node) -> Node:
    def reckon(run: Run) -> Any:
        return run.at(part, own).take(run.of(paired)[1])

    return Node(part.type, place, reckon, (part,), part.role, part.name)


def nested(kind: Place, above: Place) -> Place:
    """Records of records, for rows that stand for others."""

    def build(run: Run) -> Frame:
        frame, own = run.frame(kind), run.frame(above)
        if own.base is None or frame.owner is None:
            raise AssertionError(kind.name)
        owner, which = expand(offsets(frame.owner, own.base[0].size), own.base[1])
        unknown = None if frame.unknown is None else frame.unknown[own.base[1]]
        return Frame(
            len(owner),
            lambda name: frame.of(name).take(which),
            owner,
            unknown,
            lambda row: frame.name(int(which[row])),
            (frame, which),
        )

    place = Place(kind.name, above, dict(kind.fields), build, dated_by=kind.dated_by, label=kind.label)
    place.kinds = {name: nested(inner, place) for name, inner in kind.kinds.items()}
    return place


def _taken(selection: Selection, owner: Rows, which: Rows, place: Place, above: Rows) -> Selection:
    """`above`: for each row the records are joined to, the row they belonged to."""
    low = World(selection.low.alive[which], selection.low.amount[which])
    high = low if selection.exact else World(selection.high.alive[which], selection.high.amount[which])
    lost = tuple(each.seen_from(which) for each in selection.lost)
    vague = None if selection.vague is None else selection.vague[above]
    return replace(selection, rows=place, owner=owner, size=len(above), low=low, high=high, vague=vague, lost=lost)
