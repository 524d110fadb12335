"""Asking the worker for a long list."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import count, fetch
from teacher_growth.clock import today
from teacher_growth.errors import Refused
from teacher_growth.exporting import actions, lists
from teacher_growth.exporting.forms import ListForm
from teacher_growth.exporting.national import national_book, promised_book, sheet_names
from teacher_growth.exporting.rules import MOST_PEOPLE_AT_ONCE
from teacher_growth.exporting.whole import book_of_person, told_of_person
from teacher_growth.files.routes import store
from teacher_growth.i18n import chosen_language
from teacher_growth.jobs.models import Job
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.identity import keyring
from teacher_growth.people.routes.lists import people_asked_for
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import file_is_asked_for, offer
from teacher_growth.web.tables import ARCHIVE

bp = Blueprint("exporting", __name__)


@bp.get("/people/national")
@requires(Permission.PEOPLE_WRITE, for_others=True)
def national_workbook() -> Any:
    """Of the people on the roster as it is filtered, in the fields and dictionaries of the national teacher system."""
    actor = current_actor()
    people, conditions = people_asked_for(actor)
    number = count(people)
    many = number > MOST_PEOPLE_AT_ONCE and not lists.is_working()
    if file_is_asked_for():
        offer(promised_book(number, conditions) if many else national_book(people, actor, conditions))
    kept = {key: value for key, value in request.args.items() if key not in ("export", "page", "size") and value}
    return render_template(
        "exporting/national_workbook.html", number=number, names=sheet_names(), conditions=conditions,
        file=url_for(".national_workbook", **kept, export="xlsx"), back=url_for("people.person_list", **kept),
    )  # fmt: skip


@bp.get("/people/<int:teacher_id>/copy")
@requires(Permission.PEOPLE_READ)
def person_copy(teacher_id: int) -> Any:
    """A person's whole file, as far as the reader may read it: for herself the copy that the law gives her."""
    actor = current_actor()
    teacher = fetch(Teacher, teacher_id, actor, Permission.PEOPLE_READ)
    with_identity = bool(keyring())
    if request.args.get("export"):
        offer(book_of_person(teacher, actor, today(), with_identity=with_identity, store=store()))
    lines = told_of_person(teacher, actor, with_identity=with_identity, store=store())
    urls = {each: url_for(".person_copy", teacher_id=teacher_id, export=each) for each in (ARCHIVE, "xlsx")}
    own = teacher_id == actor.teacher_id
    return render_template("exporting/person_copy.html", teacher=teacher, lines=lines, own=own, urls=urls)


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
