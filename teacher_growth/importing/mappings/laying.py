"""Which sheet is what, in which row its headings stand, and where each column is. Pure."""

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from teacher_growth.importing.mappings.model import Join, Mapping, Partial, Place, SheetMapping, Source
from teacher_growth.importing.rules.cells import shown_raw
from teacher_growth.pinyin import fold
from teacher_growth.sheets import Kind, spec

SEARCHED = 20  # rows in which the headings may stand
BRACKETS = re.compile(r"[(\uff08\[\u3010].*?[)\uff09\]\u3011]")
Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Head:
    """A sheet as far as it is looked at to tell what it is."""

    position: int
    name: str
    rows: Sequence[Row]
    hidden: bool = False
    is_1904: bool = False


@dataclass(kw_only=True)
class Layout:
    """A sheet understood: what stands where. Without `kind` nothing of it is taken."""

    position: int
    name: str
    kind: Kind | None = None
    header_row: int = 0
    headings: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    deleted: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    keep: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    joins: list[tuple[Join, int]] = field(default_factory=list)  # with the place of the joined sheet
    is_1904: bool = False
    is_partial: bool = False  # holds changes only
    again: bool = False  # the sheet is laid out more than once: what it has no use for is said the first time
    elsewhere: set[int] = field(default_factory=set)  # places that its other layouts use
    lacks: str | None = None  # the sheet without which nothing of this one is taken

    @property
    def missing(self) -> list[str]:
        """Required columns that are nowhere."""
        if self.kind is None:
            return []
        return [each.key for each in spec(self.kind).columns if each.required and each.key not in self.places]

    @property
    def unused(self) -> list[int]:
        used = self.used | self.elsewhere
        return [
            place for place, heading in enumerate(self.headings)
            if heading and place not in used and plain_heading(heading) not in self._told
        ]  # fmt: skip

    @property
    def used(self) -> set[int]:
        """Places of the row that say something."""
        by = {fold(join.here) for join, _sheet in self.joins}
        used = {place for each in self.places.values() for place in each.positions}
        used |= {place for place, heading in enumerate(self.headings) if fold(heading) in by}
        return used | {place for place, _values in (*self.deleted, *self.keep)}

    @property
    def _told(self) -> set[str]:
        """Headings of exports that are passed over, as declared."""
        columns = spec(self.kind).columns if self.kind else ()
        return {plain_heading(name) for each in columns if each.told for name in each.names}

    @property
    def doubled(self) -> list[int]:
        """Headings that stand twice: which of the two is meant nobody can tell."""
        named = [fold(each) for each in self.headings]
        used = {place for each in self.places.values() for place in each.positions}
        return [place for place, each in enumerate(named) if each and named.count(each) > 1
                and any(named[one] == each for one in used)]  # fmt: skip


def lay_out(
    heads: Sequence[Head],
    *,
    kind: Kind | None = None,
    mapping: Mapping | None = None,
    chosen: Map[str, Any] | None = None,
) -> list[Layout]:
    """One layout a sheet, or several where a mapping takes a sheet as several kinds; in the order of the kinds."""
    if mapping is not None:
        found = [each for each in _by_mapping(heads, mapping) if kind in (None, each.kind)]
    else:
        found = [_by_headings(head, kind, (chosen or {}).get(str(head.position))) for head in heads]
        if kind is not None:
            found = _only_one(found)
    order = list(Kind)
    return sorted(found, key=lambda each: (order.index(each.kind) if each.kind else len(order), each.position))


def _only_one(layouts: list[Layout]) -> list[Layout]:
    """Of several sheets that could be the kind asked for, the one that is named so, else the one that fits best."""

    def fits(each: Layout) -> tuple[int, int, int]:
        if each.kind is None:
            return (-1, 0, 0)
        named = fold(each.name) in _names(each.kind)
        return (named, -len(each.missing), len(each.places))

    best = max(layouts, key=fits, default=None)
    for each in layouts:
        if each is not best:
            each.kind, each.places = None, {}
    return layouts


# --- by the headings themselves -------------------------------------------------------------------


def plain_heading(text: str) -> str:
    """Without marks of what is required and without remarks in brackets."""
    bare = fold(BRACKETS.sub("", text).strip("*\uff0a \u3000"))
    return bare or fold(text)


def _by_headings(head: Head, kind: Kind | None, chosen: Map[str, Any] | None) -> Layout:
    layout = Layout(position=head.position, name=head.name, is_1904=head.is_1904)
    if chosen is not None:
        return _as_chosen(head, layout, chosen)
    best, kinds = 0.0, [kind] if kind else list(Kind)
    for number, cells in head.rows[:SEARCHED]:
        headings = [shown_raw(each).strip() for each in cells]
        for each in kinds:
            places = _matched(each, headings)
            score = _score(each, places, head.name)
            if score > best:
                best = score
                layout.kind, layout.header_row, layout.headings, layout.places = each, number, headings, places
    if head.hidden:
        layout.kind, layout.places = None, {}
    return layout


def _as_chosen(head: Head, layout: Layout, chosen: Map[str, Any]) -> Layout:
    """As somebody corrected it: kind, row of the headings, our key → place, or a value for all rows."""
    layout.header_row = int(chosen["header_row"])
    cells = next((cells for number, cells in head.rows if number == layout.header_row), ())
    layout.headings = [shown_raw(each).strip() for each in cells]
    if not chosen.get("kind"):
        return layout
    layout.kind = Kind(chosen["kind"])
    for key, given in chosen["columns"].items():
        if isinstance(given, int):
            layout.places[key] = Place(positions=(given,))
        else:
            layout.places[key] = Place(source=Source(value=str(given)))
    return layout


