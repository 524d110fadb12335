"""Which way a marked copy is written: in the workbook itself while it is small, else as a new file."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.clock import local, now
from teacher_growth.errors import Refused
from teacher_growth.i18n import _, speaking
from teacher_growth.importing.marking.marks import Marks, marks_of
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.reading.parent import TOP, Spooled
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.importing.rules.cells import shown_raw
from teacher_growth.importing.rules.faults import FileRefused
from teacher_growth.sheets.text import safe, unsafe

MODULE = "teacher_growth.importing.marking.child"
MOST_WHOLE = 5_000  # rows: of a longer file only those that were refused
WALL_SECONDS = 120
TOGETHER = 500
RED, AMBER, HEAD = "#FCD5D1", "#FFF0C2", "#E7F0F9"


@dataclass(frozen=True)
class Work:
    batch: ImportBatch
    actor: Actor
    uploads: Uploads
    language: str
    progress: Callable[[int, int], None]


def file_name(work: Work, stored: str) -> str:
    with speaking(work.language):
        stem = work.batch.file_name.rpartition(".")[0] or work.batch.file_name
        return f"{stem}-{_('标出错误')}-{local(now()):%Y%m%d-%H%M}.{stored.rpartition('.')[2]}"


def write(work: Work, path: Path, suffix: str) -> int:
    """How many rows have something said of them."""
    batch = work.batch
    with speaking(work.language):
        marks = marks_of(batch, work.actor)
        try:
            sheets = work.uploads.sheets(batch.file_sha256, batch.file_name)
        except FileRefused as refusal:  # the file itself is gone by now
            raise Refused("import_file_gone") from refusal
        if suffix == "csv" and len(sheets) == 1:
            _write_csv(sheets[0], marks.get(0, Marks("", 0)), path, work.progress)
        elif not (_is_small_workbook(batch, sheets) and _in_itself(work, path, sheets, marks)):
            _write_anew(sheets, marks, path, work.progress)
    whole = suffix == "csv" or _is_whole(sheets)
    return sum(len(each.rows if whole else each.refused()) for each in marks.values())


def _is_small_workbook(batch: ImportBatch, sheets: Sequence[Spooled]) -> bool:
    return batch.file_name.lower().endswith(".xlsx") and _is_whole(sheets)


def _is_whole(sheets: Sequence[Spooled]) -> bool:
    """Short enough for every row of it to come back."""
    return sum(each.rows for each in sheets) <= MOST_WHOLE


# --- the workbook itself --------------------------------------------------------------------------


def _in_itself(work: Work, path: Path, sheets: Sequence[Spooled], marks: dict[int, Marks]) -> bool:
    """By a process of its own, bounded as the reader is; False when it could not."""
    said = {
        "heading": _("错误说明"),
        "sheets": [_told(sheets[place], each) for place, each in marks.items() if place < len(sheets)],
    }
    command = [sys.executable, "-m", MODULE, str(work.uploads.path(work.batch.file_sha256).resolve()), str(path)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own program
            command, input=json.dumps(said).encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=TOP,
            timeout=WALL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and path.exists()


def _told(sheet: Spooled, marks: Marks) -> dict[str, Any]:
    width = max((len(cells) for _number, cells in sheet.read()), default=0)
    rows = [
        {"number": number, "hint": marks.hint(number), "marks": [asdict(each) for each in of_row]}
        for number, of_row in sorted(marks.rows.items())
    ]
    return {"name": marks.name, "header_row": marks.header_row, "width": width, "rows": rows}


# --- a new file -----------------------------------------------------------------------------------


def _write_csv(sheet: Spooled, marks: Marks, path: Path, progress: Callable[[int, int], None]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        width = max((len(cells) for _number, cells in sheet.read()), default=0)
        for done, (number, cells) in enumerate(sheet.read(), 1):
            texts = [safe(unsafe(shown_raw(each))) for each in cells] + [""] * (width - len(cells))
            hint = _("错误说明") if number == marks.header_row else marks.hint(number)
            lines.writerow([*texts, safe(hint)])
            if done % TOGETHER == 0:
                progress(done, sheet.rows)


def _write_anew(
    sheets: Sequence[Spooled], marks: dict[int, Marks], path: Path, progress: Callable[[int, int], None]
) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy

    whole, done = _is_whole(sheets), 0
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        pen = _Pen(book)
        for place, sheet in enumerate(sheets):
            of_sheet = marks.get(place, Marks(sheet.name, 0))
            rows = _kept(sheet, of_sheet, whole)
            pen.begin(sheet, of_sheet)
            for number, cells in rows:
                pen.row(number, cells)
                done += 1
                if done % TOGETHER == 0:
                    progress(done, done)


def _kept(sheet: Spooled, marks: Marks, whole: bool) -> Iterator[tuple[int, list[Any]]]:
    refused = marks.refused()
    return (row for row in sheet.read() if whole or row[0] <= marks.header_row or row[0] in refused)


class _Pen:
    """Writes sheet after sheet: the cells as they were, the hint and the row's number behind them."""

    def __init__(self, book: Any) -> None:
        self.book, self.names = book, set[str]()
        self.red, self.amber = (book.add_format({"bg_color": colour}) for colour in (RED, AMBER))
        self.head = book.add_format({"bold": True, "bg_color": HEAD})
        self.text = book.add_format({"quote_prefix": True})

    def begin(self, sheet: Spooled, marks: Marks) -> None:
        self.marks, self.at = marks, 0
        self.width = max((len(cells) for _number, cells in sheet.read()), default=0)
        self.sheet = self.book.add_worksheet(self._name(sheet.name))
        self.sheet.set_column(self.width, self.width, 60)

    def row(self, number: int, cells: list[Any]) -> None:
        by_place: dict[int, list[Any]] = {}
        for each in self.marks.rows.get(number, ()):
            if each.column is not None:
                by_place.setdefault(each.column, []).append(each)
        for place in range(self.width):
            self._cell(place, cells[place] if place < len(cells) else None, by_place.get(place, []))
        if number == self.marks.header_row:
            self.sheet.write_string(self.at, self.width, _("错误说明"), self.head)
            self.sheet.write_string(self.at, self.width + 1, _("原文件行号"), self.head)
        elif hint := self.marks.hint(number):
            self.sheet.write_string(self.at, self.width, hint, self.text)
            self.sheet.write_number(self.at, self.width + 1, number)
        self.at += 1

    def _cell(self, place: int, value: Any, marks: list[Any]) -> None:
        shade = None
        if marks:
            shade = self.amber if all(each.is_warning for each in marks) else self.red
            self.sheet.write_comment(self.at, place, "\n".join(each.words for each in marks))
        if isinstance(value, bool):
            self.sheet.write_boolean(self.at, place, value, shade)
        elif isinstance(value, int | float):
            self.sheet.write_number(self.at, place, value, shade)
        elif text := shown_raw(value):
            self.sheet.write_string(self.at, place, text, shade)
        elif shade:
            self.sheet.write_blank(self.at, place, None, shade)

    def _name(self, title: str) -> str:
        plain = "".join(" " if each in "[]:*?/\\'" else each for each in title).strip()[:26] or "_"
        name, number = plain, 1
        while name.casefold() in self.names:
            number += 1
            name = f"{plain} ({number})"
        self.names.add(name.casefold())
        return name
