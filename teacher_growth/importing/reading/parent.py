"""Reading a file from outside the child: what it says is kept as lines on disk, or the file is refused."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from teacher_growth.importing.reading.limits import WALL_SECONDS
from teacher_growth.importing.rules.cells import Odd
from teacher_growth.importing.rules.faults import FileFault, FileRefused

MODULE = "teacher_growth.importing.reading.child"
TOP = Path(__file__).resolve().parents[3]
INDEX = "index.json"
Row = tuple[int, list[Any]]


@dataclass
class Spooled:
    """One sheet as it was read: its rows lie in a file of lines."""

    position: int
    name: str
    path: str
    hidden: bool
    is_1904: bool
    text: bool = False  # csv: what begins like a formula carries a mark
    rows: int = 0
    stray: list[str] = field(default_factory=list)

    def read(self) -> Iterator[Row]:
        with Path(self.path).open(encoding="ascii") as file:
            for line in file:
                for number, cells in json.loads(line):
                    yield number, [Odd(each[0], each[1]) if isinstance(each, list) else each for each in cells]

    def head(self, most: int) -> list[Row]:
        found = []
        for row in self.read():
            found.append(row)
            if len(found) == most:
                break
        return found


def spool(path: Path, folder: Path) -> list[Spooled]:
    """The sheets of a file, read once: a second call finds them. Raises FileRefused."""
    index = folder / INDEX
    if index.exists():
        return [Spooled(**each) for each in json.loads(index.read_text())]
    folder.mkdir(parents=True, exist_ok=True)
    sheets = _patiently(path, folder)
    draft = folder / f"{INDEX}.{os.getpid()}"
    draft.write_text(json.dumps([asdict(each) for each in sheets]))
    draft.replace(index)
    return sheets


def _patiently(path: Path, folder: Path) -> list[Spooled]:
    """Where the fast reader dies for want of memory the patient one tries once."""
    try:
        return _read(path, folder)
    except _Died as error:
        if not error.of_memory:
            raise FileRefused(FileFault.FILE_TOO_HARD) from error
    try:
        return _read(path, folder, "--plain")
    except _Died as error:
        raise FileRefused(FileFault.FILE_TOO_HARD) from error


class _Died(Exception):  # noqa: N818 -- an answer, no error
    """The child ended without having said all."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.of_memory = signal == -6


def _read(path: Path, folder: Path, *options: str) -> list[Spooled]:
    sheets: list[Spooled] = []
    with _child(path, *options) as lines:
        for line in lines:
            if line.startswith("["):
                raise FileRefused(FileFault.FILE_BROKEN)  # rows of no sheet: not our child
            said = json.loads(line)
            place = len(sheets)
            kept = folder / f"{place}.jsonl"
            sheet = Spooled(place, said["sheet"], str(kept), said["hidden"], said["is_1904"], said["text"])
            _keep(lines, sheet, kept)
            sheets.append(sheet)
    return sheets


def _keep(lines: Iterator[str], sheet: Spooled, path: Path) -> None:
    with path.open("w", encoding="ascii") as file:
        for line in lines:
            if line.startswith("{"):
                end = json.loads(line)
                sheet.stray, sheet.rows = end["stray"], end["rows"]
                return
            file.write(line)


@contextmanager
def _child(path: Path, *options: str) -> Iterator[Iterator[str]]:
    command = [sys.executable, "-m", MODULE, str(path.resolve()), *options]
    process = subprocess.Popen(  # noqa: S603 -- our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=TOP, text=True
    )
    watch = threading.Timer(WALL_SECONDS, process.kill)
    watch.start()
    try:
        yield _lines(process)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    for line in process.stdout or ():
        if not line.endswith("\n"):  # cut short: the child is gone
            break
        if line.startswith('{"refused"'):
            said = json.loads(line)
            raise FileRefused(FileFault(said["refused"]), **said["details"])
        yield line
    if (ended := process.wait()) != 0:
        raise _Died(ended)
