"""What the jobs are held against: a bare Flask application over the same database, without sign-in, scope or to-dos.

A page is held against the very HTML it answers with, as a template that somebody wrote for this page alone: compiled
once, each text and address in it a value that is there already. A page of five lines would be no limit for one whose
frame alone has seventeen kilobytes; and a template compiled anew at every request, as `render_template_string` does,
took four fifths of such a page's time. Server and network are around neither; performance.md had 0.2 ms of them
around both.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, text
from xlsxwriter import Workbook

FOUND = """<!doctype html><html lang="zh"><head><title>查一个人</title></head>
<body><h1>查一个人</h1>
<ul>{% for each in lines %}<li><a href="/{{ loop.index }}">{{ each }}</a></li>{% endfor %}</ul>
</body></html>"""
KEPT = re.compile(r"(<script.*?</script>)", re.DOTALL)  # words for scripts
VALUE = re.compile(
    r"""(?<=>)[^<>]*[^<>\s][^<>]*(?=<)|(?<=\s(?:href|name)=")[^"]*|(?<=\svalue=")[^"]*|(?<=-label=")[^"]*"""
)


def bare_app(engine: Engine, number: str) -> Flask:
    """`number`: a staff number to look up."""
    app = Flask("bare")
    app.jinja_loader = DictLoader({"found.html": FOUND})

    @app.get("/query")
    def query() -> str:
        with engine.connect() as connection:
            statement = text("SELECT name, staff_number FROM teacher WHERE staff_number = :number")
            found = connection.execute(statement, {"number": number}, execution_options={"unrestricted": "limit"})
            return render_template("found.html", lines=list(found.one()))

    return app


def copy_of(answer: str) -> tuple[Flask, int]:
    """An application whose one page answers with this HTML, and how many values it puts in."""
    values: list[str] = []

    def taken(match: re.Match[str]) -> str:
        values.append(html.unescape(match[0]))
        return f"{{{{ values[{len(values) - 1}] }}}}"

    parts = (each if KEPT.match(each) else VALUE.sub(taken, each) for each in KEPT.split(answer))
    app = Flask("bare")
    app.jinja_loader = DictLoader({"page.html": "".join(parts)})

    @app.get("/")
    def drawn() -> str:
        return render_template("page.html", values=values)

    shown = app.test_client().get("/").get_data(as_text=True)
    assert html.unescape(shown) == html.unescape(answer), "not the same page"
    return app, len(values)


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
