"""Answers as JSON: exact numbers, the same bytes for the same answer."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from teacher_growth.policy.rules.reading.exact import written


def dumps(value: Any) -> str:
    """JSON in the order given. Numbers keep all their digits; one that never ends is a text such as "2/7"."""
    return "".join(_parts(value))


def _parts(value: Any) -> list[str]:
    if isinstance(value, dict):
        inner = [f"{_text(str(key))}: {dumps(item)}" for key, item in value.items()]
        return ["{", ", ".join(inner), "}"]
    if isinstance(value, list | tuple):
        return ["[", ", ".join(dumps(item) for item in value), "]"]
    if isinstance(value, Fraction):
        text = written(value)
        return [_text(text) if "/" in text else text]
    if isinstance(value, Decimal):
        return [format(value, "f")]
    return [_text(value) if isinstance(value, str) else json.dumps(value)]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
