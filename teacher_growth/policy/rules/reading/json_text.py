"""JSON read exactly, and the lines its values stand on: found again only when something is wrong."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from teacher_growth.policy.rules.reading.problems import FactsError, Problem

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n', re.DOTALL)


def load_json(text: str, file: str) -> Any:
    """Objects, lists, texts, booleans, int and Decimal. Raises FactsError."""
    twice = False

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) != len(pairs)
        return found

    try:
        found = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_refused, object_pairs_hook=once
        )
    except json.JSONDecodeError as error:
        hint = f"column {error.colno}; JSON wants names and texts in double quotes, commas between, none at the end"
        raise FactsError([Problem(file, error.lineno, "", f"not readable as JSON: {error.msg}", hint)]) from None
    except RecursionError:
        raise FactsError([Problem(file, 1, "", "nested too deep", "facts are flat")]) from None
    except ValueError as error:
        raise FactsError([Problem(file, 1, "", str(error), "numbers are written in digits")]) from None
    if twice:
        raise FactsError(repeated(text, file))
    return found


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is no number that can be read") from None


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) < 1000 else Decimal(text)


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def repeated(text: str, file: str) -> list[Problem]:
    """Every name that stands twice in one object."""
    seen: dict[str, int] = {}
    problems = []
    for path, line in places(text):
        if path in seen:
            message = f"stands twice, here and on line {seen[path]}"
            problems.append(Problem(file, line, path, message, "keep one"))
        seen.setdefault(path, line)
    return problems


def lines(text: str) -> dict[str, int]:
    """The line of each value by its path. Slow: for what is wrong only."""
    return dict(places(text))


def places(text: str) -> Iterator[tuple[str, int]]:
    """Path and line of each value in valid JSON, `subjects[3].training[0].hours`."""
    line = 1
    stack: list[list[Any]] = []  # path of the container, key or number of the member to come
    for part in TOKEN.findall(text):
        if part == "\n":
            line += 1
        elif part in ("}", "]"):
            stack.pop()
        elif part == ",":
            stack[-1][1] = stack[-1][1] + 1 if isinstance(stack[-1][1], int) else None
        elif part != ":":
            if stack and stack[-1][1] is None:
                stack[-1][1] = json.loads(part)
                continue
            path = _member(*stack[-1]) if stack else ""
            yield path, line
            if part in ("{", "["):
                stack.append([path, None if part == "{" else 0])


def _member(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
