"""Conditions: comparisons of a named value, and all, any, none, some of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import constant
from teacher_growth.policy.rules.compiling.comparing import TESTS, Comparison, tested
from teacher_growth.policy.rules.compiling.core import ATTRIBUTES, HOOKS, VERBS, Compiler, verb
from teacher_growth.policy.rules.compiling.hints import unknown_name
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import (
    Scope,
    WrongError,
    fields,
    items,
    one_of,
)
from teacher_growth.policy.rules.compiling.spans import period, span_of
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.selection import count
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import YES_NO, Type
from teacher_growth.policy.rules.windows import Span

LOGICAL = ("all", "any", "none", "not", "some", "exists", "no_record", "rule", "in_force", "during", "overlaps")


def condition(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None = None) -> Node:
    """A name of something that is yes or no, `yes`/`no`, or a mapping."""
    if isinstance(at.value, dict):
        parts = list(_entries(compiler, at, scope))
        return parts[0] if len(parts) == 1 else both(parts)
    if (
        isinstance(at.value, str)
        and compiler.find(at, at.value, scope) is None
        and compiler.rule
        and at.value in compiler.sections.get("rules", {})
    ):
        return compiler.rule(at.value, scope)
    node = compiler.value(at, scope, YES_NO)
    if node.type.kind != "yes_no":
        raise WrongError(
            at,
            f"expected a condition, “{at.value}” is a {node.type.kind}",
            f"write {{rule: {at.value}}} for the rule of that name"
            if at.value in compiler.sections.get("rules", {})
            else f"write {{{at.value}: …}} with what it is compared with",
        )
    return compiler.truth(node)


HOOKS["condition"] = condition


def both(parts: list[Node]) -> Node:
    return joined("all", parts, t.all_of)


def joined(role: str, parts: list[Node], join: Callable[[list[Truth]], Truth], about: object = None) -> Node:
    place = lowest(parts)
    return Node(
        YES_NO, place, lambda run: join([run.at(each, place) for each in parts]), tuple(parts), role, about=about
    )


def _entries(compiler: Compiler, at: Marked, scope: Scope) -> "list[Node]":
    entries = at.mapping
    if not entries:
        raise WrongError(at, "expected a condition")
    if "value" in entries:
        tests = {key: item for key, item in entries.items() if key != "value"}
        node = compiler.value(entries["value"], scope)
        return [tested(compiler, at, node, key, item, scope) for key, item in tests.items()] or [
            _is(compiler, at, node)
        ]
    found = []
    for key, item in entries.items():
        if key in LOGICAL and scope.find(key) is None:
            found.append(_logical(compiler, key, item, at, scope))
        elif key == "at_least" and "of" in entries:
            raise WrongError(item, "k of several conditions is written with some", "some: {at_least: 2, of: [...]}")
        else:
            found += _named_tests(compiler, key, item, scope)
    return found


def _logical(compiler: Compiler, key: str, item: Marked, at: Marked, scope: Scope) -> Node:
    if key in ("all", "any", "none"):
        parts = [condition(compiler, each, scope) for each in items(item)]
        return joined(
            key, parts, {"all": t.all_of, "any": t.any_of, "none": lambda found: t.opposite(t.any_of(found))}[key]
        )
    if key == "not":
        return negated(condition(compiler, item, scope))
    if key == "some":
        entries = fields(item, allowed=("at_least", "of"), needed=("at_least", "of"))
        least = number(entries["at_least"].value)
        if least is None:
            raise WrongError(entries["at_least"], "expected how many")
        parts = [condition(compiler, each, scope) for each in items(entries["of"])]
        return joined("some", parts, lambda found: t.at_least_of(int(least), found), int(least))
    if key in ("exists", "no_record"):
        node = _exists(compiler, item, scope)
        return node if key == "exists" else negated(node)
    if key == "rule":
        return _rule(compiler, item, at, scope)
    return span_test(compiler, key, item, scope)


def negated(node: Node) -> Node:
    return Node(YES_NO, node.place, lambda run: t.opposite(run.of(node)), (node,), "not")


def _exists(compiler: Compiler, item: Marked, scope: Scope) -> Node:
    node = compiler.value(item, scope) if isinstance(item.value, dict) else compiler.records(item, scope)
    if node.type.kind != "records":
        raise WrongError(
            item, "expected records", "the name of a kind of records, or {from: …, steps: […]} without give"
        )
    one = constant(1)
    compared = Comparison(
        "at_least",
        Node(Type("number", "record", floor=0), node.place, lambda run: count(run.of(node)), (node,), "count"),
        _one(),
    )
    return Node(
        YES_NO, node.place, lambda run: t.at_least(count(run.of(node)), one), (node,), "compare", about=compared
    )


def _one() -> Node:
    one = constant(1)
    return Node(Type("number", "record"), None, lambda _run: one, role="literal")


def _rule(compiler: Compiler, item: Marked, at: Marked, scope: Scope) -> Node:
    if compiler.rule is None:
        raise WrongError(at, "rules cannot be named here")
    wanted = at.mapping.get("is") if isinstance(at.value, dict) else None
    node = compiler.rule(str(item.value), scope)
    if wanted is None:
        return node
    results = ("met", "not_met", "open", "not_applicable", "cannot_tell")
    return compiler.rule(f"{item.value}:{one_of(wanted, results)}", scope)


def _named_tests(compiler: Compiler, key: str, item: Marked, scope: Scope) -> list[Node]:
    if key == "is":
        return []
    node = compiler.find(item, key, scope)
    if node is None:
        raise unknown_name(compiler, item, key, scope, (*TESTS, *LOGICAL))
    if isinstance(item.value, dict) and item.value and all(test in TESTS for test in item.value):
        return [tested(compiler, item, node, test, each, scope) for test, each in item.value.items()]
    if isinstance(item.value, dict) and any(test in VERBS for test in item.value):
        return [tested(compiler, item, node, "equals", item, scope)]
    if isinstance(item.value, dict):
        wrong = next(test for test in item.value if test not in TESTS)
        raise WrongError(item.mapping[wrong], f"“{wrong}” is no test", nearest(wrong, list(TESTS)))
    return [tested(compiler, item, node, "one_of" if isinstance(item.value, list) else "equals", item, scope)]


def _is(compiler: Compiler, at: Marked, node: Node) -> Node:
    if node.type.kind != "yes_no":
        raise WrongError(at, "say what the value is compared with", f"one of {', '.join(TESTS)}")
    return compiler.truth(node)


def span_test(compiler: Compiler, key: str, item: Marked, scope: Scope) -> Node:
    """in_force: DATE, during: PERIOD, overlaps: PERIOD, of the record at hand."""
    own = span_of(compiler, item, scope)
    if key == "in_force":
        if isinstance(item.value, bool):
            item = replace(item, value="as_of")
        day = compiler.date(item, scope)
        place = lowest([own, day])
        return Node(YES_NO, place, lambda run: run.at(own, place).holds(run.at(day, place)), (own, day), "span")
    window = period(compiler, item, scope)
    place = lowest([own, window])

    def reckon(run: Any) -> Truth:
        mine: Span = run.at(own, place)
        other: Span = run.at(window, place)
        if key == "overlaps":
            return t.all_of([t.at_least(other.end, mine.start), t.at_least(mine.end, other.start)])
        return t.all_of([t.at_least(mine.start, other.start), t.at_least(other.end, mine.end)])

    return Node(YES_NO, place, reckon, (own, window), "span")


@verb("all", "any", "none", "some", "exists", "no_record", "not", "value")
def condition_as_value(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    """A condition may be a named value: yes or no. {value: V} with a label or a unit is V."""
    if "value" in at.mapping and at.mapping.keys() <= {"value", "of", *ATTRIBUTES}:
        return compiler.value(at.mapping["value"], scope, wanted)
    return condition(compiler, at, scope)
