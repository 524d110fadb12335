"""Lists as a file takes them. What kind of file, who writes it and when, others know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select

from teacher_growth.web.tables.columns import Column, Label

CHUNK = 1000  # rows loaded at once

Conditions = Sequence[tuple[Label, Label]]
Rows = Callable[[Select[Any]], Sequence[Any]]


@dataclass(frozen=True)
class Sheet:
    """`chunks()` gives the rows in order, never all of them at once; each holds what the columns ask it for."""

    title: Label
    columns: Sequence[Column]
    total: int
    chunks: Callable[[], Iterable[Sequence[Any]]]
    conditions: Conditions = ()
    numbered: bool = True


@dataclass(frozen=True)
class Attachment:
    """A file that goes along, under this name inside of the archive."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Book:
    """What one file holds: a list, or several; with `attachments` it may be asked for as an archive.

    `least`: how many rows it has in any case, where counting them would take long.
    """

    title: Label
    sheets: Sequence[Sheet]
    conditions: Conditions = ()
    attachments: Sequence[Attachment] | None = None
    least: int = 0

    @property
    def total(self) -> int:
        return max(self.least, sum(each.total for each in self.sheets))

    @property
    def weight(self) -> int:
        return sum(each.size for each in self.attachments or ())


def book_of(sheet: Sheet) -> Book:
    return Book(sheet.title, [sheet], sheet.conditions)


def small_sheet(title: Label, columns: Sequence[Column], rows: Sequence[Any], conditions: Conditions = ()) -> Sheet:
    """Of a list that is short and here already."""
    return Sheet(title, columns, len(rows), lambda: [rows], conditions)


def chunked(
    statement: Select[Any], key: Any, *, rows: Rows, values: Rows, chunk: int = CHUNK
) -> tuple[int, Callable[[], Iterator[Sequence[Any]]]]:
    """How many rows an ordered statement has, and a way through them. Which they are is settled first, by their key."""
    found = list(values(statement.with_only_columns(key, maintain_column_froms=True)))

    def chunks() -> Iterator[Sequence[Any]]:
        for at in range(0, len(found), chunk):
            yield rows(statement.where(key.in_(found[at : at + chunk])))

    return len(found), chunks
