"""Workbooks, sheet by sheet and row by row: xlsx by calamine, else by openpyxl within bounds; xls by xlrd.

A cell is None, text, a number, yes/no, or a pair of sort and text: date, time, error, merged, formula.
"""

import datetime
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from teacher_growth.importing.reading.limits import HEADER_ROWS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Refusal
from teacher_growth.importing.reading.scanning import Scan, scan

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
            "{http://purl.oclc.org/ooxml/officeDocument/relationships}id")  # fmt: skip
BOUND = MOST_ROWS + HEADER_ROWS
GAP = 1000  # so many empty rows before it make a lonely cell a stray one
Cells = list[Any]


@dataclass
class Sheet:
    name: str
    rows: Iterator[tuple[int, Cells]]
    hidden: bool = False
    is_1904: bool = False
    text: bool = False
    stray: list[str] = field(default_factory=list)


def xlsx(path: Path, archive: zipfile.ZipFile, *, plain: bool) -> Iterator[Sheet]:
    """`plain`: by the slow and patient reader."""
    sheets, is_1904 = _contents(archive)
    for place, (name, member, hidden) in enumerate(sheets):
        looked = scan(archive, member)
        source = _by_openpyxl(path, name) if plain or looked.is_far else _by_calamine(path, place)
        yield Sheet(name, _marked(source, looked), hidden, is_1904, stray=looked.far)


def _contents(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str, bool]], bool]:
    """(name, member, hidden) of each sheet with cells."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 -- in a bounded child -- bounded, in a child process; expat expands no entities from outside
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- bounded, in a child process; expat expands no entities from outside
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refusal("file_broken") from error
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    names, found = set(archive.namelist()), []
    for each in [*book.iter(f"{MAIN}sheet"), *book.iter(f"{STRICT}sheet")]:
        target = targets.get(next((each.get(key) for key in RELATION if each.get(key)), None), "")
        member = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if member in names and "worksheets" in member:
            found.append((each.get("name", ""), member, each.get("state", "visible") != "visible"))
    if not found:
        raise Refusal("file_no_sheet")
    if len(found) > MOST_SHEETS:
        raise Refusal("file_kind", sort="sheets")
    said = [each.get("date1904") for each in [*book.iter(f"{MAIN}workbookPr"), *book.iter(f"{STRICT}workbookPr")]]
    return found, any(each in ("1", "true") for each in said)


def _by_calamine(path: Path, place: int) -> Iterator[tuple[int, Cells]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 -- heavy

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [each for each in book.sheets_metadata if str(each.typ).endswith("WorkSheet")]
        sheet = book.get_sheet_by_name(sheets[place].name)
        ranges = _Ranges(sheet.merged_cell_ranges or ())
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, ranges.marked(number - 1, [_calamine_cell(each) for each in cells])
    except PasswordError as error:
        raise Refusal("file_password") from error
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise Refusal("file_broken") from error


def _calamine_cell(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, str | float | int | bool):
        return value
    if isinstance(value, datetime.datetime):
        return ["date", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["date", value.isoformat()]
    return ["time", str(value)]


class _Ranges:
    """Merged cells: all but the first of a range are marked, else they would pass for empty."""

    def __init__(self, ranges: Sequence[Any]) -> None:
        self.waiting = sorted(((top, left, bottom, right) for (top, left), (bottom, right) in ranges), reverse=True)
        self.active: list[tuple[int, int, int, int]] = []

    def marked(self, row: int, cells: Cells) -> Cells:
        while self.waiting and self.waiting[-1][0] <= row:
            self.active.append(self.waiting.pop())
        if not self.active:
            return cells
        self.active = [each for each in self.active if each[2] >= row]
        for top, left, _bottom, right in self.active:
            for column in range(left, min(right + 1, len(cells))):
                if (row, column) != (top, left):
                    cells[column] = ["merged", ""]
        return cells


def _by_openpyxl(path: Path, name: str) -> Iterator[tuple[int, Cells]]:
    """Its parser alone: the rows that are there, where its own loop fills in all that are not."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- heavy
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415 -- only where such a book is read

    try:
        book = load_workbook(path.open("rb"), read_only=True, data_only=True)  # a path it judges by its ending
        sheet = book[name]
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source, sheet._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )  # fmt: skip
            for number, cells in parser.parse():
                if number <= BOUND:
                    yield number, _row_of(cells)
    except MemoryError as error:
        raise Refusal("file_too_hard") from error
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("file_broken") from error


