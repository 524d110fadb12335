"""A policy's own cases: facts, and what is expected of the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from teacher_growth.policy.rules.reading.exact import day_from, number_from, written
from teacher_growth.policy.rules.reading.facts import FactsFile, facts_in
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import FactsError, Problem, known_names
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary

OF_CASE = ("name", "as_of", "facts", "expect")
OF_DOCUMENT = frozenset({"policy", "verdicts", "list"})
KEYED_BY = ("code", "subject", "record")
"""What names the members of a list in a verdict, so that `expect` may name one of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """`as_of` is an ordinal, over the one the facts name. `expect` is plain: numbers exact, dates as text."""

    name: str
    as_of: int | None
    facts: FactsFile
    expect: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`got` is None also where the verdict has no such part."""

    path: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.path}: expected {shown(self.expected)}, got {shown(self.got)}"


def read_cases(node: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> list[Case]:
    """`node` is the list under `cases:`, or a file that is the list or has it under `cases:`.

    What is wrong is added to `problems`; cases without fault come back all the same.
    """
    node = node.mapping.get("cases", node) if not node.path else node
    if node.value is None:
        return []
    if not isinstance(node.value, list):
        problems.append(node.problem(f"cases are a list, not {node.shape}", "- {name, as_of, facts, expect}"))
    found = [_case(each, place, vocabulary, problems) for place, each in enumerate(node.items)]
    cases = [each for each in found if each is not None]
    seen: dict[str, int] = {}
    for each in cases:
        if each.name in seen:
            message = f"a second case {each.name!r}, after line {seen[each.name]}"
            problems.append(Problem(each.file, each.line, node.path, message, "each case has its own name"))
        seen.setdefault(each.name, each.line)
    return cases


def _case(node: Marked, place: int, vocabulary: Vocabulary, problems: list[Problem]) -> Case | None:
    before = len(problems)
    parts = node.mapping
    if not isinstance(node.value, dict):
        problems.append(node.problem(f"a case is a mapping, not {node.shape}", "{name, as_of, facts, expect}"))
        return None
    for key, each in parts.items():
        if key not in OF_CASE:
            problems.append(each.problem(f"{key!r} is not known here", known_names(key, OF_CASE)))
    for key in ("facts", "expect"):
        if key not in parts:
            problems.append(node.problem(f"a case without {key}", "{name, as_of, facts, expect}"))
    as_of = _as_of(parts.get("as_of"), problems)
    if "expect" in parts and not parts["expect"].mapping:
        hint = "{outcome: met}"
        problems.append(parts["expect"].problem(f"a part of a verdict, not {parts['expect'].shape}", hint))
    facts = _facts(parts["facts"], vocabulary, problems) if "facts" in parts else None
    if facts is None or len(problems) > before:
        return None
    name = parts["name"].text if "name" in parts else f"case {place + 1}"
    return Case(name, as_of, facts, parts["expect"].plain(), node.file, node.line)


def _as_of(node: Marked | None, problems: list[Problem]) -> int | None:
    if node is None or node.value is None:
        return None
    found = day_from(node.text)
    if found is None:
        problems.append(node.problem(f"a date is expected, not {node.shape}", "YYYY-MM-DD"))
    return found


def _facts(node: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> FactsFile | None:
    try:
        return facts_in(node, vocabulary)
    except FactsError as error:
        problems.extend(error.problems)
        return None


def compare(expect: Mapping[str, Any], verdict_document: Mapping[str, Any]) -> list[Difference]:
    """Where the document differs from what is expected of it; what `expect` leaves out is not compared.

    `verdicts`, `list` and `policy` are parts of the document; all else is of the one verdict in it.
    """
    of_document = {key: each for key, each in expect.items() if key in OF_DOCUMENT}
    of_verdict = {key: each for key, each in expect.items() if key not in OF_DOCUMENT}
    found = list(_mapping(of_document, verdict_document, ""))
    if of_verdict:
        verdicts = verdict_document.get("verdicts") or []
        if len(verdicts) != 1:
            several = [each.get("subject") for each in verdicts]
            return [*found, Difference("verdicts", "one verdict, or expect: {verdicts: {ID: …}}", several)]
        found += _mapping(of_verdict, verdicts[0], "")
    return found


def _differences(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    if isinstance(expected, Mapping):
        if isinstance(got, Mapping):
            yield from _mapping(expected, got, path)
        elif isinstance(got, list):
            yield from _named(expected, got, path)
        else:
            yield Difference(path, expected, got)
    elif isinstance(expected, list):
        if isinstance(got, list) and len(got) == len(expected):
            for place, (each, other) in enumerate(zip(expected, got, strict=True)):
                yield from _differences(each, other, f"{path}[{place}]")
        else:
            yield Difference(path, expected, got)
    elif not same(expected, got):
        yield Difference(path, expected, got)


def _mapping(expected: Mapping[str, Any], got: Mapping[str, Any], path: str) -> Iterator[Difference]:
    for key, each in expected.items():
        inner = f"{path}.{key}" if path else key
        if key == "amounts" and isinstance(each, Mapping) and isinstance(got.get(key), Mapping):
            for name, amount in each.items():
                yield from _amount(amount, got[key].get(name), f"{inner}.{name}")
        else:
            yield from _differences(each, got.get(key), inner)


def _amount(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    """A bare amount means its value; a mapping is the amount's parts where it names them, else a value of its own."""
    if (
        isinstance(got, Mapping)
        and "value" in got
        and not (isinstance(expected, Mapping) and set(expected) <= set(got))
    ):
        got = got["value"]
    yield from _differences(expected, got, path)


def _named(expected: Mapping[str, Any], got: list[Any], path: str) -> Iterator[Difference]:
    """Members of a list by their names; findings at any depth of parts."""
    by_name: dict[str, Any] = {}
    for each in _all(got):
        key = next((name for name in KEYED_BY if name in each), None)
        if key is not None:
            by_name.setdefault(str(each[key]), each)
    for name, each in expected.items():
        yield from _differences(each, by_name.get(name), f"{path}.{name}")


def _all(members: list[Any]) -> Iterator[Mapping[str, Any]]:
    """The outer ones first, then their parts."""
    mappings = [each for each in members if isinstance(each, Mapping)]
    yield from mappings
    for each in mappings:
        yield from _all(each.get("parts") or [])


def same(expected: Any, got: Any) -> bool:
    """Numbers by value, whether written as a number or as `2/7`; all else as it stands. No part equals null."""
    if isinstance(expected, bool) and isinstance(got, str):  # a code that YAML takes for an answer
        return got in (("yes", "true") if expected else ("no", "false"))
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, str) and isinstance(got, str):
        return expected == got or (
            "/" in expected + got and _number(expected) is not None and _number(expected) == _number(got)
        )
    numbers = _number(expected), _number(got)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return bool(expected == got)


def _number(raw: Any) -> Fraction | None:
    if isinstance(raw, str):
        return number_from(raw)
    if isinstance(raw, float):
        return Fraction(repr(raw))
    return Fraction(raw) if isinstance(raw, int | Decimal | Fraction) else None


def shown(raw: Any) -> str:
    """As the file would say it."""
    if raw is None or isinstance(raw, bool):
        return {None: "nothing", True: "yes", False: "no"}[raw]
    if isinstance(raw, Fraction):
        return written(raw)
    if isinstance(raw, Mapping):
        return "{" + ", ".join(f"{key}: {shown(each)}" for key, each in raw.items()) + "}"
    if isinstance(raw, list):
        return "[" + ", ".join(shown(each) for each in raw) + "]"
    return str(raw)
