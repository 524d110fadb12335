"""Sound files of every sort, and what may happen to their octets: seeded, so that a number names a file for good."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
from xlsxwriter import Workbook

from tests.gates.hostile_files import a_book, old_book, packed

Chance = random.Random
HEADINGS = ("工号", "姓名", "性别", "出生日期", "学段", "学科", "单位", "用工性质", "到校日期")
PERSON = ("A0001", "王芳", "女", "1985-03-01", "小学", "语文", "示例小学", "在编", "2015-09-01")
NUMBERS = (b"0", b"-1", b"1", b"65536", b"1048577", b"4294967296", b"99999999999999999999", b"1e400", b"NaN", b"")
REFERENCES = (b"A0", b"XFD1048576", b"ZZZ1", b"A99999999999", b"1A", b"a1", b"$A$1", b"", b"A1:B2", b"\xff")
PIECES = (
    b"<",
    b">",
    b"&x;",
    b"&#0;",
    b"&#x110000;",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"\0",
    b"\xff\xfe",
    b'"',
)


def by_xlsxwriter() -> bytes:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("教师名册"), book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(30):
            for place, text in enumerate(PERSON if row else HEADINGS):
                sheet.write(row, place, text)
        sheet.write_datetime(5, 3, date(1985, 3, 1), day)
        sheet.write_formula(6, 1, "=A1", None, "王芳")
        sheet.write_formula(7, 3, "=1/0", None, "#DIV/0!")
        sheet.merge_range(8, 6, 9, 6, "示例小学")
        book.add_worksheet("说明").hide()
    return made.getvalue()


def by_openpyxl() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADINGS)
    for number in range(20):
        book.active.append([f"B{number}", "李明", True, date(1990, 1, 1), 3.5, None, "示例小学", "在编", 45000])
    book.save(made)
    return made.getvalue()


def in_text(encoding: str) -> bytes:
    rows = [HEADINGS, *[PERSON] * 20]
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def seeds() -> list[bytes]:
    return [
        by_xlsxwriter(), by_openpyxl(), a_book(), old_book(20), in_text("utf-8"), in_text("gb18030"),
        packed({"people.csv": in_text("utf-8-sig"), "titles.csv": "工号,职称\nA0001,一级教师\n"}),
        b'[{"staff_number": "A0001", "name": "x", "sex": "1", "birth_date": null}]',
    ]  # fmt: skip


def mangled(number: int, sound: list[bytes], seed: int) -> bytes:
    """The file of this number."""
    chance = Chance(f"{seed} {number}")
    data = chance.choice(sound[:3] * 4 + sound)  # mostly workbooks
    if data.startswith(b"PK") and chance.random() < 0.75:
        return inside(data, chance)
    for _ in range(chance.choice((1, 1, 2, 8))):
        data = chance.choice(OF_OCTETS)(data, chance)
    return data


def inside(data: bytes, chance: Chance) -> bytes:
    """A member is changed and all packed again: the zip is sound, what it holds is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice([*parts, *[each for each in parts if each.startswith("xl/w")] * 2])
        chance.choice(OF_MEMBERS)(parts, name, chance)
        if not parts:
            break
    return packed(parts, method=chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


# --- octets ---------------------------------------------------------------------------------------


def flip(data: bytes, chance: Chance) -> bytes:
    if not data:
        return data
    made, place = bytearray(data), chance.randrange(len(data))
    made[place] ^= 1 << chance.randrange(8)
    return bytes(made)


def cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def lose(data: bytes, chance: Chance) -> bytes:
    place, length = chance.randrange(len(data) + 1), chance.choice((1, 4, 64, 1000))
    return data[:place] + data[place + length :]


def double(data: bytes, chance: Chance) -> bytes:
    place, length = chance.randrange(len(data) + 1), chance.choice((1, 30, 500, 5000))
    return data[: place + length] + data[place:]


def fill(data: bytes, chance: Chance) -> bytes:
    place, length = chance.randrange(len(data) + 1), chance.choice((1, 4, 8))
    return data[:place] + bytes([chance.choice((0, 255, 65, 10, 34))]) * length + data[place + length :]


def put(data: bytes, chance: Chance) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(PIECES) + data[place:]


OF_OCTETS: tuple[Callable[[bytes, Chance], bytes], ...] = (flip, flip, cut, lose, double, fill, put)

# --- members --------------------------------------------------------------------------------------

Parts = dict[str, str | bytes]


def octets(parts: Parts, name: str, chance: Chance) -> None:
    parts[name] = chance.choice(OF_OCTETS)(bytes(parts[name]), chance)  # type: ignore[arg-type]  # octets here


def _replace_one(parts: Parts, name: str, chance: Chance, sought: bytes, by: tuple[bytes, ...]) -> None:
    data = bytes(parts[name])  # type: ignore[arg-type]  # octets here
    found = list(re.finditer(sought, data))
    if found:
        match = chance.choice(found)
        parts[name] = data[: match.start(1)] + chance.choice(by) + data[match.end(1) :]


def number(parts: Parts, name: str, chance: Chance) -> None:
    _replace_one(parts, name, chance, rb"[\">]([0-9]+)[\"<]", NUMBERS)


def reference(parts: Parts, name: str, chance: Chance) -> None:
    _replace_one(parts, name, chance, rb'r="([A-Z]*[0-9]+)"', REFERENCES)


def sort_of_cell(parts: Parts, name: str, chance: Chance) -> None:
    _replace_one(parts, name, chance, rb' t="(\w+)"', (b"s", b"b", b"e", b"d", b"str", b"inlineStr", b"x", b""))


def element(parts: Parts, name: str, chance: Chance) -> None:
    _replace_one(parts, name, chance, rb"<(/?\w+)", (b"row", b"c", b"v", b"/row", b"sheetData", b"x:c", b"is", b""))


def lost(parts: Parts, name: str, _chance: Chance) -> None:
    parts.pop(name, None)


def exchanged(parts: Parts, name: str, chance: Chance) -> None:
    parts[name] = parts[chance.choice(list(parts))]


def renamed(parts: Parts, name: str, chance: Chance) -> None:
    value = parts.pop(name)
    parts[chance.choice(("x", name.upper(), f"../{name}", name.replace("/", "\\"), f"{name}.csv"))] = value


OF_MEMBERS: tuple[Callable[[Parts, str, Chance], None], ...] = (
    octets, octets, number, reference, sort_of_cell, element, lost, exchanged, renamed,
)  # fmt: skip
