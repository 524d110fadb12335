"""A file becomes a batch; the same file once more is the same batch as long as that is open."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.clock import now
from teacher_growth.database import canonical, db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.importing import queries
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportMapping, ImportRow
from teacher_growth.importing.queries.permissions import kinds_of
from teacher_growth.importing.reading.store import Kept
from teacher_growth.importing.rules.states import BatchState, can_become
from teacher_growth.sheets import Kind


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a file is to be taken. `kind` None: whatever its sheets hold."""

    on_day: date
    kind: Kind | None = None
    mapping: str | None = None
    document: str | None = None


def receive(kept: Kept, wish: Wish, *, actor: Actor) -> ImportBatch:
    if not (kinds := kinds_of(actor)) or wish.kind not in (None, *kinds):
        raise NotVisible("ImportBatch", None)
    key = _key(kept, wish, actor)
    found = queries.open_with_key(key, actor)
    if found is not None:
        return found
    batch = ImportBatch(
        key=key, kind=wish.kind, file_sha256=kept.sha256, file_name=kept.name, file_size=kept.size,
        mapping=wish.mapping, on_day=wish.on_day, document=wish.document, state=BatchState.RECEIVED, sheets=[],
        counts={}, ground=0, created_by_id=actor.user_id, created_at=now(),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def choose_columns(batch_id: int, chosen: Mapping[str, Any], headings_hash: str, *, actor: Actor) -> ImportBatch:
    """Which column is what, as somebody says it: remembered for files with these headings; the batch is read anew."""
    batch = queries.batch(batch_id, actor)
    become(batch, BatchState.RECEIVED)
    batch.chosen = dict(chosen)
    kinds = [each["kind"] for each in chosen.values() if each["kind"]]
    batch.kind = Kind(kinds[0]) if len(kinds) == 1 else None  # from now on the sheets say it
    forget_rows(batch)
    if actor.user_id is not None:
        _remember(actor.user_id, headings_hash, chosen)
    return batch


def drop_batch(batch_id: int, *, actor: Actor) -> ImportBatch:
    """Given up: what was staged of people is kept no longer."""
    batch = queries.batch(batch_id, actor)
    become(batch, BatchState.DROPPED)
    forget_rows(batch)
    batch.key = None
    return batch


def become(batch: ImportBatch, then: BatchState) -> None:
    if not can_become(batch.state, then):
        raise Refused("import_state", now=batch.state)
    batch.state = then


def forget_rows(batch: ImportBatch) -> None:
    for model in (ImportRow, ImportFault):
        statement = delete(model).where(model.batch_id == batch.id).execution_options(synchronize_session=False)
        db.session.execute(unrestricted(statement, reason="the rows of one's own batch"))
    batch.sheets, batch.counts, batch.ground = [], {}, 0


def _key(kept: Kept, wish: Wish, actor: Actor) -> str:
    said = [kept.sha256, wish.kind, wish.mapping, wish.on_day, wish.document, actor.user_id]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _remember(user_id: int, headings_hash: str, chosen: Mapping[str, Any]) -> None:
    old = db.session.query(ImportMapping).filter_by(user_id=user_id, headings_hash=headings_hash).one_or_none()
    if old is None:
        db.session.add(ImportMapping(user_id=user_id, headings_hash=headings_hash, chosen=dict(chosen), at=now()))
    else:
        old.chosen, old.at = dict(chosen), now()
