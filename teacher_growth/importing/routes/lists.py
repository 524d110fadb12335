"""What was said of a file, and what its rows would do: each a list, paged, filtered, exported like any other."""

import re
from typing import Any

from flask import render_template, request

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.database import db
from teacher_growth.i18n import _, _l
from teacher_growth.importing import hints, queries
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportRow
from teacher_growth.importing.routes.blueprint import bp
from teacher_growth.importing.routes.shown import lines_of, places_in, values_of
from teacher_growth.importing.rules.faults import Severity
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.people.queries import organisation_names
from teacher_growth.pinyin import pattern
from teacher_growth.sheets import Kind
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices, word

USE = Permission.IMPORTS_USE
DETAIL = re.compile(r"%\(\w+\)s")


@bp.get("/imports/<int:batch_id>/faults")
@requires(USE, for_others=True)
def fault_list(batch_id: int) -> Any:
    actor = current_actor()
    batch = queries.batch(batch_id, actor)
    page = read(FaultTable(batch, actor).table())
    return render_template("importing/fault_list.html", batch=batch, page=page)


@bp.get("/imports/<int:batch_id>/rows")
@requires(USE, for_others=True)
def row_list(batch_id: int) -> Any:
    actor = current_actor()
    batch = queries.batch(batch_id, actor)
    names: dict[Any, str] = {}

    def load(statement: Any) -> list[ImportRow]:
        found: list[ImportRow] = rows(statement)
        names.update(organisation_names(places_in(found)))
        return found

    page = read(rows_table(batch, actor, names), load=load)
    shown = request.args.get("verdict")
    verdict = next((each for each in Verdict if each == shown), None)
    return render_template("importing/row_list.html", batch=batch, page=page, verdict=verdict)


# --- faults ---------------------------------------------------------------------------------------


class FaultTable:
    """Where, what stands there, what to do about it."""

    def __init__(self, batch: ImportBatch, actor: Actor) -> None:
        self.batch, self.statement = batch, queries.faults(batch.id, actor)
        self.sheets = {entry["index"]: entry for entry in batch.sheets}

    def table(self) -> Table:
        return Table(
            key="faults",
            title=_l("错误和提示"),
            statement=self.statement,
            columns=[
                Column(
                    "place", _l("位置"), value=_place, sort=ImportFault.number, card=True,
                    hint=Column("sheet", _l("表"), value=self._sheet),
                    parts=[
                        Column("sheet", _l("表"), value=self._sheet),
                        Column("row", _l("行"), value=lambda row: row.number, kind="number"),
                        Column("column", _l("列"), value=lambda row: row.address),
                    ],
                ),
                Column("heading", _l("列名"), value=self._heading, card=True),
                Column("value", _l("文件里的内容"), value=lambda row: row.value, card=True),
                Column("hint", _l("问题和办法"), value=self._advice, card=True),
                Column("severity", _l("程度"), value=lambda row: Severity.of(row.is_warning), kind="state"),
            ],
            filters=self._filters(),
            default_sort="place",
            tie=ImportFault.id,
        )  # fmt: skip

    def _filters(self) -> list[Filter]:
        codes = sorted(db.session.scalars(self.statement.with_only_columns(ImportFault.code).distinct()))
        sheets = [(str(index), each["name"]) for index, each in self.sheets.items()]
        return [
            Filter("severity", _l("程度"), kind="choice", choices=choices(Severity), apply=_of_severity),
            Filter(
                "sheet", _l("表"), kind="choice", choices=sheets,
                apply=lambda s, v: s.where(ImportFault.sheet == int(v)),
            ),
            Filter(
                "code", _l("问题"), kind="choice", choices=[(each, _bare(each)) for each in codes],
                apply=lambda s, v: s.where(ImportFault.code == v),
            ),
        ]  # fmt: skip

    def _sheet(self, row: ImportFault) -> str | None:
        return self.sheets.get(row.sheet, {}).get("name")

    def _column(self, row: ImportFault) -> Any:
        kind = self.sheets.get(row.sheet, {}).get("kind")
        return hints.column_of(Kind(kind) if kind else None, row.key)

    def _heading(self, row: ImportFault) -> str | None:
        column = self._column(row)
        return column and column.heading

    def _advice(self, row: ImportFault) -> str:
        return hints.advice(row.code, self._column(row), row.details)


def _place(row: ImportFault) -> str:
    """C4, as a sheet names a cell; a row, or the sheet as a whole."""
    if row.number is None:
        return row.address or _("整张表")
    if row.address is None:
        return _("第 %(row)s 行", row=row.number)
    short = row.address.isascii() and len(row.address) <= 3
    return f"{row.address}{row.number}" if short else f"{row.address} {row.number}"


def _bare(code: str) -> str:
    """What it says of no row in particular."""
    return DETAIL.sub("…", hints.advice(code, None, None))


def _of_severity(statement: Any, value: str) -> Any:
    return statement.where(ImportFault.is_warning.is_(value == Severity.WARNING))


# --- rows -----------------------------------------------------------------------------------------


def rows_table(batch: ImportBatch, actor: Actor, names: dict[Any, str]) -> Table:
    kinds = sorted((Kind(name) for name in batch.counts), key=list(Kind).index)
    return Table(
        key="rows",
        title=_l("逐行核对"),
        statement=queries.rows_of(batch.id, actor),
        columns=[
            Column("row", _l("行"), value=lambda row: row.number, sort=ImportRow.number, kind="number"),
            Column(
                "name", _l("姓名或名称"), value=lambda row: row.name or row.key or None, sort=ImportRow.name, card=True,
                hint=Column("key", _l("工号或代码"), value=lambda row: row.key if row.key != row.name else None),
            ),
            *([Column("kind", _l("内容"), value=lambda row: row.kind, kind="words")] if len(kinds) > 1 else []),
            Column(
                "old", _l("已登记"), kind="lines", card=True,
                value=lambda row: lines_of(row.kind, row.changes, 0, names),
            ),
            Column("new", _l("文件里"), value=lambda row: _new(row, names), kind="lines", card=True),
            Column("verdict", _l("结果"), value=lambda row: row.verdict, kind="state", sort=ImportRow.verdict),
        ],
        filters=[
            Filter("q", _l("姓名、名称或工号"), apply=_matching),
            Filter("verdict", _l("结果"), kind="choice", apply=lambda s, v: s.where(ImportRow.verdict == v),
                   choices=choices(Verdict)),
            Filter("kind", _l("内容"), kind="choice", apply=lambda s, v: s.where(ImportRow.kind == v),
                   choices=[(each.value, word(each)) for each in kinds]),
        ],
        default_sort="row",
        tie=ImportRow.id,
    )  # fmt: skip


def _new(row: ImportRow, names: dict[Any, str]) -> str:
    if row.verdict is Verdict.SAME:
        return ""
    return lines_of(row.kind, row.changes, 1, names) or values_of(row.kind, row.values)


def _matching(statement: Any, text: str) -> Any:
    in_name = ImportRow.name.contains(text, autoescape=True)
    in_key = ImportRow.key.contains(text, autoescape=True) | ImportRow.key.like(pattern(text), escape="!")
    return statement.where(in_name | in_key)
