"""The shape of a mapping. Pure data.

mapping:  title {zh, en} · date_formats [strptime] · source (whose identifiers these are) · root {name}: the topmost
          organisation to begin with where the system has none · deleted {heading: [values]}: rows that are marked as
          to be deleted
sheets:   a list of
  sheet   name of the file or sheet, * allowed · kind · columns {our key: source}
  keep {heading: [values]}: only rows that say so
  join [{sheet, by {heading here: heading there}, split, cut, keep {heading there: [values]}}]: the row there that
       belongs to this one; `split`: there several stand in a cell, parted by this sign; `cut`: here they do, and the
       first counts; rows there that are marked as to be deleted do not count
source:   a heading, or {from: heading | [headings], with: " ", either: [headings], when {heading: [values]}, pattern,
          words {theirs: ours}, other: ours, blank: ours, shape: "%s-09-01", value: constant, not_before: our key}
          headings of a joined sheet are written sheet.heading; `either`: the first of them that says anything; `when`:
          blank unless the row says so; `pattern`: only its first group, blank where it does not fit; `words`: whatever
          their case; `other`: what any further word means ("" is blank); `blank`: what a blank cell, or a heading that
          is nowhere, means; `shape`: what is put around it; `not_before`: an earlier day is left out, and said
value and blank may be @day: the day given for the import
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
    shape: str | None = None
    pattern: str | None = None
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
class Mapping:
    name: str
    title: str = ""
    english: str = ""
    source: str | None = None
    root: str | None = None
    date_formats: tuple[str, ...] = ()
    deleted: Map[str, tuple[str, ...]] = field(default_factory=dict)
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
