"""What a list is declared by: columns, filters, acts on many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

LONGEST_TEXT = 100

Label = Any  # str, or a lazy translation


@dataclass(frozen=True)
class Column:
    """One column. `card` keeps it on phones (three and a state); `hint` is one more, drawn muted in the same cell.

    Where a cell draws several values as one text ("6 学时"), `parts` names them: a file has a column for each.
    """

    key: str
    label: Label
    _: KW_ONLY
    value: Callable[[Any], object]
    sort: Any = None
    kind: str = "text"  # text lines number amount date moment state words
    card: bool = False
    url: Callable[[Any], str | None] | None = None
    hint: Column | None = None
    parts: Sequence[Column] = ()

    @property
    def in_files(self) -> tuple[Column, ...]:
        """What it becomes in a file: one value a column."""
        if self.parts:
            return tuple(self.parts)
        return (self,) if self.hint is None else (self, self.hint)


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


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
