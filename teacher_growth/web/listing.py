"""Reads a table's page for the request under way; the table itself does not know the session."""

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import Select

from teacher_growth.access.scope import count, rows
from teacher_growth.database import db
from teacher_growth.web.tables import Page, Table


def all_columns(statement: Select[Any]) -> list[Any]:
    """For statements of several columns; `rows` gives the first one only."""
    return list(db.session.execute(statement))


def read(table: Table, *, load: Callable[[Select[Any]], list[Any]] = rows) -> Page:
    """`load` fetches the page's rows, and whatever their columns need beside them, set-wise."""
    return table.read(request.args, rows=load, count=count)
