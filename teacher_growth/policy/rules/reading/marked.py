"""YAML that keeps the line of every node and the text of every number.

Less than YAML 1.1 on purpose: no tags, no merge keys, no dates, sexagesimals, octals, `on` or `y`; `yes`, `no`, `true`
and `false` are the only yes-or-no words. Numbers are exact; whatever else looks like one stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

from teacher_growth.policy.rules.reading.exact import DIGITS, number_from
from teacher_growth.policy.rules.reading.problems import PolicyError, Problem
from teacher_growth.policy.rules.reading.syntax import syntax_problem

LONGEST, DEEPEST, MOST_NODES = 2_000_000, 60, 300_000
"""Characters of a file, levels of nesting, nodes when every alias is written out."""

PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?|[-+]?\.[0-9]+", re.ASCII)
YES, NO = (
    frozenset({"yes", "Yes", "YES", "true", "True", "TRUE"}),
    frozenset({"no", "No", "NO", "false", "False", "FALSE"}),
)
QUOTES = frozenset("'\"|>")
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})

Scalar = str | bool | Fraction | None


Content: TypeAlias = "dict[str, Marked] | list[Marked] | Scalar"


@dataclass(frozen=True, slots=True)
class Marked:
    """A node: `path` like `rules.total.need[1]`; an entry of a mapping lies on the line of its key.

    `text` is a scalar as written (`value` may be the number or the yes-or-no it means), `quoted` says it was in quotes.
    """

    value: Content
    line: int
    path: str
    file: str
    text: str = ""
    quoted: bool = False

    @property
    def mapping(self) -> dict[str, "Marked"]:
        """Its entries; none where it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list["Marked"]:
        """Its members; none where it is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def is_scalar(self) -> bool:
        return not isinstance(self.value, dict | list)

    @property
    def number(self) -> Fraction | None:
        """What it means where a number is wanted: also `2/7` and `20 %`."""
        if isinstance(self.value, Fraction):
            return self.value
        return number_from(self.value) if isinstance(self.value, str) else None

    @property
    def shape(self) -> str:
        """What it is, for messages."""
        names = {dict: "a mapping", list: "a list", bool: "yes or no", Fraction: "a number", type(None): "nothing"}
        return names.get(type(self.value)) or f"the text {self.text[:40]!r}"

    def problem(self, message: str, hint: str | None = "") -> Problem:
        return Problem(self.file, self.line, self.path, message, hint or "")

    def plain(self) -> Any:
        """Dicts, lists and scalars without their marks."""
        if isinstance(self.value, dict):
            return {key: each.plain() for key, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() for each in self.value]
        return self.value

    def walk(self) -> Iterator["Marked"]:
        """Itself and everything in it."""
        yield self
        for each in self.mapping.values() or self.items:
            yield from each.walk()

    def raw(self) -> Any:
        """As `plain`, but numbers as written: what type they are is for their word to say (`010`, `1.50`, `2024`)."""
        if isinstance(self.value, dict):
            return {key: each.raw() for key, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.raw() for each in self.value]
        return self.text if isinstance(self.value, Fraction) else self.value


@dataclass(slots=True)
class _Node:
    """A node as parsed: aliases are the same node in several places, not yet written out."""

    event: Any
    children: list["_Node"] = field(default_factory=list)
    complete: bool = False

    @property
    def line(self) -> int:
        return int(self.event.start_mark.line) + 1


def load(text: str, file: str) -> Marked:
    """The file's only document. Raises PolicyError with every problem found."""
    if len(text) > LONGEST:
        raise PolicyError([Problem(file, 1, "", f"longer than {LONGEST} characters", "split it into several policies")])
    try:
        root = _parsed(text.removeprefix("\ufeff"), file)
    except yaml.YAMLError as error:
        raise PolicyError([syntax_problem(error, text, file)]) from error
    except UnicodeEncodeError as error:
        raise PolicyError([Problem(file, 1, "", "half of a character", "save the file as UTF-8")]) from error
    if root is None:
        return Marked(None, 1, "", file)
    builder = _Builder(file)
    marked = builder.build(root, "", root.line, 0)
    if builder.problems:
        raise PolicyError(builder.problems)
    return marked


