"""One subject with its records and parties."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from teacher_growth.policy.rules.reading.exact import DateRange, day_from
from teacher_growth.policy.rules.reading.problems import known_names
from teacher_growth.policy.rules.reading.values import WrongValueError, convert, reversed_days, said
from teacher_growth.policy.rules.reading.vocabulary import Kind, Party, Value, Vocabulary, Word

NEVER = (1 << 40, 1 << 40)
"""Sorts what has no date behind everything else."""


@dataclass(frozen=True, slots=True)
class Record:
    """`values` holds what is known. `begins` and `ends`: its date twice, or its span; `ends` None: still running.

    `begins` None: not known when.
    """

    id: str
    values: Mapping[str, Value]
    records: Mapping[str, list["Record"] | None]
    begins: DateRange | None
    ends: DateRange | None
    is_span: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """`values`, `records` and `parties` hold what is known; a kind that is there and empty is known to be none."""

    id: str
    as_of: int | None
    values: Mapping[str, Value]
    records: Mapping[str, list[Record] | None]
    parties: Mapping[str, "Subject"]


class SubjectReader:
    """`wrong` takes path, message and hint of each problem."""

    def __init__(self, vocabulary: Vocabulary, wrong: Callable[[str, str, str], None]) -> None:
        self.vocabulary = vocabulary
        self.wrong = wrong

    def subject(self, data: Any, path: str, place: str, party: Party | None = None) -> Subject:
        """`place` is its id where it has none."""
        source: Vocabulary | Party = party or self.vocabulary
        if not isinstance(data, dict):
            self.wrong(path, f"an object with facts is expected, not {said(data)}", '{"id": "t1", …}')
            return Subject(place, None, {}, {}, {})
        parties = {} if party else self.vocabulary.parties
        own: dict[str, Any] = {}
        for name, raw in data.items():
            if name in source.words or name in source.kinds or name in parties:
                own[name] = raw
            elif name not in ("id", "as_of"):
                known = {*source.words, *source.kinds, *parties, "id", "as_of"}
                self.wrong(inside(path, name), f"{name!r} is not declared", known_names(name, known))
        return Subject(
            self.id(data.get("id"), place, path),
            self.as_of(data.get("as_of"), inside(path, "as_of")),
            self.values({name: raw for name, raw in own.items() if name in source.words}, source.words, path),
            self.kinds(own, source.kinds, path),
            {
                name: self.subject(own[name], inside(path, name), name, parties[name])
                for name in parties
                if own.get(name) is not None
            },
        )

    def id(self, raw: Any, place: str, path: str) -> str:
        if raw is None:
            return place
        if isinstance(raw, bool) or not isinstance(raw, str | int) or raw == "":
            self.wrong(inside(path, "id"), f"an id is a text, not {said(raw)}", "")
            return place
        return str(raw)

    def as_of(self, raw: Any, path: str) -> int | None:
        found = day_from(raw) if isinstance(raw, str) else None
        if raw is not None and found is None:
            self.wrong(path, f"a date is expected, not {said(raw)}", "to the day: YYYY-MM-DD")
        return found

    def values(
        self, data: Mapping[str, Any], words: Mapping[str, Word], path: str, declare: str = ""
    ) -> dict[str, Value]:
        """What is known of the words. A name that is none of them is refused, with `declare` as advice."""
        found: dict[str, Value] = {}
        for name, raw in data.items():
            word = words.get(name)
            if word is None:
                hint = "; ".join(each for each in (known_names(name, words), declare) if each)
                self.wrong(inside(path, name), f"{name!r} is not declared", hint)
            elif raw is not None:
                try:
                    found[name] = convert(word, raw, self.vocabulary.code_sets)
                except WrongValueError as wrong:
                    self.wrong(inside(path, name) + wrong.where, wrong.message, wrong.hint)
        for name, word in words.items():
            if word.if_missing is not None and data.get(name) is None:
                found[name] = word.if_missing
        return found

    def kinds(self, data: Mapping[str, Any], kinds: Mapping[str, Kind], path: str) -> dict[str, list[Record] | None]:
        found: dict[str, list[Record] | None] = {}
        for name, kind in kinds.items():
            raw = data.get(name)
            if raw is not None:
                found[name] = self.records(raw, kind, inside(path, name))
            elif kind.if_missing is not None:
                found[name] = []
        return found

    def records(self, raw: Any, kind: Kind, path: str) -> list[Record]:
        if not isinstance(raw, list):
            hint = "[{…}]; [] where there are known to be none"
            self.wrong(path, f"a list of records is expected, not {said(raw)}", hint)
            return []
        made = []
        seen: set[str] = set()
        for place, each in enumerate(raw):
            here = f"{path}[{place}]"
            if not isinstance(each, dict):
                self.wrong(here, f"a record is an object, not {said(each)}", "{…}")
                continue
            record = self.record(each, kind, here, f"{kind.name}[{place}]")
            if record.id in seen:
                self.wrong(f"{here}.id", f"the id {record.id!r} stands twice", "each record of a kind has its own")
            seen.add(record.id)
            made.append((self.order(record, each, place), record))
        return [record for _, record in sorted(made, key=lambda pair: pair[0])]

    def order(self, record: Record, raw: Mapping[str, Any], place: int) -> tuple[Any, ...]:
        """By date, then id; records without an id behind those with one, as they stand."""
        return (*(record.begins or NEVER), raw.get("id") is None, record.id if raw.get("id") is not None else "", place)

    def record(self, data: Mapping[str, Any], kind: Kind, path: str, place: str) -> Record:
        own = {name: raw for name, raw in data.items() if name != "id" and name not in kind.kinds}
        values = self.values(own, kind.fields, path)
        begins, ends, is_span = time_of(kind, values)
        if reversed_days(begins, ends):
            self.wrong(inside(path, "to"), "to lies before from", "to is the last day included")
        inner = self.kinds(data, kind.kinds, path)
        return Record(self.id(data.get("id"), place, path), values, inner, begins, ends, is_span)


def time_of(kind: Kind, values: Mapping[str, Value]) -> tuple[DateRange | None, DateRange | None, bool]:
    """First day, last day, and whether it is a span: a kind that does not say takes what the record carries."""
    is_span = kind.dated_by == "from" or (not kind.dated_by and "date" not in values)
    names = ("from", "to") if is_span else (kind.dated_by or "date",) * 2
    begins, ends = (values.get(name) for name in names)
    assert begins is None or isinstance(begins, DateRange)  # noqa: S101 -- for the type checker: declared as dates
    assert ends is None or isinstance(ends, DateRange)  # noqa: S101 -- for the type checker: declared as dates
    return begins, ends, is_span


def inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
