"""Reads the words a file declares: under `words:`, or the same sections at the top of the file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import TypeVar

from teacher_growth.policy.rules.reading.exact import number_hint
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import Problem, known_names
from teacher_growth.policy.rules.reading.reserved import IN_RECORDS, RESERVED
from teacher_growth.policy.rules.reading.values import WrongValueError, convert
from teacher_growth.policy.rules.reading.vocabulary import MONTH_MEANS, TYPES, CodeSet, Kind, Party, Vocabulary, Word

T = TypeVar("T")

SECTIONS = ("facts", "records", "parties", "codes", "scales", "list")
AT_TOP = SECTIONS[:-1]
"""`list` at the top of a file is the list to be chosen, not its words."""
OF_WORD = ("type", "unit", "of", "label", "at_least", "at_most", "if_missing", "month_means", "source")
OF_KIND = ("label", "fields", "records", "if_missing", "dated_by", "source")
OF_PARTY = ("label", "facts", "records")


def declared(
    root: Marked, problems: list[Problem], below: Mapping[str, CodeSet], time: Mapping[str, Word]
) -> Vocabulary:
    """What the file declares itself.

    `below`: code sets it may use besides its own. `time`: date, from and to of kinds that say nothing of their time.
    """
    return _Declarations(problems, below, time).vocabulary(root)


class _Declarations:
    def __init__(self, problems: list[Problem], below: Mapping[str, CodeSet], time: Mapping[str, Word]) -> None:
        self.problems = problems
        self.code_sets: dict[str, CodeSet] = {}
        self.below = below
        self.time = time

    def vocabulary(self, root: Marked) -> Vocabulary:
        sections = self.sections(root)
        self.code_sets |= self.each(sections["codes"], self.codes, free=True)
        self.code_sets |= self.each(sections["scales"], self.scale, free=True)
        words = self.each(sections["facts"], self.word)
        kinds = self.each(sections["records"], self.kind)
        parties = self.each(sections["parties"], self.party)
        self.once(sections)
        return Vocabulary(words, kinds, parties, self.code_sets, self.each(sections["list"], self.word))

    def sections(self, root: Marked) -> dict[str, list[Marked]]:
        words = root.mapping.get("words")
        if words is not None:
            self.only(words, SECTIONS)
        found: dict[str, list[Marked]] = {}
        for name in SECTIONS:
            at_top = root.mapping.get(name) if name in AT_TOP else None
            both = (words.mapping.get(name) if words else None, at_top)
            found[name] = [each for each in both if each is not None and each.value is not None]
        return found

    def once(self, sections: dict[str, list[Marked]]) -> None:
        """A name is a fact, a kind of records or a party, not two of them; a code set is declared once."""
        for group in (("facts", "records", "parties"), ("codes", "scales"), ("list",)):
            places: dict[str, int] = {}
            for part in chain.from_iterable(sections[name] for name in group):
                for key, node in part.mapping.items():
                    if key in places:
                        message = f"{key!r} is declared twice, here and on line {places[key]}"
                        self.problems.append(node.problem(message, "a name means one thing"))
                    places[key] = node.line

    def each(self, parts: list[Marked], read: Callable[[str, Marked], T | None], *, free: bool = False) -> dict[str, T]:
        """`free`: names that stand only behind `of`, where no word of the language can."""
        found: dict[str, T] = {}
        for part in parts:
            if not isinstance(part.value, dict):
                self.problems.append(part.problem(f"a mapping of names is expected, not {part.shape}"))
            for key, node in part.mapping.items():
                if self.name(key, node, free=free) and (made := read(key, node)) is not None:
                    found[key] = made
        return found

    def name(self, key: str, node: Marked, *, free: bool = False) -> bool:
        if key in RESERVED and not free:
            hint = f"choose another name, such as {key}_value or own_{key}"
            self.problems.append(node.problem(f"{key!r} is a word of the language", hint))
        elif not key.isidentifier():
            self.problems.append(node.problem(f"{key!r} is no name", "letters, digits and _, no blank, no digit first"))
        else:
            return True
        return False

    def only(self, node: Marked, known: tuple[str, ...]) -> None:
        if not isinstance(node.value, dict):
            self.problems.append(node.problem(f"a mapping is expected, not {node.shape}", f"with {', '.join(known)}"))
        for key, each in node.mapping.items():
            if key not in known:
                self.problems.append(each.problem(f"{key!r} is not known here", known_names(key, known)))

    def scale(self, name: str, node: Marked) -> CodeSet | None:
        found = self.codes(name, node)
        return replace(found, ordered=True) if found else None

    def codes(self, name: str, node: Marked) -> CodeSet | None:
        labels: dict[str, Label] = {}
        for each in node.items:
            if not each.is_scalar or not each.text:
                self.problems.append(each.problem(f"a code is a text, not {each.shape}"))
            elif each.text in labels:
                self.problems.append(each.problem(f"the code {each.text!r} stands twice", "keep one"))
            labels[each.text] = Label(each.text, each.text)
        for code, each in node.mapping.items():
            labels[code] = label_from(each, code, self.problems)
        if not labels:
            self.problems.append(node.problem(f"{name} has no codes", "[a, b, c], or {a: label, b: label}"))
            return None
        return CodeSet(name, tuple(labels), labels, ordered=False)

    def word(self, name: str, node: Marked) -> Word | None:
        if node.is_scalar:
            return self.short_word(name, node)
        self.only(node, OF_WORD)
        parts = node.mapping
        kind, of = self.typed(name, node, parts["type"].text) if "type" in parts else self.typed(name, node, "")
        if kind is None:
            return None
        word = Word(
            name, kind, label_from(parts.get("label"), name, self.problems), self.text(parts.get("unit")), of,
            self.bound(kind, parts.get("at_least")), self.bound(kind, parts.get("at_most")), None,
            self.one_of(parts.get("month_means"), MONTH_MEANS, "any"), self.text(parts.get("source")),
        )  # fmt: skip
        return self.with_default(word, parts.get("if_missing"))

    def short_word(self, name: str, node: Marked) -> Word | None:
        kind, of = self.typed(name, node, node.text)
        return Word(name, kind, Label(name, name), of=of) if kind else None

    def typed(self, name: str, node: Marked, text: str) -> tuple[str | None, str | None]:
        """The type and, for codes, their set: from `code titles`, or from `type` and `of`."""
        kind, *rest = text.split() or [""]
        place = node.mapping.get("type", node)
        if kind not in TYPES:
            message = f"{text!r} is no type" if text else f"{name} has no type"
            self.problems.append(place.problem(message, known_names(kind, TYPES)))
            return None, None
        rest = [each for each in rest if each != "of"]
        of = node.mapping.get("of")
        if len(rest) > 1 or ((rest or of) and kind not in ("code", "codes")) or (rest and of):
            hint = "code NAME, codes NAME, or one of: " + ", ".join(TYPES)
            self.problems.append(place.problem(f"{text!r} is no type", hint))
            return kind, None
        if of is not None and of.items:
            self.code_sets[of.path] = found = self.codes(of.path, of) or CodeSet(of.path, (), {}, ordered=False)
            return kind, found.name
        return kind, self.code_set(rest[0] if rest else self.text(of), of or place)

    def code_set(self, name: str | None, node: Marked) -> str | None:
        known = {**self.below, **self.code_sets}
        if name is None or name in known:
            return name
        hint = f"{known_names(name, known)}; declare it under codes or scales"
        self.problems.append(node.problem(f"{name!r} is no code set or scale", hint))
        return None

    def bound(self, kind: str, node: Marked | None) -> Fraction | None:
        if node is None or node.value is None:
            return None
        if kind != "number" or node.number is None:
            message = "bounds are numbers" if kind == "number" else f"a {kind} has no bounds"
            self.problems.append(node.problem(message, number_hint(node.text) if kind == "number" else ""))
        return node.number

    def with_default(self, word: Word, node: Marked | None) -> Word:
        if node is None or node.value is None:
            return word
        try:
            return replace(word, if_missing=convert(word, node.raw(), {**self.below, **self.code_sets}))
        except WrongValueError as wrong:
            self.problems.append(node.problem(wrong.message, wrong.hint))
            return word

    def text(self, node: Marked | None) -> str | None:
        if node is None or node.value is None:
            return None
        if not node.is_scalar:
            self.problems.append(node.problem(f"a text is expected, not {node.shape}"))
            return None
        return node.text

    def one_of(self, node: Marked | None, known: tuple[str, ...], otherwise: str) -> str:
        if node is None:
            return otherwise
        if node.text not in known:
            self.problems.append(node.problem(f"{node.text!r} is not known here", known_names(node.text, known)))
            return otherwise
        return node.text

    def kind(self, name: str, node: Marked) -> Kind | None:
        if node.is_scalar and node.value is not None:
            hint = "{fields: {date: date, hours: number}}"
            self.problems.append(node.problem(f"a kind of records is a mapping, not {node.shape}", hint))
            return None
        if node.value is not None:
            self.only(node, OF_KIND)
        parts = node.mapping
        fields = self.fields(parts.get("fields"))
        kinds = self.each([parts["records"]] if "records" in parts else [], self.kind)
        for twice in sorted({*fields} & {*kinds}):
            self.problems.append(parts["records"].mapping[twice].problem(f"{twice!r} is a field and nested records"))
        dated_by = self.dated_by(parts.get("dated_by"), fields)
        implied = {} if dated_by == "date" else {"to": self.time["to"]} if dated_by == "from" else self.time
        return Kind(
            name, label_from(parts.get("label"), name, self.problems), {**implied, **fields},
            kinds, dated_by, self.none_if_missing(parts.get("if_missing")), self.text(parts.get("source")),
        )  # fmt: skip

    def fields(self, node: Marked | None) -> dict[str, Word]:
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            self.problems.append(node.problem(f"fields are a mapping, not {node.shape}", "{hours: number, date: date}"))
        found: dict[str, Word] = {}
        for key, each in node.mapping.items():
            if (key in IN_RECORDS or self.name(key, each)) and (word := self.word(key, each)):
                found[key] = word
                wanted = "text" if key == "id" else "date"
                if key in IN_RECORDS and word.type != wanted:
                    self.problems.append(each.problem(f"{key!r} in records is a {wanted}", "choose another name"))
        return found

    def dated_by(self, node: Marked | None, fields: Mapping[str, Word]) -> str:
        dates = [name for name, word in fields.items() if word.type == "date"]
        if node is not None:
            return self.one_of(node, tuple(dates), "")
        if "from" in dates:
            return "from"
        return "date" if "date" in dates else ""

    def none_if_missing(self, node: Marked | None) -> tuple[()] | None:
        if node is None or node.value is None:
            return None
        if node.value != []:
            self.problems.append(node.problem("records left out are [] or unknown", "if_missing: []"))
        return ()

    def party(self, name: str, node: Marked) -> Party | None:
        if node.value is not None:
            self.only(node, OF_PARTY)
        parts = node.mapping
        inner = {key: [parts[key]] if key in parts else [] for key in ("facts", "records")}
        words, kinds = self.each(inner["facts"], self.word), self.each(inner["records"], self.kind)
        return Party(name, label_from(parts.get("label"), name, self.problems), words, kinds)
