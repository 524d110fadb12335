"""What the jobs are held against: a bare Flask application over the same database, without sign-in, scope or layout."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import Engine, text
from xlsxwriter import Workbook

SMALL = """<!doctype html><html lang="zh"><head><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<ul>{% for each in lines %}<li><a href="/{{ loop.index }}">{{ each }}</a></li>{% endfor %}</ul>
</body></html>"""
LISTED = """<!doctype html><html lang="zh"><head><title>列表</title></head><body><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""


def bare_app(engine: Engine, number: str, rows: Sequence[Sequence[Any]]) -> Flask:
    """`number`: a staff number to look up; `rows`: what the list shows."""
    app = Flask("bare")

    @app.get("/small")
    def small() -> str:
        return render_template_string(SMALL, title="小页面", lines=["一", "二", "三", "四", "五"])

    @app.get("/query")
    def query() -> str:
        with engine.connect() as connection:
            statement = text("SELECT name, staff_number FROM teacher WHERE staff_number = :number")
            found = connection.execute(statement, {"number": number}, execution_options={"unrestricted": "limit"})
            return render_template_string(SMALL, title="查一个人", lines=list(found.one()))

    @app.get("/listed")
    def listed() -> str:
        return render_template_string(LISTED, rows=rows)

    return app


def page(app: Flask, address: str) -> Callable[[], Any]:
    client = app.test_client()

    def open_it() -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return open_it


def bare_csv(rows: Sequence[Sequence[Any]]) -> Callable[[], Any]:
    return lambda: csv.writer(io.StringIO()).writerows(rows)


def bare_xlsx(rows: Sequence[Sequence[Any]]) -> Callable[[], Any]:
    """XlsxWriter as it comes, row by row to the disk."""

    def write() -> None:
        with TemporaryFile() as file, Workbook(file, {"constant_memory": True}) as book:
            sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell, day if isinstance(cell, date) else None)

    return write
