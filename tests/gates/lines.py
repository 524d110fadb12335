"""Reads the matrix: one line an endpoint and method, written by hand; what no line allows is denied."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MATRIX = Path(__file__).with_name("matrix")
KEYS = frozenset({
    "allow", "asks", "beside", "changes", "denied", "events", "forbidden", "form", "limit", "open", "params", "path",
    "query", "rows", "self", "some", "tries", "with_first_password",
})  # fmt: skip


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Names:
    """Single names, and the names for several in names.yaml."""

    def __init__(self, groups: dict[str, dict[str, list[str]]]) -> None:
        self.groups = groups
        self.used: set[tuple[str, str]] = set()

    def all(self, sort: str, value: Any) -> frozenset[str]:
        found: set[str] = set()
        for each in _flat(listed(value)):
            several = self.groups[sort].get(each)
            self.used.add((sort, each))
            found |= {each} if several is None else self.all(sort, several)
        return frozenset(found)


def _flat(values: Iterable[Any]) -> Iterable[str]:
    for each in values:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


@dataclass(frozen=True)
class Allow:
    who: frozenset[str]
    at: frozenset[str]
    fields: frozenset[str]
    status: int


@dataclass(frozen=True)
class Line:
    """`at` is left out where no row is named: the endpoint as a whole."""

    name: str
    endpoint: str
    method: str
    allow: tuple[Allow, ...] = ()
    denied: int = 403
    forbidden: frozenset[str] = frozenset()
    open: int | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    rows: str | None = None
    limit: int | None = None
    some: bool = False
    beside: frozenset[tuple[str, str]] = frozenset()  # (whose, field) that may stand on the page besides
    tries: dict[str, str] = field(default_factory=dict)  # parameter → kind of row whose id it may name
    params: dict[str, list[str]] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    changes: dict[str, frozenset[str]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    self: int | None = None
    with_first_password: bool = False
    asks: str = ""  # the permission a verb asks for, where that helps mutation to look in the right place

    @property
    def covers(self) -> str:
        return f"{self.endpoint} {self.method}"

    @property
    def subject(self) -> str | None:
        """The kind of row the request names."""
        kinds = [kind for kind in {**self.path, **self.query}.values() if not kind.startswith("=")]
        kinds += [value[1:] for value in self.form.values() if value.startswith("@")]
        return None if self.open is not None else next(iter(kinds), None)

    def allowed(self, who: str, relation: str | None) -> list[Allow]:
        return [each for each in self.allow if who in each.who and (relation is None or relation in each.at)]

    def at(self, who: str) -> frozenset[str]:
        return frozenset().union(*(each.at for each in self.allow if who in each.who))


def names() -> Names:
    return Names(yaml.safe_load((MATRIX / "names.yaml").read_text()))


def load(folder: str = ".", *, known: Names | None = None) -> dict[str, Line]:
    known = known or names()
    found: dict[str, Line] = {}
    for path in sorted((MATRIX / folder).glob("*.yaml")):
        if path.name == "names.yaml":
            continue
        for name, values in yaml.load(path.read_text(), Unique).items():  # noqa: S506 -- a SafeLoader
            if name in found:
                raise ValueError(f"{path.name}: {name} stands twice")
            found[name] = _line(name, values, known)
    return found


def _line(name: str, values: dict[str, Any], known: Names) -> Line:
    if strange := set(values) - KEYS:
        raise ValueError(f"{name}: {sorted(strange)}?")
    endpoint, method, *_variant = [*name.split(" "), ""]
    kept = {
        key: value
        for key, value in values.items()
        if key not in ("allow", "beside", "forbidden", "changes", "events", "params")
    }
    return Line(
        name, endpoint, method,
        allow=tuple(_allow(each, known) for each in values.get("allow", ())),
        forbidden=known.all("who", values.get("forbidden", [])),
        changes=_changes(values.get("changes", {}), known),
        events=tuple(values.get("events", ())),
        beside=frozenset((whose, name) for whose, name in values.get("beside", {}).items()),
        params={key: [str(each) for each in listed(value)] for key, value in values.get("params", {}).items()},
        **kept,
    )  # fmt: skip


def _allow(values: dict[str, Any], known: Names) -> Allow:
    if strange := set(values) - {"who", "at", "fields", "status"}:
        raise ValueError(f"{sorted(strange)}? in {values}")
    return Allow(
        known.all("who", values["who"]), known.all("at", values.get("at", [])),
        known.all("fields", values.get("fields", [])), values.get("status", 200),
    )  # fmt: skip


def _changes(values: Any, known: Names) -> dict[str, frozenset[str]]:
    """The tables a request writes to, the same for all ("*") or by who."""
    if isinstance(values, list):
        return {"*": frozenset(values)}
    return {who: frozenset(tables) for names, tables in values.items() for who in known.all("who", names)}


class Unique(yaml.SafeLoader):
    """A key that stands twice in a file is a mistake, not the second one's win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        merge = "tag:yaml.org,2002:merge"  # "<<" takes another mapping's entries, of which some may be said anew
        keys = [self.construct_object(key, deep=True) for key, _value in node.value if key.tag != merge]
        if len(keys) != len(set(map(str, keys))):
            raise ValueError(f"a key stands twice: {sorted(map(str, keys))}")
        return super().construct_mapping(node, deep=deep)
