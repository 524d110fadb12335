"""Verdicts as documents: what `flask policy judge` prints and decisions keep (policy-core, section 4)."""

from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column
from teacher_growth.policy.rules.compiling.policy import Policy
from teacher_growth.policy.rules.durations import format_date
from teacher_growth.policy.rules.explaining import words
from teacher_growth.policy.rules.explaining.findings import Finding, finding
from teacher_growth.policy.rules.explaining.listing import list_document
from teacher_growth.policy.rules.explaining.missing import missing
from teacher_growth.policy.rules.explaining.sources import label_of, reading_of, source
from teacher_growth.policy.rules.frames import Sets
from teacher_growth.policy.rules.judging import CANNOT_TELL, Judged
from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import Type
from teacher_growth.policy.rules.windows import Span

Document = dict[str, Any]


def document(judged: Judged, hash_: str) -> Document:
    """All verdicts, with their findings."""
    places, codes = judged.outcomes()
    verdicts = [verdict(judged, row, codes[int(places[row])]) for row in range(judged.size)]
    policy = judged.policy
    found: Document = {
        "policy": {"key": policy.key, "version": policy.version, "hash": hash_, "in_force": judged.in_force()},
        "verdicts": verdicts,
    }
    if policy.list_ is not None:
        found["list"] = list_document(judged)
    return found


def verdict(judged: Judged, row: int, outcome: str) -> Document:
    policy, run = judged.policy, judged.run
    findings = [finding(run, rule, policy.compiler.root, row) for rule in policy.rules]
    day = run.source.as_of().wide(run.source.size).at(row)
    said = None if policy.without_outcome else outcome
    return {
        "subject": run.source.subject(row),
        "as_of": None if day is None else format_date(int(day)),
        "outcome": said,
        "missing": _missing(judged, findings, row) if said == CANNOT_TELL else [],
        "amounts": _amounts(judged, row),
        "next": [_next(each) for each in _open(findings)],
        "findings": [_finding(each, policy) for each in findings],
    }


def _missing(judged: Judged, findings: list[Finding], row: int) -> list[str]:
    found = dict.fromkeys(name for each in findings for part in each.walk() for name in part.missing)
    for answer in judged.policy.outcome or []:
        if answer.when is not None:
            found.update(dict.fromkeys(missing(judged.run, answer.when, judged.policy.compiler.root, np.array([row]))))
    return sorted(found)


def _amounts(judged: Judged, row: int) -> Document:
    found: Document = {}
    for amount in judged.policy.amounts:
        value, given = judged.amount(amount)
        if given[row]:
            found[amount.name] = _amount(judged, amount.node, amount.unit, amount.label, value, row)
    return found


def _amount(judged: Judged, node: Any, unit: str | None, label: Label, value: Any, row: int) -> Document:
    run = judged.run
    shown: Any = None
    unsure = False
    if isinstance(value, Column):
        shown, unsure = words.shown(value.at(row), node.type, run), not value.is_known(row)
    elif isinstance(value, Span):
        wide = value.wide(judged.size)
        ends = wide.at(row)
        shown = None if ends is None else {"from": format_date(ends[0]), "to": format_date(ends[1])}
        unsure = not (wide.start.is_known(row) and wide.end.is_known(row))
    elif isinstance(value, Sets):
        wide_set = value if len(value) == judged.size else value.take(np.zeros(judged.size, dtype=np.int64))
        codes = wide_set.at(row)
        unsure = codes is None
        shown = (
            None
            if codes is None
            else sorted(words.shown(Fraction(code), Type("code", codes=node.type.codes), run) for code in codes)
        )
    elif isinstance(value, Truth):
        shown, unsure = value.wide(judged.size).at(row), value.wide(judged.size).at(row) is None
    result: Document = {"value": shown, "unit": unit, "label": label_of(label)}
    if unsure:
        result["missing"] = missing(run, node, judged.policy.compiler.root, np.array([row]))
    return result


def _open(findings: list[Finding]) -> list[Finding]:
    """The requirements still open, down to where something can be done: of alternatives the nearest."""
    found: list[Finding] = []
    for each in findings:
        if each.result not in ("not_met", "open") or each.rule.kind == "advice":
            continue
        if each.parts and each.rule.has_alternatives:
            found += _open([part for part in each.parts if part.code == each.nearest]) or [each]
        elif each.parts and each.rule.mode != "none":
            found += _open(each.parts) or [each]
        else:
            found.append(each)
    return found


def _next(each: Finding) -> Document:
    compared = each.rule.comparison
    dated = compared is not None and compared.found.type.kind == "date"
    text = words.requirement(each.label, each.op, each.shortfall, each.unit, each.due, dated=dated)
    return {"code": each.code, "shortfall": each.shortfall, "unit": each.unit, "text": text}


def _finding(each: Finding, policy: Policy) -> Document:
    counted = [{"record": entry.record, "amount": entry.amount} for entry in each.entries if entry.step is None]
    lost = [
        {"record": entry.record, "amount": entry.amount, "by": entry.step.name, "why": words.why(entry.step)}
        for entry in each.entries
        if entry.step is not None
    ]
    found: Document = {
        "code": each.code, "label": label_of(each.label), "result": each.result, "op": each.op, "found": each.found,
        "required": each.required, "unit": each.unit, "shortfall": each.shortfall, "due": each.due,
        "nearest": each.nearest,
        "missing": each.missing, "counted": counted, "not_counted": lost, "reading": reading_of(each.rule.reading),
        "source": source(each.rule.source, policy.source), "parts": [_finding(part, policy) for part in each.parts],
    }  # fmt: skip
    if each.rule.kind == "duty":
        found["duty"] = each.duty
    if each.exempt is not None and each.result == "not_applicable":
        found["exempt"] = label_of(each.exempt)
    return found
