"""Caps: per record, group, period, window or whole, absolute or as a share."""

import numpy as np

from teacher_growth.policy.rules import steps
from teacher_growth.policy.rules.calendar import add_months
from teacher_growth.policy.rules.columns import Column, constant, divided, multiplied, negated, summed
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, one_of
from teacher_growth.policy.rules.compiling.stepping import Result, Step, after, among, keys, start_of, step, truth_of
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.groups import offsets, spread
from teacher_growth.policy.rules.keys import keys_of
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection
from teacher_growth.policy.rules.truth import Truth


@step("cap", "per", "loses")
def cap(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    entries = at.mapping
    loses = one_of(entries["loses"], steps.ORDERS) if "loses" in entries else "latest"
    if isinstance(entries["cap"].value, dict) and "share" in entries["cap"].value:
        return _share_cap(compiler, at, what, node, scope, only)
    limit = compiler.number(entries["cap"], scope)
    per = entries.get("per")
    if per is not None and isinstance(per.value, dict) and {"months", "days"} & set(per.value):
        if only is not None:
            return among(only, node, scope, lambda apart: _rolling(compiler, per, what, apart, scope, limit))
        return _rolling(compiler, per, what, node, scope, limit)
    by = keys(compiler, per, node, scope)

    def reckon(run: Run) -> Selection:
        column = columns(run, [limit], node.about.place)[0]
        return steps.capped(run.of(node), what, column, run.of(by), loses, truth_of(only, run, node))

    return after(node, scope, reckon, (limit, by))


def _share_cap(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    """{share: 1/3, of: earned}: of all that is earned, itself included; {share: 1/3, of: VALUE}: of that figure."""
    entries = fields(at.mapping["cap"], allowed=("share", "of"), needed=("share", "of"))
    share = compiler.number(entries["share"], scope)
    loses = one_of(at.mapping["loses"], steps.ORDERS) if "loses" in at.mapping else "latest"
    whole = entries["of"].value == "earned"
    if whole and only is None:
        raise WrongError(at, "a share of what is earned caps some of the records", "say which: only: {…}")
    of = None if whole else compiler.number(entries["of"], scope)
    by = keys(compiler, at.mapping.get("per"), node, scope)

    def reckon(run: Run) -> Selection:
        place, selection = node.about.place, run.of(node)
        part = columns(run, [share], place)[0]
        if of is not None:
            limit = multiplied(columns(run, [of], place)[0], part)
        else:
            rest = _others(selection, run.at(only, place) if only is not None else None)
            limit = multiplied(rest.take(selection.owner), divided(part, summed([constant(1), negated(part)])))
        return steps.capped(selection, what, limit, run.of(by), loses, truth_of(only, run, node))

    return after(node, scope, reckon, (share, by, *((of,) if of else ())))


def _others(selection: Selection, only: Truth | None) -> Column:
    """What each owner earned by the records that the cap does not concern."""
    outside = np.ones(len(selection.owner), dtype=bool) if only is None else ~only.wide(len(selection.owner)).sure
    starts = offsets(selection.owner, selection.size)
    low = spread(np.where(outside, selection.low.worth(), 0), starts)
    if selection.exact:
        return Column(low, low, selection.den)
    return Column(low, spread(np.where(outside, selection.high.worth(), 0), starts), selection.den)


def _rolling(compiler: Compiler, per: Marked, what: Step, node: Node, scope: Scope, limit: Node) -> Result:
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
