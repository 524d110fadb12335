"""A batch becomes what it says: one transaction, one entry in the trail, every row through the domains' own verbs."""

from collections.abc import Callable, Iterator
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.importing import queries
from teacher_growth.importing.actions.appliers import applier
from teacher_growth.importing.actions.receiving import become
from teacher_growth.importing.actions.work import Work
from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.mappings import load
from teacher_growth.importing.models import ImportBatch, ImportEffect, ImportRow
from teacher_growth.importing.rules.states import TAKEN, BatchState
from teacher_growth.setwise import Effect, insert_many
from teacher_growth.sheets import Kind

TOGETHER = 5_000
MOST_NAMED = 36  # people that an entry of the trail names by themselves


def apply_batch(
    batch_id: int, *, actor: Actor, accept_good: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportBatch:  # fmt: skip
    """Everything that is new or changed; pressed twice it acts once. With errors only when told to take the rest."""
    batch = queries.batch(batch_id, actor)
    if batch.state is BatchState.APPLIED:
        return batch
    become(batch, BatchState.APPLIED)
    refused = queries.counted(queries.errors(batch_id, actor))
    if refused and not accept_good:
        raise Refused("import_has_errors", count=refused)
    if queries.changed_since(batch.ground) != batch.ground:
        raise Refused("import_stale")
    mapping = load(batch.mapping) if batch.mapping else None
    ground = Ground(
        actor, batch.on_day, today(), batch.document, mapping.source if mapping else None,
        mapping.root if mapping else None,
    ).load()  # fmt: skip
    work = Work(ground)
    _carry_out(work, batch, progress)
    insert_many(ImportEffect, [_kept(batch_id, each) for each in work.effects])
    batch.key, batch.applied_at, batch.accept_good = None, now(), accept_good
    people = sorted(work.people)
    record(
        Event.IMPORT_APPLIED, batch, actor=actor, people=tuple(people) if len(people) <= MOST_NAMED else (),
        file=batch.file_name, sha256=batch.file_sha256, mapping=batch.mapping, counts=batch.counts,
        rows=len(work.effects),
    )  # fmt: skip
    db.session.flush()
    return batch


def _carry_out(work: Work, batch: ImportBatch, progress: Callable[[int, int], None]) -> None:
    batch_id, actor, done = batch.id, work.ground.actor, 0
    total = sum(each["created"] + each["updated"] for each in batch.counts.values())
    for kind in Kind:
        do = None
        for rows in _taken(batch_id, kind, actor):
            do = do or applier(kind, work)
            do.apply(rows)
            done += len(rows)
            progress(done, total)
        if do is not None:
            do.finish()


def _taken(batch_id: int, kind: Kind, actor: Actor) -> Iterator[list[Any]]:
    last = 0
    columns = (ImportRow.id, ImportRow.number, ImportRow.verdict, ImportRow.key, ImportRow.name, ImportRow.target_id,
               ImportRow.values, ImportRow.changes)  # fmt: skip
    while True:
        statement = queries.rows_of(batch_id, actor).with_only_columns(*columns)
        statement = statement.where(ImportRow.kind == kind, ImportRow.verdict.in_(TAKEN), ImportRow.id > last)
        rows = list(db.session.execute(statement.order_by(ImportRow.id).limit(TOGETHER)))
        if not rows:
            return
        last = rows[-1].id
        yield rows


def _kept(batch_id: int, effect: Effect) -> dict[str, Any]:
    return {
        "batch_id": batch_id, "sort": effect.sort, "made_id": effect.made_id, "replaced_id": effect.replaced_id,
        "before": dict(effect.before) if effect.before is not None else None,
    }  # fmt: skip
