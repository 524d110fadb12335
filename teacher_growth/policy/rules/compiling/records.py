"""Values from records: where they come from, which steps they pass, and what they give."""

from typing import Any

import numpy as np

from teacher_growth.policy.rules.compiling.core import HOOKS, Compiler, verb
from teacher_growth.policy.rules.compiling.hints import unknown_name
from teacher_growth.policy.rules.compiling.joining import Listed, joined
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items
from teacher_growth.policy.rules.compiling.spans import own_span
from teacher_growth.policy.rules.compiling.stepping import STEPS, Step, amount_of
from teacher_growth.policy.rules.compiling.unions import united
from teacher_growth.policy.rules.frames import Node, Place, Run
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.selection import Selection, begun
from teacher_growth.policy.rules.types import RECORDS, Type

KEYS = ("from", "steps", "give", "label", "unit", "source", "reading", "note")


@verb("from")
def from_records(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    entries = fields(at, allowed=KEYS)
    start = _source(compiler, entries["from"], scope)
    target = start.place
    if target is None:
        raise AssertionError(at.path)
    if scope.place is target or target not in scope.place.chain():
        return _through(compiler, entries, start, scope, wanted)
    inner = joined(start, scope.place)
    trial = Scope(inner.about.place, owner=scope.owner, outer=scope)
    node = _through(compiler, entries, inner, scope, wanted, trial)
    between = [place for place in scope.place.chain() if len(place.chain()) > len(target.chain())]
    if trial.used.isdisjoint(between):
        return _through(compiler, entries, start, scope, wanted)
    scope.used.update(place for place in trial.used if place is not inner.about.place)
    return node


def _through(
    compiler: Compiler,
    entries: dict[str, Marked],
    start: Node,
    outer: Scope,
    wanted: Type | None,
    scope: Scope | None = None,
) -> Node:
    """The steps one after the other, then what is given."""
    scope = scope or Scope(start.about.place, owner=outer.owner)
    scope = _state(start, scope)
    node = start
    for number, each in enumerate(items(entries["steps"]) if "steps" in entries else []):
        node, scope = _step(compiler, each, number, node, scope)
    if "give" not in entries or entries["give"].value == "records":
        return node
    given: Node = GIVE[0](compiler, entries["give"], node, scope, wanted)
    return given


GIVE: list[Any] = []
"""How a record value becomes one value; set by the module that knows."""


def _state(node: Node, scope: Scope) -> Scope:
    listed: Listed = node.about
    state = scope.after(amount=amount_of(node), span=listed.span, marks=listed.marks)
    state.used = scope.used
    return state


def _step(compiler: Compiler, at: Marked, number: int, node: Node, scope: Scope) -> tuple[Node, Scope]:
    entries = fields(at)
    found = [key for key in entries if key in STEPS]
    if len(found) != 1:
        several = "write each as a step of its own, on a line that begins with “- ”" if found else None
        close = nearest(next(iter(entries), ""), list(STEPS)) or f"steps: {', '.join(STEPS)}"
        raise WrongError(at, f"a step has one verb, here are: {', '.join(entries) or 'none'}", several or close)
    name = str(entries["name"].value) if "name" in entries else f"{scope.owner or 'step'}_{found[0]}"
    step = Step(name, found[0], entries.get("why") or entries.get("label"), number, entries[found[0]].plain())
    only = compiler.condition(entries["only"], scope) if "only" in entries else None
    return STEPS[found[0]](compiler, at, step, node, scope, only)


def _source(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    if isinstance(at.value, list):
        return united(compiler, [_one(compiler, each, scope) for each in at.value], at)
    return _one(compiler, at, scope)


def _one(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    if isinstance(at.value, dict):
        node = compiler.value(at, scope)
    elif not isinstance(at.value, str):
        raise WrongError(at, "expected a kind of records, or the name of a record value")
    elif place := scope.find_kind(at.value):
        return all_records(compiler, place)
    elif at.value in compiler.sections.get("values", {}):
        node = compiler.named("values", at.value, at, scope)
        node = node.parts[0] if node.role == "value" else node
    else:
        raise unknown_name(compiler, at, at.value, scope)
    if node.type.kind != "records":
        raise WrongError(
            at,
            f"expected records, this is a {node.type.kind}",
            "leave out “give” where the records themselves are meant",
        )
    return node


def records(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None = None) -> Node:
    return _source(compiler, at, scope)


HOOKS["records"] = records


def all_records(compiler: Compiler, place: Place) -> Node:
    """Every record of a kind, each worth 1."""
    key = ("records", "", place)
    if key not in compiler.made:
        above = place.above
        if above is None:
            raise AssertionError(place.name)

        def reckon(run: Run) -> Selection:
            frame = run.frame(place)
            owner = frame.owner if frame.owner is not None else np.zeros(0, dtype=np.int64)
            return begun(place, owner, run.frame(above).size, frame.unknown)

        span = own_span(compiler, place) if place.dated_by else None
        compiler.made[key] = Node(RECORDS, above, reckon, (), "kind", place.name, Listed(place, span, {}, "record"))
    return compiler.made[key]  # type: ignore[no-any-return]  # the one thing this key holds
