"""The steps a record value may take, as the file writes them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from teacher_growth.policy.rules import steps
from teacher_growth.policy.rules.columns import Column
from teacher_growth.policy.rules.compiling.arithmetic import rounding
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items
from teacher_growth.policy.rules.compiling.sequences import BUILT_IN, numbered, sequence
from teacher_growth.policy.rules.compiling.spans import span_of
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.keys import Keys, by_group, keys_of
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection, World, kept
from teacher_growth.policy.rules.truth import Truth, opposite
from teacher_growth.policy.rules.types import DATE, RECORDS, YES_NO, Type

COMMON = ("name", "why", "label", "only", "source")


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step as an answer tells of it: its name, its verb, why in the policy's own words."""

    name: str
    verb: str
    why: Marked | None
    number: int
    said: Any


Result = tuple[Node, Scope]
StepVerb = Callable[[Compiler, Marked, Step, Node, Scope, Node | None], Result]
STEPS: dict[str, StepVerb] = {}


def step(name: str, *keys: str) -> Callable[[StepVerb], StepVerb]:
    """Registers a step; `keys` are what may stand beside its verb."""

    def register(function: StepVerb) -> StepVerb:
        def checked(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
            fields(at, allowed=(name, *keys, *COMMON))
            if only is None or name in CONCERNED:
                result, state = function(compiler, at, what, node, scope, only)
                if only is not None:
                    result.parts = (*result.parts, only)
                return result, state
            if name in OF_SPANS:
                hint = "from: [{from: …, steps: [{keep: …}, …]}, …]: those records as a value of their own"
                raise WrongError(at.mapping["only"], f"only does not go with {name}", hint)
            return among(only, node, scope, lambda apart: function(compiler, at, what, apart, scope, None))

        STEPS[name] = checked
        return checked

    return register


CONCERNED = ("keep", "drop", "void", "worth", "cap", "best", "length")
"""Steps that see to `only` themselves; before the others what it does not concern is set aside."""
OF_SPANS = ("clip", "once", "runs", "split", "mark")


def among(only: Node, node: Node, scope: Scope, take: Callable[[Node], Result]) -> Result:
    """A step taken with the records that `only` concerns; the others stay as they are."""
    place = node.about.place
    apart = Node(
        RECORDS,
        node.place,
        lambda run: steps.set_aside(run.of(node), run.at(only, place)),
        (node, only),
        "step",
        node.name,
        node.about,
    )
    taken, _state = take(apart)
    whole = Node(
        RECORDS,
        node.place,
        lambda run: steps.put_back(run.of(taken), run.of(node), run.at(only, place)),
        (taken, node, only),
        "step",
        node.name,
        taken.about,
    )
    state = scope.after(amount=amount_of(whole), span=whole.about.span, marks=whole.about.marks)
    state.used = scope.used
    return whole, state


def amount_of(node: Node) -> Node:
    """The worth of each record after the steps so far."""

    def reckon(run: Run) -> Column:
        selection: Selection = run.of(node)
        low = selection.low.amount
        if selection.exact:
            return Column(low, low, selection.den)
        return Column(np.minimum(low, selection.high.amount), np.maximum(low, selection.high.amount), selection.den)

    return Node(Type("number", node.about.unit), node.about.place, reckon, (node,), "amount")


def after(
    node: Node, scope: Scope, reckon: Callable[[Run], Selection], parts: tuple[Node, ...] = (), **changed: Any
) -> Result:
    """The records after a step, and the scope in which the next one is read."""
    listed = replace(node.about, **{key: changed[key] for key in ("span", "unit") if key in changed})
    if changed.get("marks"):
        listed = replace(listed, marks={**listed.marks, **changed["marks"]})
    result = Node(RECORDS, node.place, reckon, (node, *parts), "step", node.name, listed)
    state = scope.after(amount=amount_of(result), span=listed.span, marks=listed.marks)
    state.used = scope.used
    return result, state


def truth_of(only: Node | None, run: Run, node: Node) -> Truth | None:
    return None if only is None else run.at(only, node.about.place)


@step("keep")
def keep(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    condition = compiler.condition(at.mapping["keep"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=False)), (condition,)
    )


@step("drop")
def drop(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    condition = compiler.condition(at.mapping["drop"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=True)), (condition,)
    )


STEPS["void"] = STEPS["drop"]


@step("void")
def void(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    """Counts nothing; said of records that were looked at and judged void."""
    condition = compiler.condition(at.mapping["void"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=True)), (condition,)
    )


def _where(run: Run, node: Node, condition: Node, only: Node | None, *, drops: bool) -> Truth:
    found: Truth = run.at(condition, node.about.place)
    if drops:
        found = opposite(found)
    if only is None:
        return found
    concerned: Truth = run.at(only, node.about.place)
    return Truth(found.yes | concerned.no, found.no & concerned.yes)


@step("worth")
def worth(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    value = compiler.number(at.mapping["worth"], scope)
    unit = value.type.unit

    def reckon(run: Run) -> Selection:
        column = columns(run, [value], node.about.place)[0]
        return steps.worth(run.of(node), what, column, truth_of(only, run, node), never_below=value.type.floor)

    return after(node, scope, reckon, (value,), unit=unit)


def keys(compiler: Compiler, at: Marked | None, node: Node, scope: Scope) -> Node:
    """What groups the records: nothing (all of an owner), `record`, fields, values, periods, or several of them."""
    listed = [] if at is None else at.value if isinstance(at.value, list) else [at]
    if any(each.value == "record" for each in listed):
        return each_alone(node)
    nodes = [_key(compiler, each, scope) for each in listed]

    def reckon(run: Run) -> Keys:
        return keys_of(columns(run, nodes, node.about.place), len(run.of(node).owner))

    return Node(YES_NO, node.about.place, reckon, tuple(nodes), "keys")


def each_alone(node: Node) -> Node:
    """Each record is a group of its own."""
    return Node(
        YES_NO,
        node.about.place,
        lambda run: Keys((), np.zeros(len(run.of(node).owner), dtype=bool), single=True),
        (),
        "keys",
    )


def _key(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    name = at.value
    is_period = name in compiler.sections.get("periods", {}) or name in BUILT_IN
    if isinstance(name, str) and is_period and compiler.find(at, name, scope) is None:
        day = start_of(compiler, at, scope)
        key = ("number_of", name, day)
        if key not in compiler.made:
            compiler.made[key] = numbered(sequence(compiler, at, name, scope), day)
        return compiler.made[key]  # type: ignore[no-any-return]  # the one thing this key holds
    found = compiler.value(at, scope)
    if found.type.kind not in ("number", "code", "date", "yes_no"):
        raise WrongError(at, f"records cannot be grouped by a {found.type.kind}")
    return found


def start_of(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    """The day of the record at hand, or the first of its span."""
    span = span_of(compiler, at, scope)
    key = ("start_of", "", span)
    if key not in compiler.made:
        compiler.made[key] = Node(DATE, span.place, lambda run: run.of(span).start, (span,), "start")
    return compiler.made[key]  # type: ignore[no-any-return]  # the one thing this key holds


@step("round", "to", "way", "per")
def round_(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    spec = at.mapping["round"].mapping or at.mapping
    to, way = rounding(at, spec.get("to"), spec.get("way"))
    per = at.mapping.get("per")
    by = keys(compiler, per, node, scope) if per is not None else each_alone(node)
    return after(node, scope, lambda run: steps.rounded_items(run.of(node), what, to, way, run.of(by)), (by,))


@step("regroup", "per", "value")
def regroup(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Each group's sum replaced by a value of it: in it `amount` is the sum, `count` how many records there are."""
    per = at.mapping["regroup"]
    by = keys(compiler, None if per.value == "all" else per, node, scope)
    if "value" not in at.mapping:
        raise WrongError(at, "say what a group is worth", "value: {table: …} over amount (the sum) and count")
    place = node.about.place
    figures = {name: _group_figure(node, by, name) for name in ("amount", "count")}
    inner = scope.after(amount=figures["amount"], marks={"count": figures["count"]})
    inner.used = scope.used
    value = compiler.number(at.mapping["value"], inner)

    def reckon(run: Run) -> Selection:
        selection: Selection = run.of(node)
        groups = by_group(selection, run.of(by))
        return steps.regrouped(selection, what, run.of(by), columns(run, [value], place)[0], groups)

    return after(node, scope, reckon, (value, by), unit=value.type.unit)


def _group_figure(node: Node, by: Node, name: str) -> Node:
    def reckon(run: Run) -> Column:
        selection: Selection = run.of(node)
        groups = by_group(selection, run.of(by))

        def of(world: World) -> Any:
            values = world.worth() if name == "amount" else world.alive.astype(np.int64)
            return groups.sums(values)[groups.of_row]

        den = selection.den if name == "amount" else 1
        low = of(selection.low)
        return Column(low, low if selection.exact else of(selection.high), den)

    return Node(Type("number", node.about.unit, floor=0), node.about.place, reckon, (node, by), "group")


@step("mark")
def mark(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """{name: VALUE}: fields that later steps may use."""
    del what
    found: dict[str, Node] = {}
    for name, item in fields(at.mapping["mark"]).items():
        if scope.find(name) is not None:
            raise WrongError(item, f"“{name}” is already a field of these records", "choose another name")
        found[name] = _marked(compiler.value(item, scope), node, name)
    return after(node, scope, lambda run: run.of(node), tuple(found.values()), marks=found)


def _marked(value: Node, node: Node, name: str) -> Node:
    return Node(value.type, node.about.place, lambda run: _wide(run, value, node), (value,), "mark", name)


def _wide(run: Run, value: Node, node: Node) -> Column:
    return columns(run, [value], node.about.place)[0].wide(run.frame(node.about.place).size)  # type: ignore[no-any-return]  # a column


__all__ = ["STEPS", "Step", "items"]
