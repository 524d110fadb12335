"""Values written as they are: numbers, dates, codes, durations, yes and no."""

import re
from datetime import date
from fractions import Fraction

import numpy as np

from teacher_growth.policy.rules.columns import Column, constant, exactly
from teacher_growth.policy.rules.compiling.scope import UnknownNameError, WrongError
from teacher_growth.policy.rules.durations import parse_duration
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.truth import always
from teacher_growth.policy.rules.types import DATE, DURATION, DURATION_BASE, YES_NO, Codes, Type

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SPELL = re.compile(r"-?P\d")
FRACTION = re.compile(r"(-?\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)")
PER_CENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")


def number(value: object) -> Fraction | None:
    """What a scalar says as a number: 6.5, 2/7, 20 %."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, str):
        if found := FRACTION.fullmatch(value.strip()):
            return Fraction(found[1]) / Fraction(found[2]) if Fraction(found[2]) else None
        if found := PER_CENT.fullmatch(value.strip()):
            return Fraction(found[1]) / 100
    return None


def whole_number(at: Marked, least: int = 1) -> int:
    """A whole number as it is written."""
    found = number(at.value)
    if found is None or found.denominator != 1 or found < least:
        raise WrongError(at, f"expected a whole number from {least}")
    return int(found)


def fixed(type_: Type, column: Column, about: object = None) -> Node:
    """A node of one value, the same for all."""
    return Node(type_, None, lambda _run: column, role="literal", about=about)


def of_number(value: Fraction | int, unit: str | None = None) -> Node:
    return fixed(Type("number", unit, floor=int(value // 1)), constant(value), Fraction(value))


def of_code(code: str, codes: Codes) -> Node:
    """A code of a closed set; of an open one the run gives the text its number."""
    type_ = Type("code", codes=codes)
    if codes.open:
        return Node(type_, None, lambda run: constant(run.source.text(code)), role="literal", about=code)
    return fixed(type_, constant(codes.codes.index(code)), code)


def literal(at: Marked, wanted: Type | None) -> Node | None:
    """What stands there, if it is a value written as it is; None if it must be a name."""
    value = at.value
    if isinstance(value, bool):
        answer = always(value)
        return Node(YES_NO, None, lambda _run: answer, role="literal", about=value)
    if wanted is not None and wanted.kind == "code" and wanted.codes is not None:
        return _code(at, wanted.codes)
    if (found := number(value)) is not None:
        return of_number(found, wanted.unit if wanted and wanted.kind == "number" else None)
    if isinstance(value, str) and DAY.fullmatch(value):
        return fixed(DATE, constant(_day(at, value)), value)
    if isinstance(value, str) and SPELL.match(value):
        return _duration(at, value)
    return None


def _code(at: Marked, codes: Codes) -> Node | None:
    value = at.value
    text = str(value) if isinstance(value, Fraction | int) else value
    if not isinstance(text, str):
        return None
    if codes.open or text in codes.codes:
        return of_code(text, codes)
    return None


def not_a_code(at: Marked, codes: Codes) -> WrongError:
    """An unknown name as well: it may be one where the value that says it is used, such as `group.area`."""
    wrong = UnknownNameError(at, str(at.value), list(codes.codes))
    wrong.message = f"“{at.value}” is none of the codes of {codes.name}"
    return wrong


def _day(at: Marked, value: str) -> int:
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError as error:
        raise WrongError(at, f"there is no day {value}") from error


def _duration(at: Marked, value: str) -> Node:
    try:
        months, days = parse_duration(value)
    except ValueError as error:
        raise WrongError(at, str(error), "for example P2Y6M, P30D") from error
    if abs(days) >= DURATION_BASE:
        raise WrongError(at, "a duration has fewer than 10,000 days")
    return fixed(DURATION, exactly(np.array([months * DURATION_BASE + days])), (months, days))
