"""Findings: for one subject the tree of rules with what was found, what is required and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column
from teacher_growth.policy.rules.compiling.comparing import Comparison
from teacher_growth.policy.rules.compiling.rule import Rule
from teacher_growth.policy.rules.explaining.counting import Entry, entries
from teacher_growth.policy.rules.explaining.due import due_date
from teacher_growth.policy.rules.explaining.missing import missing
from teacher_growth.policy.rules.explaining.rows import rows_at
from teacher_growth.policy.rules.explaining.words import COUNTABLE, shown
from teacher_growth.policy.rules.frames import Node, Place, Run, Sets
from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.types import Type
from teacher_growth.policy.rules.windows import Span


@dataclass(eq=False)
class Finding:
    rule: Rule
    code: str
    label: Label
    result: str
    op: str | None = None
    found: Any = None
    required: Any = None
    unit: str | None = None
    shortfall: Fraction | None = None
    due: str | None = None
    nearest: str | None = None
    missing: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    duty: str | None = None
    exempt: Label | None = None
    parts: "list[Finding]" = field(default_factory=list)

    def walk(self) -> "Iterator[Finding]":
        yield self
        for part in self.parts:
            yield from part.walk()


def finding(
    run: Run, rule: Rule, place: Place | None, row: int, code: str | None = None, label: Label | None = None
) -> Finding:
    """What became of a rule for one row of a place."""
    status: Status = run.at(rule.status, place) if rule.status.place is not None else run.of(rule.status)
    result = status.at(row if len(status) > 1 else 0)
    found = Finding(rule, code or rule.code, label or rule.label, result, unit=rule.unit)
    if rule.comparison is not None:
        _compared(run, found, rule.comparison, place, row)
    if rule.mode == "each":
        found.parts = list(_repeated(run, rule, place, row))
    else:
        found.parts = [finding(run, part, place, row) for part in rule.parts]
    _described(run, found, rule, place, row)
    return found


def _described(run: Run, found: Finding, rule: Rule, place: Place | None, row: int) -> None:
    if rule.kind == "advice" and found.result in ("met", "not_met", "open"):
        found.result = "noted"
    if rule.need is not None and rule.comparison is None:
        found.entries = entries(run, rule.need, place, row)
    if found.result == "cannot_tell":
        found.missing = missing(run, rule.status, place, np.array([row]))
    if found.result in ("met", "not_applicable") or rule.kind == "bar":
        found.shortfall = None
    if found.result in ("not_met", "open") and rule.has_alternatives:
        found.nearest = _nearest(found.parts)
    if found.result == "not_met" and rule.until is not None:
        found.due = shown(_value(run, rule.until, place, row), rule.until.type, run)
    found.exempt = next((each.label for each in rule.exempt if _is(run, each.when, place, row)), None)
    if rule.kind == "duty":
        found.duty = _duty(run, found, rule, place, row)


def _duty(run: Run, found: Finding, rule: Rule, place: Place | None, row: int) -> str | None:
    if found.result == "not_applicable":
        if rule.waived is not None and _is(run, rule.waived, place, row):
            return "waived"
        return "excused"
    return {"met": "done", "not_met": "in_breach", "open": "open"}.get(found.result)


def _is(run: Run, node: Node, place: Place | None, row: int) -> bool:
    truth = run.at(node, place)
    return truth.at(row if len(truth) > 1 else 0) is True


def _value(run: Run, node: Node, place: Place | None, row: int) -> Fraction | None:
    value = run.at(node, place)
    return value.at(row if len(value) > 1 else 0) if isinstance(value, Column) else None


def _repeated(run: Run, rule: Rule, place: Place | None, row: int) -> Iterator[Finding]:
    assert rule.repeated is not None  # noqa: S101 -- its mode says so
    inner = rule.repeated.place
    frame = run.frame(inner)
    for each in rows_at(run, np.array([row]), place, inner):
        name = frame.name(int(each))
        yield finding(run, rule.parts[0], inner, int(each), f"{rule.code}.{name}", Label(name, name))


def _compared(run: Run, found: Finding, comparison: Comparison, place: Place | None, row: int) -> None:
    found.op = comparison.op
    type_ = comparison.found.type
    required_unit = comparison.required.type.unit if comparison.required is not None else None
    found.unit = found.unit or type_.unit or required_unit
    value = run.at(comparison.found, place)
    at = row if len(value) > 1 else 0
    found.entries = entries(run, comparison.found, place, row)
    if isinstance(value, Sets):
        codes = value.at(at)
        found.found = (
            None
            if codes is None
            else sorted(shown(Fraction(code), Type("code", codes=type_.codes), run) for code in codes)
        )
        found.required = [
            shown(_value(run, each, place, row), Type("code", codes=type_.codes), run) for each in comparison.options
        ]
        return
    if not isinstance(value, Column):
        found.found = value.at(at) if hasattr(value, "at") else None
        return
    exact = value.at(at)
    found.found = shown(exact, type_, run)
    if comparison.options:
        found.required = [shown(_value(run, each, place, row), type_, run) for each in comparison.options]
    if comparison.required is None:
        return
    if comparison.required.type.kind == "period":
        span: Span = run.at(comparison.required, place)
        ends = span.at(row if len(span.start) > 1 else 0)
        found.required = None if ends is None else [shown(Fraction(end), Type("date"), run) for end in ends]
        return
    required = _value(run, comparison.required, place, row)
    found.required = shown(required, type_, run)
    found.shortfall, found.unit = _shortfall(comparison.op, exact, required, type_, found.unit, none=value.is_none(at))
    if found.result in ("not_met", "open") and place is not None:
        found.due = due_date(run, comparison, place, row)


def _shortfall(
    op: str, found: Fraction | None, required: Fraction | None, type_: Type, unit: str | None, *, none: bool
) -> tuple[Fraction | None, str | None]:
    """How much is missing, in the rule's unit: of a ceiling the excess, of a date the days, of a scale the steps."""
    if required is None or type_.kind not in ("number", "date", "code"):
        return None, unit
    if type_.kind == "code" and (
        type_.codes is None or not type_.codes.ordered or op not in ("at_least", "at_most", "more_than", "less_than")
    ):
        return None, unit
    if none or found is None:
        return (required, unit) if none and type_.kind == "number" and op in ("at_least", "more_than") else (None, unit)
    if op == "equals":
        return (abs(required - found), unit) if type_.kind == "number" else (None, unit)
    if op not in ("at_least", "more_than", "at_most", "less_than"):
        return None, unit
    gap = required - found if op in ("at_least", "more_than") else found - required
    unit = {"date": "day", "code": "step"}.get(type_.kind, unit)
    if op in ("more_than", "less_than") and (type_.kind in ("date", "code") or unit in COUNTABLE):
        gap += 1
    if unit in COUNTABLE:
        gap = Fraction(-(-gap.numerator // gap.denominator))
    return (gap if gap > 0 else None if gap < 0 else Fraction(0)), unit


def _nearest(parts: list[Finding]) -> str | None:
    """The alternative of which the smallest part is missing, among those not met; of equals the first."""
    best: tuple[Fraction, str] | None = None
    for part in parts:
        if part.result == "met":
            continue
        far = _distance(part)
        if far is not None and (best is None or far < best[0]):
            best = (far, part.code)
    return best[1] if best else None


def _distance(part: Finding) -> Fraction | None:
    """Which share of the requirement is missing; of several requirements their sum."""
    if part.result in ("met", "not_applicable", "noted"):
        return None if part.result == "not_applicable" else Fraction(0)
    if part.parts:
        inner = [_distance(each) for each in part.parts]
        known = [each for each in inner if each is not None]
        if not known:
            return None
        return min(known) if part.rule.has_alternatives else Fraction(sum(known))
    if part.shortfall is None:
        return Fraction(1) if part.result == "not_met" else None
    required = (
        part.required if isinstance(part.required, Fraction) and part.required > 0 else max(part.shortfall, Fraction(1))
    )
    return part.shortfall / required
