"""A policy file, compiled: its rules, outcome and amounts as nodes that any facts can be run through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from teacher_growth.policy.rules.compiling import (  # noqa: F401 -- each brings its verbs
    across,
    arithmetic,
    capping,
    choices,
    conditions,
    dating,
    giving,
    grading,
    lengths,
    picking,
    records,
    spanning,
    stepping,
    tables,
)
from teacher_growth.policy.rules.compiling.core import Compiler
from teacher_growth.policy.rules.compiling.listing import ListPlan, list_plan
from teacher_growth.policy.rules.compiling.rule import Rule
from teacher_growth.policy.rules.compiling.rulebook import Rulebook
from teacher_growth.policy.rules.compiling.scope import Scope, UnknownNameError, WrongError, fields, items
from teacher_growth.policy.rules.compiling.sequences import sequence
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import PolicyError, Problem
from teacher_growth.policy.rules.reading.reserved import RESERVED
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary
from teacher_growth.policy.rules.source import codes_of, root_place, type_of

SECTIONS = ("parameters", "tables", "periods", "values", "rules")
TOP = (
    "policy",
    "version",
    "title",
    "subject",
    "in_force",
    "selects_by",
    "source",
    "words",
    "facts",
    "records",
    "parties",
    "codes",
    "scales",
    *SECTIONS,
    "outcome",
    "amounts",
    "list",
    "cases",
    "note",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One declared outcome, and when it is the first that applies; None: otherwise."""

    code: str
    label: Label
    when: Node | None


@dataclass(frozen=True, slots=True)
class Amount:
    name: str
    label: Label
    node: Node
    unit: str | None
    when: Node | None


@dataclass(eq=False)
class Policy:
    key: str
    version: str
    title: Label
    source: Marked | None
    in_force: tuple[Node | None, Node | None]
    vocabulary: Vocabulary
    compiler: Compiler
    rulebook: Rulebook
    rules: list[Rule] = field(default_factory=list)
    outcome: list[Answer] | None = None
    """None: met or not met by the rules."""
    without_outcome: bool = False
    amounts: list[Amount] = field(default_factory=list)
    list_: ListPlan | None = None


def compiled(root: Marked, vocabulary: Vocabulary, overrides: Mapping[str, Marked] | None = None) -> Policy:
    """The policy of a file. Raises PolicyError with everything that is wrong."""
    return _Builder(root, vocabulary, overrides or {}).build()


