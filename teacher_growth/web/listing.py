"""Reads a table's page for the request under way; the table itself does not know the session.

With `?export=xlsx|csv` the same endpoint, under the same permission and scope, answers with the whole list as a file.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, request
from sqlalchemy import Select

from teacher_growth.access.scope import count, rows
from teacher_growth.database import db
from teacher_growth.web.tables import ARCHIVE, FORMATS, Book, Page, Table, book_of


def all_columns(statement: Select[Any]) -> list[Any]:
    """For statements of several columns; `rows` gives the first one only."""
    return list(db.session.execute(statement))


def all_values(statement: Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement))


def read(table: Table, *, load: Callable[[Select[Any]], list[Any]] = rows) -> Page:
    """`load` fetches the rows, and whatever their columns need beside them, set-wise."""
    if file_is_asked_for():
        offer(book_of(table.sheet(request.args, rows=load, values=all_values)))
    return table.read(request.args, rows=load, count=count)


def file_is_asked_for() -> bool:
    return request.method == "GET" and request.args.get("export") in FORMATS


def offer(book: Book) -> None:
    """Ends the request with the file where one is asked for: for lists that are drawn by hand, too."""
    asked = request.args.get("export", "")
    fits = {"xlsx": True, "csv": len(book.sheets) == 1, ARCHIVE: book.attachments is not None}
    if request.method == "GET" and fits.get(asked):
        abort(current_app.extensions["exports"](book, asked))
