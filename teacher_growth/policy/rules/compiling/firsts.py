"""The first that applies, of several values each under a condition."""

from typing import Any

from teacher_growth.policy.rules.columns import Column, chosen, hull, nothing
from teacher_growth.policy.rules.compiling.core import columns
from teacher_growth.policy.rules.compiling.scope import WrongError
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import Type, comparable

Option = tuple[Node | None, Node]
"""A condition (None: otherwise) and the value where it is the first that applies."""


def first_that_applies(options: list[Option], at: Marked) -> Node:
    if not options:
        raise WrongError(at, "expected at least one choice")
    kind = options[0][1].type
    for _when, value in options:
        if not comparable(kind, value.type):
            raise WrongError(at, f"the choices are of different types: {kind.kind} and {value.type.kind}")
    parts = [each for pair in options for each in pair if each is not None]
    place = lowest(parts)

    def reckon(run: Any) -> Column:
        result: Column | None = None
        for when, value in reversed(options):
            found = columns(run, [value], place)[0]
            other = nothing(len(found)) if result is None else result  # of no rows a column is false
            result = found if when is None else either(run.at(when, place), found, other)
        assert result is not None  # noqa: S101 -- there is at least one option
        return result

    floors = [value.type.floor for _when, value in options]
    floor = None if None in floors else min(each for each in floors if each is not None)
    units = {value.type.unit for _when, value in options} - {None}
    return Node(
        Type(kind.kind, units.pop() if len(units) == 1 else kind.unit, kind.codes, floor),
        place,
        reckon,
        tuple(parts),
        "choose",
    )


def either(when: Truth, then: Column, other: Column) -> Column:
    """`then` where it holds, `other` where not, either of them where it cannot be told."""
    size = max(len(when), len(then), len(other))
    when, then, other = when.wide(size), then.wide(size), other.wide(size)
    result = chosen(when.yes, then, other)
    if not when.open.any():
        return result
    return chosen(when.open, hull(then, other), result)
