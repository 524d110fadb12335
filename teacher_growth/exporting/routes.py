"""Asking the worker for a long list."""

from typing import Any

from flask import Blueprint, redirect, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.errors import Refused
from teacher_growth.exporting import actions, lists
from teacher_growth.exporting.forms import ListForm
from teacher_growth.i18n import chosen_language
from teacher_growth.jobs.models import Job
from teacher_growth.web.guards import current_actor, requires

bp = Blueprint("exporting", __name__)


@bp.post("/exports")
@requires(Permission.SELF)
def list_export() -> Any:
    form = ListForm()
    path, title = form.path.data or "", form.title.data or ""
    format_ = lists.format_asked(path)
    if format_ is None:
        raise Refused("export_not_a_list")
    asked: list[Job] = []

    def ask_for() -> None:
        language = chosen_language()
        asked.append(actions.ask_for_list(path, format_, actor=current_actor(), title=title, language=language))

    if form.ready() and form.perform(ask_for):
        return redirect(url_for("jobs.job_page", job_id=asked[0].id))
    return lists.ask(form)