def _row_of(cells: Sequence[Any]) -> Cells:
    held = {each["column"] - 1: _openpyxl_cell(each) for each in cells if each["column"] <= MOST_COLUMNS}
    return [held.get(place) for place in range(max(held, default=-1) + 1)]


def _openpyxl_cell(cell: Any) -> Any:
    value = cell["value"]
    if value is None or isinstance(value, bool):
        return value
    if cell["data_type"] == "e":
        return ["error", str(value)]
    return float(value) if isinstance(value, int) else _calamine_cell(value)


def _marked(rows: Iterator[tuple[int, Cells]], looked: Scan) -> Iterator[tuple[int, Cells]]:
    """With the error values and formulas that the fast reader leaves empty."""
    odd: dict[int, list[tuple[int, list[str]]]] = {}
    for address, value in looked.errors.items():
        row, column = place_of(address)
        odd.setdefault(row, []).append((column, ["error", value]))
    for address in looked.uncalculated:
        row, column = place_of(address)
        odd.setdefault(row, []).append((column, ["formula", ""]))
    for number, cells in rows:
        for column, cell in odd.get(number, ()):
            if column < MOST_COLUMNS:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = cell
        yield number, cells


def place_of(address: str) -> tuple[int, int]:
    """B3 → (3, 1)."""
    letters = address.rstrip("0123456789")
    column = 0
    for each in letters:
        column = column * 26 + ord(each) - 64
    return int(address[len(letters) :]), column - 1


def letters(column: int) -> str:
    """1 → B."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def xls(path: Path) -> Iterator[Sheet]:
    import xlrd  # noqa: PLC0415 -- heavy

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, on_demand=True, logfile=_Nowhere())
    except Exception as error:
        said = str(error).lower()
        raise Refusal("file_password" if "encrypt" in said or "password" in said else "file_broken") from error
    if book.nsheets > MOST_SHEETS:
        raise Refusal("file_kind", sort="sheets")
    for place in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(place)
        except Exception as error:
            raise Refusal("file_broken") from error
        yield Sheet(sheet.name, _xls_rows(sheet, book.datemode), bool(sheet.visibility), bool(book.datemode))
        book.unload_sheet(place)


class _Nowhere:
    def write(self, _text: str) -> None:
        """What xlrd grumbles about broken files is of no use to anybody."""

    def flush(self) -> None:
        """As a file has it."""


def _xls_rows(sheet: Any, mode: int) -> Iterator[tuple[int, Cells]]:
    ranges = _Ranges([((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells])
    for row in range(sheet.nrows):
        cells = [_xls_cell(each, mode) for each in sheet.row(row)[:MOST_COLUMNS]]
        yield row + 1, ranges.marked(row, cells)


def _xls_cell(cell: Any, mode: int) -> Any:
    from xlrd import error_text_from_code, xldate  # noqa: PLC0415 -- heavy

    if cell.ctype in (0, 6) or cell.value == "":
        return None
    if cell.ctype == 3:
        try:
            return ["date", xldate.xldate_as_datetime(cell.value, mode).isoformat()]
        except (xldate.XLDateError, ValueError, OverflowError):
            return float(cell.value)
    if cell.ctype == 5:
        return ["error", error_text_from_code.get(cell.value, "#N/A")]
    return bool(cell.value) if cell.ctype == 4 else cell.value
