"""Reading a file, judging every cell, comparing every row: in parts, each kept as soon as it is done.

Killed half-way it goes on where it was: what is written already is judged again, for what later rows are compared
with, and not written twice.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.clock import today
from teacher_growth.database import canonical, db, write_tx
from teacher_growth.importing import queries
from teacher_growth.importing.actions.receiving import become, forget_rows
from teacher_growth.importing.comparing import comparers
from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.comparing.taking import Taken, Taker
from teacher_growth.importing.mappings import Mapping as SystemMapping
from teacher_growth.importing.mappings import load
from teacher_growth.importing.mappings.laying import Head, Layout, lay_out
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportRow
from teacher_growth.importing.queries.permissions import kinds_of
from teacher_growth.importing.reading.limits import HEADER_ROWS
from teacher_growth.importing.reading.parent import Spooled
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.importing.reading.workbooks import letters
from teacher_growth.importing.rules.faults import WARNINGS, FileFault, FileRefused, SheetFault
from teacher_growth.importing.rules.states import COUNTED, BatchState, Verdict
from teacher_growth.pinyin import fold
from teacher_growth.setwise import chunks, insert_many
from teacher_growth.sheets import Kind

TOGETHER = 2_000
COUNTS = ("rows", "created", "updated", "unchanged", "refused", "doubtful", "missing")
Progress = Callable[[int, int], None]


def stage(batch_id: int, *, actor: Actor, uploads: Uploads, progress: Progress = lambda done, total: None) -> None:
    """From RECEIVED to STAGED, MAPPING (a required column is nowhere) or REFUSED."""
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.RECEIVED:
        return
    if batch.ground and queries.changed_since(batch.ground) != batch.ground:
        batch = _begin_again(batch_id, actor)
    try:
        sheets = uploads.sheets(batch.file_sha256, batch.file_name)
        layouts, mapping = _laid_out(batch, sheets)
        taken = _only_allowed(layouts, actor)
    except FileRefused as refusal:
        with write_tx():
            _refuse(queries.batch(batch_id, actor), refusal)
        return
    Staging(batch, actor, sheets, layouts, mapping, progress).run(taken)


def _begin_again(batch_id: int, actor: Actor) -> ImportBatch:
    """What was staged before it was interrupted is compared with what is no longer so."""
    with write_tx():
        forget_rows(queries.batch(batch_id, actor))
    return queries.batch(batch_id, actor)


def _only_allowed(layouts: Sequence[Layout], actor: Actor) -> list[int]:
    """Sheets of a kind that this person may not import are left out; which these are."""
    allowed = kinds_of(actor)
    found = [index for index, each in enumerate(layouts) if each.kind and each.kind not in allowed]
    for index in found:
        layouts[index].kind, layouts[index].places = None, {}
    return found


def _laid_out(batch: ImportBatch, sheets: Sequence[Spooled]) -> tuple[list[Layout], SystemMapping | None]:
    if not any(each.rows for each in sheets):
        raise FileRefused(FileFault.FILE_EMPTY)
    mapping = load(batch.mapping) if batch.mapping else None
    heads = heads_of(sheets)
    chosen = batch.chosen or (None if mapping else queries.remembered(batch.created_by_id, headings_hash(heads)))
    layouts = lay_out(heads, kind=batch.kind, mapping=mapping, chosen=chosen)
    if mapping and not any(each.kind for each in layouts):
        raise FileRefused(FileFault.FILE_NO_SHEET)
    return layouts, mapping


def heads_of(sheets: Sequence[Spooled]) -> list[Head]:
    return [
        Head(position=each.position, name=each.name, rows=each.head(HEADER_ROWS), hidden=each.hidden,
             is_1904=each.is_1904)
        for each in sheets
    ]  # fmt: skip


def headings_hash(heads: Sequence[Head]) -> str:
    """What a file is known again by: the headings of its sheets as they would be found by themselves."""
    found = [[fold(each) for each in layout.headings] for layout in lay_out(heads)]
    return hashlib.sha256(
        canonical([found, [len(head.rows[0][1]) for head in heads if head.rows]]).encode()
    ).hexdigest()


def _refuse(batch: ImportBatch, refusal: FileRefused) -> None:
    become(batch, BatchState.REFUSED)
    batch.fault, batch.fault_details, batch.key = refusal.code, refusal.details, None


class Staging:
    def __init__(
        self, batch: ImportBatch, actor: Actor, sheets: Sequence[Spooled], layouts: Sequence[Layout],
        mapping: SystemMapping | None, progress: Progress,
    ) -> None:  # fmt: skip
        self.batch_id, self.actor, self.progress = batch.id, actor, progress
        self.sheets = {each.position: each for each in sheets}
        self.layouts, self.mapping, self.is_text = (
            layouts,
            mapping,
            not batch.file_name.lower().endswith((".xlsx", ".xls")),
        )
        self.written = {entry["index"]: entry["row"] for entry in batch.sheets if "row" in entry}
        self.ended = {entry["index"] for entry in batch.sheets if entry.get("ended")}
        self.counts: dict[str, dict[str, int]] = {}
        self.begun = batch.ground or queries.changed_since(0)
        self.ground = Ground(
            actor, batch.on_day, today(), batch.document, mapping.source if mapping else None,
            mapping.root if mapping else None, batch.leavers or {},
        ).load()  # fmt: skip
        self.entries = {index: self._entry(index, layout) for index, layout in enumerate(layouts)}
        self.done, self.total = 0, sum(self.sheets[each.position].rows for each in layouts if each.kind)

    def run(self, forbidden: Sequence[int] = ()) -> None:
        if not self.written and not self.ended:
            self._say_of_sheets(forbidden)
        if any(each.missing for each in self.layouts) or not any(each.kind for each in self.layouts):
            with write_tx():
                self._keep(BatchState.MAPPING)
            return
        for index, layout in enumerate(self.layouts):
            if layout.kind is not None:
                self._sheet(index, layout, layout.kind)
        with write_tx():
            self._keep(BatchState.STAGED)

    def _entry(self, index: int, layout: Layout) -> dict[str, Any]:
        return {
            "index": index, "position": layout.position, "name": layout.name, "kind": layout.kind,
            "header_row": layout.header_row, "headings": layout.headings,
            "columns": {key: self._address(layout, key) for key in layout.places}, "missing": layout.missing,
            "rows": self.sheets[layout.position].rows,
        }  # fmt: skip

    def _sheet(self, index: int, layout: Layout, kind: Kind) -> None:
        formats = self.mapping.date_formats if self.mapping else ()
        taker = Taker(layout, self.sheets, formats, self.ground.on_day)
        comparer = comparers.comparer(kind, self.ground)
        self.counts.setdefault(kind, dict.fromkeys(COUNTS, 0))
        for rows in self._parts(taker.rows(self.sheets[layout.position].read()), comparer):
            comparer.compare(rows)
            self._count(kind, rows)
            self.done += len(rows)
            if index not in self.ended and (rows[-1].number or 0) > self.written.get(index, 0):
                self._write(index, layout, kind, rows)
            self.progress(self.done, self.total)
        missing = [] if layout.is_partial else list(comparer.missing())
        leaving = sum(each.fate is Verdict.CHANGED for each in missing)
        self.counts[kind]["updated"] += leaving
        self.counts[kind]["missing"] += len(missing) - leaving
        if index not in self.ended:
            self._write(index, layout, kind, missing, ended=True)

    def _parts(self, rows: Iterator[Taken], comparer: Any) -> Iterator[list[Taken]]:
        if not hasattr(comparer, "announce"):
            yield from chunks(rows, TOGETHER)
            return
        every = list(rows)
        comparer.announce(every)
        yield from chunks(every, TOGETHER)

    def _count(self, kind: Kind, rows: Sequence[Taken]) -> None:
        counts = self.counts[kind]
        for each in rows:
            if each.fate in COUNTED:
                counts["rows"] += 1
                counts[COUNTED[each.fate]] += 1

    def _write(self, index: int, layout: Layout, kind: Kind, rows: Sequence[Taken], *, ended: bool = False) -> None:
        with write_tx():
            kept = [self._row(index, kind, each) for each in rows if each.fate is not Verdict.LEFT_OUT]
            insert_many(ImportRow, kept)
            insert_many(ImportFault, [fault for each in rows for fault in self._faults(index, layout, each)])
            entry = self.entries[index]
            entry |= {"row": rows[-1].number} if rows and not ended else {}
            entry |= {"ended": True} if ended else {}
            batch = queries.batch(self.batch_id, self.actor)
            batch.sheets = [dict(each) for each in self.entries.values()]

    def _row(self, index: int, kind: Kind, row: Taken) -> dict[str, Any]:
        return {
            "batch_id": self.batch_id, "sheet": index, "number": row.number, "kind": kind, "verdict": row.fate,
            "key": row.key[:200], "name": row.name[:80], "target_id": row.target_id,
            "values": row.values if row.fate is not Verdict.SAME else {}, "changes": row.changes,
        }  # fmt: skip

    def _faults(self, index: int, layout: Layout, row: Taken) -> Iterator[dict[str, Any]]:
        for each in row.faults:
            yield {
                "batch_id": self.batch_id, "sheet": index, "number": row.number,
                "address": self._address(layout, each.key), "key": each.key, "code": each.code,
                "is_warning": each.is_warning, "value": each.value[:200], "details": each.details,
            }  # fmt: skip

    def _address(self, layout: Layout, key: str | None) -> str | None:
        """The letter of the column; of a joined sheet its own heading."""
        place = layout.places.get(key or "")
        if place is None or not place.positions:
            return None
        position = place.positions[0]
        heading = layout.headings[position] if position < len(layout.headings) else ""
        return heading[:60] if "." in heading and layout.joins else letters(position)

    def _say_of_sheets(self, forbidden: Sequence[int]) -> None:
        """What of the file is not taken at all; from now on it is known what the rows are compared with."""
        said = []
        for index, layout in enumerate(self.layouts):
            if index in forbidden:
                said.append(self._of_sheet(index, SheetFault.SHEET_FORBIDDEN, None, None, layout.name))
                continue
            said += [self._of_sheet(index, *each) for each in sheet_faults(layout, self.sheets[layout.position])]
        with write_tx():
            batch = queries.batch(self.batch_id, self.actor)
            batch.ground, batch.sheets = self.begun, [dict(each) for each in self.entries.values()]
            insert_many(ImportFault, said)

    def _of_sheet(self, index: int, code: SheetFault, number: int | None, place: int | None, value: str) -> Any:
        key = value if code is SheetFault.COLUMN_MISSING else None
        return {
            "batch_id": self.batch_id, "sheet": index, "number": number, "key": key,
            "address": None if place is None else letters(place), "code": str(code), "is_warning": code in WARNINGS,
            "value": value[:200], "details": None,
        }  # fmt: skip

    def _keep(self, state: BatchState) -> None:
        batch = queries.batch(self.batch_id, self.actor)
        become(batch, state)
        batch.sheets = [dict(each) for each in self.entries.values()]
        batch.counts, batch.ground = self.counts, self.begun
        db.session.flush()


Said = tuple[SheetFault, int | None, int | None, str]
"""What, in which row, in which place, and the words of the file."""


def sheet_faults(layout: Layout, sheet: Spooled) -> Iterator[Said]:
    """What is said of a sheet as a whole; of one that is laid out more than once, the first time."""
    if layout.kind is not None:
        yield from _of_columns(layout)
        for address in sheet.stray:
            digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            yield SheetFault.STRAY_CELL, int(digits), None, address
    elif layout.lacks and not layout.again:
        yield SheetFault.SHEET_LACKS, None, None, layout.lacks
    elif sheet.rows and not layout.lacks:
        yield SheetFault.SHEET_HIDDEN if sheet.hidden else SheetFault.SHEET_UNUSED, None, None, layout.name


def _of_columns(layout: Layout) -> Iterator[Said]:
    if layout.is_partial and not layout.again:
        yield SheetFault.SHEET_PARTIAL, None, None, layout.name
    for place in () if layout.again else layout.unused:
        if "." not in layout.headings[place] or not layout.joins:
            yield SheetFault.COLUMN_UNUSED, layout.header_row, place, layout.headings[place]
    for place in layout.doubled:
        yield SheetFault.COLUMN_DOUBLE, layout.header_row, place, layout.headings[place]
    for key in layout.missing:
        yield SheetFault.COLUMN_MISSING, layout.header_row, None, key
