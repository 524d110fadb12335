"""A checklist: each entry wants a record with the right attributes; a record may be allowed to serve one entry only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from teacher_growth.policy.rules import status as st
from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Array, Mask, constant
from teacher_growth.policy.rules.compiling.comparing import Comparison
from teacher_growth.policy.rules.compiling.core import Compiler
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.rule import Rule
from teacher_growth.policy.rules.compiling.scope import Fields, Scope, WrongError, fields
from teacher_growth.policy.rules.compiling.stepping import Step
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.groups import offsets
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection, World, count
from teacher_growth.policy.rules.types import RECORDS, YES_NO, Type


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    at: Marked
    label: Label
    condition: Node
    wanted: int


def checklist(compiler: Compiler, code: str, at: Marked, scope: Scope, kind: str) -> Rule:
    """{from: RECORDS, entries: {code: CONDITION or {keep: CONDITION, count: 2, label: …}}, use_once: yes}"""
    spec = fields(at.mapping["checklist"], allowed=("from", "entries", "use_once"), needed=("from", "entries"))
    node = compiler.records(spec["from"], scope)
    once = "use_once" in spec and spec["use_once"].value is True
    inner = Scope(node.about.place, owner=code)
    entries = [_entry(compiler, name, item, inner) for name, item in fields(spec["entries"]).items()]
    if not entries:
        raise WrongError(spec["entries"], "a checklist has at least one entry")
    used = Node(RECORDS, node.place, lambda run: _used(run, node, entries, once=once), (node,), "checklist")
    parts = [_part(node, used, place, entry) for place, entry in enumerate(entries)]
    place = node.place

    def reckon(run: Run) -> st.Status:
        return st.joined("all", [run.at(part.status, place) for part in parts])

    status = Node(YES_NO, place, reckon, tuple(part.status for part in parts), "rule", code)
    return Rule(code, Label(code, code), at, kind, "all", status, parts=parts)


def _entry(compiler: Compiler, code: str, at: Marked, scope: Scope) -> Entry:
    entries: Fields = at.mapping
    if "keep" not in entries:
        return Entry(code, at, Label(code, code), compiler.condition(at, scope), 1)
    fields(at, allowed=("keep", "count", "label", "source"))
    wanted = whole_number(entries["count"]) if "count" in entries else 1
    return Entry(
        code, at, label_from(entries.get("label"), code, []), compiler.condition(entries["keep"], scope), wanted
    )


def _part(node: Node, used: Node, place: int, entry: Entry) -> Rule:
    """The entry as a rule of its own: how many records serve it."""
    step = Step(f"{entry.code}_other", "keep", None, place, None)

    def serving(run: Run) -> Selection:
        low, high = run.of(used)
        selection: Selection = run.of(node)
        return selection.became(step, _only(selection.low, low[place]), _only(selection.high, high[place]))

    records = Node(RECORDS, node.place, serving, (used, entry.condition), "step", node.name, node.about)
    found = Node(Type("number", "record", floor=0), node.place, lambda run: count(run.of(records)), (records,), "count")
    least = constant(entry.wanted)
    required = Node(Type("number", "record"), None, lambda _run: least, role="literal")
    enough: Callable[[Run], t.Truth] = lambda run: t.at_least(run.of(found), least)  # noqa: E731 -- named for its type
    need = Node(YES_NO, node.place, enough, (found,), "compare", about=Comparison("at_least", found, required))
    status = Node(YES_NO, node.place, lambda run: st.of(run.of(need)), (need,), "rule", entry.code)
    return Rule(entry.code, entry.label, entry.at, "rule", "need", status, need=need)


def _only(world: World, serving: Mask) -> World:
    return World(world.alive & serving, world.amount)


def _used(run: Run, node: Node, entries: list[Entry], *, once: bool) -> tuple[list[Mask], list[Mask]]:
    """For each entry the records that serve it, in the low and in the high world."""
    selection: Selection = run.of(node)
    size = len(selection.owner)
    fits = [run.at(entry.condition, node.about.place).wide(size) for entry in entries]
    low = [selection.low.alive & each.sure for each in fits]
    high = [selection.high.alive & each.yes for each in fits]
    if not once:
        return low, high
    starts = offsets(selection.owner, selection.size)
    wanted = [entry.wanted for entry in entries]
    return _shared_out(low, wanted, starts), _shared_out(high, wanted, starts)


def _shared_out(fits: list[Mask], wanted: list[int], starts: Array) -> list[Mask]:
    """Each record given to one entry, so that as many as can be are served, earlier ones first."""
    given = [np.zeros_like(each) for each in fits]
    for owner in range(len(starts) - 1):
        rows = range(int(starts[owner]), int(starts[owner + 1]))
        holder: dict[int, int] = {}
        for entry, many in enumerate(wanted):
            for _place in range(many):
                _find(entry, rows, fits, holder, set())
        for row, entry in holder.items():
            given[entry][row] = True
    return given


def _find(entry: int, rows: range, fits: list[Any], holder: dict[int, int], tried: set[int]) -> bool:
    """A record for the entry; one that another holds is taken when that one finds another (augmenting path)."""
    for row in rows:
        if not fits[entry][row] or row in tried:
            continue
        tried.add(row)
        if row not in holder or _find(holder[row], rows, fits, holder, tried):
            holder[row] = entry
            return True
    return False