def decoded(content: bytes, file: str) -> str:
    """The bytes of a file as text. Raises PolicyError where they are not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyError(
            [Problem(file, line, "", "not UTF-8 text", "save the file with the encoding UTF-8")]
        ) from error


def _parsed(text: str, file: str) -> _Node | None:
    """The root of the first document. Iterative, so that depth cannot exhaust the stack."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root: _Node | None = None
    open_nodes: list[_Node] = []
    anchors: dict[str | None, _Node] = {}
    event: Any
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise PolicyError(
                [Problem(file, line, "", "a second document begins", "one file, one policy: no --- between")]
            )
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop().complete = True
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event, anchors, file)
        if open_nodes:
            open_nodes[-1].children.append(node)
        else:
            root = node
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(node)
            if len(open_nodes) > DEEPEST:
                raise PolicyError(
                    [Problem(file, line, "", f"nested deeper than {DEEPEST} levels", "name a value instead")]
                )
    return root


def _node(event: Any, anchors: dict[str | None, _Node], file: str) -> _Node:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        known = anchors.get(event.anchor)
        if known is None:
            hint = "put a text that begins with * in quotes"
            raise PolicyError([Problem(file, line, "", "* refers to something that has no & mark", hint)])
        if not known.complete:
            raise PolicyError([Problem(file, line, "", f"*{event.anchor} contains itself", "name a value instead")])
        return known
    if event.tag is not None and event.tag != "!":
        hint = "a text that begins with ! goes in quotes"
        raise PolicyError([Problem(file, line, "", f"tags like {event.tag} are not part of the language", hint)])
    node = _Node(event, complete=isinstance(event, yaml.ScalarEvent))
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.count = 0

    def build(self, node: _Node, path: str, line: int, depth: int) -> Marked:
        self.count += 1
        if self.count > MOST_NODES or depth > DEEPEST:
            message = "too large or too deep when every * is written out"
            raise PolicyError(
                [*self.problems, Problem(self.file, line, path, message, "name values instead of repeating")]
            )
        if isinstance(node.event, yaml.ScalarEvent):
            return self.scalar(node.event, path, line)
        if isinstance(node.event, yaml.SequenceStartEvent):
            members = [
                self.build(each, f"{path}[{number}]", each.line, depth + 1) for number, each in enumerate(node.children)
            ]
            return Marked(members, line, path, self.file)
        return Marked(self.mapping(node, path, depth), line, path, self.file)

    def mapping(self, node: _Node, path: str, depth: int) -> dict[str, Marked]:
        entries: dict[str, Marked] = {}
        for key, value in zip(node.children[::2], node.children[1::2], strict=True):
            name = self.name(key, path)
            inner = f"{path}.{name}" if path else name
            if name in entries:
                message = f"{name!r} stands twice, here and on line {entries[name].line}"
                self.problems.append(Problem(self.file, key.line, inner, message, "keep one, or rename one"))
                continue
            entries[name] = self.build(value, inner, key.line, depth + 1)
        return entries

    def name(self, key: _Node, path: str) -> str:
        if not isinstance(key.event, yaml.ScalarEvent):
            hint = "a name before the colon is one word; [ and { begin a list or a mapping"
            self.problems.append(
                Problem(self.file, key.line, path, "a list or mapping where a name should stand", hint)
            )
            return f"line {key.line}"
        if key.event.value == "<<" and key.event.style not in QUOTES:
            hint = "write the entries out, or name a value"
            self.problems.append(
                Problem(self.file, key.line, path, "merge keys (<<) are not part of the language", hint)
            )
        return str(key.event.value)

    def scalar(self, event: Any, path: str, line: int) -> Marked:
        text, quoted = str(event.value), event.style in QUOTES
        value: Scalar = text if quoted else plain_scalar(text)
        if isinstance(value, str) and not quoted and PLAIN_NUMBER.fullmatch(text):
            hint = f"at most {DIGITS} digits; an identifier goes in quotes"
            self.problems.append(Problem(self.file, line, path, "a number too long", hint))
        return Marked(value, line, path, self.file, text, quoted)


def plain_scalar(text: str) -> Scalar:
    """What an unquoted word means: yes or no, nothing, an exact number, else text."""
    if text in YES or text in NO:
        return text in YES
    if text in EMPTY:
        return None
    if PLAIN_NUMBER.fullmatch(text):
        number = number_from(text)
        return text if number is None else number
    return text
