"""Words and facts for the rule core's tests."""

import json
from textwrap import dedent

from teacher_growth.policy.rules.reading.facts import FactsFile, read_facts
from teacher_growth.policy.rules.reading.house import read_vocabulary
from teacher_growth.policy.rules.reading.marked import load
from teacher_growth.policy.rules.reading.problems import PolicyError, ProblemsError
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary


def a_vocabulary(text: str = "") -> Vocabulary:
    """The words of a policy with these sections, over the house's."""
    problems = []
    found = read_vocabulary(load(dedent(text), "policy.yaml"), problems)
    if problems:
        raise PolicyError(problems)
    return found


def some_facts(data, vocabulary: Vocabulary | None = None) -> FactsFile:
    """From plain data, as if it had stood in FACTS.json."""
    return read_facts(json.dumps(data, ensure_ascii=False), "facts.json", vocabulary or a_vocabulary())


def refusals(read, *args) -> list[str]:
    """What `read` refuses, one line a problem."""
    try:
        read(*args)
    except ProblemsError as error:
        return [str(each) for each in error.problems]
    return []
