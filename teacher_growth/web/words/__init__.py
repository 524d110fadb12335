"""Codes → words in both languages. One file a domain; the core speaks codes only.

WORDS: enum class name → value → word. REFUSALS: code → sentence with %(name)s. EVENTS: event → word.
TODOS: code of a to-do → sentence with %(count)s. TONES: enum class name → value → (tone, icon).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from typing import Any

from teacher_growth.access.roles import Role
from teacher_growth.errors import Refused
from teacher_growth.i18n import _, get_locale
from teacher_growth.web.words import (
    accounts,
    achievements,
    claims,
    dashboard,
    documents,
    exporting,
    files,
    general,
    importing,
    jobs,
    mentoring,
    organisations,
    people,
    training,
)

DOMAINS: list[Any] = [
    general,
    accounts,
    achievements,
    claims,
    dashboard,
    documents,
    exporting,
    importing,
    jobs,
    mentoring,
    organisations,
    people,
    files,
    training,
]

WORDS: dict[str, dict[str, Any]] = {}
REFUSALS: dict[str, Any] = {}
EVENTS: dict[str, Any] = {}
TODOS: dict[str, Any] = {}
TONES: dict[str, dict[str, tuple[str, str]]] = {}
SUBJECTS: dict[str, Any] = dashboard.SUBJECTS
for _domain in DOMAINS:
    WORDS |= getattr(_domain, "WORDS", {})
    REFUSALS |= getattr(_domain, "REFUSALS", {})
    EVENTS |= getattr(_domain, "EVENTS", {})
    TODOS |= getattr(_domain, "TODOS", {})
    TONES |= getattr(_domain, "TONES", {})


_said: ContextVar[dict[tuple[type[StrEnum], str], str] | None] = ContextVar("said", default=None)


@contextmanager
def one_language() -> Iterator[None]:
    """For a file of many rows in one language: each word is looked up once, else most of its time goes there."""
    token = _said.set({})
    try:
        yield
    finally:
        _said.reset(token)


def word(value: StrEnum | None) -> str:
    """The word for a code; empty for none."""
    if value is None:
        return ""
    if (said := _said.get()) is None:
        return _in_language(type(value), value.value, get_locale())
    key = (type(value), value.value)
    return said.get(key) or said.setdefault(key, str(WORDS[type(value).__name__][value.value]))


@cache
def _in_language(kind: type[StrEnum], value: str, _language: Any) -> str:
    """A list has hundreds of words, a few dozen different ones."""
    return str(WORDS[kind.__name__][value])


def acting_words(acting_as: str) -> str:
    """The roles as which somebody acted, as an entry of the trail keeps them; none for the system."""
    return _("、").join(word(Role(each)) for each in acting_as.split(",") if each in set(Role))


def tone(value: StrEnum) -> tuple[str, str]:
    """Tone (done, waiting, refused, closed, info) and icon of a state."""
    return TONES.get(type(value).__name__, {}).get(value.value, ("info", "info-circle"))


def refusal_words(refusal: Refused) -> str:
    details = {name: word(value) if isinstance(value, StrEnum) else value for name, value in refusal.details.items()}
    return str(REFUSALS[refusal.code]) % details


def choices(kind: type[StrEnum], *, blank: str | None = None) -> list[tuple[str, str]]:
    """(value, word) of a code, for select fields."""
    listed = [(member.value, word(member)) for member in kind]
    return [("", blank), *listed] if blank is not None else listed
