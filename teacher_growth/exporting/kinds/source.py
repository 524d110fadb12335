"""A sheet of one kind: the columns that importing reads, filled from what is on record, in one statement a chunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Column as Declared
from teacher_growth.sheets import Kind, Type, shown, spec
from teacher_growth.web.listing import all_columns, all_values
from teacher_growth.web.tables import Column, Sheet, chunked

KINDS = {Type.DATE: "date", Type.INTEGER: "number", Type.AMOUNT: "amount"}
WRITTEN = frozenset({Type.CODE, Type.YES_NO})  # by their Chinese words, which importing reads whatever the language

PLACE = {"organisation": Organisation.name, "organisation_code": Organisation.code}
PERSON = {"staff_number": Teacher.staff_number, "name": Teacher.name}


@dataclass(frozen=True)
class Source:
    """`statement` starts from `visible()`; `values`: heading's key → what is selected; `order` ends in `tie`."""

    statement: Select[Any]
    values: Mapping[str, Any]
    order: Sequence[Any]
    tie: Any


def sheet_of(kind: Kind, source: Source) -> Sheet:
    declared = [each for each in spec(kind).columns if each.key in source.values]
    return sheet_of_columns(spec(kind).name, source, [_column(each) for each in declared])


def sheet_of_columns(title: str, source: Source, columns: Sequence[Column]) -> Sheet:
    labelled = [source.values[each.key].label(each.key) for each in columns]
    statement = source.statement.with_only_columns(source.tie.label("key"), *labelled, maintain_column_froms=True)
    ordered = statement.order_by(*source.order, source.tie)
    total, chunks = chunked(ordered, source.tie, rows=all_columns, values=all_values)
    return Sheet(title, columns, total, chunks, numbered=False)


def _column(declared: Declared) -> Column:
    key, kind = declared.key, KINDS.get(declared.type, "text")
    if declared.type in WRITTEN:
        return Column(key, declared.heading, value=lambda row: shown(declared, getattr(row, key)))
    return Column(key, declared.heading, value=lambda row: getattr(row, key), kind=kind)
