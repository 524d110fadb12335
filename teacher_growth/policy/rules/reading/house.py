"""The house's own words, and a file's words over them."""

from functools import cache
from pathlib import Path

from teacher_growth.policy.rules.reading.declarations import declared
from teacher_growth.policy.rules.reading.marked import Marked, load
from teacher_growth.policy.rules.reading.problems import PolicyError, Problem
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary

HOUSE = Path(__file__).parent.parent / "house.yaml"


@cache
def house() -> Vocabulary:
    """What every policy knows without declaring it."""
    return Vocabulary().over(_declared_by_the_house())


@cache
def _declared_by_the_house() -> Vocabulary:
    problems: list[Problem] = []
    found = declared(load(HOUSE.read_text(encoding="utf-8"), HOUSE.name), problems, {})
    if problems:
        raise PolicyError(problems)
    return found


def read_vocabulary(policy: Marked, problems: list[Problem]) -> Vocabulary:
    """The words of a policy file over the house's. What is wrong is added to `problems`."""
    below = _declared_by_the_house()
    return declared(policy, problems, below.code_sets).over(below)
