"""The workbook of the national teacher system, of the people that a list holds. Its form is data: workbook.yaml."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from teacher_growth.access.actor import Actor
from teacher_growth.exporting.kinds import Source, sheet_of_columns
from teacher_growth.exporting.national.sources import SOURCES
from teacher_growth.i18n import _
from teacher_growth.sheets import CODES, words
from teacher_growth.web.tables import Book, Column, Sheet

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def national_book(people: Any, actor: Actor, conditions: Sequence[tuple[Any, Any]]) -> Book:
    """`people`: the ids of those on the list, as a statement the actor may read."""
    sheets = [_sheet(each, SOURCES[each["source"]](actor, people)) for each in _declared()["sheets"]]
    return _book([sheet for sheet in sheets if sheet.total], conditions)


def promised_book(people: int, conditions: Sequence[tuple[Any, Any]]) -> Book:
    """Of so many people, nothing of it read yet: it has a line a person and sheet, or thereabouts."""
    return _book([], conditions, people * len(_declared()["sheets"]))


def sheet_names() -> list[str]:
    return [each["name"] for each in _declared()["sheets"]]


def _book(sheets: Sequence[Sheet], conditions: Sequence[tuple[Any, Any]], least: int = 0) -> Book:
    return Book(_("国家教师系统报送表"), sheets, [*conditions, (_("不含"), _("证件号码"))], least=least)


@lru_cache
def _declared() -> dict[str, Any]:
    text = (files(__package__) / "workbook.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.load(text, Loader=Loader)  # noqa: S506 -- a safe loader
    return held


def _sheet(declared: Mapping[str, Any], source: Source) -> Sheet:
    return sheet_of_columns(declared["name"], source, [_column(each) for each in declared["columns"]])


def _column(declared: Mapping[str, str]) -> Column:
    key = declared["key"]
    if "code" not in declared:
        return Column(key, declared["heading"], value=lambda row: getattr(row, key), kind=declared.get("kind", "text"))
    dictionary = _dictionary(declared["code"])
    return Column(key, declared["heading"], value=lambda row: _said(dictionary, getattr(row, key)))


def _said(dictionary: Mapping[str, str], value: Any) -> str:
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return dictionary.get(text, text)


@lru_cache
def _dictionary(name: str) -> dict[str, str]:
    """As the file says; codes that are the standard's own already stand with their words."""
    held: dict[str, str] | None = _declared()["codes"].get(name)
    if held is not None:
        return held
    return {
        value: f"{value} {word}" if value.isdigit() else word for value, word in words(CODES[name].__name__).items()
    }
