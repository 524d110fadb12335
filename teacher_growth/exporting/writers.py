"""The only writers of workbooks, csv and json. Rows come in chunks and go to disk: memory stays bounded."""

import codecs
import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from teacher_growth.exporting.cells import Cell, reader
from teacher_growth.i18n import _
from teacher_growth.sheets.text import is_formula, safe
from teacher_growth.web.tables import Sheet
from teacher_growth.web.words import one_language

Progress = Callable[[int, int], None]
Cover = Callable[[int], Sequence[tuple[str, str]]]
"""(what, said) for a file of so many rows."""

MOST_ROWS = 1_000_000  # of one worksheet; the format ends at 1,048,576
FIRST_YEAR = 1900  # of the dates that sheets know
WIDTHS = {"number": 10, "amount": 10, "date": 12, "moment": 18, "state": 14, "words": 14}
WIDTH = 24
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(
    format_: str, target: IO[bytes], sheets: Sequence[Sheet], folder: Path, *, cover: Cover | None = None,
    far: Progress = lambda _done, _total: None,
) -> int:  # fmt: skip
    """The file of these lists, how many rows it holds. `folder`: for what does not fit into memory meanwhile."""
    with one_language():
        if format_ == "xlsx":
            return _write_xlsx(target, sheets, folder, cover, far)
        if format_ == "json":
            return _write_json(target, sheets[0], far)
        return _write_csv(target, sheets[0], folder, cover, far)


def rows_of(sheet: Sheet, far: Progress) -> Iterator[list[Cell]]:
    """The cells of each row, its place first where rows are numbered."""
    readers = [reader(each) for each in sheet.columns]
    place = 0
    for chunk in sheet.chunks():
        for row in chunk:
            place += 1
            yield [place, *(read(row) for read in readers)] if sheet.numbered else [read(row) for read in readers]
        far(place, sheet.total)


def heads_of(sheet: Sheet) -> list[str]:
    heads = [str(each.label) for each in sheet.columns]
    return [_("序号"), *heads] if sheet.numbered else heads


# --- csv ------------------------------------------------------------------------------------------


def _write_csv(target: IO[bytes], sheet: Sheet, folder: Path, cover: Cover | None, far: Progress) -> int:
    """UTF-8 with the mark by which Excel knows it; the cover is the first line, the heads are the second."""
    count = 0
    with TemporaryFile(dir=folder) as body:
        text = io.TextIOWrapper(body, encoding="utf-8", newline="")
        lines = csv.writer(text)
        lines.writerow([safe(each) for each in heads_of(sheet)])
        for row in rows_of(sheet, far):
            lines.writerow([csv_text(each) for each in row])
            count += 1
        text.flush()
        target.write(codecs.BOM_UTF8)
        if cover is not None:
            target.write(_cover_line(cover(count)).encode())
        body.seek(0)
        shutil.copyfileobj(body, target)
        text.detach()
    return count


def _cover_line(lines: Sequence[tuple[str, str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([safe(_("%(what)s：%(said)s", what=what, said=said)) for what, said in lines])
    return text.getvalue()


def csv_text(value: Cell) -> str:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


# --- json -----------------------------------------------------------------------------------------


def _write_json(target: IO[bytes], sheet: Sheet, far: Progress) -> int:
    """A list of objects, one a line; their keys are those of the columns."""
    keys, count = [each.key for each in sheet.columns], 0
    for row in rows_of(sheet, far):
        line = json.dumps(dict(zip(keys, map(_json_value, row), strict=True)), ensure_ascii=False)
        target.write((",\n" if count else "[\n").encode() + line.encode())
        count += 1
    target.write(b"\n]\n" if count else b"[]\n")
    return count


def _json_value(value: Cell) -> Any:
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    return value.isoformat() if isinstance(value, date) else value


# --- xlsx -----------------------------------------------------------------------------------------


def _write_xlsx(target: IO[bytes], sheets: Sequence[Sheet], folder: Path, cover: Cover | None, far: Progress) -> int:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy, and only here

    with Workbook(target, {"constant_memory": True, "tmpdir": str(folder)}) as book:
        page = Worksheets(book)
        count = sum(page.add(sheet, far) for sheet in sheets)
        if cover is not None:
            page.add_cover(cover(count))
    return count


class Worksheets:
    """One for each list, more where a list is longer than one can be; the cover last, so that the data open first."""

    def __init__(self, book: Any) -> None:
        self.book, self.names = book, set[str]()
        self.head = book.add_format({"bold": True, "bg_color": "#E7F0F9", "bottom": 1, "valign": "vcenter"})
        self.formula = book.add_format({"quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def add(self, sheet: Sheet, far: Progress) -> int:
        """How many rows were written."""
        heads, at, count, worksheet = heads_of(sheet), 0, 0, None
        for row in rows_of(sheet, far):
            if worksheet is None or at == MOST_ROWS:
                self._end(worksheet, at, len(heads))
                worksheet, at = self._begin(sheet, heads), 0
            at, count = at + 1, count + 1
            for column, value in enumerate(row):
                if value is not None:
                    self._put(worksheet, at, column, value)
        self._end(worksheet or self._begin(sheet, heads), at, len(heads))
        return count

    def add_cover(self, lines: Sequence[tuple[str, str]]) -> None:
        worksheet = self.book.add_worksheet(self._name(_("导出说明")))
        worksheet.set_column(0, 0, 14)
        worksheet.set_column(1, 1, 80)
        for at, (what, said) in enumerate(lines):
            worksheet.write_string(at, 0, what, self.head)
            self._put(worksheet, at, 1, said)

    def _begin(self, sheet: Sheet, heads: Sequence[str]) -> Any:
        worksheet = self.book.add_worksheet(self._name(str(sheet.title)))
        worksheet.freeze_panes(1, 0)
        worksheet.set_column(0, 0, WIDTHS["number"])
        for at, column in enumerate(sheet.columns, 1 if sheet.numbered else 0):
            worksheet.set_column(at, at, WIDTHS.get(column.kind, WIDTH))
        for at, head in enumerate(heads):
            worksheet.write_string(0, at, head, self.head)
        return worksheet

    def _end(self, worksheet: Any, rows: int, columns: int) -> None:
        if worksheet is not None:
            worksheet.autofilter(0, 0, rows, columns - 1)

    def _put(self, worksheet: Any, row: int, column: int, value: Cell) -> None:
        if isinstance(value, str):
            worksheet.write_string(row, column, value, self.formula if is_formula(value) else None)
        elif isinstance(value, date) and value.year < FIRST_YEAR:
            worksheet.write_string(row, column, value.isoformat())
        elif isinstance(value, datetime):
            worksheet.write_datetime(row, column, value, self.moment)
        elif isinstance(value, date):
            worksheet.write_datetime(row, column, value, self.day)
        else:
            worksheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value)

    def _name(self, title: str) -> str:
        """As Excel allows it: 31 characters, some not among them, no name twice whatever the case."""
        whole = " ".join(title.translate(NOT_IN_NAMES).split()) or "_"
        name, number = whole[:31], 1
        while name.casefold() in self.names:
            number += 1
            name = f"{whole[:26]} ({number})"
        self.names.add(name.casefold())
        return name
