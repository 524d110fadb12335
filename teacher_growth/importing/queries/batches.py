"""Batches are their importer's own; rows and faults are read through them."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.audit.models import AuditEntry
from teacher_growth.database import Base, db
from teacher_growth.importing.models import ImportBatch, ImportEffect, ImportFault, ImportMapping, ImportRow

USE = Permission.IMPORTS_USE
REST = ("accounts.", "jobs.", "exporting.", "documents.", "audit.")
"""Events that change nothing a sheet is compared with."""

NOT_BUILT = frozenset({"source_key", "training_school_sum", "training_sum"})
"""Rows that follow by themselves."""


def batches(actor: Actor) -> Select[tuple[ImportBatch]]:
    return visible(ImportBatch, actor, USE)


def batch(batch_id: int, actor: Actor) -> ImportBatch:
    return fetch(ImportBatch, batch_id, actor, USE)


def open_with_key(key: str, actor: Actor) -> ImportBatch | None:
    return db.session.scalars(batches(actor).where(ImportBatch.key == key)).one_or_none()


def rows_of(batch_id: int, actor: Actor) -> Select[Any]:
    """Its rows, as whole rows of ours."""
    statement = visible(ImportBatch, actor, USE, joined=(ImportRow,)).where(ImportBatch.id == batch_id)
    return statement.join(ImportRow, ImportRow.batch_id == ImportBatch.id).with_only_columns(ImportRow)


def faults(batch_id: int, actor: Actor) -> Select[Any]:
    statement = visible(ImportBatch, actor, USE, joined=(ImportFault,)).where(ImportBatch.id == batch_id)
    return statement.join(ImportFault, ImportFault.batch_id == ImportBatch.id).with_only_columns(ImportFault)


def errors(batch_id: int, actor: Actor) -> Select[Any]:
    """Of its faults those that stop it."""
    return faults(batch_id, actor).where(ImportFault.is_warning.is_(False))


def changed_since(ground: int) -> int:
    """The newest entry of the trail that could change what a sheet is compared with; `ground` when there is none."""
    statement = select(func.max(AuditEntry.seq)).where(AuditEntry.seq > ground)
    for each in REST:
        statement = statement.where(AuditEntry.event.not_like(f"{each}%"))
    newest = db.session.scalar(unrestricted(statement, reason="has anything changed since a file was compared"))
    return newest or ground


def remembered(user_id: int | None, headings_hash: str) -> Any | None:
    """What this person said once of a file with these headings."""
    statement = select(ImportMapping.chosen).where(
        ImportMapping.user_id == (user_id or 0), ImportMapping.headings_hash == headings_hash
    )
    return db.session.scalar(statement)


def counted(statement: Select[Any]) -> int:
    """How many rows a statement has that was narrowed to other columns."""
    inner = statement.order_by(None).subquery()
    options = statement.get_execution_options()
    return db.session.scalar(select(func.count()).select_from(inner).execution_options(**options)) or 0


def effects_of(batch_id: int, actor: Actor) -> Select[Any]:
    statement = visible(ImportBatch, actor, USE, joined=(ImportEffect,)).where(ImportBatch.id == batch_id)
    statement = statement.join(ImportEffect, ImportEffect.batch_id == ImportBatch.id)
    return statement.with_only_columns(ImportEffect).order_by(ImportEffect.id)


def built_on(batch_id: int, table: str) -> tuple[str, int] | None:
    """A table of ours with rows that name what the batch made in `table`, and are not its own; how many."""
    made = select(ImportEffect.made_id).where(
        ImportEffect.batch_id == batch_id, ImportEffect.sort == table, ImportEffect.before.is_(None)
    )
    for other in Base.metadata.sorted_tables:
        named = [key.parent for key in other.foreign_keys if key.column.table.name == table and key.parent is not None]
        if other.name in NOT_BUILT or not named:
            continue
        own = select(ImportEffect.made_id).where(ImportEffect.batch_id == batch_id, ImportEffect.sort == other.name)
        foreign = (other.c.id.not_in(own),) if "id" in other.c else ()
        statement = select(func.count()).select_from(other).where(or_(*(each.in_(made) for each in named)), *foreign)
        found = db.session.scalar(unrestricted(statement, reason="has anybody built on what an import made"))
        if found:
            return other.name, found
    return None
