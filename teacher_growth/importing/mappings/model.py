"""The shape of a mapping. Pure data.

mapping:  title {zh, en} · date_formats [strptime] · source (whose identifiers these are) · root {name}: the topmost
          organisation to begin with where the system has none · deleted {heading: [values]}: rows that are marked as
          to be deleted · partial {sheet, name {heading: "%s"}, says {heading: [values]}}: a sheet that tells of others,
          each called as `name` has it, which hold changes only: who is not in them is not missing
sheets:   a list of
  sheet   name of the file or sheet, * allowed · kind · columns {our key: source}
  keep {heading: [values]}: only rows that say so; "*" is anything but blank
  join [{sheet, by {heading here: heading there}, split, cut, each, needed, keep {heading there: [values]}}]: the row
       there that belongs to this one; `split`: there several stand in a cell, parted by this sign; `cut`: here they
       do, and the first counts, or with `each: n` the row is taken once for every one of up to n; rows there that are
       marked as to be deleted do not count; `needed`: without that sheet this one is left out, without a row there
       the row is refused, and with one that is marked as to be deleted it is so itself
source:   a heading, or {from: heading | [headings], with: " ", either: [headings], when {heading: [values]}, part,
          pattern, words {theirs: ours}, other: ours, plus, blank: ours, new: ours, shape: "%s-09-01", value: constant,
          not_before: our key}
          headings of a joined sheet are written sheet.heading; `either`: the first of them that says anything; `when`:
          blank unless the row says so; `part`: year or month of a day; `pattern`: only its first group, blank where it
          does not fit; `words`: whatever their case; `other`: what any further word means ("" is blank); `plus`: added
          to a number; `blank`: what a blank cell, or a heading that is nowhere, means; `shape`: what is put around it;
          `not_before`: an earlier day is left out, and said
value, blank and new may be @day: the day given for the import; `new`: what is put on record where nothing is known yet,
and nothing is said of what is on record
"""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from teacher_growth.sheets import Kind

DAY = "@day"
Conditions = Sequence[tuple[int, frozenset[str]]]
"""Place in the row, and what has to stand there."""


@dataclass(frozen=True, kw_only=True)
class Source:
    headings: tuple[str, ...] = ()
    glue: str = ""
    either: bool = False
    when: Map[str, tuple[str, ...]] = field(default_factory=dict)
    blank: str | None = None
    new: str | None = None
    shape: str | None = None
    part: str | None = None
    pattern: str | None = None
    plus: int | None = None
    not_before: str | None = None
    words: Map[str, str] = field(default_factory=dict)
    other: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class Join:
    sheet: str
    here: str
    there: str
    split: str | None = None
    cut: str | None = None
    nth: int = 0  # of several here
    most: int = 1
    needed: bool = False
    keep: Map[str, tuple[str, ...]] = field(default_factory=dict)
    deleted: Map[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SheetMapping:
    sheet: str
    kind: Kind
    columns: Map[str, Source]
    keep: Map[str, tuple[str, ...]] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Partial:
    sheet: str
    name: Map[str, str]
    says: Map[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    name: str
    title: str = ""
    english: str = ""
    source: str | None = None
    root: str | None = None
    date_formats: tuple[str, ...] = ()
    deleted: Map[str, tuple[str, ...]] = field(default_factory=dict)
    partial: Partial | None = None
    sheets: tuple[SheetMapping, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a column of ours stands in a sheet: the places its text is put together from, and how."""

    positions: tuple[int, ...] = ()
    source: Source = field(default_factory=Source)
    when: tuple[tuple[int, frozenset[str]], ...] = ()

    @cached_property
    def is_bare(self) -> bool:
        """A cell as it stands."""
        return len(self.positions) == 1 and not self.when and replace(self.source, headings=(), not_before=None) == BARE


BARE = Source()
