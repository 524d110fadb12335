"""The verdict on one cell: its value, and everything said about it. Nothing is repaired silently. Pure.

A raw cell is None (empty), str, int or float (typed as a number), bool, or Odd: a date, an error, a merged cell.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from teacher_growth.importing.rules import dates
from teacher_growth.importing.rules.dates import DateRules
from teacher_growth.importing.rules.faults import Fault
from teacher_growth.sheets import CODES, Column, Type, meant

INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\ufe00-\ufe0f]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BLANK = re.compile(r"[\s\u00a0\u3000]+")
APOSTROPHES = "'\u2018\u2019\uff07`"
ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!",
    "#GETTING_DATA", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!",
})  # fmt: skip
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[Ee]\+?\d+")
IDENTIFIER = re.compile(r"[^\s#*?!]+")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
SCHOOL_YEAR = r"\u5b66\u5e74\u5ea6?"
YEARS = re.compile(
    rf"(\d{{4}})\s*[-~\u2014\u2013\u81f3/]\s*(\d{{4}}|\d{{2}})\s*({SCHOOL_YEAR})?|(\d{{4}})\s*({SCHOOL_YEAR}|\u5e74\u5ea6?)"
)
EXACT = 10**15  # beyond it a number typed into a cell has lost digits


@dataclass(frozen=True)
class Odd:
    """A cell that is neither text nor number: date, time, error, merged, formula."""

    sort: str
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    value: Any = None
    faults: tuple[Fault, ...] = ()
    told: str = ""  # the cell as the file has it


BLANK_CELL = Verdict()


def shown_raw(raw: Any) -> str:
    """A cell as the file has it, for people."""
    if raw is None:
        return ""
    if isinstance(raw, Odd):
        return raw.text
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return f"{raw:.0f}" if raw.is_integer() and abs(raw) < EXACT * 1000 else repr(raw)
    return str(raw)


def verdict(column: Column, raw: Any, rules: DateRules = dates.HOUSE) -> Verdict:
    """What the cell says, in the column it stands in."""
    told = shown_raw(raw)[:200]
    fault = _unusable(column, raw)
    if fault is not None:
        return Verdict(None, (fault,), told)
    text, said = _cleaned(raw)
    if text == "" and not isinstance(raw, Odd):
        return Verdict(None, tuple(said), told)
    value, more = READERS[column.type](column, text, raw, rules)
    return Verdict(value, (*said, *more), told)


def _unusable(column: Column, raw: Any) -> Fault | None:
    """What is no value in any column."""
    if isinstance(raw, Odd):
        odd = {"error": Fault.ERROR_VALUE, "merged": Fault.MERGED, "formula": Fault.FORMULA_EMPTY}
        if raw.sort in odd:
            return odd[raw.sort]
        return None if column.type is Type.DATE else Fault.DATE_FOR_TEXT
    if isinstance(raw, bool) and column.type is not Type.YES_NO:
        return Fault.BOOLEAN
    if isinstance(raw, str) and raw.strip().upper() in ERRORS:
        return Fault.ERROR_VALUE
    return None


def _cleaned(raw: Any) -> tuple[str, list[Fault]]:
    """The text without what nobody sees, and what was taken away."""
    if not isinstance(raw, str):
        return ("" if isinstance(raw, Odd) else shown_raw(raw)), []
    said = []
    text = INVISIBLE.sub("", CONTROL.sub("", raw))
    if text != raw:
        said.append(Fault.INVISIBLE)
    bare = text.strip(" \t\r\n\u00a0\u3000")
    if bare != text and bare:
        said.append(Fault.BLANKS)
    if len(bare) > 1 and bare[0] in APOSTROPHES and bare[-1] not in APOSTROPHES:
        bare = bare[1:].lstrip()
        said.append(Fault.APOSTROPHE)
    return unicodedata.normalize("NFC", bare), said


def _narrow(text: str) -> tuple[str, list[Fault]]:
    """Full-width digits and letters as plain ones."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return narrow, ([Fault.FULL_WIDTH] if narrow != text else [])


Read = tuple[Any, Sequence[Fault]]


def _text(column: Column, text: str, raw: Any, _rules: DateRules) -> Read:
    said = []
    if isinstance(raw, int | float):
        said.append(Fault.NUMBER_AS_TEXT)
    if "\ufffd" in text:
        return None, [Fault.LOST_CHARACTER]
    is_name = column.key.endswith("name") and column.longest <= 40
    if is_name and re.search(r"[\u3400-\u9fff]", text) and BLANK.search(text):
        text = BLANK.sub("", text)
        said.append(Fault.BLANKS)
    if is_name and ("?" in text or "\uff1f" in text):
        said.append(Fault.QUESTION_MARK)
    if any("\ue000" <= each <= "\uf8ff" or each >= "\U000f0000" for each in text):
        said.append(Fault.PRIVATE_CHARACTER)
    if len(text) > column.longest:
        return None, [*said, Fault.TOO_LONG]
    return text, said


