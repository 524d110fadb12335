"""First that applies: choices between values, and parameters with their values by date, by class and relaxed."""

from typing import Any

from teacher_growth.policy.rules.columns import Column, chosen
from teacher_growth.policy.rules.compiling.bands import day_bands
from teacher_growth.policy.rules.compiling.core import HOOKS, Compiler, columns, verb
from teacher_growth.policy.rules.compiling.firsts import Option, first_that_applies
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items
from teacher_growth.policy.rules.compiling.tables import by_bands
from teacher_growth.policy.rules.frames import Node, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import NUMBER, Type, comparable


@verb("choose")
def choose(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    """A list of {when, value}; the last may be {otherwise: value}. Where none applies there is no value."""
    return first_that_applies(_options(compiler, at.mapping["choose"], scope, wanted), at)


def _options(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> list[Option]:
    options: list[Option] = []
    for each in items(at):
        entries = fields(each, allowed=("when", "value", "otherwise", "label", "source"))
        if options and options[-1][0] is None:
            raise WrongError(each, "nothing comes after “otherwise”")
        if "otherwise" in entries:
            options.append((None, compiler.value(entries["otherwise"], scope, wanted)))
        else:
            fields(each, needed=("when", "value"))
            options.append(
                (compiler.condition(entries["when"], scope), compiler.value(entries["value"], scope, wanted))
            )
        wanted = wanted or options[-1][1].type
    return options


@verb("default")
def default(compiler: Compiler, at: Marked, scope: Scope, wanted: Type | None) -> Node:
    """[value, other]: the other where there is known to be no value. Never for what is unknown."""
    listed = items(at.mapping["default"])
    if len(listed) != 2:
        raise WrongError(at, "expected two values: the one meant, and what stands for it where there is none")
    first = compiler.value(listed[0], scope, wanted)
    second = compiler.value(listed[1], scope, first.type)
    if not comparable(first.type, second.type):
        raise WrongError(at, "both values must be of one type")
    place = lowest([first, second])

    def reckon(run: Any) -> Column:
        value, other = columns(run, [first, second], place)
        size = max(len(value), len(other))
        return chosen(value.wide(size).any_none(), other, value)

    floors = (first.type.floor, second.type.floor)
    floor = None if None in floors else min(each for each in floors if each is not None)
    return Node(
        Type(first.type.kind, first.type.unit, first.type.codes, floor), place, reckon, (first, second), "default"
    )


PARAMETER_KEYS = (
    "value",
    "by_date",
    "on",
    "by",
    "values",
    "otherwise",
    "relaxed",
    "unit",
    "label",
    "source",
    "may_change",
    "of",
    "reading",
    "note",
)


def parameter(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None = None) -> Node:
    """A number, date, code or duration; or {value, unit, …}, by date, by class, with relaxations."""
    if not isinstance(at.value, dict):
        return compiler.value(at, scope)
    entries = fields(at, allowed=PARAMETER_KEYS)
    wanted = _type(compiler, entries)
    if "by_date" in entries:
        node = day_bands(compiler, entries["by_date"], entries.get("on"), scope, wanted)
    elif "by" in entries:
        node = by_bands(compiler, at, scope, wanted)
    elif "value" in entries:
        node = compiler.value(entries["value"], scope, wanted)
    else:
        raise WrongError(at, "a parameter has value, by_date or by", "value: 360")
    if "relaxed" in entries:
        node = first_that_applies([*_options(compiler, entries["relaxed"], scope, node.type), (None, node)], at)
    unit = entries.get("unit")
    about = node.about
    type_ = node.type.with_unit(str(unit.value) if unit else None)
    return Node(type_, node.place, lambda run: run.of(node), (node,), "parameter", about=about)


HOOKS["parameter"] = parameter


def _type(compiler: Compiler, entries: dict[str, Marked]) -> Type | None:
    if codes := compiler.codes_meant(entries):
        return codes
    if "unit" in entries:
        return Type(NUMBER.kind, str(entries["unit"].value))
    return None
