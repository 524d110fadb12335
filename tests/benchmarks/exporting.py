"""A list of 50,000 rows and 30 columns as a file, beside a bare csv of the same cells.

`python -m tests.benchmarks.exporting` also says what memory it takes, in a process of its own.
"""

import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from teacher_growth.exporting import writers
from teacher_growth.people.rules.codes import Stage, Subject
from teacher_growth.web.tables import Column, Sheet
from teacher_growth.web.words import word
from tests.conftest import an_app

ROWS, COLUMNS, CHUNK = 50_000, 30, 1000


class Row:
    __slots__ = ("amount", "born", "id", "name", "number", "stage", "subject")

    def __init__(self, at: int) -> None:
        self.id, self.name, self.number = at, f"教师{at % 977:03}", f"JS{at:06}"
        self.born, self.amount = date(1965 + at % 40, at % 12 + 1, at % 28 + 1), at % 900
        self.stage, self.subject = list(Stage)[at % 6], list(Subject)[at % 18]


FIELDS = (
    Column("name", "姓名", value=lambda row: row.name),
    Column("number", "工号", value=lambda row: row.number),
    Column("born", "出生日期", value=lambda row: row.born, kind="date"),
    Column("stage", "学段", value=lambda row: word(row.stage)),
    Column("subject", "学科", value=lambda row: word(row.subject)),
    Column("amount", "学时", value=lambda row: row.amount, kind="amount"),
)


def chunks() -> Iterator[list[Row]]:
    for start in range(0, ROWS, CHUNK):
        yield [Row(at) for at in range(start, start + CHUNK)]


def sheet() -> Sheet:
    return Sheet("教师名册", [FIELDS[at % len(FIELDS)] for at in range(COLUMNS)], ROWS, chunks, numbered=False)


def written(format_: str) -> Callable[[], Any]:
    def write() -> None:
        with TemporaryDirectory() as folder, TemporaryFile(dir=folder) as file:
            assert writers.write(format_, file, [sheet()], Path(folder)) == ROWS

    return write


def bare(make: Callable[[Any], Callable[[], Any]]) -> Callable[[], Any]:
    """The cells are there, only to be written. performance.md counts 21 times the csv for XlsxWriter; where this was
    written it was 65, so each format is held against its own.
    """
    row = ["教师001", "JS000001", date(1985, 3, 1), "小学", "语文", 6.5] * (COLUMNS // 6)
    return make([row] * ROWS)


def main() -> None:
    format_ = sys.argv[1]
    with TemporaryDirectory() as home, an_app(Path(home)).app_context():
        write = written(format_)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        write()
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{format_}: {(after - before) / 1024:.0f} MB more, {after / 1024:.0f} MB in all")


if __name__ == "__main__":
    main()
