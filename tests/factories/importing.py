"""Files as clerks send them, and what becomes of them."""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from xlsxwriter import Workbook

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.importing import actions, hints, queries
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.sheets import Kind, shown, spec

PERSON = {
    "staff_number": "A0001", "name": "王芳", "sex": "女", "birth_date": "1985-03-01", "stage": "小学",
    "subject": "语文", "employment": "在编", "since": "2015-09-01",
}  # fmt: skip


def a_person_row(**changes: Any) -> dict[str, Any]:
    return PERSON | changes


def a_table(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Headings and cells; the columns are those that any row has."""
    keys = [each.key for each in spec(kind).columns if any(each.key in row for row in rows)]
    cells = [[_cell(kind, key, row.get(key)) for key in keys] for row in rows]
    return [[spec(kind).column(key).heading for key in keys], *cells]


def _cell(kind: Kind, key: str, value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else shown(
        spec(kind).column(key), value
    )  # fmt: skip


def a_workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], name: str = "名册.xlsx") -> Path:
    path = Path(tempfile.mkdtemp()) / name
    with Workbook(str(path)) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return path


def a_csv(rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", name: str = "名册.csv") -> Path:
    path = Path(tempfile.mkdtemp()) / name
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def a_file(kind: Kind, *rows: Mapping[str, Any]) -> Path:
    return a_workbook({spec(kind).name: a_table(kind, rows)})


@dataclass(frozen=True)
class Done:
    """What was said of a file, and what came of it."""

    batch_id: int
    state: BatchState
    results: list[dict[str, Any]]

    @property
    def result(self) -> dict[str, Any]:
        (only,) = self.results
        return only

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(self.result[name] for name in ("created", "updated", "unchanged", "refused"))

    @property
    def errors(self) -> list[tuple[Any, Any, str]]:
        return [(each["row"], each["column"], each["code"]) for one in self.results for each in one["errors"]]

    @property
    def warnings(self) -> list[tuple[Any, Any, str]]:
        return [(each["row"], each["column"], each["code"]) for one in self.results for each in one["warnings"]]


def uploads() -> Uploads:
    return Uploads(current_app.config["HOME"] / "imports")


def staged(
    path: Path, kind: Kind | None = None, *, actor: Actor = SYSTEM, mapping: str | None = None,
    on_day: date | None = None, document: str | None = None,
) -> Done:  # fmt: skip
    """Read and compared."""
    kept = uploads().keep_path(path)
    wish = Wish(kind=kind, on_day=on_day or today(), mapping=mapping, document=document)
    with write_tx():
        batch_id = actions.receive(kept, wish, actor=actor).id
    actions.stage(batch_id, actor=actor, uploads=uploads())
    return told(batch_id, actor, applied=False)


def imported(
    path: Path, kind: Kind | None = None, *, actor: Actor = SYSTEM, accept_good: bool = False, **how: Any
) -> Done:
    done = staged(path, kind, actor=actor, **how)
    if done.state is not BatchState.STAGED or (done.errors and not accept_good):
        return done
    with write_tx():
        actions.apply_batch(done.batch_id, actor=actor, accept_good=accept_good)
    return told(done.batch_id, actor, applied=True)


def undone(batch_id: int, actor: Actor = SYSTEM) -> None:
    with write_tx():
        actions.undo_batch(batch_id, actor=actor)


def told(batch_id: int, actor: Actor, *, applied: bool) -> Done:
    db.session.rollback()
    batch: ImportBatch = queries.batch(batch_id, actor)
    return Done(batch_id, batch.state, hints.results(batch, actor, applied=applied))
