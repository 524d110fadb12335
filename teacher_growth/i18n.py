"""The only file that knows the translation library. Source texts are Chinese; English is a catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

__all__ = ["LOCALES", "_", "_l", "chosen_language", "get_locale", "init_app", "source_text", "speaking"]

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def chosen_language() -> str:
    """The person's own choice, else the browser's, else Chinese."""
    if not has_request_context():
        return "zh"
    if session.get("language") in LOCALES:
        return str(session["language"])
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For work in the background: texts in the language of the one who asked."""
    with force_locale(LOCALES[language]):
        yield


def source_text(text: Any) -> str:
    """The Chinese a lazy text is written in, whatever language is chosen: what files and their headings hold."""
    return str(text._args[0]) if hasattr(text, "_args") else str(text)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=lambda: LOCALES[chosen_language()])
