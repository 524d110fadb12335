"""Handing work to the worker; what is short is done in the request itself, as the same job."""

from collections.abc import Callable

from flask import current_app, url_for

from teacher_growth.importing import queries
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.jobs.actions import run_now
from teacher_growth.jobs.models import Job
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor

SHORT_FILE = 100_000  # octets
SHORT_BATCH = 500  # rows to carry out


def start(form: BaseForm, ask: Callable[[], Job], *, at_once: bool) -> int | None:
    """The id of the job; None where the form was refused."""
    asked: list[int] = []
    if not form.perform(lambda: asked.append(ask().id)):
        return None
    if at_once:
        run_now(asked[0])
    return asked[0]


def uploads() -> Uploads:
    return Uploads(current_app.config["HOME"] / "imports")


def page_of(batch_id: int) -> str:
    return url_for("importing.batch_page", batch_id=batch_id)


def is_short(batch_id: int) -> bool:
    batch = queries.batch(batch_id, current_actor())
    return batch.file_size <= SHORT_FILE and queries.to_do(batch) <= SHORT_BATCH
