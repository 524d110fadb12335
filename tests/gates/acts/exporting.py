"""What a file holds for the one who takes it: sheets of `flask export`, the national workbook, a person's copy."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.exporting import kinds
from teacher_growth.exporting.kinds import Source
from teacher_growth.exporting.national.sources import SOURCES
from teacher_growth.exporting.whole import others
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind

Act = Callable[[Any, Actor, int], None]
SHOWN = (Kind.PEOPLE, Kind.TITLES, Kind.LEAVES, Kind.ACHIEVEMENTS, Kind.TRAINING, Kind.PAIRS)
"""One for each way in which a kind is scoped."""


def _holds(source: Source, row_id: int) -> None:
    statement = source.statement.with_only_columns(source.tie, maintain_column_froms=True)
    if db.session.scalar(statement.where(source.tie == row_id)) is None:
        raise NotVisible


def _of_kind(kind: Kind) -> Act:
    return lambda _world, actor, row_id: _holds(kinds.source(kind, actor, today()), row_id)


def _national(name: str) -> Act:
    """Whoever is on the list: the sheet narrows by itself to what may be read of them."""
    everybody = select(aliased(Teacher).id)
    return lambda _world, actor, row_id: _holds(SOURCES[name](actor, everybody), row_id)


def _papers(_world: Any, actor: Actor, teacher_id: int) -> None:
    (sheet,) = others.documents(teacher_id, actor)
    if not sheet.total:
        raise NotVisible


def _trail(_world: Any, actor: Actor, teacher_id: int) -> None:
    if not any(sheet.total for sheet in others.trail(teacher_id, actor)):
        raise NotVisible


ACTS: dict[str, Act] = {
    **{f"exporting.read_{kind}": _of_kind(kind) for kind in SHOWN},
    **{f"exporting.read_national_{name}": _national(name) for name in ("people", "titles", "ethics", "awards")},
    "exporting.read_papers": _papers,
    "exporting.read_trail": _trail,
}
