"""Conditions: comparisons of a named value, and all, any, none, some of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Column, constant, summed
from teacher_growth.policy.rules.compiling.core import CONDITION, Compiler, columns, verb
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import (
    Fields,
    Scope,
    WrongError,
    fields,
    items,
    one_of,
)
from teacher_growth.policy.rules.compiling.spans import period, span_of
from teacher_growth.policy.rules.frames import Node, Sets, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.selection import Selection, count
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import YES_NO, Type, comparable
from teacher_growth.policy.rules.windows import Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a finding shows of a condition: found `op` required."""

    op: str
    found: Node
    required: Node | None = None
    options: tuple[Node, ...] = ()


ORDERED: dict[str, Callable[[Column, Column], Truth]] = {
    "at_least": t.at_least,
    "more_than": t.more_than,
    "at_most": lambda a, b: t.at_least(b, a),
    "less_than": lambda a, b: t.more_than(b, a),
    "on_or_after": t.at_least,
    "after": t.more_than,
    "on_or_before": lambda a, b: t.at_least(b, a),
    "before": lambda a, b: t.more_than(b, a),
}
DATE_ALIASES = {"on_or_after": "at_least", "after": "more_than", "on_or_before": "at_most", "before": "less_than"}
TESTS = (
    *ORDERED,
    "equals",
    "not",
    "one_of",
    "none_of",
    "includes",
    "includes_any",
    "includes_all",
    "in",
    "within",
    "known",
)
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
            f"write {{{at.value}: …}} with what it is compared with",
        )
    return compiler.truth(node)


CONDITION.append(condition)


def both(parts: list[Node]) -> Node:
    return joined("all", parts, t.all_of)


def joined(role: str, parts: list[Node], join: Callable[[list[Truth]], Truth], about: object = None) -> Node:
    place = lowest(parts)
    return Node(
        YES_NO, place, lambda run: join([run.at(each, place) for each in parts]), tuple(parts), role, about=about
    )


def _entries(compiler: Compiler, at: Marked, scope: Scope) -> "list[Node]":
    entries: Fields = at.value
    if not entries:
        raise WrongError(at, "expected a condition")
    if "value" in entries:
        tests = {key: item for key, item in entries.items() if key != "value"}
        node = compiler.value(entries["value"], scope)
        return [_test(compiler, at, node, key, item, scope) for key, item in tests.items()] or [_is(compiler, at, node)]
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
    wanted = at.value.get("is") if isinstance(at.value, dict) else None
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
        known = [*compiler.names(scope), *TESTS]
        raise WrongError(item, f"“{key}” is not a known name here", nearest(key, known))
    if isinstance(item.value, dict) and item.value and all(test in TESTS for test in item.value):
        return [_test(compiler, item, node, test, each, scope) for test, each in item.value.items()]
    if isinstance(item.value, dict) and not any(test in TESTS for test in item.value):
        return [_test(compiler, item, node, "equals", item, scope)]
    if isinstance(item.value, dict):
        wrong = next(test for test in item.value if test not in TESTS)
        raise WrongError(item.value[wrong], f"“{wrong}” is no test", nearest(wrong, list(TESTS)))
    return [_test(compiler, item, node, "one_of" if isinstance(item.value, list) else "equals", item, scope)]


def _is(compiler: Compiler, at: Marked, node: Node) -> Node:
    if node.type.kind != "yes_no":
        raise WrongError(at, "say what the value is compared with", f"one of {', '.join(TESTS)}")
    return compiler.truth(node)


def _test(compiler: Compiler, at: Marked, node: Node, test: str, item: Marked, scope: Scope) -> Node:
    if test not in TESTS:
        raise WrongError(item, f"“{test}” is no test", nearest(test, list(TESTS)))
    if test == "known":
        return _known(node, item)
    if node.type.kind == "codes":
        return _set_test(compiler, node, test, item, scope)
    if test == "in":
        return _in(compiler, node, item, scope)
    if test == "within":
        return _within(compiler, node, item, scope)
    if test in ("one_of", "none_of"):
        return _options(compiler, node, test, items(item), scope)
    if test not in (*ORDERED, "equals", "not"):
        raise WrongError(item, f"“{test}” asks for a set of codes, this is a {node.type.kind}")
    required = _same_type(compiler, node, item, scope)
    if test in ORDERED:
        _check_order(node, item, test)
        reckon = ORDERED[test]
    else:
        reckon = t.equal if test == "equals" else lambda a, b: t.opposite(t.equal(a, b))
    about = Comparison(DATE_ALIASES.get(test, test), node, required)
    return compared([node, required], reckon, about)


def compared(nodes: list[Node], reckon: Callable[..., Truth], about: Comparison) -> Node:
    place = lowest(nodes)
    return Node(YES_NO, place, lambda run: reckon(*columns(run, nodes, place)), tuple(nodes), "compare", about=about)