class _Builder:
    def __init__(self, root: Marked, vocabulary: Vocabulary, overrides: Mapping[str, Marked]) -> None:
        self.root, self.vocabulary, self.overrides = root, vocabulary, overrides
        self.problems: list[Problem] = []
        codes = codes_of(vocabulary)
        list_facts = {name: type_of(word, codes) for name, word in vocabulary.list_words.items()}
        self.compiler = Compiler(root_place(vocabulary, codes), codes, self._sections(), list_facts)
        self.rulebook = Rulebook(self.compiler)
        self.fields_of_records = {field for place in _kinds(self.compiler.root) for field in place.fields}

    def _sections(self) -> dict[str, dict[str, Marked]]:
        sections = {}
        for name in SECTIONS:
            at = self.root.mapping.get(name)
            if at is not None and at.value is not None and not isinstance(at.value, dict):
                self.problems.append(at.problem(f"{name} are a mapping of names", f"{name}: {{name: …}}, no “- ”"))
            sections[name] = dict(at.mapping) if at is not None else {}
            self.problems += [self._reserved(each, item) for each, item in sections[name].items() if each in RESERVED]
        for name, item in self.overrides.items():
            old = sections["parameters"].get(name)
            if old is not None and old.mapping:
                kept = {key: each for key, each in old.mapping.items() if key in ("unit", "label", "source", "of")}
                item = replace(old, value={**kept, "value": item})
            sections["parameters"][name] = item
        return sections

    def _reserved(self, name: str, at: Marked) -> Problem:
        return at.problem(f"“{name}” is a word of the language", f"choose another name, such as own_{name}")

    def build(self) -> Policy:
        top = self.root.mapping
        self._try(lambda: fields(self.root, allowed=TOP, needed=("policy", "version")))
        policy = Policy(
            str(top["policy"].text) if "policy" in top else "", str(top["version"].text) if "version" in top else "",
            label_from(top.get("title"), str(top["policy"].text) if "policy" in top else "", []), top.get("source"),
            self._in_force(), self.vocabulary, self.compiler, self.rulebook,
        )  # fmt: skip
        self._all_named()
        for code, at in self.compiler.sections["rules"].items():
            if rule := self._try(partial(self.rulebook.rule, code, at)):
                policy.rules.append(rule)
        if "outcome" in top:
            self._try(lambda: self._outcome(policy, top["outcome"]))
        if "amounts" in top:
            self._try(lambda: self._amounts(policy, top["amounts"]))
        if "list" in top:
            codes = None if policy.outcome is None else [each.code for each in policy.outcome]
            policy.list_ = self._try(lambda: list_plan(self.compiler, top["list"], codes))
        if self.problems:
            raise PolicyError(list(dict.fromkeys(self.problems)))
        return policy

    def _try(self, make: Any) -> Any:
        try:
            return make()
        except WrongError as wrong:
            self.problems.append(wrong.at.problem(wrong.message, wrong.hint))
        except RecursionError:
            self.problems.append(self.root.problem("nested too deeply", "name the values in between"))
        return None

    def _in_force(self) -> tuple[Node | None, Node | None]:
        at = self.root.mapping.get("in_force")
        if at is None:
            return None, None
        found: list[Node | None] = []
        for name in ("from", "to"):
            item = at.mapping.get(name)
            empty = item is None or item.value is None
            found.append(
                None if empty else self._try(lambda item=item: self.compiler.date(item, Scope(self.compiler.root)))
            )
        return found[0], found[1]

    def _all_named(self) -> None:
        """Values, parameters and periods that no rule uses are checked too, as far as they say where they belong."""
        scope = Scope(self.compiler.root)
        for section in ("parameters", "values"):
            for name, at in self.compiler.sections[section].items():
                self._try(partial(self._named, section, name, at, scope))
        for name, at in self.compiler.sections["periods"].items():
            self._try(lambda name=name, at=at: sequence(self.compiler, at, name, scope))

    def _named(self, section: str, name: str, at: Marked, scope: Scope) -> None:
        try:
            self.compiler.named(section, name, at, scope)
        except UnknownNameError:
            if not self._depends_on_place(name):
                raise

    def _depends_on_place(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a value can only be told inside a record value or a repetition, where it will be compiled."""
        named = {**self.compiler.sections["parameters"], **self.compiler.sections["values"]}
        names = _texts(named[name])
        return bool(
            names & (self.fields_of_records | {"amount", "count", "run", "nth", "period"})
            or any(each.startswith(("period.", "item.", "group.")) for each in names)
            or any(self._depends_on_place(each, seen | {name}) for each in sorted(names & named.keys() - seen - {name}))
        )

    def _outcome(self, policy: Policy, at: Marked) -> None:
        if at.value in ("none", None):
            policy.without_outcome = True
            return
        if at.value == "rules":
            return
        answers: list[Answer] = []
        for each in items(at):
            entries = fields(each, allowed=("code", "label", "when", "otherwise"))
            if "otherwise" in entries:
                code = str(entries["otherwise"].text)
                answers.append(Answer(code, label_from(entries.get("label"), code, []), None))
            else:
                fields(each, needed=("code", "when"))
                when = self.compiler.condition(entries["when"], Scope(self.compiler.root, owner="outcome"))
                code = str(entries["code"].text)
                answers.append(Answer(code, label_from(entries.get("label"), code, []), when))
        policy.outcome = answers

    def _amounts(self, policy: Policy, at: Marked) -> None:
        for name, item in fields(at).items():
            self._try(lambda name=name, item=item: policy.amounts.append(self._amount(name, item)))

    def _amount(self, name: str, at: Marked) -> Amount:
        scope = Scope(self.compiler.root, owner=name)
        entries = (
            at.mapping
            if isinstance(at.value, dict) and "value" in at.mapping and not set(at.value) & {"at_least", "at_most"}
            else {}
        )
        node = self.compiler.value(entries.get("value", at), scope)
        if node.type.kind == "records":
            raise WrongError(at, "an amount is one value, these are records", "say what they give: give: sum")
        when = self.compiler.condition(entries["when"], scope) if "when" in entries else None
        unit = str(entries["unit"].text) if "unit" in entries else node.type.unit
        section = self.compiler.sections["values"].get(str(at.value)) if isinstance(at.value, str) else None
        label = entries.get("label") or (section.mapping.get("label") if section else None)
        return Amount(name, label_from(label, name, []), node, unit, when)


def _kinds(place: Any) -> Any:
    for kind in place.kinds.values():
        yield kind
        yield from _kinds(kind)


def _texts(at: Marked) -> set[str]:
    """Every text and key in a node."""
    if isinstance(at.value, dict):
        return set(at.value) | {text for each in at.value.values() for text in _texts(each)}
    if isinstance(at.value, list):
        return {text for each in at.value for text in _texts(each)}
    return {at.value} if isinstance(at.value, str) else set()
