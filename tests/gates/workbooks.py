"""Hostile and broken files: no crash, at most 3 s and 512 MB each, an answer: a refusal with its reason, or a reading.

Files are read in a fork of this process that runs the reader's program: that spares 10,000 starts of Python, and tells
what each one took. The hostile ones, and every hundredth mangled one, go the whole way too, through the reader's own
process. What was read is laid out and every cell judged.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from teacher_growth.clock import today
from teacher_growth.importing.actions.staging import heads_of
from teacher_growth.importing.comparing.taking import Taker
from teacher_growth.importing.mappings.laying import lay_out
from teacher_growth.importing.reading import child, parent
from teacher_growth.importing.reading.limits import MEMORY
from teacher_growth.importing.reading.parent import Spooled, spool
from teacher_growth.importing.rules.faults import FileFault, FileRefused
from tests.gates import databases, hostile_files, mangling
from tests.gates.report import Report

MANY, QUICK_MANY, QUICK_HOSTILE = 10_000, 40, 20
WHOLE_WAY = 100
SECONDS, KILOBYTES = 3.0, MEMORY // 1024
ANSWERS = frozenset({*map(str, FileFault), "read"})


@dataclass(frozen=True)
class Answer:
    code: str  # of the refusal, or "read"
    seconds: float  # of the processor: the machine may be busy
    kilobytes: int


def run(report: Report, *, quick: bool, seed: int) -> None:
    with databases.a_folder() as folder:
        files = hostile_files.FILES
        for name, build, right in files[:: len(files) // QUICK_HOSTILE] if quick else files:
            path = folder / "file"
            _built(path, build)
            _check(report, name, _forked(path, folder), right)
            code = _whole_way(path, folder)
            report.check(code in right, f"{name}: {code} the whole way")
            report.add("hostile files")
        report.check(not hostile_files.CLIMBED.exists(), f"{hostile_files.CLIMBED} was written")
        _mangled(report, folder, QUICK_MANY if quick else MANY, seed)


def _mangled(report: Report, folder: Path, many: int, seed: int) -> None:
    import openpyxl.worksheet._reader  # noqa: F401, PLC0415 -- before the forks
    import python_calamine  # noqa: F401, PLC0415 -- loaded before the child is forked
    import xlrd  # noqa: F401, PLC0415 -- loaded before the child is forked

    sound, path = mangling.seeds(), folder / "file"
    for number in range(many):
        path.write_bytes(mangling.mangled(number, sound, seed))
        name = f"mangled {number} of seed {seed}"
        _check(report, name, _forked(path, folder), None)
        if number % WHOLE_WAY == 0:
            code = _whole_way(path, folder)
            report.check(code in ANSWERS, f"{name}: {code} the whole way")
        report.add("mangled files")


def _built(path: Path, build: Callable[[], bytes]) -> None:
    """In a process of its own: this one stays small, and so do its forks."""
    process = os.fork()
    if not process:
        path.write_bytes(build())
        os._exit(0)
    os.waitpid(process, 0)


def _check(report: Report, name: str, answer: Answer | str, right: frozenset[str] | None) -> None:
    if isinstance(answer, str):
        report.check(False, f"{name}: {answer}")
        return
    report.add("refused" if answer.code != "read" else "read")
    report.check(answer.code in (right or ANSWERS), f"{name}: {answer.code}")
    report.check(answer.seconds <= SECONDS, f"{name}: {answer.seconds:.1f} s")
    report.check(answer.kilobytes <= KILOBYTES, f"{name}: {answer.kilobytes // 1024} MB")
    report.figures["MB at most"] = max(int(report.figures.get("MB at most", 0)), answer.kilobytes // 1024)  # type: ignore[call-overload]  # a number here


def _whole_way(path: Path, folder: Path) -> str:
    """A code, or what went wrong."""
    try:
        return _judged(spool(path, folder / f"read-{time.monotonic_ns()}")) or "read"
    except FileRefused as refusal:
        return str(refusal.code)
    except Exception as error:
        return repr(error)


def _forked(path: Path, folder: Path) -> Answer | str:
    """As `parent.spool` does it: where the fast reader dies for want of memory the patient one tries once."""
    answer = _once(path, folder)
    return _once(path, folder, "--plain") if answer == "died" else answer


def _once(path: Path, folder: Path, *options: str) -> Answer | str:
    told = folder / "told"
    process = os.fork()
    if not process:
        _be_the_reader(path, told, options)
    _id, status, used = os.wait4(process, 0)
    spent = used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(status):
        by_memory = os.WTERMSIG(status) == signal.SIGABRT and not options
        return "died" if by_memory else Answer(FileFault.FILE_TOO_HARD, spent, used.ru_maxrss)
    if os.WEXITSTATUS(status):
        return told.read_text(encoding="utf-8", errors="replace")[-300:]
    lines = told.read_text(encoding="ascii").splitlines()
    if lines and lines[-1].startswith('{"refused"'):
        return Answer(str(FileFault(json.loads(lines[-1])["refused"])), spent, used.ru_maxrss)
    return _judged(_spooled(lines, folder)) or Answer("read", spent, used.ru_maxrss)


def _be_the_reader(path: Path, told: Path, options: Sequence[str]) -> None:
    """Never comes back."""
    code = 1
    with told.open("w", encoding="utf-8") as sys.stdout:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what the readers themselves grumble
            code = child.main([str(path), *options])
        except BaseException as error:
            sys.stdout.write(f"\n{error!r}")
    os._exit(code)


def _spooled(lines: Sequence[str], folder: Path) -> list[Spooled]:
    sheets: list[Spooled] = []
    rest = iter(f"{line}\n" for line in lines)
    for line in rest:
        said, kept = json.loads(line), folder / f"{len(sheets)}.jsonl"
        sheet = Spooled(len(sheets), said["sheet"], str(kept), said["hidden"], said["is_1904"], said["text"])
        parent._keep(rest, sheet, kept)
        sheets.append(sheet)
    return sheets


def _judged(sheets: Sequence[Spooled]) -> str | None:
    """What went wrong when it was laid out and judged cell by cell."""
    try:
        by_place = {each.position: each for each in sheets}
        for layout in lay_out(heads_of(sheets)):
            if layout.kind is not None:
                for _row in Taker(layout, by_place, (), today()).rows(by_place[layout.position].read()):
                    pass
    except Exception as error:
        return f"judging: {error!r}"
    return None
