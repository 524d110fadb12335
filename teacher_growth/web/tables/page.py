"""What a template gets of a list, and the addresses in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from teacher_growth.web.tables.columns import BatchAction, Column, Filter, Label

SIZES = (20, 50, 100)
FORMATS = ("xlsx", "csv")
ARCHIVE = "zip"  # of a book that has attachments
LARGEST_ID = 2**31 - 1

Args = MultiDict[str, str]


@dataclass(frozen=True)
class Head:
    """What all cells of a column share, worked out once for them."""

    column: Column
    label: str
    url: str | None
    direction: str | None  # the words of aria-sort
    css: str
    cell_css: str


@dataclass(frozen=True, slots=True)
class Cell:
    head: Head
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
    label: str
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
    title: Label
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
    kept_args: dict[str, str]
    exports: list[tuple[str, str]]
    batch: Sequence[BatchAction]

    @property
    def selectable(self) -> bool:
        return any(row.selectable for row in self.rows)


def chosen_ids(form: Args) -> list[int]:
    """The ticked rows of a batch, each once; with `all=1` take `table.matching(form)` instead."""
    found = (number_in(raw, 0) for raw in form.getlist("ids"))
    return list(dict.fromkeys(each for each in found if 0 < each <= LARGEST_ID))


def address(args: Args, **changes: object) -> str:
    kept = [(key, value) for key, value in args.items(multi=True) if key not in changes and value]
    return "?" + urlencode([*kept, *((key, value) for key, value in changes.items() if value is not None)])


def size_of(args: Args) -> int:
    size = number_in(args.get("size", ""), SIZES[0])
    return size if size in SIZES else SIZES[0]


def number_in(text: str, default: int) -> int:
    try:
        return int(text)
    except ValueError:
        return default


def links_to(number: int, pages: int) -> list[int | None]:
    """1 … 4 [5] 6 … 16"""
    shown = [at for at in range(1, pages + 1) if at in (1, pages) or abs(at - number) <= 1]
    links: list[int | None] = []
    for at in shown:
        if links and links[-1] is not None and at - links[-1] > 1:
            links.append(None)
        links.append(at)
    return links


def export_urls(args: Args) -> list[tuple[str, str]]:
    """(format, address) of the whole list as a file."""
    return [(each, address(args, page=None, size=None, export=each)) for each in FORMATS]
