"""Mappings by name, or from a file of somebody's own."""

import re
from collections.abc import Mapping as Map
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from teacher_growth.importing.mappings.model import Join, Mapping, SheetMapping, Source
from teacher_growth.sheets import Kind, spec

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MappingUnknown(Exception):  # noqa: N818 -- an answer, no error
    """There is no mapping of this name, or it says something that cannot be meant. The text says what."""


def shipped() -> list[Mapping]:
    names = sorted(each.name for each in files(__package__).iterdir() if each.name.endswith(".yaml"))
    return [load(name.removesuffix(".yaml")) for name in names]


@lru_cache
def load(name: str) -> Mapping:
    """One that ships with the code, else the YAML file at this path. Raises MappingUnknown."""
    own = files(__package__) / f"{name}.yaml"
    path = own if "/" not in name and own.is_file() else Path(name)
    if not path.is_file():
        raise MappingUnknown(name)
    try:
        held = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 -- a safe loader
        return _mapping(Path(name).stem, held)
    except (yaml.YAMLError, re.error, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise MappingUnknown(f"{name}: {error}") from error


def _mapping(name: str, held: Map[str, Any]) -> Mapping:
    title = held.get("title", {})
    return Mapping(
        name=name, title=title.get("zh", name), english=title.get("en", name), source=held.get("source"),
        root=(held.get("root") or {}).get("name"), date_formats=tuple(held.get("date_formats", ())),
        deleted=_values(held.get("deleted")), sheets=tuple(_sheet(each) for each in held["sheets"]),
    )  # fmt: skip


def _sheet(held: Map[str, Any]) -> SheetMapping:
    kind = Kind(held["kind"])
    known = {column.key for column in spec(kind).columns}
    if unknown := set(held["columns"]) - known:
        raise ValueError(f"{kind}: no column {', '.join(sorted(unknown))}")
    return SheetMapping(
        sheet=str(held["sheet"]), kind=kind, keep=_values(held.get("keep")),
        columns={key: _source(each) for key, each in held["columns"].items()},
        joins=tuple(_join(each) for each in held.get("join", ())),
    )  # fmt: skip


def _source(held: Any) -> Source:
    if not isinstance(held, dict):
        return Source(headings=(str(held),))
    given, other, value = held.get("from", ()), held.get("other"), held.get("value")
    if held.get("pattern"):
        re.compile(held["pattern"])
    return Source(
        headings=tuple(str(each) for each in ([given] if isinstance(given, str) else given)),
        glue=held.get("with", ""), pattern=held.get("pattern"), not_before=held.get("not_before"),
        words={str(theirs): str(ours) for theirs, ours in (held.get("words") or {}).items()},
        other=None if other is None else str(other), value=None if value is None else str(value),
    )  # fmt: skip


def _join(held: Map[str, Any]) -> Join:
    ((here, there),) = held["by"].items()
    return Join(sheet=held["sheet"], here=here, there=there, split=held.get("split"))


def _values(held: Any) -> dict[str, tuple[str, ...]]:
    return {str(heading): tuple(str(each) for each in values) for heading, values in (held or {}).items()}
