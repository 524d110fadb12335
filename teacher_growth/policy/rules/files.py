"""A policy file from its text to its verdicts: read, compile, run its cases, judge facts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from teacher_growth.policy.rules.calendars import Calendars, calendars_of
from teacher_growth.policy.rules.compiling.policy import Policy, compiled
from teacher_growth.policy.rules.explaining.verdict import document
from teacher_growth.policy.rules.judging import judge
from teacher_growth.policy.rules.reading.cases import Case, Difference, compare, read_cases
from teacher_growth.policy.rules.reading.facts import FactsFile
from teacher_growth.policy.rules.reading.house import read_vocabulary
from teacher_growth.policy.rules.reading.marked import Marked, load
from teacher_growth.policy.rules.reading.problems import PolicyError, Problem
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary
from teacher_growth.policy.rules.source import FactsSource, codes_of

Document = dict[str, Any]


@dataclass(frozen=True, eq=False)
class PolicyFile:
    """A policy and the text it came from; `hash` is of the text."""

    root: Marked
    vocabulary: Vocabulary
    policy: Policy
    hash: str

    def cases(self) -> list[Case]:
        """Its own cases. Raises PolicyError."""
        return cases_in(self.root.mapping["cases"], self.vocabulary) if "cases" in self.root.mapping else []

    def judge(self, facts: FactsFile, as_of: int | None = None) -> Document:
        """The verdicts of everybody in the facts, with findings. `as_of` goes before the facts' own dates."""
        source = FactsSource(facts, self.vocabulary, codes_of(self.vocabulary), as_of)
        return document(judge(self.policy, source, calendars_for(facts)), self.hash)

    def differences(self, case: Case) -> list[Difference]:
        """Where a case's verdicts are not what it expects."""
        return compare(case.expect, self.judge(case.facts, case.as_of))


def read_policy(text: str, file: str, set_: Mapping[str, Marked] | None = None) -> PolicyFile:
    """`set_`: values of parameters that go before the file's. Raises PolicyError with every problem found."""
    root = load(text, file)
    problems: list[Problem] = []
    vocabulary = read_vocabulary(root, problems)
    if problems:
        raise PolicyError(problems)
    policy = compiled(root, vocabulary, set_)
    return PolicyFile(root, vocabulary, policy, hashlib.sha256(text.encode()).hexdigest())


def cases_in(node: Marked, vocabulary: Vocabulary) -> list[Case]:
    problems: list[Problem] = []
    found = read_cases(node, vocabulary, problems)
    if problems:
        raise PolicyError(problems)
    return found


def parameter_set(name: str, text: str, policy_text: str, file: str) -> Marked:
    """The value of `--set NAME=VALUE`, read as YAML. Raises PolicyError where there is no such parameter."""
    node = load(text, f"--set {name}")
    parameters = load(policy_text, file).mapping.get("parameters")
    known = parameters.mapping if parameters is not None else {}
    if name not in known:
        raise PolicyError([Problem("--set", 0, name, f"there is no parameter “{name}”", f"known: {', '.join(known)}")])
    return replace(node, path=f"parameters.{name}")


def calendars_for(facts: FactsFile) -> Calendars:
    given = facts.calendars
    return calendars_of(given.terms or (), given.holidays, given.workdays or ())
