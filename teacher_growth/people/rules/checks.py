"""What no fact of a kind may say, whoever brings it: a form, a sheet, the API. Pure."""

from collections.abc import Mapping
from typing import Any

from teacher_growth.people.rules.codes import EthicsKind
from teacher_growth.people.rules.kinds import FactKind

RANGES = {"share": (1, 100), "post_grade": (1, 13), "weekly_periods": (0, 600), "year": (1950, 2100)}
"""Whole numbers and their bounds; weekly periods in tenths."""


def value_fault(kind: FactKind, values: Mapping[str, Any]) -> str | None:
    """Why these values cannot stand in a file, as a refusal code."""
    for name, (least, most) in RANGES.items():
        if values.get(name) is not None and not least <= values[name] <= most:
            return "fact_number_range"
    if kind is FactKind.RELATION and values.get("leaving_reason") and not values.get("valid_to"):
        return "leaving_day_missing"
    return _ethics_fault(values) if kind is FactKind.ETHICS else None


def _ethics_fault(values: Mapping[str, Any]) -> str | None:
    is_assessment = values.get("kind") == EthicsKind.ASSESSMENT
    if is_assessment and values.get("grade") is None:
        return "ethics_grade_missing"
    if not is_assessment and values.get("grade") is not None:
        return "ethics_grade_undue"
    if not is_assessment and not values.get("decided_by"):
        return "ethics_decider_missing"
    return None
