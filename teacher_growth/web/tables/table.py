"""A list as it is declared, and its reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, UnaryExpression
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.roles import OrderByRole

from teacher_growth.web.tables.columns import BatchAction, Column, Filter, Label
from teacher_growth.web.tables.page import (
    SIZES,
    Args,
    Cell,
    Chip,
    FilterState,
    Head,
    Link,
    Page,
    Row,
    address,
    export_urls,
    links_to,
    number_in,
    size_of,
)
from teacher_growth.web.tables.sheet import CHUNK, Rows, Sheet, chunked

OWN = frozenset({"page", "size", "sort", "ids", "all", "export"})

CSS = {
    "number": "of-number", "amount": "of-number", "date": "of-date", "moment": "of-date", "state": "of-state",
    "lines": "of-lines",
}  # fmt: skip

Order = ColumnElement[Any] | OrderByRole
Count = Callable[[Select[Any]], int]


@dataclass(frozen=True, kw_only=True)
class Table:
    key: str
    title: Label  # what the list holds: names the file
    statement: Select[Any]
    columns: Sequence[Column]
    tie: Any
    default_sort: str = ""
    filters: Sequence[Filter] = ()
    row_id: Callable[[Any], int] = field(default=lambda row: int(row.id))
    row_url: Callable[[Any], str | None] | None = None
    batch: Sequence[BatchAction] = ()
    selectable: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        taken = OWN.intersection(each.key for each in self.filters)
        if taken:
            raise ValueError(f"filter keys belong to the table: {sorted(taken)}")

    def matching(self, args: Args) -> Select[Any]:
        """The filtered statement in its order, without pages: for exports, and for the whole result of a batch."""
        return self._ordered(self._filtered(self._values(args)), self._sort(args))

    def read(self, args: Args, *, rows: Rows, count: Count) -> Page:
        values, sort, size = self._values(args), self._sort(args), size_of(args)
        statement = self._filtered(values)
        total = count(statement)
        pages = max(1, -(-total // size))
        number = min(max(1, number_in(args.get("page", ""), 1)), pages)
        ordered = self._ordered(statement, sort).limit(size).offset((number - 1) * size)
        heads = [self._head(column, args, sort) for column in self.columns]
        found = [self._row(row, place, heads) for place, row in enumerate(rows(ordered), (number - 1) * size + 1)]
        kept = {**{key: str(value) for key, value in values.items()}, **({"sort": sort} if sort else {})}
        keys = {each.key for each in self.filters}
        return Page(
            key=self.key, title=self.title, rows=found, total=total, number=number, pages=pages, size=size, sort=sort,
            heads=heads,
            filters=[FilterState(each, str(each.label), str(values.get(each.key, ""))) for each in self.filters],
            chips=[
                Chip(each.label, words, address(args, page=None, **{each.key: None}))
                for each, words in self._conditions(values)
            ],
            reset_url=address(args, page=None, **dict.fromkeys(keys)),
            links=[Link(at, address(args, page=at or number), at == number) for at in links_to(number, pages)],
            sizes=[Link(each, address(args, page=None, size=each), each == size) for each in SIZES],
            previous_url=address(args, page=number - 1) if number > 1 else None,
            next_url=address(args, page=number + 1) if number < pages else None,
            other_args=[(key, value) for key, value in args.items(multi=True) if key not in keys | OWN],
            kept_args=kept, exports=export_urls(args), batch=self.batch,
        )  # fmt: skip

    def sheet(self, args: Args, *, rows: Rows, values: Rows, chunk: int = CHUNK) -> Sheet:
        """The whole list for a file, as it is filtered and ordered."""
        total, chunks = chunked(self.matching(args), _column_of(self.tie), rows=rows, values=values, chunk=chunk)
        columns = [each for column in self.columns for each in column.in_files]
        return Sheet(self.title, columns, total, chunks, self.conditions(args))

    def conditions(self, args: Args) -> list[tuple[Label, Label]]:
        """What the list is narrowed by, in words."""
        return [(each.label, words) for each, words in self._conditions(self._values(args))]

    def _conditions(self, values: Mapping[str, str | date]) -> list[tuple[Filter, Label]]:
        return [(each, each.words(values[each.key])) for each in self.filters if each.key in values]

    def _values(self, args: Args) -> dict[str, str | date]:
        read = {each.key: each.read(args.get(each.key, "")) for each in self.filters}
        return {key: value for key, value in read.items() if value is not None}

    def _filtered(self, values: Mapping[str, str | date]) -> Select[Any]:
        statement = self.statement
        for each in self.filters:
            if each.key in values:
                statement = each.apply(statement, values[each.key])
        return statement

    def _sort(self, args: Args) -> str:
        asked = args.get("sort", "")
        return asked if self._sortable(asked.removeprefix("-")) is not None else self.default_sort

    def _sortable(self, key: str) -> Any:
        return next((column.sort for column in self.columns if column.key == key), None)

    def _ordered(self, statement: Select[Any], sort: str) -> Select[Any]:
        order: list[Order] = []
        by = self._sortable(sort.removeprefix("-"))
        if by is not None:
            # the databases disagree on where NULL stands; it stands last, whichever the direction
            order.append((by.desc() if sort.startswith("-") else by.asc()).nulls_last())
        return statement.order_by(None).order_by(*order, self.tie)

    def _head(self, column: Column, args: Args, sort: str) -> Head:
        css, label = CSS.get(column.kind, ""), str(column.label)
        titled = column is self._title
        on_card = column.card or column.kind == "state" or titled
        cell_css = " ".join(each for each in (css, on_card and "on-card", titled and "of-title") if each)
        if column.sort is None:
            return Head(column, label, None, None, css, cell_css)
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort)
        then = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, label, address(args, page=None, sort=then), direction, css, cell_css)

    @property
    def _title(self) -> Column:
        """What a row is called by: its link, and the head of its card."""
        return next((column for column in self.columns if column.card), self.columns[0])

    def _row(self, row: Any, number: int, heads: Sequence[Head]) -> Row:
        url = self.row_url(row) if self.row_url else None
        linked = self._title
        cells = [
            Cell(
                head, head.column.value(row),
                head.column.url(row) if head.column.url else url if head.column is linked else None,
                head.column.hint.value(row) if head.column.hint else None,
            )
            for head in heads
        ]  # fmt: skip
        selectable = bool(self.batch) and (self.selectable is None or self.selectable(row))
        return Row(self.row_id(row), number, cells, url, selectable)


def _column_of(tie: Any) -> Any:
    """A tie may be a column, or a column with its direction."""
    return tie.element if isinstance(tie, UnaryExpression) else tie
