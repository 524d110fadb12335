"""The reader's own process: bounded in memory and time, so that no file can bring anything else down.

python -m teacher_growth.importing.reading.child PATH [--plain]. Lines of JSON on stdout: {"sheet": …}, then lists of
[row number, cells], then {"end": …}; or {"refused": code, "details": …} at any point.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from teacher_growth.importing.reading import archives, texts, workbooks
from teacher_growth.importing.reading.limits import (
    CPU_SECONDS,
    LARGEST_FILE,
    MEMORY,
    MOST_COLUMNS,
    MOST_ROWS,
    Refusal,
)
from teacher_growth.importing.reading.workbooks import BOUND, GAP, Sheet

TOGETHER = 500
MERGED = ["merged", ""]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bind(size: int) -> None:
    """Small files get little time: what is slow although small is meant to be."""
    with suppress(ImportError):  # Windows has no such limits
        import resource  # noqa: PLC0415 -- POSIX has it

        seconds = min(CPU_SECONDS, 2 + size // 1_000_000)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets(path: Path, *, plain: bool) -> Iterator[Sheet]:
    size = path.stat().st_size
    if not size:
        raise Refusal("file_empty")
    if size > LARGEST_FILE:
        raise Refusal("file_large", most=LARGEST_FILE // 1024 // 1024)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        kind, archive = archives.checked(path)
        yield from workbooks.xlsx(path, archive, plain=plain) if kind == "xlsx" else _members(archive)
    elif head == OLE:
        yield from workbooks.xls(path)
    elif head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK", b"{\\rtf")):
        raise Refusal("file_kind", sort="other")
    else:
        yield _text(path.stem, path.read_bytes())


def _members(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    for each in archive.infolist():
        name = each.filename.replace("\\", "/").rsplit("/", 1)[-1]
        if each.is_dir() or name.startswith(".") or not name.lower().endswith((".csv", ".txt")):
            continue
        try:
            octets = archive.read(each)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refusal("file_broken") from error
        yield _text(name.rsplit(".", 1)[0], octets)


def _text(name: str, octets: bytes) -> Sheet:
    is_marked, rows = texts.rows(octets)
    return Sheet(name, rows, text=is_marked)


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, default=str) + "\n")


def is_nothing(cell: Any) -> bool:
    """Empty, blanks only, or covered by a merged one: alone it makes no row."""
    return cell is None or cell == MERGED or (isinstance(cell, str) and not cell.strip())


class Teller:
    """One sheet without its empty rows. A lonely cell far below is named and left out."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.together = sheet, []
        self.count = self.last = 0

    def tell(self) -> None:
        rows = iter(self.sheet.rows)
        first = next(rows, None)  # now the sheet is read: who dies of it dies before it is announced
        sheet = self.sheet
        say({"sheet": sheet.name, "hidden": sheet.hidden, "is_1904": sheet.is_1904, "text": sheet.text})
        for number, cells in chain([first] if first else [], rows):
            self.take(number, cells)
        self.flush()
        say({"end": self.last, "rows": self.count, "stray": self.sheet.stray[:20]})

    def take(self, number: int, cells: list[Any]) -> None:
        while cells and is_nothing(cells[-1]):
            cells.pop()
        if not cells:
            return
        if number > BOUND and number - self.last > GAP:
            places = [place for place, each in enumerate(cells) if not is_nothing(each)]
            self.sheet.stray += [f"{workbooks.letters(place)}{number}" for place in places]
            return
        self.count, self.last = self.count + 1, number
        if self.count > BOUND:
            raise Refusal("file_rows", most=MOST_ROWS, address=f"A{number}")
        if len(cells) > MOST_COLUMNS:
            self.sheet.stray.append(f"{workbooks.letters(len(cells) - 1)}{number}")
        self.together.append([number, cells[:MOST_COLUMNS]])
        if len(self.together) == TOGETHER:
            self.flush()

    def flush(self) -> None:
        if self.together:
            say(self.together)
        self.together = []


def main(arguments: list[str]) -> int:
    path = Path(arguments[0])
    bind(path.stat().st_size)
    try:
        for sheet in sheets(path, plain="--plain" in arguments):
            Teller(sheet).tell()
    except Refusal as refusal:
        say({"refused": refusal.code, "details": refusal.details})
    except MemoryError:
        say({"refused": "file_too_hard", "details": {}})
    except Exception:  # whatever a reader stumbles over: the boundary to files of others
        say({"refused": "file_broken", "details": {}})
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
