"""The steps a record value may take, as the file writes them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from teacher_growth.policy.rules import steps
from teacher_growth.policy.rules.columns import Column, constant, divided, multiplied, negated, summed
from teacher_growth.policy.rules.compiling.arithmetic import rounding
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.compiling.spans import BUILT_IN, numbered, sequence, span_of
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.groups import offsets, spread
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection, World, kept
from teacher_growth.policy.rules.steps import Keys, keys_of
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import DATE, RECORDS, Type

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
            return function(compiler, at, what, node, scope, only)

        STEPS[name] = checked
        return checked

    return register


def after(
    node: Node, scope: Scope, reckon: Callable[[Run], Selection], parts: tuple[Node, ...] = (), **changed: Any
) -> Result:
    """The records after a step, and the scope in which the next one is read."""
    listed = replace(node.about, **{key: changed[key] for key in ("span", "unit") if key in changed})
    if changed.get("marks"):
        listed = replace(listed, marks={**listed.marks, **changed["marks"]})
    result = Node(RECORDS, node.place, reckon, (node, *parts), "step", node.name, listed)
    from teacher_growth.policy.rules.compiling.records import amount_of  # noqa: PLC0415 -- records are read step by step

    state = scope.after(amount=amount_of(result), span=listed.span, marks=listed.marks)
    state.used = scope.used
    return result, state


def truth_of(only: Node | None, run: Run, node: Node) -> Truth | None:
    return None if only is None else run.at(only, node.about.place)


@step("keep")
def keep(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    condition = compiler.condition(at.value["keep"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=False)), (condition,)
    )


@step("drop")
def drop(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    condition = compiler.condition(at.value["drop"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=True)), (condition,)
    )


STEPS["void"] = STEPS["drop"]


@step("void")
def void(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    """Counts nothing; said of records that were looked at and judged void."""
    condition = compiler.condition(at.value["void"], scope)
    return after(
        node, scope, lambda run: kept(run.of(node), what, _where(run, node, condition, only, drops=True)), (condition,)
    )


def _where(run: Run, node: Node, condition: Node, only: Node | None, *, drops: bool) -> Truth:
    found: Truth = run.at(condition, node.about.place)
    if drops:
        found = Truth(found.no, found.yes)
    if only is None:
        return found
    concerned: Truth = run.at(only, node.about.place)
    return Truth(found.yes | concerned.no, found.no & concerned.yes)


@step("worth")
def worth(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    value = compiler.number(at.value["worth"], scope)
    unit = value.type.unit

    def reckon(run: Run) -> Selection:
        column = columns(run, [value], node.about.place)[0]
        return steps.worth(run.of(node), what, column, truth_of(only, run, node), never_below=value.type.floor)

    return after(node, scope, reckon, (value,), unit=unit)


def keys(compiler: Compiler, at: Marked | None, node: Node, scope: Scope) -> Callable[[Run], Keys]:
    """What groups the records: nothing (all of an owner), `record`, fields, values, periods, or several of them."""
    if at is None:
        return lambda run: keys_of([], len(run.of(node).owner))
    listed = at.value if isinstance(at.value, list) else [at]
    if any(each.value == "record" for each in listed):
        return lambda run: Keys((), np.zeros(len(run.of(node).owner), dtype=bool), single=True)
    nodes = [_key(compiler, each, scope) for each in listed]

    def reckon(run: Run) -> Keys:
        return keys_of(columns(run, nodes, node.about.place), len(run.of(node).owner))

    return reckon


def _key(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    name = at.value
    if isinstance(name, str) and compiler.find(at, name, scope) is None:
        if name in compiler.sections.get("periods", {}) or name in BUILT_IN:
            return numbered(sequence(compiler, at, name, scope), start_of(compiler, at, scope))
    found = compiler.value(at, scope)
    if found.type.kind not in ("number", "code", "date", "yes_no"):
        raise WrongError(at, f"records cannot be grouped by a {found.type.kind}")
    return found


def start_of(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    """The day of the record at hand, or the first of its span."""
    span = span_of(compiler, at, scope)
    return Node(DATE, span.place, lambda run: run.of(span).start, (span,), "start")


def end_of(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    span = span_of(compiler, at, scope)
    return Node(DATE, span.place, lambda run: run.of(span).end, (span,), "end")


@step("cap", "per", "loses")
def cap(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    entries = at.value
    loses = one_of(entries["loses"], steps.ORDERS) if "loses" in entries else "latest"
    if isinstance(entries["cap"].value, dict) and "share" in entries["cap"].value:
        return _share_cap(compiler, at, what, node, scope, only)
    limit = compiler.number(entries["cap"], scope)
    per = entries.get("per")
    if per is not None and isinstance(per.value, dict) and {"months", "days"} & set(per.value):
        return _rolling(compiler, per, what, node, scope, limit)
    by = keys(compiler, per, node, scope)

    def reckon(run: Run) -> Selection:
        column = columns(run, [limit], node.about.place)[0]
        return steps.capped(run.of(node), what, column, by(run), loses, truth_of(only, run, node))

    return after(node, scope, reckon, (limit,))


def _share_cap(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    """{share: 1/3, of: earned}: of all that is earned, itself included; {share: 1/3, of: VALUE}: of that figure."""
    entries = fields(at.value["cap"], allowed=("share", "of"), needed=("share", "of"))
    share = compiler.number(entries["share"], scope)
    loses = one_of(at.value["loses"], steps.ORDERS) if "loses" in at.value else "latest"
    whole = entries["of"].value == "earned"
    if whole and only is None:
        raise WrongError(at, "a share of what is earned caps some of the records", "say which: only: {…}")
    of = None if whole else compiler.number(entries["of"], scope)
    by = keys(compiler, at.value.get("per"), node, scope)

    def reckon(run: Run) -> Selection:
        place, selection = node.about.place, run.of(node)
        part = columns(run, [share], place)[0]
        if of is not None:
            limit = multiplied(columns(run, [of], place)[0], part)
        else:
            rest = _others(selection, run.at(only, place) if only is not None else None)
            limit = multiplied(rest.take(selection.owner), divided(part, summed([constant(1), negated(part)])))
        return steps.capped(selection, what, limit, by(run), loses, truth_of(only, run, node))

    return after(node, scope, reckon, (share, *((of,) if of else ())))


def _others(selection: Selection, only: Truth | None) -> Column:
    """What each owner earned by the records that the cap does not concern."""
    outside = np.ones(len(selection.owner), dtype=bool) if only is None else ~only.wide(len(selection.owner)).sure
    starts = offsets(selection.owner, selection.size)
    low = spread(np.where(outside, selection.low.worth(), 0), starts)
    if selection.exact:
        return Column(low, low, selection.den)
    return Column(low, spread(np.where(outside, selection.high.worth(), 0), starts), selection.den)


def _rolling(compiler: Compiler, per: Marked, what: Step, node: Node, scope: Scope, limit: Node) -> Result:
    from teacher_growth.policy.rules.calendar import add_months  # noqa: PLC0415

    entries = fields(per, allowed=("months", "days"))
    months = number(entries["months"].value) if "months" in entries else None
    length = months if months is not None else number(entries["days"].value)
    if length is None or length.denominator != 1:
        raise WrongError(per, "expected a whole number of months or days")
    day = start_of(compiler, per, scope)

    def reckon(run: Run) -> Selection:
        selection: Selection = run.of(node)
        days: Column = run.at(day, node.about.place)
        unsure = ~days.known() & selection.high.alive
        if unsure.any() or not selection.exact:
            selection = selection.blurred(unsure | selection.doubtful)
        since = np.asarray(add_months(days.low + 1, -int(length))) if months is not None else days.low + 1 - int(length)
        none = keys_of([], len(selection.owner))
        return steps.rolling(selection, what, columns(run, [limit], node.about.place)[0], days.low, since, none)

    return after(node, scope, reckon, (limit, day))


@step("best", "per", "by")
def best(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    count = _count(at.value["best"])
    by = keys(compiler, at.value.get("per"), node, scope)
    figure = compiler.value(at.value["by"], scope) if "by" in at.value else None

    def reckon(run: Run) -> Selection:
        column = None if figure is None else columns(run, [figure], node.about.place)[0]
        return steps.best(run.of(node), what, count, by(run), column, truth_of(only, run, node))

    return after(node, scope, reckon, (figure,) if figure else ())


def _count(at: Marked) -> int:
    found = number(at.value)
    if found is None or found.denominator != 1 or found < 1:
        raise WrongError(at, "expected how many, a whole number from 1")
    return int(found)


def _by_date(name: str, backwards: bool, exact: bool) -> None:
    @step(name, "per", "by")
    def compile_it(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
        count = _count(at.value[name])
        by = keys(compiler, at.value.get("per"), node, scope)
        day = compiler.value(at.value["by"], scope) if "by" in at.value else start_of(compiler, at, scope)
        wanted = range(count - 1, count) if exact else range(count)

        def reckon(run: Run) -> Selection:
            return steps.nth(
                run.of(node), what, wanted, by(run), columns(run, [day], node.about.place)[0], backwards=backwards
            )

        return after(node, scope, reckon, (day,))


_by_date("latest", backwards=True, exact=False)
_by_date("first", backwards=False, exact=False)
_by_date("nth", backwards=False, exact=True)


@step("same")
def same(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Doubles: of records that are the same in all of these only the first counts."""
    by = keys(compiler, at.value["same"], node, scope)
    return after(node, scope, lambda run: steps.nth(run.of(node), what, range(1), by(run), None, backwards=False))


