"""The shape of a mapping. Pure data.

mapping:  title {zh, en} · date_formats [strptime] · source (whose identifiers these are) · root {name}: the topmost
          organisation to begin with where the system has none · deleted {heading: [values]}: rows that are marked as
          to be deleted
sheets:   a list of
  sheet   name of the file or sheet, * allowed · kind · columns {our key: source}
  keep {heading: [values]}: only rows that say so · join [{sheet, by {heading here: heading there}, split}]
source:   a heading, or {from: heading | [headings], with: " ", pattern, words {theirs: ours}, other: ours,
          value: constant, not_before: our key}
          headings of a joined sheet are written sheet.heading; `pattern`: only its first group, blank where it does not
          fit; `other`: what any further word means ("" is blank); `not_before`: an earlier day is left out, and said
"""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from teacher_growth.sheets import Kind


@dataclass(frozen=True, kw_only=True)
class Source:
    headings: tuple[str, ...] = ()
    glue: str = ""
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
    split: str | None = None  # `there` holds several, parted by this sign


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
