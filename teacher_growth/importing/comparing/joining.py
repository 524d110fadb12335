"""Sheets that others join: which row there belongs to a row here."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from teacher_growth.importing.mappings import Join
from teacher_growth.importing.reading.parent import Spooled
from teacher_growth.importing.rules.cells import shown_raw
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.pinyin import fold

ANYTHING = "*"


class Match(Enum):
    ONE = auto()
    NONE = auto()
    MANY = auto()
    DELETED = auto()  # it is marked as to be deleted
    BEYOND = auto()  # fewer stand in the cell than this layout asks for


class Lookup:
    """The rows of a joined sheet, by what they are joined by."""

    def __init__(self, join: Join, sheet: Spooled, headings: Sequence[str]) -> None:
        """`headings`: of the row here, those of sheets joined before included."""
        self.join = join
        self.here = next((place for place, each in enumerate(headings) if fold(each) == fold(join.here)), None)
        rows = sheet.read()
        _number, head = next(rows, (0, []))
        self.width = len(head)
        self.found: dict[str, list[list[Any]]] = {}
        self.deleted: set[str] = set()
        there = [fold(shown_raw(each)) for each in head]
        if fold(join.there) in there:
            self._take(rows, there)

    def _take(self, rows: Any, headings: Sequence[str]) -> None:
        at, split = headings.index(fold(self.join.there)), self.join.split
        keep, deleted = (_at(given, headings) for given in (self.join.keep, self.join.deleted))
        for _number, cells in rows:
            said = [fold(shown_raw(each)) for each in cells] + [""] * (len(headings) - len(cells))
            text = shown_raw(cells[at]) if at < len(cells) else ""
            keys = {fold(each) for each in (text.split(split) if split else [text]) if each.strip()}
            if any(said[place] in values for place, values in deleted):
                self.deleted |= keys
            elif all(says(said[place], values) for place, values in keep):
                for each in keys:
                    self.found.setdefault(each, []).append(cells)

    def of(self, cells: Sequence[Any]) -> tuple[list[Any], Match]:
        """The cells there, blank where there are none."""
        text = self.said(cells)
        parts = text.split(self.join.cut) if self.join.cut else [text]
        if 0 < len(parts) <= self.join.nth:
            return [None] * self.width, Match.BEYOND
        key = fold(parts[self.join.nth])
        found = self.found.get(key, ())
        other = list(found[0])[: self.width] if found else []
        return other + [None] * (self.width - len(other)), self._match(key, len(found), len(parts))

    def fault(self, match: Match) -> RowFault | None:
        """What is wrong with a row that is to be taken."""
        if match is Match.MANY:
            return RowFault.JOIN_MANY
        return RowFault.JOIN_NONE if match is Match.NONE and self.join.needed else None

    def said(self, cells: Sequence[Any]) -> str:
        return shown_raw(cells[self.here]) if self.here is not None and self.here < len(cells) else ""

    def _match(self, key: str, found: int, parts: int) -> Match:
        if found > 1 or (self.join.most > 1 and parts > self.join.most):
            return Match.MANY
        if found:
            return Match.ONE
        return Match.DELETED if key in self.deleted else Match.NONE


def says(text: str, values: frozenset[str]) -> bool:
    """Whether a folded cell is one of these; "*" is anything but blank."""
    return text in values or (ANYTHING in values and bool(text))


def _at(held: Mapping[str, Sequence[str]], headings: Sequence[str]) -> list[tuple[int, frozenset[str]]]:
    found = [(headings.index(fold(key)), values) for key, values in held.items() if fold(key) in headings]
    return [(place, frozenset(fold(each) for each in values)) for place, values in found]
