"""Rows of a sheet as values: every cell judged, joined sheets looked up, rows that are none told apart."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from teacher_growth.clock import today
from teacher_growth.importing.comparing.joining import Lookup, Match, says
from teacher_growth.importing.mappings import Place, Source
from teacher_growth.importing.mappings.laying import Layout
from teacher_growth.importing.mappings.model import DAY
from teacher_growth.importing.reading.parent import Spooled
from teacher_growth.importing.rules.cells import BLANK_CELL, Odd, Verdict, shown_raw, verdict
from teacher_growth.importing.rules.dates import DateRules, of_cell, of_text
from teacher_growth.importing.rules.faults import Fault, Found, RowFault
from teacher_growth.importing.rules.states import Verdict as Fate
from teacher_growth.pinyin import fold
from teacher_growth.sheets import Column, Kind, spec
from teacher_growth.sheets.text import unsafe

TOTALS = frozenset({"\u5408\u8ba1", "\u603b\u8ba1", "\u5c0f\u8ba1", "\u5171\u8ba1", "total"})
HAN = re.compile(r"[\u3400-\u9fff]+")
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
    lacking: dict[str, Any] = field(default_factory=dict)  # what is put on record where nothing is known yet

    def assume(self, kind: Kind) -> dict[str, Any]:
        """For what is new; that something was assumed which others have to tell is said."""
        assumed = {key: value for key, value in self.lacking.items() if key not in self.values}
        for key in assumed:
            if spec(kind).column(key).required:
                self.fault(RowFault.ASSUMED, key)
        return assumed

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

    def __init__(
        self, layout: Layout, sheets: Mapping[int, Spooled], formats: Sequence[str], day: date | None = None
    ) -> None:
        assert layout.kind is not None  # noqa: S101 -- for the type checker
        self.day = day or today()
        self.layout, self.is_text = layout, sheets[layout.position].text
        self.rules = DateRules(tuple(formats), layout.is_1904)
        columns = [each for each in spec(layout.kind).columns if not each.told]
        self.columns = [(column, layout.places[column.key]) for column in columns if column.key in layout.places]
        self.required = {each.key for each in columns if each.required}
        self.judged: dict[str, dict[Any, Verdict]] = {column.key: {} for column, _place in self.columns}
        self.joined = [Lookup(join, sheets[place], layout.headings) for join, place in layout.joins]
        self.width = len(layout.headings) - sum(each.width for each in self.joined)
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
        matches = []
        for lookup in self.joined:
            other, match = lookup.of(wide)
            matches.append((lookup, match))
            wide = wide + other
        if self._is_left_out(taken, wide, matches):
            taken.fate = Fate.LEFT_OUT
            taken.faults = [] if self.layout.again else taken.faults
            return taken
        for lookup, match in matches:
            if fault := lookup.fault(match):
                taken.fault(fault, None, lookup.said(wide), sheet=lookup.join.sheet)
        for column, place in self.columns:
            self._judge(taken, column, place, wide)
        if not taken.is_sound:
            taken.fate = Fate.REFUSED
        return taken

    def _is_left_out(self, taken: Taken, cells: list[Any], matches: Sequence[tuple[Lookup, Match]]) -> bool:
        """What is no row of data says so: a total, marked as to be deleted, not what the mapping keeps."""
        if fold(shown_raw(cells[self.first])) in TOTALS:
            taken.fault(RowFault.TOTAL_ROW, None, shown_raw(cells[self.first]))
            return True
        for place, values in self.layout.deleted:
            if fold(shown_raw(cells[place])) in values:
                taken.fault(RowFault.TO_BE_DELETED, None, shown_raw(cells[place]))
                return True
        return self._is_kept_out(taken, cells, matches)

    def _is_kept_out(self, taken: Taken, cells: list[Any], matches: Sequence[tuple[Lookup, Match]]) -> bool:
        """By what the row itself says, then by the rows that belong to it, then by what those say."""
        if not self._keeps(cells, 0, self.width) or any(match is Match.BEYOND for _lookup, match in matches):
            return True
        needed = [(lookup, match) for lookup, match in matches if lookup.join.needed]
        deleted = [lookup for lookup, match in needed if match is Match.DELETED]
        for lookup in deleted:
            taken.fault(RowFault.TO_BE_DELETED, None, lookup.said(cells))
        lacking = [lookup for lookup, match in needed if match is Match.NONE]
        if deleted or not lacking:
            return bool(deleted) or not self._keeps(cells, self.width, len(cells))
        return self.layout.again and all(lookup.join.nth == 0 for lookup in lacking)  # said the first time

    def _keeps(self, cells: Sequence[Any], first: int, end: int) -> bool:
        conditions = [(place, values) for place, values in self.layout.keep if first <= place < end]
        return all(says(fold(shown_raw(cells[place])), values) for place, values in conditions)

    def _judge(self, taken: Taken, column: Column, place: Place, cells: list[Any]) -> None:
        raw = _raw(place, cells, self.day, self.rules)
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
        elif place.source.new is not None:
            taken.lacking[column.key] = self._verdict(column, _of_day(place.source.new, self.day)).value
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


def _raw(place: Place, cells: Sequence[Any], day: date, rules: DateRules) -> Any:
    """The cell, or what the mapping makes of it."""
    source = place.source
    if place.is_bare:
        return cells[place.positions[0]]
    raw: Any = None
    if source.value is not None:
        raw = source.value
    elif all(fold(shown_raw(cells[at])) in values for at, values in place.when):
        raw = _meant(source, _part(source, _found(place, cells), rules))
    return _of_day(source.blank if raw is None else raw, day)


def _of_day(raw: Any, day: date) -> Any:
    return day.isoformat() if raw == DAY else raw


def _found(place: Place, cells: Sequence[Any]) -> Any:
    """One cell, the first that says anything, or several as one text."""
    source, given = place.source, [cells[each] for each in place.positions]
    if len(given) < 2 or source.either:
        return next((each for each in given if not _is_blank(each)), None)
    if odd := next((each for each in given if isinstance(each, Odd)), None):
        return odd
    parts = [text for each in given if (text := shown_raw(each).strip())]
    if not source.glue.strip() and parts and all(HAN.match(each) for each in parts):
        return "".join(parts)  # Chinese names have no blank between them
    return source.glue.join(parts) or None


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _part(source: Source, raw: Any, rules: DateRules) -> Any:
    """Year or month of a day; what is no day stays as it is."""
    if source.part is None or _is_blank(raw):
        return raw
    day, _faults = of_cell(raw.sort, raw.text) if isinstance(raw, Odd) else of_text(str(raw).strip(), True, rules)
    return raw if day is None else str(getattr(day, source.part))


def _meant(source: Source, raw: Any) -> Any:
    if _is_blank(raw):
        return None
    as_it_is = source.pattern is None and not source.words and source.other is None and source.plus is None
    if isinstance(raw, Odd) or (as_it_is and not source.shape):
        return raw
    text = shown_raw(raw).strip()
    if source.pattern:
        match = re.fullmatch(source.pattern, text)
        text = match[1] if match else ""
    word = source.words.get(fold(text))
    if word is not None:
        text = word
    elif source.other is not None:
        text = source.other
    if source.plus is not None and text.isdecimal():
        text = str(int(text) + source.plus)
    if text and source.shape:
        text = source.shape.replace("%s", text)
    return text or None
