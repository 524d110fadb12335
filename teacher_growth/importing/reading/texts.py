"""Text: comma-separated, whatever its encoding and separator, or a JSON list of objects; row by row."""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from teacher_growth.importing.reading.limits import LONGEST_CELL, MOST_COLUMNS, Refusal

SEPARATORS = ",;\t|"
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
OBJECTS = re.compile(r"\s*\[\s*[{\]]")
Row = tuple[int, list[Any]]


def rows(octets: bytes) -> tuple[bool, Iterator[Row]]:
    """Whether what begins like a formula carries a mark, as in csv; the rows."""
    text = decoded(octets)
    if OBJECTS.match(text):
        return False, objects(text)
    return True, separated(text)


def objects(text: str) -> Iterator[Row]:
    """What `flask export --format json` writes: the keys as headings, then a row for each object."""
    try:
        held = json.loads(text, parse_int=float, parse_constant=_no_number, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise Refusal("file_broken") from error
    if not all(isinstance(each, dict) for each in held):
        raise Refusal("file_kind", sort="other")
    keys = list(dict.fromkeys(key for each in held for key in each))
    if len(keys) > MOST_COLUMNS:
        raise Refusal("file_columns", most=MOST_COLUMNS)
    yield 1, list(keys)
    for number, each in enumerate(held, 2):
        cells = [each.get(key) for key in keys]
        if any(isinstance(cell, list | dict) for cell in cells):
            raise Refusal("file_kind", sort="nested")
        yield number, [None if cell == "" else cell for cell in cells]


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise ValueError("a key twice")
    return held


def _no_number(name: str) -> Any:
    raise ValueError(name)


def separated(text: str) -> Iterator[Row]:
    if CONTROL.search(text[:100_000]):
        raise Refusal("file_kind", sort="binary")
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
        raise Refusal("file_kind", sort="web_page")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS and any(each.strip() for each in cells[MOST_COLUMNS:]):
                raise Refusal("file_columns", most=MOST_COLUMNS)
            yield reader.line_num, [each or None for each in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Refusal("file_broken", line=reader.line_num) from error


def decoded(octets: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB18030; anything else is refused rather than guessed."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if octets.startswith(mark):
            return _as(octets, name)
    if b"\x00" in octets[:4096]:
        raise Refusal("file_kind", sort="binary")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return _as(octets, "gb18030")


def _as(octets: bytes, name: str) -> str:
    try:
        return octets.decode(name)
    except UnicodeDecodeError as error:
        raise Refusal("file_encoding") from error


def separator(text: str) -> str:
    """The sign that stands most often in the middle one of the first lines."""
    lines = [line for line in islice(io.StringIO(text), 20) if line.strip()]

    def usual(sign: str) -> int:
        return sorted(line.count(sign) for line in lines)[len(lines) // 2] if lines else 0

    return max(SEPARATORS, key=usual)
