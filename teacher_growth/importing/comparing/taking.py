"""Rows of a sheet as values: every cell judged, joined sheets looked up, rows that are none told apart."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from teacher_growth.importing.mappings import Place
from teacher_growth.importing.mappings.laying import Layout
from teacher_growth.importing.reading.parent import Spooled
from teacher_growth.importing.rules.cells import BLANK_CELL, Odd, Verdict, shown_raw, verdict
from teacher_growth.importing.rules.dates import DateRules
from teacher_growth.importing.rules.faults import Fault, Found, RowFault
from teacher_growth.importing.rules.states import Verdict as Fate
from teacher_growth.pinyin import fold
from teacher_growth.sheets import Column, spec
from teacher_growth.sheets.text import unsafe

TOTALS = frozenset({"\u5408\u8ba1", "\u603b\u8ba1", "\u5c0f\u8ba1", "\u5171\u8ba1", "total"})
MEMORY = 20_000  # different cells of one column that are judged once


@dataclass
class Taken:
    """A row as understood; comparing fills in the rest."""

    number: int | None
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Found] = field(default_factory=list)
    fate: Fate | None = None
    key: str = ""
    name: str = ""
    target_id: int | None = None
    changes: dict[str, list[Any]] | None = None

    def fault(self, code: str, key: str | None = None, value: str = "", **details: Any) -> None:
        self.faults.append(Found(str(code), key, value, details or None))

    @property
    def is_sound(self) -> bool:
        return all(each.is_warning for each in self.faults)

    def refuse(self, code: str, key: str | None = None, value: str = "", **details: Any) -> None:
        self.fault(code, key, value, **details)
        self.fate = Fate.REFUSED


class Taker:
    """Takes the rows of one sheet as its layout says."""

    def __init__(self, layout: Layout, sheets: Mapping[int, Spooled], formats: Sequence[str]) -> None:
        assert layout.kind is not None  # noqa: S101 -- for the type checker
        self.layout, self.is_text = layout, sheets[layout.position].text
        self.rules = DateRules(tuple(formats), layout.is_1904)
        columns = [each for each in spec(layout.kind).columns if not each.told]
        self.columns = [(column, layout.places[column.key]) for column in columns if column.key in layout.places]
        self.required = {each.key for each in columns if each.required}
        self.judged: dict[str, dict[Any, Verdict]] = {column.key: {} for column, _place in self.columns}
        self.joined = [(join, *_lookup(sheets[place], join)) for join, place in layout.joins]
        self.width = len(layout.headings) - sum(width for _join, width, _rows in self.joined)
        self.first = next((place.positions[0] for _column, place in self.columns if place.positions), 0)

    def rows(self, rows: Iterable[tuple[int, list[Any]]]) -> Iterator[Taken]:
        for number, cells in rows:
            if number > self.layout.header_row:
                yield self.take(number, cells)

    def take(self, number: int, cells: list[Any]) -> Taken:
        taken = Taken(number)
        if self.is_text:
            cells = [unsafe(each) if isinstance(each, str) else each for each in cells]
        wide = cells + [None] * (self.width - len(cells)) if len(cells) < self.width else cells[: self.width]
        for join, width, lookup in self.joined:
            wide = wide + self._joined(taken, wide, join, width, lookup)
        if self._is_left_out(taken, wide):
            taken.fate = Fate.LEFT_OUT
            return taken
        for column, place in self.columns:
            self._judge(taken, column, place, wide)
        if not taken.is_sound:
            taken.fate = Fate.REFUSED
        return taken

    def _joined(self, taken: Taken, cells: list[Any], join: Any, width: int, lookup: Mapping[str, Any]) -> list[Any]:
        here = next((place for place, each in enumerate(self.layout.headings) if fold(each) == fold(join.here)), None)
        key = fold(shown_raw(cells[here])) if here is not None and here < len(cells) else ""
        found = lookup.get(key, ())
        if len(found) > 1:
            taken.fault(RowFault.JOIN_MANY, None, shown_raw(cells[here or 0]), sheet=join.sheet)
        other = list(found[0]) if found else []
        return other[:width] + [None] * (width - len(other))

    def _is_left_out(self, taken: Taken, cells: list[Any]) -> bool:
        """What is no row of data says so: a total, marked as to be deleted, not what the mapping keeps."""
        if fold(shown_raw(cells[self.first])) in TOTALS:
            taken.fault(RowFault.TOTAL_ROW, None, shown_raw(cells[self.first]))
            return True
        for place, values in self.layout.deleted:
            if fold(shown_raw(cells[place])) in values:
                taken.fault(RowFault.TO_BE_DELETED, None, shown_raw(cells[place]))
                return True
        return any(fold(shown_raw(cells[place])) not in values for place, values in self.layout.keep)

    def _judge(self, taken: Taken, column: Column, place: Place, cells: list[Any]) -> None:
        raw = _raw(place, cells)
        found = self._verdict(column, raw)
        if found is not BLANK_CELL:
            taken.faults += [Found(each, column.key, found.told) for each in found.faults]
        value = found.value
        before = place.source.not_before
        if value is not None and before and (earliest := taken.values.get(before)) and value < earliest:
            taken.fault(RowFault.PERIOD_IMPLAUSIBLE, column.key, found.told)
            value = None
        if value is not None:
            taken.values[column.key] = value
        elif column.key in self.required and all(each.is_warning or each.key != column.key for each in taken.faults):
            taken.fault(Fault.MISSING, column.key)

    def _verdict(self, column: Column, raw: Any) -> Verdict:
        """Judged once for each different cell: most columns hold few."""
        judged, key = self.judged[column.key], raw if raw.__class__ is str else (raw.__class__, raw)
        found = judged.get(key)
        if found is None:
            found = verdict(column, raw, self.rules)
            if len(judged) < MEMORY:
                judged[key] = found
        return found


def _raw(place: Place, cells: Sequence[Any]) -> Any:
    """The cell, or what the mapping makes of it."""
    source = place.source
    if source.value is not None:
        return source.value
    if len(place.positions) == 1:
        raw = cells[place.positions[0]]
    else:
        raw = source.glue.join(text for each in place.positions if (text := shown_raw(cells[each]).strip())) or None
    if raw is None or isinstance(raw, Odd) or not (source.pattern or source.words or source.other is not None):
        return raw
    return _meant(source, shown_raw(raw).strip())


def _meant(source: Any, text: str) -> str | None:
    if source.pattern:
        match = re.fullmatch(source.pattern, text)
        text = match[1] if match else ""
    if text in source.words:
        text = source.words[text]
    elif source.other is not None:
        text = source.other
    return text or None


def _lookup(sheet: Spooled, join: Any) -> tuple[int, dict[str, list[list[Any]]]]:
    """How wide the joined sheet is, and its rows by what they are joined by."""
    rows = sheet.read()
    _number, head = next(rows, (0, []))
    headings = [fold(shown_raw(each)) for each in head]
    found: dict[str, list[list[Any]]] = {}
    if fold(join.there) not in headings:
        return len(headings), found
    there = headings.index(fold(join.there))
    for _number, cells in rows:
        text = shown_raw(cells[there]) if there < len(cells) else ""
        for each in text.split(join.split) if join.split else [text]:
            if each.strip():
                found.setdefault(fold(each), []).append(cells)
    return len(headings), found
