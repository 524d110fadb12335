"""Batches are their importer's own; rows and faults are read through them."""

from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, resting_on, unrestricted, visible
from teacher_growth.audit.models import AuditEntry
from teacher_growth.clock import local
from teacher_growth.database import Base, db
from teacher_growth.importing.models import ImportBatch, ImportEffect, ImportFault, ImportMapping, ImportRow
from teacher_growth.importing.rules.states import BatchState, Verdict
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.queries import jobs
from teacher_growth.jobs.rules import OVER
from teacher_growth.messages.queries import Todo
from teacher_growth.sheets import Kind

USE = Permission.IMPORTS_USE
REST = ("accounts.", "jobs.", "exporting.", "documents.", "audit.", "importing.platform.")
"""Events that change nothing a sheet is compared with."""

ROOTS = ("teacher", "organisation")
"""What others build on."""

NOT_BUILT = frozenset({"source_key", "training_school_sum", "training_sum"})
"""Rows that follow by themselves."""


def batches(actor: Actor) -> Select[tuple[ImportBatch]]:
    return visible(ImportBatch, actor, USE)


def batch(batch_id: int, actor: Actor) -> ImportBatch:
    return fetch(ImportBatch, batch_id, actor, USE)


def open_with_key(key: str, actor: Actor) -> ImportBatch | None:
    return db.session.scalars(batches(actor).where(ImportBatch.key == key)).one_or_none()


def job_under_way(batch: ImportBatch) -> Job | None:
    """What the worker is doing with it, or will do."""
    if batch.job_id is None:
        return None
    return db.session.scalars(select(Job).where(Job.id == batch.job_id, Job.state.not_in(OVER))).one_or_none()


def last_job(batch: ImportBatch, actor: Actor) -> Job | None:
    """The last thing asked of it, as long as that is remembered."""
    return db.session.scalars(jobs(actor).where(Job.id == (batch.job_id or 0))).one_or_none()


def to_do(batch: ImportBatch) -> int:
    """How many rows it would make or change."""
    return sum(each["created"] + each["updated"] for each in batch.counts.values())


def _of_batch(model: Any, batch_id: int, actor: Actor) -> Select[Any]:
    """Rows that are read through the batch they belong to."""
    own = visible(ImportBatch, actor, USE, joined=(model,)).where(ImportBatch.id == batch_id)
    own = own.with_only_columns(ImportBatch.id)
    return resting_on(select(model).where(model.batch_id.in_(own)), own)


def rows_of(batch_id: int, actor: Actor) -> Select[Any]:
    """Its rows, as whole rows of ours."""
    return _of_batch(ImportRow, batch_id, actor)


def missing_people(batch_id: int, actor: Actor) -> Select[Any]:
    """On record and not in the file; those whose leaving was decided, too."""
    return rows_of(batch_id, actor).where(ImportRow.number.is_(None), ImportRow.kind == Kind.PEOPLE)


def doubtful(batch_id: int, actor: Actor) -> Select[Any]:
    return rows_of(batch_id, actor).where(ImportRow.verdict == Verdict.DOUBTFUL)


def faults(batch_id: int, actor: Actor) -> Select[Any]:
    return _of_batch(ImportFault, batch_id, actor)


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
    return _of_batch(ImportEffect, batch_id, actor).order_by(ImportEffect.id)


def first_built_on(batch_id: int) -> tuple[str, int] | None:
    """Why it cannot be taken back: what somebody made of it since."""
    return next((found for table in ROOTS if (found := built_on(batch_id, table)) is not None), None)


def todos(actor: Actor) -> list[Todo]:
    """Batches that wait for their importer."""
    if not actor.may_for_others(USE):
        return []
    statement = unrestricted(_WAITING, reason="how many of one's own imports wait")
    count, oldest = db.session.execute(statement, {"own": actor.user_id}).one()
    since = oldest and local(oldest).date()
    return [Todo("imports_waiting", count, "importing.batch_list", {"state": "waiting"}, oldest=since)]


# The number of to-dos stands on every page: this is built once, and told who asks.
_WAITING = select(func.count(), func.min(ImportBatch.created_at)).where(
    ImportBatch.created_by_id == bindparam("own"), ImportBatch.state.in_((BatchState.STAGED, BatchState.MAPPING))
)


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
