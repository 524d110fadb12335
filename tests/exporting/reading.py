"""Reads exported files and the pages beside them."""

import csv
import io
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import openpyxl


def xlsx(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheet → its rows, as values."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def xlsx_list(data: bytes) -> tuple[list[str], list[list[Any]]]:
    heads, *rows = next(iter(xlsx(data).values()))
    return heads, rows


def cover(data: bytes) -> dict[str, str]:
    return dict(list(xlsx(data).values())[-1])  # type: ignore[arg-type]  # rows of two cells


def csv_rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def shown(value: Any) -> str:
    """A cell as the page draws it."""
    if value is None:
        return "—"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return f"{value:g}" if isinstance(value, float) else str(value)


class _Table(HTMLParser):
    """The first table of class "rows": {label: text} a row; a hint stands under (label, "hint")."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[Any, str]] = []
        self.key: Any = None
        self.inside = self.over = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "table" and "rows" in classes and not self.over:
            self.inside = True
        if not self.inside:
            return
        if tag == "tr":
            self.rows.append({})
        elif tag == "td":
            self.key = given.get("data-label")
        elif tag == "span" and "hint" in classes:
            self.key = (self.key, "hint")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.inside:
            self.inside, self.over = False, True
        elif tag == "td":
            self.key = None

    def handle_data(self, data: str) -> None:
        if self.inside and self.key is not None and data.strip():
            self.rows[-1][self.key] = self.rows[-1].get(self.key, "") + data.strip()


def page_rows(html: str) -> list[dict[Any, str]]:
    parser = _Table()
    parser.feed(html)
    return [row for row in parser.rows if row]
