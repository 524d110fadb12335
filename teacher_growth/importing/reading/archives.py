"""What a zip is before anything in it is opened: sizes, ratio, overlap, encryption, what kind of file it holds."""

import zipfile
from pathlib import Path

from teacher_growth.importing.reading.limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    RATIO_FROM,
    Refusal,
)

PACKED = (".zip", ".xlsx", ".xlsm", ".xls", ".7z", ".rar", ".gz", ".docx")


def checked(path: Path) -> tuple[str, zipfile.ZipFile]:
    """("xlsx" or "csv", the open archive). Raises Refusal."""
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refusal("file_broken") from error
    if not entries or len(entries) > MOST_ENTRIES:
        raise Refusal("file_bomb" if entries else "file_empty")
    _check_sizes(entries)
    _check_overlap(entries)
    if any(each.flag_bits & 0x1 for each in entries):
        raise Refusal("file_password")
    return _kind({each.filename.replace("\\", "/").lower() for each in entries if not each.is_dir()}), archive


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if sum(each.file_size for each in entries) > LARGEST_UNPACKED:
        raise Refusal("file_bomb")
    for each in entries:
        if each.file_size > RATIO_FROM and each.file_size > LARGEST_RATIO * max(1, each.compress_size):
            raise Refusal("file_bomb")


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Members that share their octets unpack to many times what is there."""
    end = 0
    for each in sorted(entries, key=lambda one: one.header_offset):
        if each.header_offset < end:
            raise Refusal("file_bomb")
        end = each.header_offset + 30 + each.compress_size


def _kind(names: set[str]) -> str:
    if "[content_types].xml" in names:
        if any(each.endswith("vbaproject.bin") for each in names):
            raise Refusal("file_macros")
        if not any(each.startswith("xl/worksheets/") for each in names):
            raise Refusal("file_kind", sort="document")
        return "xlsx"
    if "mimetype" in names or "content.xml" in names:
        raise Refusal("file_kind", sort="document")
    if any(each.endswith(PACKED) for each in names):
        raise Refusal("file_kind", sort="nested")
    if not any(each.endswith((".csv", ".txt")) for each in names):
        raise Refusal("file_kind", sort="other")
    return "csv"
