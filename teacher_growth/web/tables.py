"""The one list: filters, order and pages read from the address, for any Select; `components/table.html` draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.roles import OrderByRole
from werkzeug.datastructures import MultiDict

SIZES = (20, 50, 100)
OWN = frozenset({"page", "size", "sort", "ids", "all"})
LONGEST_TEXT = 100
LARGEST_ID = 2**31 - 1

Label = Any  # str, or a lazy translation
Order = ColumnElement[Any] | OrderByRole
Args = MultiDict[str, str]
Rows = Callable[[Select[Any]], Sequence[Any]]
Count = Callable[[Select[Any]], int]


@dataclass(frozen=True)
class Column:
    """One column. `card` keeps it on phones (three and a state); `hint` is a muted second line in the cell."""

    key: str
    label: Label
    _: KW_ONLY
    value: Callable[[Any], object]
    sort: Any = None
    kind: str = "text"  # text number amount date moment state words
    card: bool = False
    url: Callable[[Any], str | None] | None = None
    hint: Callable[[Any], object] | None = None


@dataclass(frozen=True)
class Filter:
    """`apply` gets a str, for `date` a date; a value that cannot be read is left out."""

    key: str
    label: Label
    _: KW_ONLY
    apply: Callable[[Select[Any], Any], Select[Any]]
    kind: str = "text"  # text choice date
    choices: Sequence[tuple[str, Label]] = ()

    def read(self, raw: str) -> str | date | None:
        text = raw.replace("\0", "").strip()[:LONGEST_TEXT]
        if self.kind == "choice":
            return text if text and any(text == value for value, _ in self.choices) else None
        if self.kind == "date":
            return _date(text)
        return text or None

    def words(self, value: str | date) -> Label:
        return next((label for choice, label in self.choices if choice == value), str(value))


@dataclass(frozen=True)
class BatchAction:
    label: Label
    url: str
    value: str
    tone: str = "primary"  # primary, secondary, danger
    confirm: Label = None


@dataclass(frozen=True)
class Head:
    column: Column
    url: str | None
    direction: str | None  # the words of aria-sort


@dataclass(frozen=True)
class Cell:
    column: Column
    value: object
    url: str | None
    hint: object


@dataclass(frozen=True)
class Row:
    id: int
    number: int
    cells: list[Cell]
    url: str | None
    selectable: bool


@dataclass(frozen=True)
class FilterState:
    filter: Filter
    value: str


@dataclass(frozen=True)
class Chip:
    label: Label
    text: Label
    url: str


@dataclass(frozen=True)
class Link:
    """A page or a page size; without `number` it is a gap."""

    number: int | None
    url: str
    current: bool = False


@dataclass(frozen=True)
class Page:
    key: str
    heads: list[Head]
    rows: list[Row]
    total: int
    number: int
    pages: int
    size: int
    sort: str
    filters: list[FilterState]
    chips: list[Chip]
    reset_url: str
    links: list[Link]
    sizes: list[Link]
    previous_url: str | None
    next_url: str | None
    other_args: list[tuple[str, str]]
    args_for_export: dict[str, str]
    export_url: str | None
    batch: Sequence[BatchAction]

    @property
    def selectable(self) -> bool:
        return any(row.selectable for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Table:
    key: str
    statement: Select[Any]
    columns: Sequence[Column]
    tie: Any
    default_sort: str = ""
    filters: Sequence[Filter] = ()
    row_id: Callable[[Any], int] = field(default=lambda row: int(row.id))
    row_url: Callable[[Any], str | None] | None = None
    batch: Sequence[BatchAction] = ()
    selectable: Callable[[Any], bool] | None = None
    export_url: Callable[[Mapping[str, str]], str] | None = None

    def __post_init__(self) -> None:
        taken = OWN.intersection(each.key for each in self.filters)
        if taken:
            raise ValueError(f"filter keys belong to the table: {sorted(taken)}")

    def matching(self, args: Args) -> Select[Any]:
        """The filtered statement in its order, without pages: for exports, and for the whole result of a batch."""
        return self._ordered(self._filtered(self._values(args)), self._sort(args))

    def read(self, args: Args, *, rows: Rows, count: Count) -> Page:
        values, sort, size = self._values(args), self._sort(args), _size(args)
        statement = self._filtered(values)
        total = count(statement)
        pages = max(1, -(-total // size))
        number = min(max(1, _number(args.get("page", ""), 1)), pages)
        ordered = self._ordered(statement, sort).limit(size).offset((number - 1) * size)
        found = [self._row(row, place) for place, row in enumerate(rows(ordered), (number - 1) * size + 1)]
        export = {**{key: str(value) for key, value in values.items()}, **({"sort": sort} if sort else {})}
        keys = {each.key for each in self.filters}
        return Page(
            key=self.key, rows=found, total=total, number=number, pages=pages, size=size, sort=sort,
            heads=[self._head(column, args, sort) for column in self.columns],
            filters=[FilterState(each, str(values.get(each.key, ""))) for each in self.filters],
            chips=[
                Chip(each.label, each.words(values[each.key]), _url(args, page=None, **{each.key: None}))
                for each in self.filters if each.key in values
            ],
            reset_url=_url(args, page=None, **dict.fromkeys(keys)),
            links=[Link(at, _url(args, page=at or number), at == number) for at in _window(number, pages)],
            sizes=[Link(each, _url(args, page=None, size=each), each == size) for each in SIZES],
            previous_url=_url(args, page=number - 1) if number > 1 else None,
            next_url=_url(args, page=number + 1) if number < pages else None,
            other_args=[(key, value) for key, value in args.items(multi=True) if key not in keys | OWN],
            args_for_export=export, export_url=self.export_url(export) if self.export_url else None, batch=self.batch,
        )  # fmt: skip

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
        if column.sort is None:
            return Head(column, None, None)
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort)
        then = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, _url(args, page=None, sort=then), direction)

    def _row(self, row: Any, number: int) -> Row:
        url = self.row_url(row) if self.row_url else None
        linked = next((column for column in self.columns if column.card), self.columns[0])
        cells = [
            Cell(
                column, column.value(row),
                column.url(row) if column.url else url if column is linked else None,
                column.hint(row) if column.hint else None,
            )
            for column in self.columns
        ]  # fmt: skip
        selectable = bool(self.batch) and (self.selectable is None or self.selectable(row))
        return Row(self.row_id(row), number, cells, url, selectable)


def chosen_ids(form: Args) -> list[int]:
    """The ticked rows of a batch, each once; with `all=1` take `table.matching(form)` instead."""
    found = (_number(raw, 0) for raw in form.getlist("ids"))
    return list(dict.fromkeys(each for each in found if 0 < each <= LARGEST_ID))


def _url(args: Args, **changes: object) -> str:
    kept = [(key, value) for key, value in args.items(multi=True) if key not in changes and value]
    return "?" + urlencode([*kept, *((key, value) for key, value in changes.items() if value is not None)])


def _size(args: Args) -> int:
    size = _number(args.get("size", ""), SIZES[0])
    return size if size in SIZES else SIZES[0]


def _number(text: str, default: int) -> int:
    try:
        return int(text)
    except ValueError:
        return default


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _window(number: int, pages: int) -> list[int | None]:
    """1 … 4 [5] 6 … 16"""
    shown = [at for at in range(1, pages + 1) if at in (1, pages) or abs(at - number) <= 1]
    links: list[int | None] = []
    for at in shown:
        if links and links[-1] is not None and at - links[-1] > 1:
            links.append(None)
        links.append(at)
    return links
