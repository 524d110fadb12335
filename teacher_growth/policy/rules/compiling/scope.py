"""Where a name is looked up while a policy is compiled, and what went wrong when it is not found."""

from dataclasses import dataclass, field
from typing import Any

from teacher_growth.policy.rules.frames import Node, Place
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest


class WrongError(Exception):
    """What a policy says cannot be meant: where, what was expected, and a hint."""

    def __init__(self, at: Marked, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


class UnknownNameError(WrongError):
    """A name that nothing declares, or that means nothing at this place."""

    def __init__(self, at: Marked, name: str, names: "list[str]") -> None:
        super().__init__(at, f"“{name}” is not a known name here", nearest(name, names))
        self.name = name


@dataclass(eq=False)
class Scope:
    """One place and what may be said there. `amount` is set inside the steps of a record value."""

    place: Place
    amount: Node | None = None
    span: Node | None = None
    """From when to when the record at hand runs, once steps have cut it."""
    marks: dict[str, Node] = field(default_factory=dict)
    """Fields that steps have added to the records."""
    used: set[Place] = field(default_factory=set)
    """Places whose names were used: tells whether a record value depends on where it is written."""
    owner: str = ""
    """The value or rule that is being compiled; steps are called after it."""
    outer: "Scope | None" = None
    """Of records asked for among the steps of others: the scope of those."""

    def under(self, place: Place) -> "Scope":
        return Scope(place, used=self.used, owner=self.owner)

    def after(self, *, amount: Node, span: Node | None = None, marks: "dict[str, Node] | None" = None) -> "Scope":
        """The same place after a step."""
        both = {**self.marks, **(marks or {})}
        return Scope(self.place, amount, span or self.span, both, self.used, self.owner, self.outer)

    def marked(self, name: str) -> Node | None:
        """A field that steps have added, to these records or to those around them."""
        if name in self.marks:
            return self.marks[name]
        found = self.outer.marked(name) if self.outer is not None else None
        if found is not None and found.place is not None:
            self.used.add(found.place)
        return found

    def find(self, name: str) -> tuple[Place, str] | None:
        """The nearest place that has the field; `kind.field` names the place itself."""
        head, _, tail = name.partition(".")
        for place in self.place.chain():
            if name in place.fields:
                return self._seen(place), name
            if tail and place.name == head and tail in place.fields:
                return self._seen(place), tail
        return None

    def find_kind(self, name: str) -> Place | None:
        for place in self.place.chain():
            if name in place.kinds:
                return place.kinds[name]
        return None

    def names(self) -> list[str]:
        return [
            name for place in self.place.chain() for name in (*place.fields, *place.kinds) if not name.startswith("*")
        ]

    def _seen(self, place: Place) -> Place:
        self.used.add(place)
        return place


Fields = dict[str, Marked]


def fields(at: Marked, *, allowed: tuple[str, ...] = (), needed: tuple[str, ...] = ()) -> Fields:
    """The entries of a mapping; refuses what is not allowed and what is missing."""
    if not isinstance(at.value, dict):
        raise WrongError(at, f"expected entries such as “{'/'.join(needed or allowed) or 'name'}: …”")
    for key, item in at.mapping.items():
        if allowed and key not in allowed:
            raise WrongError(
                item, f"“{key}” means nothing here", nearest(key, allowed) or f"allowed: {', '.join(allowed)}"
            )
    for key in needed:
        if key not in at.value:
            raise WrongError(at, f"“{key}” is missing", f"add “{key}: …”")
    return at.value


def items(at: Marked) -> list[Marked]:
    if not isinstance(at.value, list):
        raise WrongError(at, "expected a list", "write [a, b] or one line with “- ” for each")
    return at.value


def text(at: Marked) -> str:
    if not isinstance(at.value, str):
        raise WrongError(at, "expected a name or a text")
    return at.value


def one_of(at: Marked, options: "tuple[str, ...]") -> str:
    value: Any = at.value
    if value not in options:
        raise WrongError(at, f"expected one of {', '.join(options)}", nearest(str(value), options))
    return str(value)
