"""What a record value gives: a sum, a count, the latest of a field, whether there is any, the longest run."""

from collections.abc import Callable
from typing import Any

import numpy as np

from teacher_growth.policy.rules import selection as sel
from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import ENDLESS, Column, chosen, constant, divided, exactly, nothing, unknown
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.records import GIVE
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields
from teacher_growth.policy.rules.compiling.stepping import start_of
from teacher_growth.policy.rules.frames import Node, Run, Sets
from teacher_growth.policy.rules.groups import Groups, extremes, grouped, offsets
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.selection import Selection
from teacher_growth.policy.rules.types import YES_NO, Type, bounds, count_of

SIMPLE = ("sum", "count", "mean", "any", "records")
OF_FIELD = ("distinct", "largest", "smallest", "latest", "first", "codes")


def give(compiler: Compiler, at: Marked, node: Node, scope: Scope, _wanted: Type | None) -> Node:
    if isinstance(at.value, str):
        if at.value not in SIMPLE:
            hint = nearest(at.value, [*SIMPLE, *OF_FIELD]) or f"{', '.join(SIMPLE)}, or {{latest: FIELD}}"
            raise WrongError(at, f"records do not give “{at.value}”", hint)
        return _simple(at.value, node)
    entries = fields(at, allowed=(*OF_FIELD, "by"))
    name = next((key for key in entries if key in OF_FIELD), None)
    if name is None:
        raise WrongError(at, "say what is given", f"one of {', '.join(OF_FIELD)}")
    field = compiler.value(entries[name], scope)
    if name == "distinct":
        return _distinct(node, field)
    if name == "codes":
        return _codes(node, field, at)
    if name in ("largest", "smallest"):
        return _extreme(node, field, greatest=name == "largest", at=at)
    day = compiler.value(entries["by"], scope) if "by" in entries else start_of(compiler, at, scope)
    return _by_date(node, field, day, latest=name == "latest")


GIVE.append(give)


def _simple(name: str, node: Node) -> Node:
    unit = node.about.unit
    floor = 0 if _never_negative(node) else None
    kinds: dict[str, tuple[Type, Callable[[Selection], Any]]] = {
        "sum": (Type("number", unit, floor=floor), lambda found: sel.total(found, never_below=floor)),
        "count": (count_of("record"), sel.count),
        "mean": (Type("number", unit, floor=floor), _mean),
        "any": (YES_NO, lambda found: t.at_least(sel.count(found), constant(1))),
    }
    type_, reckon = kinds[name]
    return Node(type_, node.place, lambda run: reckon(run.of(node)), (node,), name, node.name, node.about)


def _never_negative(node: Node) -> bool:
    """Whether no step gave a record a worth below nought."""
    worths = [part for part in node.parts if part.type.kind == "number"] if node.role == "step" else []
    if any(part.type.floor is None or part.type.floor < 0 for part in worths):
        return False
    return all(_never_negative(part) for part in node.parts if part.type.kind == "records")


def _mean(found: Selection) -> Column:
    if found.exact and found.vague is None:
        many = sel.count(found)
        return divided(sel.total(found, never_below=0), many)
    exact = divided(sel.total(found, never_below=0), sel.count(found))
    bad = extremes(found.doubtful.astype(np.int64), found.owner, found.size, greatest=True, empty=0) > 0
    if found.vague is not None:
        bad = bad | found.vague
    return chosen(bad, unknown(found.size), exact)


def _extreme(node: Node, field: Node, *, greatest: bool, at: Marked) -> Node:
    if field.type.kind not in ("number", "date", "duration", "code") or (
        field.type.codes and not field.type.codes.ordered
    ):
        raise WrongError(at, "largest and smallest are of numbers, dates, durations or codes of a scale")

    def reckon(run: Run) -> Column:
        found: Selection = run.of(node)
        return sel.extreme(found, columns(run, [field], node.about.place)[0], greatest=greatest)

    return Node(
        field.type, node.place, reckon, (node, field), "largest" if greatest else "smallest", node.name, node.about
    )


def _by_date(node: Node, field: Node, day: Node, *, latest: bool) -> Node:
    """The field of the last or first record by date; none where there is no record."""

    def reckon(run: Run) -> Column:
        found: Selection = run.of(node)
        size = len(found.owner)
        days = columns(run, [day], node.about.place)[0].wide(size)
        values: Column = columns(run, [field], node.about.place)[0].wide(size)
        alive = found.low.alive
        sign = -1 if latest else 1
        groups = (
            grouped([found.owner], [~alive, sign * days.low, sign * np.arange(size)])
            if size
            else Groups(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64))
        )
        result = nothing(found.size)
        heads = groups.order[groups.starts[:-1]]
        heads = heads[alive[heads]]
        picked = np.zeros(found.size, dtype=np.int64)
        has = np.zeros(found.size, dtype=bool)
        picked[found.owner[heads]], has[found.owner[heads]] = heads, True
        if size:
            result = chosen(has, values.take(picked), result)
        doubt = (found.doubtful | ~days.known()) & found.high.alive
        bad = extremes(doubt.astype(np.int64), found.owner, found.size, greatest=True, empty=0) > 0
        if found.vague is not None:
            bad = bad | found.vague
        return (
            chosen(bad, unknown(found.size, *bounds(field.type.kind, field.type.codes)), result)
            if bad.any()
            else result
        )

    return Node(
        field.type, node.place, reckon, (node, field, day), "latest" if latest else "first", node.name, node.about
    )


def _distinct(node: Node, field: Node) -> Node:
    """How many different values of a field there are."""

    def reckon(run: Run) -> Column:
        found: Selection = run.of(node)
        size = len(found.owner)
        values: Column = columns(run, [field], node.about.place)[0].wide(size)
        known = values.known() & ~values.any_none()

        def of(alive: Any) -> Any:
            rows = np.flatnonzero(alive & known)
            groups = grouped([found.owner[rows], values.low[rows]])
            counts = np.zeros(found.size, dtype=np.int64)
            np.add.at(counts, found.owner[rows][groups.order[groups.starts[:-1]]], 1)
            return counts

        low = of(found.low.alive)
        unsure = found.high.alive & ~known & ~values.any_none()
        if found.exact and not unsure.any() and found.vague is None:
            return exactly(low)
        most = of(found.high.alive) + np.bincount(found.owner[unsure], minlength=found.size)
        vague = found.vague if found.vague is not None else np.zeros(found.size, dtype=bool)
        return Column(np.where(vague, 0, low), np.where(vague, ENDLESS, most))

    return Node(count_of(field.name or None), node.place, reckon, (node, field), "distinct", node.name, node.about)


def _codes(node: Node, field: Node, at: Marked) -> Node:
    """The set of a field's values."""
    if field.type.kind != "code":
        raise WrongError(at, "codes are given of a field of codes")

    def reckon(run: Run) -> Sets:
        found: Selection = run.of(node)
        values: Column = columns(run, [field], node.about.place)[0].wide(len(found.owner))
        rows = np.flatnonzero(found.low.alive & values.known() & ~values.any_none())
        doubt = (found.doubtful | ~values.known()) & found.high.alive
        bad = extremes(doubt.astype(np.int64), found.owner, found.size, greatest=True, empty=0) > 0
        if found.vague is not None:
            bad = bad | found.vague
        return Sets(offsets(found.owner[rows], found.size), values.low[rows], ~bad)

    return Node(
        Type("codes", codes=field.type.codes), node.place, reckon, (node, field), "codes", node.name, node.about
    )
