"""What a sheet of each kind holds: columns, their headings in both languages, how a value is written. Pure data.

The kinds stand in `kinds/*.yaml`: headings are part of a file's format, so both languages lie there and not in the
catalogue. Exporting writes what importing reads.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


class Kind(StrEnum):
    """In the order in which they are imported: what others rest on comes first."""

    ORGANISATIONS = "organisations"
    PEOPLE = "people"
    POSTINGS = "postings"
    POSTS = "posts"
    TITLES = "titles"
    HONOURS = "honours"
    DEGREES = "degrees"
    TEACHING = "teaching"
    CERTIFICATES = "certificates"
    ASSESSMENTS = "assessments"
    LEAVES = "leaves"
    ACHIEVEMENTS = "achievements"
    TRAINING = "training"
    CREDITS = "credits"
    PAIRS = "pairs"


class Type(StrEnum):
    TEXT = "text"
    IDENTIFIER = "identifier"  # digits that are no number: as text, leading zeros kept
    DATE = "date"
    INTEGER = "integer"
    AMOUNT = "amount"  # tenths, written with at most one decimal
    YES_NO = "yes_no"
    CODE = "code"  # by its word or its code
    ORGANISATION = "organisation"  # by name or school code


@dataclass(frozen=True, kw_only=True)
class Column:
    key: str
    heading: str
    english: str
    type: Type
    code: str | None = None  # which code: a name in `codes.CODES`
    aliases: tuple[str, ...] = ()
    required: bool = False
    check: bool = False  # compared with what is on record, never written
    told: bool = False  # written in exports, passed over in imports
    month: bool = False  # a month without its day is taken, as its first day
    lackable: bool = False  # although required: other systems may not have it, and new lines can do without
    longest: int = 400
    default: str | None = None
    hint: str = ""
    english_hint: str = ""
    example: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.heading, self.english, self.key, *self.aliases)


@dataclass(frozen=True)
class Spec:
    kind: Kind
    name: str
    english: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return self._by_key[key]

    @property
    def _by_key(self) -> dict[str, Column]:
        return {each.key: each for each in self.columns}


@lru_cache
def spec(kind: Kind) -> Spec:
    text = (files(__package__) / "kinds" / f"{kind}.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.load(text, Loader=Loader)  # noqa: S506 -- a safe loader
    columns = tuple(
        Column(
            **each
            | {
                "type": Type(each["type"]),
                "aliases": tuple(each.get("aliases", ())),
                "example": str(each.get("example", "")),
            }
        )
        for each in held["columns"]
    )
    return Spec(kind, held["name"]["zh"], held["name"]["en"], tuple(held["aliases"]), columns)


Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