def _identifier(column: Column, text: str, raw: Any, _rules: DateRules) -> Read:
    """Digits that are no number: typed as one, leading zeros are gone, and beyond 15 digits the last ones too."""
    if isinstance(raw, int | float):
        is_long = abs(raw) >= EXACT
        return None, [Fault.IDENTIFIER_DIGITS_LOST if is_long else Fault.IDENTIFIER_NUMBER]
    narrow, said = _narrow(text)
    if SCIENTIFIC.fullmatch(narrow):
        return None, [*said, Fault.IDENTIFIER_SCIENTIFIC]
    if "\ufffd" in narrow:
        return None, [*said, Fault.LOST_CHARACTER]
    if BLANK.search(narrow) and column.longest <= 20:
        narrow = BLANK.sub("", narrow)
        said = [*said, Fault.BLANKS]
    if column.longest <= 20 and not IDENTIFIER.fullmatch(narrow):
        return None, [*said, Fault.IDENTIFIER_FORM]
    if len(narrow) > column.longest:
        return None, [*said, Fault.TOO_LONG]
    return narrow, said


def _organisation(column: Column, text: str, raw: Any, rules: DateRules) -> Read:
    if isinstance(raw, int | float):
        return _identifier(column, text, raw, rules)
    return _text(column, text, raw, rules)


def _date(column: Column, text: str, raw: Any, rules: DateRules) -> Read:
    narrow, said = ("", []) if isinstance(raw, Odd | int | float) else _narrow(text)
    if isinstance(raw, Odd):
        value, more = dates.of_cell(raw.sort, raw.text)
    elif isinstance(raw, int | float):
        value, more = dates.of_number(raw, column.month, rules)
    else:
        value, more = dates.of_text(narrow, column.month, rules)
    if value is not None and not dates.EARLIEST <= value <= dates.LATEST:
        return None, [*said, *more, Fault.DATE_RANGE]
    return value, [*said, *more]


def _integer(column: Column, text: str, raw: Any, _rules: DateRules) -> Read:
    narrow, said = _narrow(text)
    if column.key == "school_year" and (found := YEARS.fullmatch(narrow)):
        return int(found[1] or found[4]), [*said, Fault.YEAR_RANGE]
    narrow = narrow.removesuffix("%") if column.key == "share" else narrow
    if not re.fullmatch(r"[+-]?\d{1,9}(\.0+)?", narrow):
        return None, [*said, Fault.NOT_INTEGER]
    return int(narrow.split(".")[0]), said


def _amount(_column: Column, text: str, raw: Any, _rules: DateRules) -> Read:
    """Tenths; a second decimal is no amount."""
    narrow, said = _narrow(text)
    if isinstance(raw, float):
        narrow = f"{raw:.6f}".rstrip("0").rstrip(".")
    if not NUMBER.fullmatch(narrow) or len(narrow) > 12:
        return None, [*said, Fault.NOT_AMOUNT]
    whole, _point, part = narrow.partition(".")
    if len(part.rstrip("0")) > 1:
        return None, [*said, Fault.AMOUNT_DECIMALS]
    tenths = abs(int(whole)) * 10 + int(part[:1] or 0)
    return (-tenths if narrow.startswith("-") else tenths), said


def _code(column: Column, text: str, _raw: Any, _rules: DateRules) -> Read:
    value = meant(column.code or "", text)
    if value is None:
        return None, [Fault.CODE_UNKNOWN]
    return CODES[column.code or ""](value), []


def _yes_no(_column: Column, text: str, raw: Any, _rules: DateRules) -> Read:
    value = meant("YesNo", text)
    return (None, [Fault.CODE_UNKNOWN]) if value is None else (value == "1", [])


READERS: dict[Type, Callable[[Column, str, Any, DateRules], Read]] = {
    Type.TEXT: _text,
    Type.IDENTIFIER: _identifier,
    Type.DATE: _date,
    Type.INTEGER: _integer,
    Type.AMOUNT: _amount,
    Type.CODE: _code,
    Type.YES_NO: _yes_no,
    Type.ORGANISATION: _organisation,
}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def typed(column: Column, value: Any) -> Any:
    """And back."""
    if value is None:
        return None
    if column.type is Type.CODE:
        return CODES[column.code or ""](value)
    return date.fromisoformat(value) if column.type is Type.DATE else value
