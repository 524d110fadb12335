"""Which records counted towards a value, with how much, and which did not, and why."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Rows
from teacher_growth.policy.rules.explaining.rows import owned, rows_at
from teacher_growth.policy.rules.frames import Node, Place, Run
from teacher_growth.policy.rules.selection import Selection

CONVERSIONS = frozenset({"worth", "length", "round", "regroup"})
"""Steps that say what a record is worth; they take nothing from it."""


@dataclass(frozen=True, slots=True)
class Entry:
    record: str
    amount: Fraction
    step: Any = None
    """None: it counted."""


def entries(run: Run, node: Node, place: Place | None, row: int) -> list[Entry]:
    """All records the value draws on, each once for each figure it goes into, in the order of the policy, then date."""
    found: list[Entry] = []
    for selected in _selections(node):
        rows = rows_at(run, np.array([row]), place, selected.place)
        for each in rows:
            key = (selected, int(each))
            if key not in run.told:
                run.told[key] = _of(run, selected, int(each))
            found += run.told[key]
    return list(dict.fromkeys(found))


def _selections(node: Node) -> list[Node]:
    """The record values right below, where each record's way ends."""
    if node.type.kind == "records":
        return [node]
    found: list[Node] = []
    for part in node.parts:
        found += [each for each in _selections(part) if each not in found]
    return found


def _of(run: Run, node: Node, row: int) -> list[Entry]:
    selection: Selection = run.of(node)
    frame = run.frame(node.about.place)
    inside: Rows = owned(selection.owner, np.array([row]))
    found = []
    for each in inside:
        name = frame.name(int(each))
        taken = [loss for loss in selection.lost if loss.step.verb not in CONVERSIONS]
        for loss in taken:
            if loss.gone(int(each)):
                found.append(Entry(name, Fraction(int(selection.low.amount[each]), selection.den), loss.step))
            elif (amount := loss.amount(int(each))) > 0:
                found.append(Entry(name, amount, loss.step))
        if selection.low.alive[each]:
            amount = Fraction(int(selection.low.amount[each]), selection.den)
            if amount or not any(loss.amount(int(each)) > 0 for loss in taken):
                found.append(Entry(name, amount))
    return _added(found)


def _added(found: list[Entry]) -> list[Entry]:
    """The pieces of a record that was split, as one."""
    sums: dict[tuple[str, int | None], Entry] = {}
    for each in found:
        key = (each.record, None if each.step is None else id(each.step))
        before = sums.get(key)
        sums[key] = each if before is None else Entry(each.record, before.amount + each.amount, each.step)
    return list(sums.values())