def _check_order(node: Node, item: Marked, test: str) -> None:
    kind, codes = node.type.kind, node.type.codes
    if kind == "code" and not (codes and codes.ordered):
        raise WrongError(
            item,
            f"the codes of {codes.name if codes else 'this'} have no order, so {test} means nothing",
            "declare them under scales, low to high",
        )
    if kind not in ("number", "date", "duration", "code"):
        raise WrongError(item, f"{test} compares numbers, dates, durations or codes of a scale")


def _same_type(compiler: Compiler, node: Node, item: Marked, scope: Scope) -> Node:
    other = compiler.value(item, scope, node.type)
    if not comparable(node.type, other.type):
        raise WrongError(item, f"a {_words(node.type)} cannot be compared with a {_words(other.type)}")
    return other


def _words(type_: Type) -> str:
    return f"{type_.kind} of {type_.codes.name}" if type_.codes else type_.kind


def _options(compiler: Compiler, node: Node, test: str, listed: list[Marked], scope: Scope) -> Node:
    options = [_same_type(compiler, node, each, scope) for each in listed]
    one = compared(
        [node, *options],
        lambda found, *rest: t.is_one_of(found, rest),
        Comparison("one_of", node, options=tuple(options)),
    )
    if test == "one_of":
        return one
    return compared(
        [node, *options],
        lambda found, *rest: t.opposite(t.is_one_of(found, rest)),
        Comparison("none_of", node, options=tuple(options)),
    )


def _known(node: Node, item: Marked) -> Node:
    """Whether there is a value: of what may be absent, such as the latest of no records."""
    if not isinstance(item.value, bool):
        raise WrongError(item, "expected yes or no")

    def reckon(run: Any) -> Truth:
        value = run.of(node)
        answer = t.has_value(value) if isinstance(value, Column) else t.always()
        return answer if item.value else t.opposite(answer)

    return Node(YES_NO, node.place, reckon, (node,), "compare", about=Comparison("known", node))


def _set_test(compiler: Compiler, node: Node, test: str, item: Marked, scope: Scope) -> Node:
    codes = node.type.codes
    single = Type("code", codes=codes)
    listed = item.value if isinstance(item.value, list) else [item]
    options = [compiler.value(each, scope, single) for each in listed]
    if any(each.role != "literal" and each.place is not None for each in options):
        raise WrongError(item, "a set is compared with codes as they are written")
    ways: dict[str, Any] = {
        "equals": t.all_of,
        "includes": t.all_of,
        "includes_all": t.all_of,
        "one_of": t.any_of,
        "includes_any": t.any_of,
        "none_of": lambda found: t.opposite(t.any_of(found)),
        "not": lambda found: t.opposite(t.any_of(found)),
    }
    if test not in ways:
        raise WrongError(
            item, f"“{test}” does not go with a set of codes", "includes, includes_any, includes_all, none_of"
        )

    def reckon(run: Any) -> Truth:
        sets: Sets = run.of(node)
        found: Truth = ways[test]([sets.holds(int(run.of(each).low[0])) for each in options])
        return found

    op = {"equals": "includes", "one_of": "includes_any", "not": "none_of"}.get(test, test)
    return Node(
        YES_NO, node.place, reckon, (node, *options), "compare", about=Comparison(op, node, options=tuple(options))
    )


def _in(compiler: Compiler, node: Node, item: Marked, scope: Scope) -> Node:
    """A date in a period, or a number or code between two bounds, both included."""
    if node.type.kind == "date":
        window = period(compiler, item, scope)
        place = lowest([node, window])

        def reckon(run: Any) -> Truth:
            span: Span = run.at(window, place)
            return span.holds(run.at(node, place))

        return Node(YES_NO, place, reckon, (node, window), "compare", about=Comparison("in", node, window))
    entries = fields(item, allowed=("from", "to"), needed=("from", "to"))
    ends = [_same_type(compiler, node, entries[each], scope) for each in ("from", "to")]
    _check_order(node, item, "in")
    return compared(
        [node, *ends],
        lambda found, low, high: t.all_of([t.at_least(found, low), t.at_least(high, found)]),
        Comparison("in", node, options=tuple(ends)),
    )


def _within(compiler: Compiler, node: Node, item: Marked, scope: Scope) -> Node:
    """{days: 30, of: DATE}: at most so many days before or after; `before` or `after` alone with `side`."""
    entries = fields(item, allowed=("days", "of", "side"), needed=("days", "of"))
    days, other = compiler.number(entries["days"], scope), compiler.date(entries["of"], scope)
    side = one_of(entries["side"], ("before", "after")) if "side" in entries else "both"

    def reckon(found: Column, around: Column, distance: Column) -> Truth:
        earliest = around if side == "after" else summed([around, Column(-distance.high, -distance.low, distance.den)])
        latest = around if side == "before" else summed([around, distance])
        return t.all_of([t.at_least(found, earliest), t.at_least(latest, found)])

    return compared([node, other, days], reckon, Comparison("within", node, other))


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
def condition_as_value(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """A condition may be a named value: yes or no."""
    return condition(compiler, at, scope)


def records_of(selection: Selection) -> int:
    return int(np.count_nonzero(selection.low.alive))
