"""The words a policy may use: facts, kinds of records, parties, codes and scales."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from teacher_growth.policy.rules.reading.exact import DateRange, Duration
from teacher_growth.policy.rules.reading.labels import Label

T = TypeVar("T")

TYPES = ("number", "date", "code", "codes", "yes_no", "text", "duration", "period")
MONTH_MEANS = ("first", "last", "any")

Period: TypeAlias = tuple[DateRange | None, DateRange | None]
"""First and last day; None where not known, or for the last day: still running."""
Value: TypeAlias = Fraction | str | bool | frozenset[str] | DateRange | Duration | Period


@dataclass(frozen=True, slots=True)
class Word:
    """A fact, or a record's field. `if_missing` is the value of one left out; None leaves it unknown."""

    name: str
    type: str
    label: Label
    unit: str | None = None
    of: str | None = None  # the code set
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    if_missing: Value | None = None
    month_means: str = "any"
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dated records.

    `dated_by`: `from` for spans, else the field with the date; empty where each record may carry `date` or `from`/`to`.
    """

    name: str
    label: Label
    fields: Mapping[str, Word]
    kinds: Mapping[str, "Kind"]
    dated_by: str
    if_missing: tuple[()] | None = None  # () where a kind left out is known to be none
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One nested subject. It knows what it declares itself and, behind that, every other word and kind."""

    name: str
    label: Label
    words: Mapping[str, Word]
    kinds: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class CodeSet:
    """`ordered`: a scale, from low to high."""

    name: str
    codes: tuple[str, ...]
    labels: Mapping[str, Label]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: Mapping[str, Word] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    code_sets: Mapping[str, CodeSet] = field(default_factory=dict)
    list_words: Mapping[str, Word] = field(default_factory=dict)  # facts of a round

    @property
    def names(self) -> set[str]:
        """What a subject may hold."""
        return {*self.words, *self.kinds, *self.parties}

    def over(self, below: "Vocabulary") -> "Vocabulary":
        """Its own words first, then those below it; a name means one thing only. Parties know all of both."""
        words = _over(self.words, below.words, self.names)
        kinds = _over(self.kinds, below.kinds, self.names)
        parties = {
            name: replace(each, words={**words, **each.words}, kinds=_party_kinds(each, kinds))
            for name, each in _over(self.parties, below.parties, self.names).items()
        }
        return Vocabulary(
            words,
            kinds,
            parties,
            {**below.code_sets, **self.code_sets},
            {**below.list_words, **self.list_words},
        )


def _over(own: Mapping[str, T], below: Mapping[str, T], taken: set[str]) -> dict[str, T]:
    return {**{name: each for name, each in below.items() if name not in taken}, **own}


def _party_kinds(party: Party, kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    return {**{name: each for name, each in kinds.items() if name not in party.words}, **party.kinds}
