"""One value compared with another: the tests, and what a finding shows of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Column, summed
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.scope import (
    Scope,
    WrongError,
    fields,
    items,
    one_of,
)
from teacher_growth.policy.rules.compiling.spans import period
from teacher_growth.policy.rules.frames import Node, Sets, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
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


def tested(compiler: Compiler, at: Marked, node: Node, test: str, item: Marked, scope: Scope) -> Node:
    if test not in TESTS:
        raise WrongError(item, f"“{test}” is no test", nearest(test, list(TESTS)))
    if test == "known":
        return _known(node, item)
    if node.type.kind == "codes":
        return _set_test(compiler, node, test, item, scope)
    if test in ("one_of", "none_of"):
        return _options(compiler, node, test, items(item), scope)
    if test in ("in", "within"):
        return (_in if test == "in" else _within)(compiler, node, item, scope)
    return _one_value(compiler, node, test, item, scope)


def _one_value(compiler: Compiler, node: Node, test: str, item: Marked, scope: Scope) -> Node:
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
        kinds = {node.type.kind, other.type.kind}
        raise WrongError(
            item,
            f"a {_words(node.type)} cannot be compared with a {_words(other.type)}",
            next((hint for pair, hint in MEANT.items() if pair <= kinds), None),
        )
    return other


MEANT = {
    frozenset({"records"}): "say what the records give: give: sum, or give: count",
    frozenset({"date", "number"}): "an age is {age: {born: …, on: as_of}}, other times are {time_between: …}",
    frozenset({"duration", "number"}): "a duration is written P3Y; or count in: years",
}
"""What was probably meant where two types do not go together."""


def _words(type_: Type) -> str:
    if type_.kind == "records":
        return "list of records"
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
