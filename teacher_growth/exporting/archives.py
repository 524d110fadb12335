"""An archive: the workbook, and the files that go along with it."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from teacher_growth.exporting import writers
from teacher_growth.web.tables import Book

CHUNK = 1 << 20
FORBIDDEN = str.maketrans(dict.fromkeys('\\:*?"<>|', "_"))


def write(target: IO[bytes], book: Book, folder: Path, *, cover: writers.Cover, far: writers.Progress) -> int:
    """How many rows the workbook holds. Files keep their bytes: images and PDF do not get smaller."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        with TemporaryFile(dir=folder) as sheet:
            rows = writers.write("xlsx", sheet, book.sheets, folder, cover=cover, far=far)
            sheet.seek(0)
            _add(archive, f"{book.title}.xlsx".replace("/", "_"), sheet)
        for each in book.attachments or ():
            with each.path.open("rb") as file:
                _add(archive, each.name, file)
    return rows


def _add(archive: ZipFile, name: str, source: IO[bytes]) -> None:
    with archive.open(name.translate(FORBIDDEN), "w", force_zip64=True) as entry:
        while part := source.read(CHUNK):
            entry.write(part)
