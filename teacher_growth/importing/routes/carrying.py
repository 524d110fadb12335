"""Comparing anew, carrying out, taking back, the marked copy: each a job that the page of the batch follows."""

from typing import Any

from flask import redirect, render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.i18n import chosen_language
from teacher_growth.importing import actions, queries
from teacher_growth.importing.forms import ApplicationForm
from teacher_growth.importing.hints import built_on_words
from teacher_growth.importing.routes.blueprint import bp
from teacher_growth.importing.routes.shown import preview_of
from teacher_growth.importing.routes.starting import SHORT_FILE, is_short, page_of, start
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.queries import job as the_job
from teacher_growth.jobs.rules import JobState
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, requires

USE = Permission.IMPORTS_USE


@bp.post("/imports/<int:batch_id>/reading")
@requires(USE, for_others=True)
def batch_reading(batch_id: int) -> Any:
    """Once more: where reading broke off, or because what is on record has changed since."""
    form, actor = BaseForm(), current_actor()
    batch = queries.batch(batch_id, actor)
    again, small = batch.state is not BatchState.RECEIVED, batch.file_size <= SHORT_FILE

    def ask() -> Job:
        verb = actions.ask_to_compare_again if again else actions.ask_to_stage
        return verb(batch_id, actor=actor, back=page_of(batch_id))

    if form.ready():
        start(form, ask, at_once=small)
    form.flash_errors()
    return redirect(page_of(batch_id))


@bp.route("/imports/<int:batch_id>/application", methods=["GET", "POST"])
@requires(USE, for_others=True)
def batch_application(batch_id: int) -> Any:
    form, actor = ApplicationForm(), current_actor()
    short = is_short(batch_id)

    def ask() -> Job:
        good = bool(form.accept_good.data)
        return actions.ask_to_apply(batch_id, actor=actor, accept_good=good, back=page_of(batch_id))

    if form.ready() and start(form, ask, at_once=short):
        return redirect(page_of(batch_id))
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.STAGED and not form.is_submitted():
        return redirect(page_of(batch_id))
    shown = preview_of(batch, actor)
    return render_template("importing/batch_application.html", batch=batch, form=form, **shown), form.status


@bp.route("/imports/<int:batch_id>/undoing", methods=["GET", "POST"])
@requires(USE, for_others=True)
def batch_undoing(batch_id: int) -> Any:
    form, actor = BaseForm(), current_actor()
    short = is_short(batch_id)
    if form.ready() and start(
        form, lambda: actions.ask_to_undo(batch_id, actor=actor, back=page_of(batch_id)), at_once=short
    ):
        return redirect(page_of(batch_id))
    batch = queries.batch(batch_id, actor)
    built_on = queries.first_built_on(batch_id) if batch.state is BatchState.APPLIED else None
    why = built_on_words(*built_on) if built_on else None
    return render_template("importing/batch_undoing.html", batch=batch, form=form, why=why), form.status


@bp.post("/imports/<int:batch_id>/marked-copy")
@requires(USE, for_others=True)
def batch_marked_copy(batch_id: int) -> Any:
    form, actor, language = BaseForm(), current_actor(), chosen_language()
    small = queries.batch(batch_id, actor).file_size <= SHORT_FILE

    def ask() -> Job:
        return actions.ask_for_marked_copy(batch_id, actor=actor, language=language, back=page_of(batch_id))

    if not (form.ready() and start(form, ask, at_once=small)):
        form.flash_errors()
        return redirect(page_of(batch_id))
    job_id = queries.batch(batch_id, actor).job_id
    is_done = the_job(job_id or 0, actor).state is JobState.DONE
    return redirect(url_for("jobs.job_file" if is_done else "jobs.job_page", job_id=job_id))
