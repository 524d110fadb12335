"""What is to be said where. Pure data, so that a process of its own can write it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.database import db
from teacher_growth.i18n import _
from teacher_growth.importing import hints, queries
from teacher_growth.importing.models import ImportBatch, ImportFault
from teacher_growth.importing.reading.workbooks import place_of
from teacher_growth.sheets import Kind

COLUMNS = (ImportFault.sheet, ImportFault.number, ImportFault.address, ImportFault.key, ImportFault.code,
           ImportFault.is_warning, ImportFault.details)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """`column`: its place, None where it is the row that is meant."""

    column: int | None
    is_warning: bool
    words: str


@dataclass
class Marks:
    """Of one sheet of the file."""

    name: str
    header_row: int
    rows: dict[int, list[Mark]] = field(default_factory=dict)

    def refused(self) -> set[int]:
        return {number for number, marks in self.rows.items() if any(not each.is_warning for each in marks)}

    def hint(self, number: int) -> str:
        """All that is said of a row, errors first."""
        said = sorted(self.rows.get(number, ()), key=lambda each: each.is_warning)
        return _("；").join(_("提示：%(hint)s", hint=each.words) if each.is_warning else each.words for each in said)


def marks_of(batch: ImportBatch, actor: Actor) -> dict[int, Marks]:
    """By place of the sheet in the file."""
    entries = {entry["index"]: entry for entry in batch.sheets}
    found: dict[int, Marks] = {}
    for entry in entries.values():
        found.setdefault(entry["position"], Marks(entry["name"], entry["header_row"]))
    for fault, entry in _faults(batch, actor, entries):
        kind = Kind(entry["kind"]) if entry["kind"] else None
        words = hints.hint(fault.code, kind, fault.key, fault.details)
        mark = Mark(_place(fault.address), fault.is_warning, words)
        found[entry["position"]].rows.setdefault(fault.number, []).append(mark)
    return found


def _faults(batch: ImportBatch, actor: Actor, entries: dict[int, Any]) -> Iterator[tuple[Any, Any]]:
    statement = queries.faults(batch.id, actor).where(ImportFault.number.is_not(None))
    for fault in db.session.execute(statement.order_by(ImportFault.id).with_only_columns(*COLUMNS)):
        if fault.sheet in entries:
            yield fault, entries[fault.sheet]


def _place(address: str | None) -> int | None:
    """B → 1; the heading of a joined sheet is no cell of this one."""
    letters = address or ""
    return place_of(f"{letters}1")[1] if letters.isascii() and letters.isalpha() and letters.isupper() else None
