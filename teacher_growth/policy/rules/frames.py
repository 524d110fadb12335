"""Rows and what they hold: subjects, their records, the records' records; and what a run has reckoned of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from teacher_growth.policy.rules.columns import Column, Mask, Rows
from teacher_growth.policy.rules.groups import expand, offsets
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """A set of codes in each row: row r has `codes[starts[r]:starts[r + 1]]`."""

    starts: Rows
    codes: Rows
    known: Mask

    def __len__(self) -> int:
        return len(self.known)

    def take(self, rows: Rows) -> "Sets":
        owner, which = expand(self.starts, rows)
        return Sets(offsets(owner, len(rows)), self.codes[which], self.known[rows])

    def holds(self, code: int) -> Truth:
        found = np.zeros(len(self), dtype=bool)
        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        found[owner[self.codes == code]] = True
        return Truth(found | ~self.known, ~found)

    def at(self, row: int) -> frozenset[int] | None:
        return (
            frozenset(int(each) for each in self.codes[self.starts[row] : self.starts[row + 1]])
            if self.known[row]
            else None
        )


@dataclass(eq=False)
class Frame:
    """Rows of one place. `owner`: each row's row in the place above; rows stand by owner, then in their own order.

    `fetch` gives a field of all rows; `name` what a row is called in an answer; `unknown` marks the rows above whose
    rows here are not known. `base` says which rows of another frame these stand for, if they do.
    """

    size: int
    fetch: Callable[[str], Any]
    owner: Rows | None = None
    unknown: Mask | None = None
    name: Callable[[int], str] = str
    base: "tuple[Frame, Rows] | None" = None
    fields: dict[str, Any] = field(default_factory=dict)

    def of(self, name: str) -> Any:
        if name not in self.fields:
            self.fields[name] = self.fetch(name)
        return self.fields[name]


class Source(Protocol):
    """Where facts come from: a file of facts, or the system's own sources."""

    size: int
    words: list[str]
    """Texts met in this run, by the number that stands for each."""
    subjects_frame: Frame

    def text(self, value: str) -> int:
        """The number that stands for a text."""

    def fact(self, name: str) -> Any:
        """A Column (of codes: their place in the set) or Sets of all subjects."""

    def records(self, path: tuple[str, ...]) -> Frame:
        """Records of a kind, path from the subject down; `owner` are rows of the frame above."""

    def subject(self, row: int) -> str: ...

    def as_of(self) -> Column: ...

    def list_fact(self, name: str) -> Column: ...


@dataclass(eq=False)
class Place:
    """Where names are looked up: the subject, a kind of records, a period of a rule, …; known before any facts are."""

    name: str
    above: "Place | None"
    fields: dict[str, Type]
    build: "Callable[[Run], Frame]"
    kinds: "dict[str, Place]" = field(default_factory=dict)
    dated_by: tuple[str, ...] = ()
    """("date",) or ("from", "to"), or () where the rows have no time."""
    label: object = None

    def chain(self) -> "list[Place]":
        """This place and those above it."""
        places: list[Place] = []
        place: Place | None = self
        while place is not None:
            places.append(place)
            place = place.above
        return places


@dataclass(eq=False)
class Node:
    """One value or condition of a policy, compiled. `compute` gives a Column, Truth, Sets, Span or Selection.

    `place` is where its rows are; None where it is the same for all. `floor` of the type tells what it never falls
    below. `parts` are what it is made of, `role` and `name` say what it is to a reader.
    """

    type: Type
    place: Place | None
    compute: "Callable[[Run], Any]"
    parts: "tuple[Node, ...]" = ()
    role: str = "value"
    name: str = ""
    about: Any = None


@dataclass(eq=False)
class Run:
    """One judging of one set of subjects: everything is reckoned once, for all of them."""

    source: Source
    calendars: Any = None
    values: dict[Node, Any] = field(default_factory=dict)
    frames: dict[Place, Frame] = field(default_factory=dict)
    lifted: dict[tuple[Node, Place], Any] = field(default_factory=dict)
    paths: dict[tuple[Place, Place], Rows] = field(default_factory=dict)
    told: dict[tuple[Node, int], list[Any]] = field(default_factory=dict)
    """What has been explained of a row already: many rules rest on one value."""

    def frame(self, place: Place) -> Frame:
        if place not in self.frames:
            self.frames[place] = place.build(self)
        return self.frames[place]

    def of(self, node: Node) -> Any:
        if node not in self.values:
            self.values[node] = node.compute(self)
        return self.values[node]

    def at(self, node: Node, place: Place | None) -> Any:
        """The node's values for the rows of a place at or below its own; of one row where it is the same for all.

        Of no row where the place has none: one row would make two of them of different length.
        """
        value = self.of(node)
        if place is not None and node.place is not place and len(value) == 1 and self.frame(place).size == 0:
            return value.take(np.zeros(0, dtype=np.int64))
        if node.place is None or node.place is place or place is None or len(value) == 1:
            return value
        key = (node, place)
        if key not in self.lifted:
            self.lifted[key] = value.take(self.rows(place, node.place))
        return self.lifted[key]

    def rows(self, place: Place, above: Place) -> Rows:
        """For each row of a place its row in a place above."""
        key = (place, above)
        if key not in self.paths:
            self.paths[key] = self._path(place, above)
        return self.paths[key]

    def _path(self, place: Place, above: Place) -> Rows:
        if place is above:
            return np.arange(self.frame(place).size)
        owner = self.frame(place).owner
        if owner is None or place.above is None:
            raise LookupError(f"{place.name} does not lie below {above.name}")
        return owner if place.above is above else self.rows(place.above, above)[owner]


def lowest(nodes: "tuple[Node, ...] | list[Node]") -> Place | None:
    """The place of a value made of these: the deepest of theirs, which all lie on one line."""
    places = [each.place for each in nodes if each.place is not None]
    return max(places, key=lambda place: len(place.chain()), default=None)


def wide(value: Any, size: int) -> Any:
    """Of that many rows, where it was one row standing for all."""
    return value.wide(size) if len(value) != size else value


__all__ = ["Column", "Frame", "Node", "Place", "Run", "Sets", "Source", "lowest", "wide"]
