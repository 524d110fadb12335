"""What the page of a batch shows, whatever its state."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, func, type_coerce

from teacher_growth.access.actor import Actor
from teacher_growth.database import db
from teacher_growth.i18n import _
from teacher_growth.importing import hints, queries
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportRow
from teacher_growth.importing.rules.faults import Severity, SheetFault
from teacher_growth.importing.rules.states import BatchState, Verdict
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import OVER, JobState
from teacher_growth.jobs.shown import failure_words, reached, task_words
from teacher_growth.sheets import Kind, spec
from teacher_growth.sheets import shown as cell_text

COUNTED = (
    ("created", Verdict.NEW), ("updated", Verdict.CHANGED), ("unchanged", Verdict.SAME), ("refused", Verdict.REFUSED),
    ("doubtful", Verdict.DOUBTFUL), ("missing", Verdict.MISSING),
)  # fmt: skip
IDENTITY = frozenset({"staff_number", "name", "mentee_number", "mentee_name"})
MOST_LINES = 12


def preview_of(batch: ImportBatch, actor: Actor) -> dict[str, Any]:
    job = queries.last_job(batch, actor)
    busy = job is not None and job.state not in OVER
    shown = {"job": job, "busy": busy, "task": task_words(job.name) if job else "", "failure": _failure(job),
             "reached": reached(job) if job else None}  # fmt: skip
    if batch.state is BatchState.REFUSED:
        return shown | {"refusal": hints.refusal_of(batch, actor)[2]}
    if batch.state is BatchState.MAPPING:
        code, about, _words = hints.refusal_of(batch, actor)
        return shown | {"missing_columns": about if code == SheetFault.COLUMN_MISSING else ""}
    if batch.state in (BatchState.STAGED, BatchState.APPLIED):
        shown |= _said(batch, actor)
    return shown


def _failure(job: Job | None) -> str | None:
    if job is None or job.state is not JobState.FAILED:
        return None
    return failure_words(job.error, job.id)


def _said(batch: ImportBatch, actor: Actor) -> dict[str, Any]:
    errors, warnings = _fault_counts(batch.id, actor)
    decided, waiting = _doubts(batch.id, actor)
    people = batch.counts.get(Kind.PEOPLE, {})
    return {
        "counts": counts_of(batch), "verdicts": Verdict, "severities": Severity, "errors": errors, "warnings": warnings,
        "to_do": queries.to_do(batch),
        "missing": people.get("missing", 0), "leaving": len(batch.leavers or {}), "doubts_decided": decided,
        "doubts_waiting": waiting, "sheets": _sheets(batch, actor),
        "stale": batch.state is BatchState.STAGED and queries.changed_since(batch.ground) != batch.ground,
        "refused_rows": sum(each["refused"] for each in batch.counts.values()),
    }  # fmt: skip


def counts_of(batch: ImportBatch) -> list[tuple[Kind, list[tuple[Verdict, int]]]]:
    """For each kind, in the order they are taken, how many rows of which verdict."""
    kinds = sorted((Kind(name) for name in batch.counts), key=list(Kind).index)
    return [(kind, [(verdict, batch.counts[kind][name]) for name, verdict in COUNTED]) for kind in kinds]


def _fault_counts(batch_id: int, actor: Actor) -> tuple[int, int]:
    statement = queries.faults(batch_id, actor).with_only_columns(ImportFault.is_warning, func.count())
    found: dict[bool, int] = {row[0]: row[1] for row in db.session.execute(statement.group_by(ImportFault.is_warning))}
    return found.get(False, 0), found.get(True, 0)


def _doubts(batch_id: int, actor: Actor) -> tuple[int, int]:
    """Decided and waiting for being compared again; not decided yet."""
    is_decided = type_coerce(ImportRow.values, Text).like('%"choice":%')
    statement = queries.doubtful(batch_id, actor).with_only_columns(is_decided, func.count()).group_by(is_decided)
    found = {bool(row[0]): row[1] for row in db.session.execute(statement)}
    return found.get(True, 0), found.get(False, 0)


def _sheets(batch: ImportBatch, actor: Actor) -> list[dict[str, Any]]:
    """Each sheet with what was found in it, and the columns nothing is taken of."""
    unused: dict[int, list[str]] = {}
    statement = queries.faults(batch.id, actor).where(ImportFault.code == SheetFault.COLUMN_UNUSED)
    columns = (ImportFault.sheet, ImportFault.value)
    for index, heading in db.session.execute(statement.order_by(ImportFault.id).with_only_columns(*columns)):
        unused.setdefault(index, []).append(heading)
    return [
        {
            "name": entry["name"], "kind": Kind(entry["kind"]) if entry["kind"] else None,
            "header_row": entry["header_row"], "columns": len(entry["columns"]),
            "unused": unused.get(entry["index"], []),
        }
        for entry in _once(batch.sheets)
    ]  # fmt: skip


def _once(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A sheet that a mapping takes several times as one kind is one sheet to whoever looks at it."""
    return list({(each["name"], each["kind"]): each for each in reversed(entries)}.values())[::-1]


# --- rows -----------------------------------------------------------------------------------------


RENAMED = {"organisation_id": "organisation", "name": "title"}
"""Columns of facts that our sheets call otherwise."""


def lines_of(kind: Kind, changes: dict[str, Any] | None, place: int, names: dict[Any, str]) -> str:
    """The changed columns of a row, a line each: as they are on record (0) or in the file (1)."""
    return "\n".join(
        f"{_heading(kind, key)}{_('：')}{_text(kind, key, pair[place], names) or _('（空）')}"
        for key, pair in (changes or {}).items()
    )


def values_of(kind: Kind, values: dict[str, Any]) -> str:
    """What a row of the file says, a line each column."""
    found = []
    for column in spec(kind).columns:
        if column.key not in IDENTITY and (text := cell_text(column, values.get(column.key))):
            found.append(f"{column.heading}{_('：')}{text}")
    more = ["\u2026"] if len(found) > MOST_LINES else []
    return "\n".join(found[:MOST_LINES] + more)


def _heading(kind: Kind, key: str) -> str:
    known = {each.key: each.heading for each in spec(kind).columns}
    return known.get(key) or known.get(RENAMED.get(key, ""), key)


def _text(kind: Kind, key: str, value: Any, names: dict[Any, str]) -> str:
    if key == "organisation_id":
        return names.get(value, str(value))
    column = next((each for each in spec(kind).columns if each.key in (key, RENAMED.get(key))), None)
    return cell_text(column, value) if column else str(value or "")


def places_in(rows: Sequence[ImportRow]) -> set[int]:
    """Organisations that changes of these rows name."""
    pairs = [(each.changes or {}).get("organisation_id", ()) for each in rows]
    return {value for pair in pairs for value in pair if isinstance(value, int)}