def _matched(kind: Kind, headings: Sequence[str]) -> dict[str, Place]:
    """The heading itself wins over another name of the column, and a column over one that comes later."""
    plain = [plain_heading(each) if each else "" for each in headings]
    places: dict[str, Place] = {}
    taken: set[int] = set()
    columns = [each for each in spec(kind).columns if not each.told]
    for rank in range(4):
        for column in columns:
            names = (column.names[rank],) if rank < 3 else column.aliases
            wanted = {plain_heading(each) for each in names}
            free = [place for place, each in enumerate(plain) if each in wanted and place not in taken]
            if column.key not in places and free:
                places[column.key] = Place(positions=(free[0],))
                taken.add(free[0])
    return places


def _score(kind: Kind, places: Map[str, Place], name: str) -> float:
    """None at all where less than two columns that matter are there."""
    columns = spec(kind).columns
    required = [each.key for each in columns if each.required]
    held = sum(key in places for key in required)
    if held < 2:
        return 0.0
    named = 0.5 if fold(name) in _names(kind) else 0.0
    others = len(places) - held
    return held / len(required) + named + others / 100 - list(Kind).index(kind) / 10_000


def _names(kind: Kind) -> set[str]:
    held = spec(kind)
    return {fold(each) for each in (held.name, held.english, kind, *held.aliases)}


# --- by a mapping ---------------------------------------------------------------------------------


def _by_mapping(heads: Sequence[Head], mapping: Mapping) -> list[Layout]:
    layouts, used = [], set()
    for given in mapping.sheets:
        for head in heads:
            if fnmatchcase(fold(head.name), fold(given.sheet)):
                layouts.append(_mapped(head, given, mapping, heads))
                used.add(head.position)
                used |= {place for _join, place in layouts[-1].joins}
    if mapping.partial:
        used |= {head.position for head in heads if fold(head.name) == fold(mapping.partial.sheet)}
    _tell_again(layouts)
    others = [Layout(position=head.position, name=head.name) for head in heads if head.position not in used]
    return layouts + others


def _tell_again(layouts: Sequence[Layout]) -> None:
    for place, each in enumerate(layouts):
        its = [other for other in layouts if other.position == each.position and other is not each]
        each.elsewhere = {place for other in its for place in other.used if "." not in other.headings[place]}
        each.again = any(other.position == each.position for other in layouts[:place])


def _mapped(head: Head, given: SheetMapping, mapping: Mapping, heads: Sequence[Head]) -> Layout:
    layout = Layout(position=head.position, name=head.name, kind=given.kind, is_1904=head.is_1904)
    layout.header_row, layout.headings = _header(head, given)
    layout.is_partial = mapping.partial is not None and _is_partial(mapping.partial, head, heads)
    wide = list(layout.headings)
    for join in given.joins:
        other = next((each for each in heads if fold(each.name) == fold(join.sheet)), None)
        if other is not None:
            layout.joins.append((join, other.position))
            wide += [f"{join.sheet}.{each}" for each in joined_headings(other)]
        elif join.needed:
            layout.kind, layout.lacks = None, layout.lacks or join.sheet
    place_of = {plain_heading(each): place for place, each in reversed(list(enumerate(wide))) if each}
    for key, source in given.columns.items():
        place = _place(source, place_of)
        if place is not None:
            layout.places[key] = place
    layout.deleted = _conditions(mapping.deleted, place_of)
    layout.keep = _conditions(given.keep, place_of)
    layout.headings = wide
    return layout


def _is_partial(partial: Partial, head: Head, heads: Sequence[Head]) -> bool:
    """What the sheet that tells of the others says of this one."""
    telling = next((each for each in heads if fold(each.name) == fold(partial.sheet)), None)
    if telling is None or not telling.rows:
        return False
    place_of = {plain_heading(each): place for place, each in enumerate(joined_headings(telling))}
    names = {heading: (name.replace("%s", head.name),) for heading, name in partial.name.items()}
    asked = _conditions({**names, **partial.says}, place_of)
    return len(asked) == len(names) + len(partial.says) and any(
        all(place < len(cells) and fold(shown_raw(cells[place])) in values for place, values in asked)
        for _number, cells in telling.rows[1:]
    )


def _place(source: Source, place_of: Map[str, int]) -> Place | None:
    """None where it can say nothing."""
    found = [place_of.get(plain_heading(each)) for each in source.headings]
    there = tuple(each for each in found if each is not None)
    if len(there) < len(found) and not source.either:
        there = ()  # what is put together needs all its parts
    if not there and source.value is None and source.blank is None and source.new is None:
        return None
    return Place(positions=there, source=source, when=tuple(_conditions(source.when, place_of)))


def joined_headings(head: Head) -> list[str]:
    """Those of a sheet that others join: its first row."""
    return [shown_raw(each).strip() for each in head.rows[0][1]] if head.rows else []


def _header(head: Head, given: SheetMapping) -> tuple[int, list[str]]:
    """The row with most of the headings the mapping names."""
    wanted = {plain_heading(each) for source in given.columns.values() for each in source.headings}
    best: tuple[int, int, list[str]] = (0, head.rows[0][0] if head.rows else 0, [])
    for number, cells in head.rows[:SEARCHED]:
        headings = [shown_raw(each).strip() for each in cells]
        held = len({plain_heading(each) for each in headings if each} & wanted)
        if held > best[0]:
            best = (held, number, headings)
    return best[1], best[2]


def _conditions(held: Map[str, Sequence[str]], place_of: Map[str, int]) -> list[tuple[int, frozenset[str]]]:
    found = [(place_of.get(plain_heading(heading)), values) for heading, values in held.items()]
    return [(place, frozenset(fold(each) for each in values)) for place, values in found if place is not None]
