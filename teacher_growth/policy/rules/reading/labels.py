"""What people read for a name: in Chinese and in English."""

from typing import NamedTuple

from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import Problem, known_names


class Label(NamedTuple):
    zh: str
    en: str


def label_from(node: Marked | None, fallback: str, problems: list[Problem]) -> Label:
    """A plain text stands for both languages, as does the one language given of the two."""
    if node is None or node.value is None:
        return Label(fallback, fallback)
    if node.is_scalar:
        return Label(node.text, node.text)
    if not node.mapping:
        problems.append(node.problem(f"a label is a text, not {node.shape}", "write TEXT or {zh: TEXT, en: TEXT}"))
        return Label(fallback, fallback)
    for name, each in node.mapping.items():
        if name not in Label._fields:
            problems.append(each.problem(f"{name} is no language of labels", known_names(name, Label._fields)))
        elif not each.is_scalar:
            problems.append(each.problem(f"a label is a text, not {each.shape}"))
    texts = {name: each.text for name, each in node.mapping.items() if each.is_scalar and each.text}
    either = next(iter(texts.values()), fallback)
    return Label(texts.get("zh", either), texts.get("en", either))
