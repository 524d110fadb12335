"""Mappings by name, or from a file of somebody's own."""

import re
from collections.abc import Mapping as Map
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from teacher_growth.importing.mappings.model import Join, Mapping, Partial, SheetMapping, Source
from teacher_growth.pinyin import fold
from teacher_growth.sheets import Kind, spec

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # texts only: a heading "no" is no denial, "01" no number


MAPPING_KEYS = frozenset({"title", "source", "root", "date_formats", "deleted", "partial", "sheets"})
SHEET_KEYS = frozenset({"sheet", "kind", "columns", "keep", "join"})
JOIN_KEYS = frozenset({"sheet", "by", "split", "cut", "each", "needed", "keep"})
PARTIAL_KEYS = frozenset({"sheet", "name", "says"})
SOURCE_KEYS = frozenset({
    "from", "with", "either", "when", "part", "pattern", "words", "other", "plus", "blank", "new", "shape", "value",
    "not_before",
})  # fmt: skip


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
        held = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 -- texts only
        return _mapping(Path(name).stem, held)
    except (yaml.YAMLError, re.error, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise MappingUnknown(f"{name}: {error}") from error


def _mapping(name: str, held: Map[str, Any]) -> Mapping:
    _check_keys(held, MAPPING_KEYS)
    title = held.get("title", {})
    return Mapping(
        name=name, title=title.get("zh", name), english=title.get("en", name), source=held.get("source"),
        root=(held.get("root") or {}).get("name"), date_formats=tuple(held.get("date_formats", ())),
        deleted=(deleted := _values(held.get("deleted"))),
        partial=_partial(held["partial"]) if held.get("partial") else None,
        sheets=tuple(one for each in held["sheets"] for one in _for_each(_sheet(each, deleted))),
    )  # fmt: skip


def _for_each(sheet: SheetMapping) -> list[SheetMapping]:
    """Once for every one of several that may stand in a cell."""
    most = max((each.most for each in sheet.joins), default=1)
    return [
        replace(sheet, joins=tuple(replace(each, nth=nth) if each.most > 1 else each for each in sheet.joins))
        for nth in range(most)
    ]


def _partial(held: Map[str, Any]) -> Partial:
    _check_keys(held, PARTIAL_KEYS)
    ((heading, name),) = held["name"].items()
    return Partial(sheet=held["sheet"], name={heading: name}, says=_values(held["says"]))


def _sheet(held: Map[str, Any], deleted: Map[str, tuple[str, ...]]) -> SheetMapping:
    _check_keys(held, SHEET_KEYS)
    kind = Kind(held["kind"])
    known = {column.key for column in spec(kind).columns}
    if unknown := set(held["columns"]) - known:
        raise ValueError(f"{kind}: no column {', '.join(sorted(unknown))}")
    columns = {key: _source(each) for key, each in held["columns"].items()}
    for column in spec(kind).columns:
        if column.key in columns and columns[column.key].new is not None and column.required and not column.lackable:
            raise ValueError(f"{kind}: {column.key} has to be known")
    return SheetMapping(
        sheet=str(held["sheet"]), kind=kind, keep=_values(held.get("keep")), columns=columns,
        joins=tuple(_join(each, deleted) for each in held.get("join", ())),
    )  # fmt: skip


def _source(held: Any) -> Source:
    if not isinstance(held, dict):
        return Source(headings=(str(held),))
    _check_keys(held, SOURCE_KEYS)
    given = held.get("either") or held.get("from", ())
    if held.get("pattern"):
        re.compile(held["pattern"])
    return Source(
        headings=tuple(str(each) for each in ([given] if isinstance(given, str) else given)),
        glue=held.get("with", ""), either="either" in held, when=_values(held.get("when")),
        part=_part(held.get("part")), plus=int(held["plus"]) if "plus" in held else None,
        pattern=held.get("pattern"), not_before=held.get("not_before"), shape=held.get("shape"),
        words={fold(str(theirs)): _said(ours) or "" for theirs, ours in (held.get("words") or {}).items()},
        other=_said(held.get("other")), value=_said(held.get("value")), blank=_said(held.get("blank")),
        new=_said(held.get("new")),
    )  # fmt: skip


def _part(held: str | None) -> str | None:
    if held not in (None, "year", "month"):
        raise ValueError(f"no part of a day: {held}")
    return held


def _said(held: Any) -> str | None:
    return None if held is None else str(held)


def _join(held: Map[str, Any], deleted: Map[str, tuple[str, ...]]) -> Join:
    _check_keys(held, JOIN_KEYS)
    ((here, there),) = held["by"].items()
    return Join(
        sheet=held["sheet"], here=here, there=there, split=held.get("split"), cut=held.get("cut"),
        most=int(held.get("each", 1)), needed=held.get("needed") == "yes", keep=_values(held.get("keep")),
        deleted=deleted,
    )  # fmt: skip


def _check_keys(held: Map[str, Any], known: frozenset[str]) -> None:
    """A word that is misspelt would be passed over."""
    if unknown := set(held) - known:
        raise ValueError(f"not understood: {', '.join(sorted(map(str, unknown)))}")


def _values(held: Any) -> dict[str, tuple[str, ...]]:
    return {str(heading): tuple(str(each) for each in values) for heading, values in (held or {}).items()}
