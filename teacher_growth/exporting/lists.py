"""What every list answers to `?export=`: the file itself, or, where the list is long, that the worker will write it.

The worker asks the same address anew as the same person: endpoint, permission and scope decide as they do on the page.
"""

import io
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from flask import Flask, current_app, render_template, request, send_file
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from teacher_growth.accounts.queries import SignedIn
from teacher_growth.clock import local, now
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.exporting import actions, archives, writers
from teacher_growth.exporting.forms import ListForm
from teacher_growth.exporting.rules import MOST_AT_ONCE, MOST_BYTES_AT_ONCE
from teacher_growth.files.routes import HEADERS
from teacher_growth.i18n import _
from teacher_growth.jobs.made import KEPT, Shelf
from teacher_growth.web.guards import current_actor
from teacher_growth.web.routes import safe_target
from teacher_growth.web.tables import ARCHIVE, FORMATS, Book
from teacher_growth.web.words import word

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


@dataclass
class Work:
    """A list that the worker writes: for whom, where to, and how many rows it had, None until it is written."""

    person: SignedIn
    shelf: Shelf
    file: str
    far: Callable[[int, int], None]
    rows: int | None = None


_under_way: ContextVar[Work | None] = ContextVar("work", default=None)


def init_app(app: Flask) -> None:
    app.extensions["exports"] = answer
    app.login_manager.request_loader(_person)  # type: ignore[attr-defined]  # set by flask_login


def _person(_request: Any) -> SignedIn | None:
    """Who is signed in where no cookie says it: the person for whom the worker asks."""
    work = _under_way.get()
    return None if work is None else work.person


def answer(book: Book, format_: str) -> Any:
    if (work := _under_way.get()) is not None:
        return _written(work, book, format_)
    if book.total > MOST_AT_ONCE or (format_ == ARCHIVE and book.weight > MOST_BYTES_AT_ONCE):
        form = ListForm(formdata=None, path=request.full_path, title=str(book.title))
        return current_app.make_response(ask(form, book))
    return _sent(book, format_)


def is_working() -> bool:
    """Does the worker ask, who has all the time it takes?"""
    return _under_way.get() is not None


def ask(form: ListForm, book: Book | None = None) -> Any:
    """The page that says how long the list is, and asks whether the worker shall write it."""
    back = address_of_list(safe_target(form.path.data))
    page = render_template("exporting/list_export.html", form=form, book=book, most=MOST_AT_ONCE, kept=KEPT, back=back)
    return page, form.status


def address_of_list(path: str) -> str:
    """The page the file was asked for on."""
    parts = urlsplit(path)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key != "export"]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def format_asked(path: str) -> str | None:
    """xlsx or csv, where this is the address of a page of ours with a list asked for as a file."""
    if safe_target(path) != path:
        return None
    parts = urlsplit(path)
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(parts.path, "GET")
    except HTTPException:
        return None
    asked = parse_qs(parts.query).get("export", [""])[0]
    return (
        asked if asked in (*FORMATS, ARCHIVE) and hasattr(current_app.view_functions[endpoint], "permission") else None
    )


def write(path: str, language: str, work: Work) -> int:
    """Asks the address as the work's person and has the list written; how many rows.

    Refuses what she may not see by now.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # flask calls its proxy a Flask
    asked = app.test_request_context(path, headers=[("Accept-Language", language)])
    token = _under_way.set(work)
    try:
        # a context of its own, outside of which nobody is signed in; what ends it is the answer of `offer`, or a no
        with app.app_context(), asked, suppress(HTTPException, NotVisible):
            app.view_functions[request.endpoint or ""](**request.view_args or {})
    finally:
        _under_way.reset(token)
    if work.rows is None:
        raise Refused("export_forbidden")
    return work.rows


def file_name(title: Any, format_: str) -> str:
    """As the person finds it in her folder: what it is and when it was."""
    plain = "".join(" " if each in '\\/:*?"<>|' else each for each in str(title)).strip()
    return f"{plain}-{local(now()):%Y%m%d-%H%M}.{format_}"


def cover_of(book: Book) -> writers.Cover:
    said = [_("%(what)s：%(said)s", what=label, said=str(words).strip()) for label, words in book.conditions]
    roles = [word(role) for role in current_user.roles]
    who = _(
        "%(name)s（%(place)s）", name=current_user.name, place=_("，").join([current_user.organisation_name, *roles])
    )
    when = f"{local(now()):%Y-%m-%d %H:%M}"

    def lines(rows: int) -> list[tuple[str, str]]:
        return [
            (_("名单"), str(book.title)), (_("导出人"), who), (_("导出时间"), _("%(when)s（北京时间）", when=when)),
            (_("条件"), _("；").join(said) or _("全部")), (_("行数"), str(rows)),
        ]  # fmt: skip

    return lines


def _written(work: Work, book: Book, format_: str) -> Any:
    with work.shelf.making(work.file) as draft, draft.open("w+b") as file:
        rows = _write(format_, file, book, work.shelf.open(), work.far)
    _note(rows, format_)
    work.rows = rows
    return current_app.response_class()


def _sent(book: Book, format_: str) -> Any:
    """In memory: MOST_AT_ONCE keeps it small."""
    file, folder = io.BytesIO(), Shelf(current_app.config["EXPORTS"]).open()
    rows = _write(format_, file, book, folder, lambda _done, _total: None)
    _note(rows, format_)
    file.seek(0)
    name = file_name(book.title, format_)
    response = send_file(file, mimetype=MEDIA_TYPES[format_], as_attachment=True, download_name=name)
    response.headers.update(HEADERS)
    return response


def _write(format_: str, file: IO[bytes], book: Book, folder: Path, far: writers.Progress) -> int:
    if format_ == ARCHIVE:
        return archives.write(file, book, folder, cover=cover_of(book), far=far)
    return writers.write(format_, file, book.sheets, folder, cover=cover_of(book), far=far)


def _note(rows: int, format_: str) -> None:
    asked = {key: value for key, value in request.args.items() if key != "export" and value} | (request.view_args or {})
    name, people = request.endpoint or "", (asked.get("teacher_id"),)
    with write_tx():
        actions.note_list(name, actor=current_actor(), format_=format_, rows=rows, asked=asked, people=people)
