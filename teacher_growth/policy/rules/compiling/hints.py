"""What is said of a name that means nothing where it stands: why, and what was probably meant."""

import re
from typing import Any

from teacher_growth.policy.rules.compiling.scope import Scope, UnknownNameError
from teacher_growth.policy.rules.frames import Place
from teacher_growth.policy.rules.reading.marked import Marked

FORMULA = re.compile(r"[<>=+*/×÷]|\S\s+[-−]\s+\S")
SPELL = re.compile(r"\d+\s*(years?|months?|weeks?|days?|年|个?月|周|天|日)")
WITH_UNIT = re.compile(r"\d+(\.\d+)?\s*\D+")


def unknown_name(compiler: Any, at: Marked, name: str, scope: Scope, more: tuple[str, ...] = ()) -> UnknownNameError:
    """`more`: words that may stand there besides names."""
    if scope.find_kind(name):
        wrong = UnknownNameError(at, name, [])
        wrong.message, wrong.hint = f"“{name}” are records, not one value", f"{{from: {name}, give: count}}"
        return wrong
    if found := _owner_of(compiler.root, name):
        wrong = UnknownNameError(at, name, [])
        wrong.message = f"“{name}” is a field of {found}, known only among its records"
        wrong.hint = f"{{from: {found}, steps: […], give: …}}"
        return wrong
    wrong = UnknownNameError(at, name, [*compiler.names(scope), *more])
    wrong.hint = _written(name) or wrong.hint
    return wrong


def _owner_of(place: Place, name: str) -> str | None:
    """The kind of records that has such a field."""
    for kind in place.kinds.values():
        if name in kind.fields:
            return kind.name
        if found := _owner_of(kind, name):
            return found
    return None


def _written(name: str) -> str | None:
    """What a text would have to look like that is a formula, or a figure with its unit."""
    if FORMULA.search(name):
        return "there are no formulas: {add: [a, b]} for a value, {a: {at_least: b}} for a condition"
    if SPELL.fullmatch(name):
        return "a duration is written P3Y, P6M, P2W or P30D; a number stands alone, with its unit under unit"
    return "write the number alone; its unit goes under unit" if WITH_UNIT.fullmatch(name) else None
