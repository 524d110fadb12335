"""Forced distributions: so many per cent of a group have the best grade, so many the next."""

from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules import columns as col
from teacher_growth.policy.rules.apportioning import WAYS, Grades, graded
from teacher_growth.policy.rules.columns import Column, Mask, Rows
from teacher_growth.policy.rules.compiling.across import GROUPED, over_all, small, who_of
from teacher_growth.policy.rules.compiling.core import Compiler, columns, verb
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of, text
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import Codes, Type

GRADE_KEYS = ("of", "order", "shares", "per", "among", "round", "carry", "only", "also", "equals", "ties", "scale")


@verb("forced_grade")
def forced_grade(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """A forced distribution: {of: VALUE, shares: {A: 20 %, B: 30 %, C: 50 %}, round: down, …}, best grade first.

    With shares that make up the whole the last grade takes all who are left; otherwise they have no grade.
    """
    entries = fields(at.mapping["forced_grade"], allowed=GRADE_KEYS, needed=("of", "shares", "round"))
    names = list(fields(entries["shares"]))
    shares = _shares(compiler, entries["shares"], scope)
    way, codes = one_of(entries["round"], WAYS), _codes(compiler, entries, names)
    who = who_of(compiler, entries, scope)
    keys = [_key(compiler, entries, scope), *_ties(compiler, entries, scope)]
    only, also = (_conditions(compiler, entries.get(name), names, scope) for name in ("only", "also"))
    carry = "carry" in entries and entries["carry"].value == "down"
    equals = one_of(entries["equals"], ("up", "down")) if "equals" in entries else None
    places = [codes.codes.index(each) for each in names]

    def reckon(run: Run) -> Column:
        crowd, size = who.crowd(run), run.source.size
        truths = [{at: run.at(node, compiler.root).wide(size) for at, node in each.items()} for each in (only, also)]
        found = [each.wide(size) for each in columns(run, [node for node, _highest in keys], compiler.root)]
        known = all(each.known()[crowd.everybody].all() for each in found)
        known = known and not any(truth.open[crowd.everybody].any() for each in truths for truth in each.values())
        if not (crowd.sure and known):
            return col.unknown(size, 0, len(codes.codes) - 1)
        parts = tuple(run.of(each).at(0) or Fraction(0) for each in shares)
        rule = Grades(parts, way, carry, equals, *({at: truth.sure for at, truth in each.items()} for each in truths))
        ends: list[Any] = [None] * size
        for rows in crowd.rows:
            for row, pair in graded(rule, _blocks(found, [highest for _node, highest in keys], rows)).items():
                both = sorted((places[pair[0]], places[pair[1]]))
                ends[row] = (both[0], both[1])
        return col.column(ends)

    parts = [node for node, _highest in keys] + list(only.values()) + list(also.values())
    return over_all(Type("code", codes=codes), who, parts, reckon, "grade")


def _shares(compiler: Compiler, at: Marked, scope: Scope) -> list[Node]:
    found = [compiler.number(each, scope) for each in fields(at).values()]
    known = [each.about for each in found if isinstance(each.about, Fraction)]
    if sum(known) > 1:
        raise WrongError(at, "the shares make up more than the whole", "A: 20 %")
    if any(each.place is not None for each in found):
        raise WrongError(at, "a share must be the same for all")
    return found


def _codes(compiler: Compiler, entries: dict[str, Marked], names: list[str]) -> Codes:
    """The grades as a scale, low to high: the file's own where it is named."""
    if "scale" not in entries:
        return Codes("grades of " + " > ".join(names), tuple(reversed(names)), tuple(reversed(names)), ordered=True)
    found = compiler.codes.get(text(entries["scale"]))
    if found is None or not set(names) <= set(found.codes):
        raise WrongError(entries["scale"], "expected a scale that has all of the grades")
    return found


def _key(compiler: Compiler, entries: dict[str, Marked], scope: Scope) -> tuple[Node, bool]:
    order = one_of(entries["order"], ("highest", "lowest")) if "order" in entries else "highest"
    name = "of" if "of" in entries else "by"
    node = compiler.value(entries[name], scope)
    if node.type.kind not in GROUPED:
        raise WrongError(entries[name], f"nobody can be ranked by a {node.type.kind}")
    return node, order == "highest"


def _ties(compiler: Compiler, entries: dict[str, Marked], scope: Scope) -> list[tuple[Node, bool]]:
    if "ties" not in entries:
        return []
    listed = [fields(each, allowed=("by", "order"), needed=("by", "order")) for each in items(entries["ties"])]
    return [_key(compiler, each, scope) for each in listed]


def _conditions(compiler: Compiler, at: Marked | None, names: list[str], scope: Scope) -> dict[int, Node]:
    if at is None:
        return {}
    entries = fields(at, allowed=tuple(names))
    return {names.index(name): compiler.condition(item, scope) for name, item in entries.items()}


def _blocks(found: list[Column], highest: list[bool], rows: Rows) -> list[list[int]]:
    """People equal in every key, the best first; who has no value comes last."""
    sorts = []
    for each, up in zip(found, highest, strict=True):
        place = small(each.low)[rows]
        none: Mask = each.any_none()[rows]
        sorts.append(np.where(none, len(each) + 1, -place if up else place))
    order = np.lexsort([*reversed(sorts)])
    blocks: dict[tuple[int, ...], list[int]] = {}
    for at in order:
        blocks.setdefault(tuple(int(each[at]) for each in sorts), []).append(int(rows[at]))
    return list(blocks.values())
