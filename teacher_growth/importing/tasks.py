"""Importing in the background, by name: what `jobs` may run. Each may run twice and goes on where it was."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.accounts.queries import acting_as
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.importing import actions, marking, queries
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.importing.rules.states import FORGOTTEN_AFTER, OPEN_KEPT, UNNAMED_KEPT
from teacher_growth.jobs.made import Shelf

Args = Mapping[str, Any]
Progress = Callable[..., None]


def uploads() -> Uploads:
    return Uploads(current_app.config["IMPORTS"])


def stage(args: Args, progress: Progress) -> dict[str, Any]:
    actor, batch_id = _actor(args), args["batch_id"]
    actions.stage(batch_id, actor=actor, uploads=uploads(), progress=progress)
    return {"rows": sum(each["rows"] for each in queries.batch(batch_id, actor).counts.values())}


def apply(args: Args, progress: Progress) -> dict[str, Any]:
    actor = _actor(args)
    with write_tx():
        batch = actions.apply_batch(
            args["batch_id"], actor=actor, accept_good=args["accept_good"], progress=progress
        )  # fmt: skip
        rows = queries.to_do(batch)
    return {"rows": rows}


def undo(args: Args, _progress: Progress) -> None:
    actor = _actor(args)
    with write_tx():
        actions.undo_batch(args["batch_id"], actor=actor)


def mark(args: Args, progress: Progress) -> dict[str, Any]:
    actor = _actor(args)
    shelf, name = Shelf(current_app.config["EXPORTS"]), args["file"]
    work = marking.Work(queries.batch(args["batch_id"], actor), actor, uploads(), args["language"], progress)
    with shelf.making(name) as draft:
        rows = marking.write(work, draft, name.rpartition(".")[2])
    return {"rows": rows, "file": shelf.described(name, marking.file_name(work, name))}


def clean(_args: Args, _progress: Progress) -> dict[str, int]:
    moment = now()
    stale = actions.stale_batches(moment - OPEN_KEPT, actor=SYSTEM)
    for batch_id in stale:
        with write_tx():
            actions.forget_batch(batch_id, actor=SYSTEM)
    with write_tx():
        rows = actions.forget_old_rows(moment - FORGOTTEN_AFTER, actor=SYSTEM)
    used = actions.files_in_use(moment - FORGOTTEN_AFTER, actor=SYSTEM)
    files = uploads().others(used, moment - UNNAMED_KEPT)
    for sha256 in files:
        uploads().forget(sha256)
    uploads().forget_drafts(moment - UNNAMED_KEPT)
    return {"batches": len(stale), "rows": rows, "files": len(files)}


def _actor(args: Args) -> Actor:
    """The person who asked, with what she may do by now."""
    person = acting_as(args["account_id"], moment=now(), today=today())
    db.session.rollback()
    if person is None:
        raise Refused("import_forbidden")
    return person.actor


TASKS = {
    actions.STAGE: stage,
    actions.APPLY: apply,
    actions.UNDO: undo,
    actions.MARK: mark,
    "importing.clean": clean,
}
DAILY = ("importing.clean",)
