"""Marks a workbook in a process of its own, bounded in memory and time.

python -m teacher_growth.importing.marking.child SOURCE TARGET, with what is to be said as JSON on stdin.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 60
RED, AMBER, HEAD = "FFFCD5D1", "FFFFF0C2", "FFE7F0F9"
AUTHOR = "teacher_growth"


def bind() -> None:
    with suppress(ImportError):  # Windows has no such limits
        import resource  # noqa: PLC0415 -- not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def mark(source: Path, target: Path, said: Any) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 -- heavy

    with source.open("rb") as file:
        book = load_workbook(file)
    for each in said["sheets"]:
        if each["name"] in book.sheetnames:
            _mark_sheet(book[each["name"]], each, said["heading"])
    book.save(target)


def _mark_sheet(sheet: Any, said: Any, heading: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 -- heavy, and in the child only
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- heavy, and in the child only

    last = said["width"] + 1
    for row in said["rows"]:
        for place, marks in _by_place(row["marks"]).items():
            shade = AMBER if all(each["is_warning"] for each in marks) else RED
            _mark_cell(sheet.cell(row["number"], place + 1), shade, "\n".join(each["words"] for each in marks))
        if row["number"] != said["header_row"]:
            _write_text(sheet.cell(row["number"], last), row["hint"])
    if said["rows"] and said["header_row"]:
        head = sheet.cell(said["header_row"], last)
        _write_text(head, heading)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=HEAD)
        sheet.column_dimensions[get_column_letter(last)].width = 60
        head.alignment = Alignment(wrap_text=True)


def _by_place(marks: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for each in marks:
        if each["column"] is not None:
            found.setdefault(each["column"], []).append(each)
    return found


def _mark_cell(cell: Any, shade: str, words: str) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 -- heavy, and in the child only
    from openpyxl.styles import PatternFill  # noqa: PLC0415 -- heavy, and in the child only

    cell.fill = PatternFill("solid", fgColor=shade)
    if not _is_merged(cell):
        cell.comment = Comment(words, AUTHOR, height=120, width=320)


def _is_merged(cell: Any) -> bool:
    return type(cell).__name__ == "MergedCell"


def _write_text(cell: Any, text: str) -> None:
    """Text, whatever it begins with."""
    if not _is_merged(cell):
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = True


if __name__ == "__main__":
    bind()
    mark(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))
