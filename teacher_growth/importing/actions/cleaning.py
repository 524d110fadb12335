"""What nobody will ask for again. What undoing needs is kept."""

from datetime import datetime

from sqlalchemy import delete, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.importing.actions.receiving import drop_batch
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportRow
from teacher_growth.importing.rules.states import OPEN, BatchState

WHY = "batches that nobody has touched for long"


def stale_batches(before: datetime, *, actor: Actor) -> list[int]:
    """Open ones that were begun before that and never carried out."""
    _system_only(actor)
    statement = select(ImportBatch.id).where(ImportBatch.state.in_(OPEN), ImportBatch.created_at < before)
    return list(db.session.scalars(unrestricted(statement.order_by(ImportBatch.id), reason=WHY)))


def forget_batch(batch_id: int, *, actor: Actor) -> None:
    """An open one that nobody decided about: given up."""
    _system_only(actor)
    drop_batch(batch_id, actor=actor)


def forget_old_rows(before: datetime, *, actor: Actor) -> int:
    """Of batches carried out or taken back long ago the staged rows go; what they made stays."""
    _system_only(actor)
    over = select(ImportBatch.id).where(
        ImportBatch.state.in_((BatchState.APPLIED, BatchState.UNDONE)), ImportBatch.applied_at < before
    )
    done = 0
    for model in (ImportFault, ImportRow):
        statement = delete(model).where(model.batch_id.in_(over)).execution_options(synchronize_session=False)
        done += db.session.execute(unrestricted(statement, reason=WHY)).rowcount
    return done


def files_in_use(before: datetime, *, actor: Actor) -> set[str]:
    """Hashes of the files that a batch may still be read from."""
    _system_only(actor)
    used = select(ImportBatch.file_sha256).where(
        ImportBatch.state.in_(OPEN)
        | (ImportBatch.state.in_((BatchState.APPLIED, BatchState.REFUSED)) & (ImportBatch.created_at >= before))
    )
    return set(db.session.scalars(unrestricted(used, reason=WHY)))


def _system_only(actor: Actor) -> None:
    if not actor.is_system:
        raise NotVisible("ImportBatch", None)
