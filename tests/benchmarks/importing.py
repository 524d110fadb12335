"""python -m tests.benchmarks.importing [PEOPLE] [ERRORS]: a roster of 30 columns, from the file to the tables and back.

Beside it the limit of performance.md, section 9: the fast reader's time for the same file, and the driver's for putting
the very rows into an empty copy of the tables. Every planted error has to be named. SQLite, in a temporary home; times
are of the processor, the reader's own process with it, so that a busy machine does not show. Not a test.
"""

import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate

from teacher_growth import settings
from teacher_growth.access.actor import SYSTEM
from teacher_growth.app import create_app
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.importing import actions, hints, queries
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.sheets import Kind
from tests.benchmarks.rosters import Roster
from tests.factories.organisations import a_county, a_school

PEOPLE, ERRORS, SCHOOLS = 50_000, 200, 100
MADE = ("import_row", "teacher", "teacher_profile", "personnel_relation", "work_place", "import_effect")
TARGET = 3


class Run:
    def __init__(self, home: Path, roster: Roster) -> None:
        self.home, self.roster, self.uploads = home, roster, Uploads(home / "imports")
        self.path = roster.write(home / "roster.xlsx")
        self.spent: dict[str, float] = {}

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        before, wall = _processor(), time.perf_counter()
        answer = work()
        self.spent[name] = _processor() - before
        db.session.rollback()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name:32} {self.spent[name]:6.1f} s of the processor {time.perf_counter() - wall:6.1f} s  {peak:4} MB",
            flush=True,
        )
        return answer

    def read(self) -> None:
        kept = self.uploads.keep_path(self.path)
        self.uploads.sheets(kept.sha256, kept.name)

    def staged(self) -> int:
        kept = self.uploads.keep_path(self.path)
        with write_tx():
            batch_id = actions.receive(kept, Wish(kind=Kind.PEOPLE, on_day=today()), actor=SYSTEM).id
        actions.stage(batch_id, actor=SYSTEM, uploads=self.uploads)
        return batch_id

    def unnamed(self, batch_id: int) -> int:
        (told,) = hints.results(queries.batch(batch_id, SYSTEM), SYSTEM, applied=False)
        named = {(each["row"], each["column"], each["code"]) for each in told["errors"]}
        return len({(each.row, each.column, each.code) for each in self.roster.planted} ^ named)

    def apply(self, batch_id: int) -> None:
        with write_tx():
            actions.apply_batch(batch_id, actor=SYSTEM, accept_good=True)

    def undo(self, batch_id: int) -> None:
        with write_tx():
            actions.undo_batch(batch_id, actor=SYSTEM)

    def limit(self) -> None:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 -- heavy

        for _row in CalamineWorkbook.from_path(str(self.path)).get_sheet_by_index(0).iter_rows():
            pass
        for name, (columns, rows) in self.rows.items():
            marks = ", ".join("?" * columns)
            self.empty.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        self.empty.commit()

    def prepare_limit(self) -> None:
        """The rows that were made, and tables like theirs for them."""
        source = sqlite3.connect(self.home / "teacher_growth.db")
        self.empty = sqlite3.connect(self.home / "limit.db")
        self.empty.execute("PRAGMA journal_mode=WAL")
        self.rows: dict[str, tuple[int, list[Any]]] = {}
        for name in MADE:
            rows = source.execute(f"SELECT * FROM {name}").fetchall()
            for (made,) in source.execute(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND sql NOT NULL",
                (name,),
            ).fetchall():
                self.empty.execute(made)
            self.rows[name] = (len(rows[0]), rows)
        source.close()


def _processor() -> float:
    own, its = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + its.ru_utime + its.ru_stime


def main() -> None:
    people, errors = (
        int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, PEOPLE), (2, ERRORS))
    )
    with TemporaryDirectory(prefix="teacher-growth-bench-") as folder:
        app = create_app(settings.Testing(Path(folder)))
        with app.app_context():
            flask_migrate.upgrade()
            county = a_county()
            schools = [a_school(f"示例第{place}小学", county).name for place in range(SCHOOLS)]
            _measure(Run(Path(folder), Roster(people, schools, errors=errors)))
            db.session.remove()
            db.engine.dispose()


def _measure(run: Run) -> None:
    run.timed("read", run.read)
    batch_id = run.timed("judged and compared", run.staged)
    unnamed = run.timed("told", lambda: run.unnamed(batch_id))
    run.timed("applied", lambda: run.apply(batch_id))
    run.timed("the same file compared again", run.staged)
    run.prepare_limit()
    run.timed("limit: fast read, bare insert", run.limit)
    run.timed("undone", lambda: run.undo(batch_id))
    whole = sum(run.spent[name] for name in ("read", "judged and compared", "applied"))
    ratio = whole / run.spent["limit: fast read, bare insert"]
    print(f"{unnamed} planted errors not named; × {ratio:.1f} of the limit, target ≤ {TARGET}")


if __name__ == "__main__":
    main()
