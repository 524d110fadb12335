"""One quick look through a sheet's XML for what the fast reader does not tell: error values, formulas that were never
calculated, and how far away the last cell is."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from teacher_growth.importing.reading.limits import HEADER_ROWS, MOST_ROWS, Refusal

CHUNK = 4 * 1024 * 1024
KEPT = 4096  # of one chunk looked at again with the next: what is sought is shorter
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"')
FAR_COLUMN = re.compile(rb'\br="([A-Z]{3}\d+)"')
ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
UNCALCULATED = re.compile(rb"<(?:\w+:)?c\b([^>]*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</(?:\w+:)?c>")
ADDRESS = re.compile(rb'\br="([A-Z]+\d+)"')
FAR_ROW = MOST_ROWS + HEADER_ROWS
MOST_FINDS = 20_000
MOST_FAR = 20


@dataclass
class Scan:
    errors: dict[str, str] = field(default_factory=dict)  # address → #N/A
    uncalculated: set[str] = field(default_factory=set)
    last_row: int = 0
    rows: int = 0
    far: list[str] = field(default_factory=list)  # addresses beyond all bounds

    @property
    def is_far(self) -> bool:
        return bool(self.far)


def scan(archive: zipfile.ZipFile, member: str) -> Scan:
    found, before = Scan(), b""
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            found.rows += chunk.count(b"<row ")
            _look(before + chunk, found)
            before = chunk[-KEPT:]
    if found.rows > FAR_ROW and found.last_row > FAR_ROW:
        raise Refusal("file_rows", most=MOST_ROWS, address=f"A{found.last_row}")
    return found


def _look(text: bytes, found: Scan) -> None:
    if rows := ROW.findall(text[-200_000:]) or ROW.findall(text):
        found.last_row = max(found.last_row, int(rows[-1]))
        if int(rows[-1]) > FAR_ROW:
            _note_far(found, {(column + row).decode() for column, row in CELL.findall(text) if int(row) > FAR_ROW})
    if len(found.far) < MOST_FAR and (far := FAR_COLUMN.findall(text)):
        _note_far(found, {each.decode() for each in far[:MOST_FAR]})
    if b't="e"' in text:
        found.errors |= {address: value.decode("utf-8", "replace") for address, value in _addressed(ERROR, text)}
    if b"<f" in text:
        found.uncalculated |= {address for address, _ in _addressed(UNCALCULATED, text)}


def _note_far(found: Scan, addresses: set[str]) -> None:
    found.far = sorted({*found.far, *addresses})[:MOST_FAR]


def _addressed(pattern: re.Pattern[bytes], text: bytes) -> Iterator[tuple[str, bytes]]:
    for match in islice(pattern.finditer(text), MOST_FINDS):
        if address := ADDRESS.search(match[1]):
            yield address[1].decode(), match[2] if pattern is ERROR else b""
