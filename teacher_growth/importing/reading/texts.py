"""Comma-separated text: which encoding, which separator, row by row."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from teacher_growth.importing.reading.limits import LONGEST_CELL, MOST_COLUMNS, Refusal

SEPARATORS = ",;\t|"
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
Row = tuple[int, list[str | None]]


def rows(octets: bytes) -> Iterator[Row]:
    text = decoded(octets)
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
