"""Which facts are missing where something cannot be told."""

import numpy as np

from teacher_growth.policy.rules.columns import Rows
from teacher_growth.policy.rules.explaining.rows import rows_at, unsettled
from teacher_growth.policy.rules.frames import Node, Place, Run


def missing(run: Run, node: Node, place: Place | None, rows: Rows) -> list[str]:
    """Names of the facts that keep the node from being told: `born`, `training`, `training[r3].hours`."""
    found: dict[str, None] = {}
    _collect(run, node, rows_at(run, rows, place, node.place), found, set())
    return sorted(found)


def _collect(run: Run, node: Node, rows: Rows, found: dict[str, None], seen: set[Node]) -> None:
    if node in seen or not len(rows):
        return
    seen.add(node)
    open_ = rows[unsettled(run.of(node), rows)]
    if not len(open_):
        return
    if node.role in ("fact", "field"):
        found.update(dict.fromkeys(_names(run, node, open_)))
        return
    if node.role == "kind":
        found.update(_unknown_kinds(run, node, open_))
    for part in node.parts:
        _collect(run, part, rows_at(run, open_, node.place, part.place), found, seen)


def _names(run: Run, node: Node, rows: Rows) -> list[str]:
    if node.role == "fact" or node.place is None:
        return [node.name]
    frame, name = run.frame(node.place), _written(node.place, node.name)
    return [f"{node.place.name}[{frame.name(int(row))}].{name}" for row in rows]


def _written(place: Place, name: str) -> str:
    """The field a file knows: a record's time goes by names of its own inside."""
    if name not in place.dated_by:
        return name
    usual = ("date", "from") if name == place.dated_by[0] else ("date", "to")
    return next((each for each in usual if each in place.fields), "date")


def _unknown_kinds(run: Run, node: Node, rows: Rows) -> dict[str, None]:
    frame = run.frame(node.about.place)
    if frame.unknown is None or not np.any(frame.unknown[rows]):
        return {}
    return {node.about.place.name: None}
