"""A value as it stands in facts, made exact by the type of its word."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from teacher_growth.policy.rules.reading.exact import (
    DIGITS,
    DateRange,
    Duration,
    date_from,
    duration_from,
    number_from,
    number_hint,
    written,
)
from teacher_growth.policy.rules.reading.problems import known_names
from teacher_growth.policy.rules.reading.vocabulary import CodeSet, Period, Value, Word


class WrongValueError(Exception):
    """`where` is the place inside the value, for lists and periods."""

    def __init__(self, message: str, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.where = message, hint, where


def convert(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> Value:
    """Raises WrongValueError. `raw` is never None: that is unknown, and unknown needs no type."""
    return CONVERTERS[word.type](word, raw, code_sets)


def said(raw: Any) -> str:
    """What was found, short, for messages."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return "an object"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, str):
        return repr(raw if len(raw) <= DIGITS else raw[:DIGITS] + "…")
    return str(raw)[:DIGITS]


@lru_cache(maxsize=65536)
def exact(raw: int | Decimal) -> Fraction | None:
    """None for more digits than anyone means: they would make every later sum crawl."""
    if isinstance(raw, int):
        return Fraction(raw) if abs(raw) < 10**DIGITS else None
    if not raw.is_finite():
        return None
    _, digits, exponent = raw.as_tuple()
    too_long = len(digits) > DIGITS or abs(int(exponent)) > DIGITS
    return None if too_long else Fraction(raw)


def number(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> Fraction:
    found = _number(raw)
    if found is None:
        unit = f" ({word.unit})" if word.unit else ""
        raise WrongValueError(
            f"a number{unit} is expected, not {said(raw)}", number_hint(raw) if isinstance(raw, str) else ""
        )
    if word.at_least is not None and found < word.at_least:
        raise WrongValueError(f"{written(found)} is less than {word.name} may be", f"at least {written(word.at_least)}")
    if word.at_most is not None and found > word.at_most:
        raise WrongValueError(f"{written(found)} is more than {word.name} may be", f"at most {written(word.at_most)}")
    return found


def _number(raw: Any) -> Fraction | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        return number_from(raw)
    if isinstance(raw, int | Decimal):
        return exact(raw)
    if isinstance(raw, Fraction):
        return raw
    if isinstance(raw, dict) and set(raw) == {"part", "of"}:
        part, of = (_number(raw[name]) for name in ("part", "of"))
        return part / of if part is not None and of else None
    return None


def day(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> DateRange:
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    found = date_from(text, word.month_means) if isinstance(text, str) else None
    if found is None:
        raise WrongValueError(f"a date is expected, not {said(raw)}", date_hint(raw))
    return found


def date_hint(raw: Any) -> str:
    if isinstance(raw, str) and len(raw) == len("2024-02-30") and raw[4] == raw[7] == "-":
        return "there is no such day"
    if isinstance(raw, str) and len(raw) > len("2024-02-30") and date_from(raw[:10]):
        return "without the time of day: YYYY-MM-DD"
    return 'written "YYYY-MM-DD", or "YYYY-MM" when the day is not known'


def code(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> str:
    known = code_sets[word.of].labels if word.of else None
    if isinstance(raw, bool):  # YAML's yes and no, where a set has such codes
        raw = next((each for each in (("yes", "true") if raw else ("no", "false")) if known and each in known), raw)
    elif isinstance(raw, int):
        raw = str(raw)
    if not isinstance(raw, str):
        raise WrongValueError(f"a code is expected, not {said(raw)}", "codes are written in quotes")
    if known is not None and raw not in known:
        raise WrongValueError(f"{raw!r} is no code of {word.of}", known_names(raw, known))
    return plain_text(raw)


def codes(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> frozenset[str]:
    if not isinstance(raw, list):
        hint = f"[{raw}]" if isinstance(raw, str) else "[] where none is known to be"
        raise WrongValueError(f"a list of codes is expected, not {said(raw)}", hint)
    found = set()
    for place, each in enumerate(raw):
        try:
            found.add(code(word, each, code_sets))
        except WrongValueError as wrong:
            raise WrongValueError(wrong.message, wrong.hint, f"[{place}]") from wrong
    return frozenset(found)


def yes_no(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> bool:
    if not isinstance(raw, bool):
        raise WrongValueError(f"true or false is expected, not {said(raw)}", "without quotes")
    return raw


def text(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        raise WrongValueError(f"a text is expected, not {said(raw)}", "texts are written in quotes")
    return plain_text(raw)


def plain_text(raw: str) -> str:
    if not raw.isascii():
        try:
            raw.encode()
        except UnicodeEncodeError as error:
            raise WrongValueError("half of a character", "save the file as UTF-8") from error
    return raw


def duration(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> Duration:
    found = duration_from(raw) if isinstance(raw, str) else None
    if found is None:
        raise WrongValueError(f"a duration is expected, not {said(raw)}", 'written "P2Y7M" or "P16D"')
    return found


def period(word: Word, raw: Any, code_sets: Mapping[str, CodeSet]) -> Period:
    if not isinstance(raw, dict) or not set(raw) <= {"from", "to"}:
        hint = '{"from": "2024-09-01", "to": null}'
        raise WrongValueError(f"a period is expected, not {said(raw)}", hint)
    ends: list[DateRange | None] = []
    for name in ("from", "to"):
        try:
            ends.append(None if raw.get(name) is None else day(word, raw[name], code_sets))
        except WrongValueError as wrong:
            raise WrongValueError(wrong.message, wrong.hint, f".{name}") from wrong
    if reversed_days(*ends):
        raise WrongValueError("to lies before from", "to is the last day included", ".to")
    return ends[0], ends[1]


def reversed_days(begins: DateRange | None, ends: DateRange | None) -> bool:
    """Surely so, whatever days dates known only to the month stand for."""
    return begins is not None and ends is not None and ends.last < begins.first


CONVERTERS: dict[str, Callable[[Word, Any, Mapping[str, CodeSet]], Value]] = {
    "number": number, "date": day, "code": code, "codes": codes, "yes_no": yes_no, "text": text, "duration": duration,
    "period": period,
}  # fmt: skip
