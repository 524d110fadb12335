"""The order of candidates by several keys, each of them with a rank; who is equal in all of them."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column, Mask, Rows
from teacher_growth.policy.rules.compiling.core import columns
from teacher_growth.policy.rules.compiling.listing import Key
from teacher_growth.policy.rules.frames import Node, Place, Run


@dataclass(eq=False)
class Ranking:
    """`rows` by rank; `equals`: places in `rows` that no key tells apart; `unknown`: keys not known of some rows."""

    rows: Rows
    ranks: list[int | None]
    keys: list[tuple[Node, Column]]
    equals: list[list[int]] = field(default_factory=list)
    unknown: list[tuple[Node, Mask]] = field(default_factory=list)

    def doubt(self, doubtful: Mask) -> None:
        """Those rows may not be candidates: they lose their rank, as do all behind the first of them."""
        first = next((place for place, row in enumerate(self.rows) if doubtful[row]), len(self.rows))
        kept = [place for place, row in enumerate(self.rows) if not doubtful[row]]
        self.ranks = [self.ranks[place] if place < first else None for place in kept]
        self.rows = self.rows[kept]


def ranked(run: Run, root: Place, keys: list[Key], candidates: Rows) -> Ranking:
    """Equals stand as they were handed in and share the better rank."""
    size = run.source.size
    found = [each.wide(size) for each in columns(run, [key.node for key in keys], root)]
    sorts = [_sortable(run, key, column)[candidates] for key, column in zip(keys, found, strict=True)]
    order = np.lexsort([*reversed(sorts)]) if sorts else np.arange(len(candidates))
    told = list(zip(*(each[order].tolist() for each in sorts), strict=True)) or [()] * len(candidates)
    ranks: list[int | None] = []
    equals = []
    for _key, group in groupby(range(len(told)), key=told.__getitem__):
        places = list(group)
        ranks += [places[0] + 1] * len(places)
        if len(places) > 1:
            equals.append(places)
    open_ = [(key.node, ~column.known()) for key, column in zip(keys, found, strict=True) if not column.known().all()]
    nodes = [(key.node, column) for key, column in zip(keys, found, strict=True)]
    return Ranking(candidates[order], ranks, nodes, equals, open_)


def _sortable(run: Run, key: Key, column: Column) -> Rows:
    """Small numbers that stand for the values, the first in rank the smallest; who has no value comes last."""
    none = column.any_none()
    values: list[Any] = column.low.tolist()
    codes = key.node.type.codes
    if key.node.type.kind == "code" and codes is not None and codes.open:
        known = column.known() & ~none
        values = [_text(run.source.words[value]) if known[row] else (0, 0, "") for row, value in enumerate(values)]
    places = {value: place for place, value in enumerate(sorted(set(values), reverse=key.highest))}
    return np.array([len(places) if none[row] else places[value] for row, value in enumerate(values)], dtype=np.int64)


def _text(value: str) -> tuple[int, int, str]:
    """Lots are often texts of digits: 9 before 10."""
    return (0, int(value), value) if value.isascii() and value.isdigit() else (1, 0, value)
