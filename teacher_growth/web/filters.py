"""Codes and values → what a person reads."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from flask import Flask, current_app, request

from teacher_growth.clock import local
from teacher_growth.web.words import TODOS, tone, word


class State(NamedTuple):
    word: str
    tone: str
    icon: str


def day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    return "" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def amount(tenths: int | None) -> str:
    """Stored tenths as people write them: 65 → 6.5, 60 → 6."""
    if tenths is None:
        return ""
    sign, whole, part = "-" if tenths < 0 else "", *divmod(abs(tenths), 10)
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def cell(value: Any, kind: str) -> Any:
    """A value of a list, as its column's kind shows it; a dash for none."""
    if value is None or value == "":
        return "—"
    return SHOWN[kind](value) if kind in SHOWN else value


def size(octets: int) -> str:
    return f"{octets / 1024 / 1024:.1f} MB" if octets >= 1024 * 1024 else f"{max(1, octets // 1024)} KB"


def state(value: StrEnum) -> State:
    return State(word(value), *tone(value))


def figure(text: str) -> float | None:
    """A shown amount as a chart takes it."""
    return float(text) if text else None


def todo_words(todo: Any) -> str:
    return str(TODOS[todo.code]) % {"count": todo.count}


SHOWN: dict[str, Callable[[Any], str]] = {"date": day, "moment": moment, "amount": amount, "words": word}
"""Kinds of columns that are not shown as they are."""


def asset(name: str) -> str:
    """The address of a static file. A page has dozens of them: url_for() took a tenth of its time."""
    return f"{request.script_root}{current_app.static_url_path}/{name}"


def init_app(app: Flask) -> None:
    app.add_template_global(asset)
    app.add_template_filter(cell)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(amount)
    app.add_template_filter(size)
    app.add_template_filter(state)
    app.add_template_filter(figure)
    app.add_template_filter(todo_words)
    app.add_template_filter(word, "words")