@step("void_below", "per")
def void_below(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    least = compiler.number(at.value["void_below"], scope)
    by = keys(compiler, at.value.get("per"), node, scope)

    def reckon(run: Run) -> Selection:
        return steps.void_below(run.of(node), what, columns(run, [least], node.about.place)[0], by(run))

    return after(node, scope, reckon, (least,))


def _extremes(name: str, highest: bool) -> None:
    @step(name, "per")
    def compile_it(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
        count = _count(at.value[name])
        by = keys(compiler, at.value.get("per"), node, scope)
        return after(
            node, scope, lambda run: steps.without_extremes(run.of(node), what, count, by(run), highest=highest)
        )


_extremes("drop_highest", highest=True)
_extremes("drop_lowest", highest=False)


@step("round", "to", "way", "per")
def round_(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    spec = at.value["round"].value if isinstance(at.value["round"].value, dict) else at.value
    to, way = rounding(at, spec.get("to"), spec.get("way"))
    per = at.value.get("per")
    by = (
        keys(compiler, per, node, scope)
        if per is not None
        else (lambda run: Keys((), np.zeros(len(run.of(node).owner), dtype=bool), single=True))
    )
    return after(node, scope, lambda run: steps.rounded_items(run.of(node), what, to, way, by(run)))


@step("regroup", "per", "value")
def regroup(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Each group's sum replaced by a value of it: in it `amount` is the sum, `count` how many records there are."""
    per = at.value["regroup"]
    by = keys(compiler, None if per.value == "all" else per, node, scope)
    if "value" not in at.value:
        raise WrongError(at, "say what a group is worth", "value: {table: …} over amount (the sum) and count")
    place = node.about.place
    figures = {name: _group_figure(node, by, name) for name in ("amount", "count")}
    inner = scope.after(amount=figures["amount"], marks={"count": figures["count"]})
    inner.used = scope.used
    value = compiler.number(at.value["value"], inner)

    def reckon(run: Run) -> Selection:
        selection: Selection = run.of(node)
        groups = steps.by_group(selection, by(run))
        return steps.regrouped(selection, what, by(run), columns(run, [value], place)[0], groups)

    return after(node, scope, reckon, (value,), unit=value.type.unit)


def _group_figure(node: Node, by: Callable[[Run], Keys], name: str) -> Node:
    def reckon(run: Run) -> Column:
        selection: Selection = run.of(node)
        groups = steps.by_group(selection, by(run))

        def of(world: World) -> Any:
            values = world.worth() if name == "amount" else world.alive.astype(np.int64)
            return groups.sums(values)[groups.of_row]

        den = selection.den if name == "amount" else 1
        low = of(selection.low)
        return Column(low, low if selection.exact else of(selection.high), den)

    return Node(Type("number", node.about.unit, floor=0), node.about.place, reckon, (node,), "group")


@step("mark")
def mark(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """{name: VALUE}: fields that later steps may use."""
    del what
    found: dict[str, Node] = {}
    for name, item in fields(at.value["mark"]).items():
        if scope.find(name) is not None:
            raise WrongError(item, f"“{name}” is already a field of these records", "choose another name")
        value = compiler.value(item, scope)
        found[name] = Node(
            value.type, node.about.place, lambda run, value=value: _wide(run, value, node), (value,), "mark", name
        )  # type: ignore[misc]  # bound now
    return after(node, scope, lambda run: run.of(node), tuple(found.values()), marks=found)


def _wide(run: Run, value: Node, node: Node) -> Column:
    return columns(run, [value], node.about.place)[0].wide(run.frame(node.about.place).size)  # type: ignore[no-any-return]  # a column


__all__ = ["STEPS", "Step", "items"]
