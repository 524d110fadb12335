"""The house's own words, and a file's words over them."""

from functools import cache
from pathlib import Path

from teacher_growth.policy.rules.reading.declarations import declared
from teacher_growth.policy.rules.reading.labels import label_from
from teacher_growth.policy.rules.reading.marked import Marked, load
from teacher_growth.policy.rules.reading.problems import PolicyError, Problem
from teacher_growth.policy.rules.reading.vocabulary import Vocabulary, Word

HOUSE = Path(__file__).parent.parent / "house.yaml"


@cache
def house() -> Vocabulary:
    """What every policy knows without declaring it."""
    return Vocabulary().over(_declared_by_the_house())


@cache
def _declared_by_the_house() -> Vocabulary:
    root = load(HOUSE.read_text(encoding="utf-8"), HOUSE.name)
    problems: list[Problem] = []
    found = declared(root, problems, {}, _time())
    if problems:
        raise PolicyError(problems)
    return found


@cache
def _time() -> dict[str, Word]:
    """Date, from and to of records whose kind does not declare them."""
    problems: list[Problem] = []
    root = load(HOUSE.read_text(encoding="utf-8"), HOUSE.name)
    labels = {name: label_from(node, name, problems) for name, node in root.mapping["time"].mapping.items()}
    return {name: Word(name, "date", label) for name, label in labels.items()}


def read_vocabulary(policy: Marked, problems: list[Problem]) -> Vocabulary:
    """The words of a policy file over the house's. What is wrong is added to `problems`."""
    below = _declared_by_the_house()
    return declared(policy, problems, below.code_sets, _time()).over(below)
