"""Facts of a file as columns: one source of facts the engine can judge over."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from teacher_growth.policy.rules.columns import Column, column, unknown
from teacher_growth.policy.rules.frames import Frame, Place, Sets
from teacher_growth.policy.rules.groups import offsets
from teacher_growth.policy.rules.reading.facts import FactsFile
from teacher_growth.policy.rules.reading.subjects import Record, Subject
from teacher_growth.policy.rules.reading.vocabulary import Kind, Vocabulary, Word
from teacher_growth.policy.rules.types import DATE, DURATION_BASE, LAST_DAY, TEXT, Codes, Type, bounds

Holder = Subject | Record
TIME = ("*begins", "*ends")
"""From when to when a record runs, or its date twice: known of every record, under names no file can use."""


def codes_of(vocabulary: Vocabulary) -> dict[str, Codes]:
    """The file's code sets and scales as types know them."""
    return {
        name: Codes(name, each.codes, tuple(each.labels.get(code, code) for code in each.codes), each.ordered)
        for name, each in vocabulary.code_sets.items()
    }


def type_of(word: Word, codes: Mapping[str, Codes]) -> Type:
    if word.type == "text":
        return TEXT
    if word.type in ("code", "codes"):
        return Type(word.type, codes=codes[word.of] if word.of else TEXT.codes)
    floor = None if word.at_least is None else int(word.at_least // 1)
    return Type(word.type, "date" if word.type == "date" else word.unit, floor=floor)


def root_place(vocabulary: Vocabulary, codes: Mapping[str, Codes]) -> Place:
    """The subject: its facts, its parties' facts as `party.name`, its kinds of records."""
    fields = {"as_of": Type("date", "date"), **{name: type_of(word, codes) for name, word in vocabulary.words.items()}}
    root = Place("", None, fields, lambda run: run.source.subjects_frame)
    root.kinds = {name: _kind_place(kind, (name,), root, codes) for name, kind in vocabulary.kinds.items()}
    for party_name, party in vocabulary.parties.items():
        fields.update({f"{party_name}.{name}": type_of(word, codes) for name, word in party.words.items()})
        fields[f"{party_name}.id"] = TEXT
        root.kinds.update(
            {
                f"{party_name}.{name}": _kind_place(kind, (f"{party_name}.{name}",), root, codes)
                for name, kind in party.kinds.items()
            }
        )
    fields["id"] = TEXT
    return root


def _kind_place(kind: Kind, path: tuple[str, ...], above: Place, codes: Mapping[str, Codes]) -> Place:
    fields = {name: type_of(word, codes) for name, word in kind.fields.items()}
    fields.setdefault("id", TEXT)
    fields |= dict.fromkeys(TIME, DATE)
    place = Place(path[-1], above, fields, lambda run: run.source.records(path), dated_by=TIME, label=kind.label)
    place.kinds = {name: _kind_place(inner, (*path, name), place, codes) for name, inner in kind.kinds.items()}
    return place


class FactsSource:
    """Facts of a file. `words` are the texts met, by the number that stands for each."""

    def __init__(
        self, facts: FactsFile, vocabulary: Vocabulary, codes: Mapping[str, Codes], as_of: int | None = None
    ) -> None:
        self.facts, self.vocabulary, self.codes = facts, vocabulary, codes
        self.size = len(facts.subjects)
        self.given = facts.given
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        days = [as_of or subject.as_of or facts.as_of for subject in facts.subjects]
        self._as_of: Column | None = None
        self._days = [None if day is None else int(day) for day in days]
        self._frames: dict[tuple[str, ...], tuple[Frame, list[Record]]] = {}
        self.subjects_frame = Frame(self.size, self.fact)

    def text(self, value: str) -> int:
        """The number that stands for a text in this run."""
        if value not in self._numbers:
            self._numbers[value] = len(self.words)
            self.words.append(value)
        return self._numbers[value]

    def subject(self, row: int) -> str:
        return self.facts.subjects[row].id

    def as_of(self) -> Column:
        if self._as_of is None:
            edges = bounds("date")
            self._as_of = column([edges if day is None else (day, day) for day in self._days])
        return self._as_of

    def list_fact(self, name: str) -> Column:
        word = self.vocabulary.list_words.get(name)
        value = self.facts.list_facts.get(name)
        if word is None:
            return column([(value, value)]) if isinstance(value, Fraction) else unknown()
        return self._column([value], word)  # type: ignore[no-any-return]  # a list's facts are plain

    def fact(self, name: str) -> Any:
        if name == "as_of":
            return self.as_of()
        holders: Sequence[Subject | None] = self.facts.subjects
        vocabulary_words = self.vocabulary.words
        if "." in name:
            party, name = name.split(".", 1)
            holders = [subject.parties.get(party) for subject in self.facts.subjects]
            vocabulary_words = self.vocabulary.parties[party].words
        if name == "id":
            return column([bounds("code") if each is None else (self.text(each.id),) * 2 for each in holders])
        return self._column(
            [None if each is None else each.values.get(name) for each in holders], vocabulary_words[name]
        )

    def records(self, path: tuple[str, ...]) -> Frame:
        return self._records(path)[0]

    def _records(self, path: tuple[str, ...]) -> tuple[Frame, list[Record]]:
        if path not in self._frames:
            self._frames[path] = self._made(path)
        return self._frames[path]

    def _made(self, path: tuple[str, ...]) -> tuple[Frame, list[Record]]:
        holders, kind = self._holders(path)
        records: list[Record] = []
        owner: list[int] = []
        missing = np.zeros(len(holders), dtype=bool)
        name = path[-1].split(".")[-1] if len(path) == 1 else path[-1]
        for row, holder in enumerate(holders):
            found = None if holder is None else holder.records.get(name)
            if found is None:
                missing[row] = True
            else:
                records += found
                owner += [row] * len(found)
        frame = Frame(
            len(records),
            lambda field: self._field(records, kind, field),
            np.array(owner, dtype=np.int64),
            missing,
            lambda row: records[row].id,
        )
        return frame, records

    def _holders(self, path: tuple[str, ...]) -> tuple[Sequence[Holder | None], Kind]:
        if len(path) > 1:
            above, kind = self._records(path[:-1])[1], self._kind(path)
            return above, kind
        if "." in path[0]:
            party = path[0].split(".", 1)[0]
            return [subject.parties.get(party) for subject in self.facts.subjects], self._kind(path)
        return self.facts.subjects, self._kind(path)

    def _kind(self, path: tuple[str, ...]) -> Kind:
        if "." in path[0]:
            party, name = path[0].split(".", 1)
            kind = self.vocabulary.parties[party].kinds[name]
        else:
            kind = self.vocabulary.kinds[path[0]]
        for name in path[1:]:
            kind = kind.kinds[name]
        return kind

    def _field(self, records: list[Record], kind: Kind, field: str) -> Any:
        if field == "id" and "id" not in kind.fields:
            return column([(self.text(each.id),) * 2 for each in records])
        if field in TIME:
            return _times(records, field)
        values = [each.values.get(field) for each in records]
        if field == "to":
            return column([None if value is None else (value[0], value[1]) for value in values])  # type: ignore[index,misc]  # a date's range
        return self._column(values, kind.fields[field])

    def _column(self, values: Sequence[Any], word: Word) -> Any:
        type_ = type_of(word, self.codes)
        if type_.kind == "codes":
            return self._sets(values, type_)
        low, high = bounds(type_.kind, type_.codes)
        edges = (
            (Fraction(low) if word.at_least is None else word.at_least),
            (Fraction(high) if word.at_most is None else word.at_most),
        )
        return column([edges if value is None else self._range(value, type_) for value in values])

    def _range(self, value: Any, type_: Type) -> tuple[Any, Any]:
        if type_.kind == "date":
            return value[0], value[1]
        return (self._figure(value, type_),) * 2

    def _figure(self, value: Any, type_: Type) -> Any:
        if type_.kind == "yes_no":
            return int(value)
        if type_.kind == "duration":
            return value[0] * DURATION_BASE + value[1]
        if type_.kind == "code":
            return self._code(value, type_)
        return value

    def _code(self, value: str, type_: Type) -> int:
        if type_.codes is None or type_.codes.open:
            return self.text(value)
        return type_.codes.codes.index(value)

    def _sets(self, values: Sequence[Any], type_: Type) -> Sets:
        owner = [row for row, value in enumerate(values) for _each in value or ()]
        codes = [self._code(code, type_) for value in values for code in sorted(value or ())]
        known = np.array([value is not None for value in values], dtype=bool)
        return Sets(offsets(np.array(owner, dtype=np.int64), len(values)), np.array(codes, dtype=np.int64), known)


def _times(records: Sequence[Record], field: str) -> Column:
    edges = bounds("date")
    if field == TIME[0]:
        return column([each.begins or edges for each in records])
    return column([each.ends or ((LAST_DAY, LAST_DAY) if each.is_span else edges) for each in records])
