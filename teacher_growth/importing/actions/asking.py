"""Asking the worker: to read a file, to carry a batch out, to take it back, to mark the file; one at a time."""

from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.errors import Refused
from teacher_growth.importing import queries
from teacher_growth.importing.actions.receiving import forget_rows
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.rules.states import BatchState, can_become
from teacher_growth.jobs.actions import enqueue
from teacher_growth.jobs.made import new_name
from teacher_growth.jobs.models import Job

STAGE, APPLY, UNDO, MARK = "importing.stage", "importing.apply", "importing.undo", "importing.mark"


def ask_to_stage(batch_id: int, *, actor: Actor, back: str) -> Job:
    """`back`: where the page of the job leads to."""
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.RECEIVED:
        raise Refused("import_state", now=batch.state)
    return _ask(STAGE, batch, actor, back)


def ask_to_compare_again(batch_id: int, *, actor: Actor, back: str) -> Job:
    """What is on record has changed, or something was decided: the same file, compared anew."""
    batch = queries.batch(batch_id, actor)
    if not can_become(batch.state, BatchState.RECEIVED):
        raise Refused("import_state", now=batch.state)
    job = _ask(STAGE, batch, actor, back)
    batch.state = BatchState.RECEIVED
    forget_rows(batch)
    return job


def ask_to_apply(batch_id: int, *, actor: Actor, accept_good: bool, back: str) -> Job:
    """What can be refused is refused at once, not by the worker."""
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.STAGED:
        raise Refused("import_state", now=batch.state)
    if not queries.to_do(batch):
        raise Refused("import_nothing")
    refused = queries.counted(queries.errors(batch_id, actor))
    if refused and not accept_good:
        raise Refused("import_has_errors", count=refused)
    if queries.changed_since(batch.ground) != batch.ground:
        raise Refused("import_stale")
    return _ask(APPLY, batch, actor, back, accept_good=accept_good)


def ask_to_undo(batch_id: int, *, actor: Actor, back: str) -> Job:
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.APPLIED:
        raise Refused("import_state", now=batch.state)
    if queries.first_built_on(batch_id) is not None:
        raise Refused("import_built_on")
    return _ask(UNDO, batch, actor, back)


def ask_for_marked_copy(batch_id: int, *, actor: Actor, language: str, back: str) -> Job:
    batch = queries.batch(batch_id, actor)
    if batch.state not in (BatchState.STAGED, BatchState.APPLIED):
        raise Refused("import_state", now=batch.state)
    busy = queries.job_under_way(batch)
    if busy is not None and busy.name != MARK:
        raise Refused("import_busy")
    suffix = "csv" if batch.file_name.lower().endswith((".csv", ".txt")) else "xlsx"
    return _ask(MARK, batch, actor, back, language=language, file=new_name(suffix))


def _ask(name: str, batch: ImportBatch, actor: Actor, back: str, **more: Any) -> Job:
    """Pressed twice it is the same work; another work of the same batch has to end first."""
    busy = queries.job_under_way(batch)
    if busy is not None:
        if busy.name != name:
            raise Refused("import_busy")
        return busy
    args = {"batch_id": batch.id, "account_id": actor.user_id, "title": batch.file_name[:80], "back": back, **more}
    job = enqueue(name, actor=actor, args=args)
    batch.job_id = job.id
    return job
