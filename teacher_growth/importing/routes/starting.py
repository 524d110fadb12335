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


def start(form: BaseForm, ask: Callable[[], Job | None], *, at_once: bool) -> bool:
    """False where the form was refused. `ask` gives no job where there is nothing to do."""
    asked: list[int] = []

    def note() -> None:
        if (job := ask()) is not None:
            asked.append(job.id)

    done = form.perform(note)
    for job_id in asked if at_once else ():
        run_now(job_id)
    return done


def uploads() -> Uploads:
    return Uploads(current_app.config["IMPORTS"])


def page_of(batch_id: int) -> str:
    return url_for("importing.batch_page", batch_id=batch_id)


def is_short(batch_id: int) -> bool:
    batch = queries.batch(batch_id, current_actor())
    return batch.file_size <= SHORT_FILE and queries.to_do(batch) <= SHORT_BATCH
