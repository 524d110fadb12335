"""What is said of a fault, in words; what became of a batch, as the commands tell it."""

from collections.abc import Mapping
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.database import db
from teacher_growth.i18n import _
from teacher_growth.importing import queries
from teacher_growth.importing.models import ImportBatch, ImportFault
from teacher_growth.sheets import Column, Kind, members, spec
from teacher_growth.web.words import REFUSALS
from teacher_growth.web.words.importing import BUILT, HINTS

MOST_NAMED = 12  # words of a code that a hint lists
COUNTS = ("rows", "created", "updated", "unchanged", "refused")


def hint(code: str, kind: Kind | None, key: str | None, details: Mapping[str, Any] | None) -> str:
    """What to do, with the heading the column has with us in front."""
    column = column_of(kind, key)
    text = advice(code, column, details)
    return text if column is None else f"{column.heading}{_('：')}{text}"


def advice(code: str, column: Column | None, details: Mapping[str, Any] | None) -> str:
    """What to do."""
    if code == "code_unknown" and column and column.code and len(members(column.code)) <= MOST_NAMED:
        return _("可填：%(words)s", words=_("、").join(word for _value, word in members(column.code)))
    said = HINTS.get(code) or REFUSALS.get(code) or code
    try:
        return str(said) % dict(details or {})
    except (KeyError, ValueError):
        return str(said)


def column_of(kind: Kind | None, key: str | None) -> Column | None:
    return next((each for each in spec(kind).columns if each.key == key), None) if kind else None


def built_on_words(table: str, count: int) -> str:
    """Why a batch cannot be taken back, as exactly as we can say it."""
    what = BUILT.get(table)
    if what is None:
        return str(REFUSALS["import_built_on"])
    return _(
        "导入之后又登记了%(what)s（%(count)s 条），以这批数据为依据，不能整批撤销。有错的请逐条更正",
        what=what,
        count=count,
    )


def faults_told(
    batch: ImportBatch, actor: Actor, kind: Kind | None = None, *, of_no_kind: bool = True
) -> tuple[list[Any], list[Any]]:
    """(errors, warnings) as the commands give them; `of_no_kind`: with what is said of sheets that are none."""
    sheets = {entry["index"]: entry for entry in batch.sheets}
    statement = queries.faults(batch.id, actor).order_by(
        ImportFault.sheet, ImportFault.number.nulls_first(), ImportFault.id
    )
    columns = (ImportFault.sheet, ImportFault.number, ImportFault.address, ImportFault.key, ImportFault.code,
               ImportFault.value, ImportFault.details, ImportFault.is_warning)  # fmt: skip
    errors: list[Any] = []
    warnings: list[Any] = []
    for each in db.session.execute(statement.with_only_columns(*columns)):
        entry = sheets.get(each.sheet, {"name": "", "kind": None})
        its = Kind(entry["kind"]) if entry["kind"] else None
        if kind is not None and its is not kind and not (its is None and of_no_kind):
            continue
        told = {"sheet": entry["name"], "row": each.number, "column": each.address, "code": each.code,
                "value": each.value, "hint": hint(each.code, its, each.key, each.details)}  # fmt: skip
        (warnings if each.is_warning else errors).append(told)
    return errors, warnings


def results(batch: ImportBatch, actor: Actor, *, applied: bool) -> list[dict[str, Any]]:
    """One for each kind of the batch, in the order they were taken."""
    made = []
    kinds = [Kind(name) for name in batch.counts] or ([batch.kind] if batch.kind else [])
    for place, kind in enumerate(sorted(kinds, key=list(Kind).index)):
        errors, warnings = faults_told(batch, actor, kind, of_no_kind=place == 0)
        counts = batch.counts.get(kind, dict.fromkeys(COUNTS, 0))
        made.append({"kind": kind, **{name: counts[name] for name in COUNTS}, "applied": applied,
                     "batch": batch.id if applied else None, "errors": errors, "warnings": warnings})  # fmt: skip
    return made


def refusal_of(batch: ImportBatch, actor: Actor) -> tuple[str, str, str]:
    """(code, what it is about, words) of a file that cannot be taken as it is."""
    if batch.fault is not None:
        return batch.fault, batch.file_name, hint(batch.fault, None, None, batch.fault_details)
    missing = [
        f"{entry['name']}{_('：')}{spec(Kind(entry['kind'])).column(key).heading}"
        for entry in batch.sheets if entry["kind"] for key in entry["missing"]
    ]  # fmt: skip
    if not missing:
        return "file_no_sheet", batch.file_name, hint("file_no_sheet", None, None, None)
    return "column_missing", _("；").join(missing), hint("column_missing", None, None, None)
