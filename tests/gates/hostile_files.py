"""Files that mean harm, or look as if they did, each with the answers that are right: a refusal's codes, or "read".

Built by code, small on disk except where size is the point.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlwt

READ = "read"
CONTENT = "[Content_Types].xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
LINKS = "xl/_rels/workbook.xml.rels"
GOOD_ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>工号</t></is></c><c r="B1"><v>1</v></c></row>'
BROKEN = frozenset({"file_broken", "file_kind", "file_no_sheet", "file_empty"})
HARD = frozenset({"file_bomb", "file_too_hard", "file_broken"})
SEEN = frozenset({READ})
CLIMBED = Path("/tmp/teacher_growth_climbed.csv")  # noqa: S108 -- where a file must not get to
Right = frozenset[str]


def sheet(rows: str = GOOD_ROWS, before: str = "") -> str:
    return f"{HEAD}{before}<worksheet {MAIN} {REL}><sheetData>{rows}</sheetData></worksheet>"


def members(**changed: str | bytes | None) -> dict[str, str | bytes]:
    """A small workbook's parts; by short name what is different, None leaves it out."""
    parts: dict[str, str | bytes | None] = {
        CONTENT: f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        BOOK: f'{HEAD}<workbook {MAIN} {REL}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        LINKS: f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        SHEET: sheet(),
        STRINGS: f"{HEAD}<sst {MAIN}><si><t>工号</t></si></sst>",
    }
    short = {"content": CONTENT, "book": BOOK, "links": LINKS, "sheet": SHEET, "strings": STRINGS}
    parts |= {short[key]: value for key, value in changed.items()}
    return {name: value for name, value in parts.items() if value is not None}


def packed(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, value in parts.items():
            archive.writestr(name, value)
        archive.comment = comment
    return made.getvalue()


def a_book(**changed: str | bytes | None) -> bytes:
    return packed(members(**changed))


def with_more(more: Mapping[str, str | bytes]) -> bytes:
    return packed(members() | dict(more))


def zeros(megabytes: int) -> bytes:
    return b"\0" * (megabytes * 1024 * 1024)


def overlapping() -> bytes:
    """Two entries of the directory that share one member's octets."""
    data = bytearray(packed({"a.csv": "x" * 4000, "b.csv": "y" * 4000}))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def encrypted_flag() -> bytes:
    data = bytearray(a_book())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def lying_size(claimed: int) -> bytes:
    """The directory says another size than the member has."""
    data = bytearray(a_book(sheet=sheet(GOOD_ROWS * 500)))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 24 : place + 28] = struct.pack("<I", claimed)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def odd_method() -> bytes:
    data = bytearray(a_book())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.find(mark)
        while place >= 0:
            data[place + at : place + at + 2] = struct.pack("<H", 97)
            place = data.find(mark, place + 4)
    return bytes(data)


def laughs(levels: int = 9) -> str:
    lines = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return f"<!DOCTYPE worksheet [{''.join(lines)}]>"


def entity_cell(name: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>&{name};</t></is></c></row>'


def outside(address: str) -> str:
    return f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{address}">]>'


def old_book(rows: int = 3) -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("S")
    for row in range(rows):
        page.write(row, 0, "工号")
    book.save(made)
    return made.getvalue()


def many_strings() -> str:
    return f"{HEAD}<sst {MAIN}>" + "".join(f"<si><t>{'字' * 60}{n}</t></si>" for n in range(300_000)) + "</sst>"


def wide_row() -> str:
    return '<row r="1">' + "<c><v>1</v></c>" * 1_000_000 + "</row>"


def many_rows(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count))


def far(address: str, row: int) -> str:
    return f'{GOOD_ROWS}<row r="{row}"><c r="{address}"><v>1</v></c></row>'


def many_sheets(count: int) -> bytes:
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in range(1, count + 1)
    )
    return a_book(
        book=f"{HEAD}<workbook {MAIN} {REL}><sheets>{names}</sheets></workbook>",
        links=f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    )


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def linked(target: str) -> bytes:
    return a_book(links=f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                        f'Type="{OFFICE}/worksheet" Target="{target}"/></Relationships>')  # fmt: skip


CSV = "工号,姓名\nA1,王芳\n".encode()
FILES: tuple[tuple[str, Callable[[], bytes], Right], ...] = (
    # bombs
    ("zeros in a sheet", lambda: a_book(sheet=zeros(300)), HARD),
    ("zeros in the strings", lambda: a_book(strings=zeros(300)), HARD),
    ("zeros in a member nobody reads", lambda: with_more({"xl/media/image1.png": zeros(300)}), HARD),
    ("many members of some size", lambda: with_more({f"xl/m{n}": zeros(1) for n in range(700)}), HARD),
    ("ten thousand members", lambda: with_more({f"xl/m{n}": "x" for n in range(10_000)}), HARD),
    ("members that overlap", overlapping, HARD),
    ("a sheet of blanks", lambda: a_book(sheet=sheet(" " * 250_000_000)), HARD),
    ("csv of zeros in a zip", lambda: packed({"a.csv": zeros(300)}), HARD),
    ("csv of one letter in a zip", lambda: packed({"a.csv": b"a" * 300_000_000}), HARD),
    ("a zip in a zip", lambda: packed({"a.zip": packed({"b.csv": CSV})}), frozenset({"file_kind"})),
    ("a zip in a zip called csv", lambda: packed({"a.csv": packed({"b.csv": CSV})}), BROKEN),
    ("a workbook in a zip", lambda: packed({"a.xlsx": a_book()}), frozenset({"file_kind"})),
    # what XML can do
    ("billion laughs in a sheet", lambda: a_book(sheet=sheet(entity_cell("l9"), laughs())), SEEN | HARD),
    ("billion laughs in the book", lambda: a_book(book=f"{HEAD}{laughs()}<workbook {MAIN}>&l9;</workbook>"), BROKEN),
    ("billion laughs in the links", lambda: a_book(links=f"{HEAD}{laughs()}<a>&l9;</a>"), BROKEN),
    ("quadratic blow-up", lambda: a_book(sheet=sheet(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"&a;" * 20_000}</t></is></c></row>',
        f'<!DOCTYPE worksheet [<!ENTITY a "{"x" * 50_000}">]>')), SEEN | HARD),
    ("an entity that is a file", lambda: a_book(sheet=sheet(entity_cell("x"), outside("file:///etc/passwd"))),
     SEEN | HARD),
    ("an entity that is an address", lambda: a_book(sheet=sheet(entity_cell("x"), outside("http://127.0.0.1:9/"))),
     SEEN | HARD),
    ("an entity of the book that is a file", lambda: a_book(
        book=f'{HEAD}<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook {MAIN}>&x;</workbook>'), BROKEN),
    ("parameter entities", lambda: a_book(
        book=f'{HEAD}<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]><workbook {MAIN}/>'), BROKEN),
    ("a hundred thousand levels", lambda: a_book(sheet=sheet("<a>" * 100_000 + "</a>" * 100_000)), SEEN | HARD),
    ("a hundred thousand levels in the book", lambda: a_book(book=HEAD + "<a>" * 100_000 + "</a>" * 100_000),
     BROKEN | HARD),
    ("an attribute of ten megabytes", lambda: a_book(sheet=sheet(f'<row r="1" x="{"y" * 10_000_000}"/>')), SEEN | HARD),
    ("UTF-16 called UTF-8", lambda: a_book(sheet=sheet().encode("utf-16")), SEEN | HARD),
    ("UTF-7", lambda: a_book(sheet=sheet().replace("UTF-8", "UTF-7")), SEEN | HARD),
    ("a sheet that does not end", lambda: a_book(sheet=sheet()[:-40]), SEEN | HARD),
    ("a sheet that is none", lambda: a_book(sheet="no XML at all"), SEEN | HARD),
    # size and shape
    ("a cell in the last row", lambda: a_book(sheet=sheet(far("A1048576", 1_048_576))), SEEN),
    ("a cell in the last column", lambda: a_book(sheet=sheet(far("XFD2", 2))), SEEN),
    ("a cell in the last corner", lambda: a_book(sheet=sheet(far("XFD1048576", 1_048_576))), SEEN),
    ("a cell beyond everything", lambda: a_book(sheet=sheet(far("ZZZZZ99999999999", 99_999_999_999))), SEEN | HARD),
    ("row 0", lambda: a_book(sheet=sheet('<row r="0"><c r="A0"><v>1</v></c></row>')), SEEN | HARD),
    ("rows that go back", lambda: a_book(sheet=sheet(far("A1", 1))), SEEN | HARD),
    ("a million columns", lambda: a_book(sheet=sheet(wide_row())), SEEN | HARD),
    ("three hundred thousand rows", lambda: a_book(sheet=sheet(many_rows(300_000))), frozenset({"file_rows"}) | HARD),
    ("a dimension that lies", lambda: a_book(sheet=sheet().replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')), SEEN),
    ("merged over everything", lambda: a_book(sheet=sheet().replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')), SEEN | HARD),
    ("strings without number", lambda: a_book(strings=many_strings()), SEEN | HARD),
    ("an index beyond the strings", lambda: a_book(
        sheet=sheet('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>')), SEEN | HARD),
    ("a negative index", lambda: a_book(sheet=sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')), SEEN | HARD),
    ("numbers that are none", lambda: a_book(sheet=sheet(
        '<row r="1"><c r="A1"><v>1e400</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>--1</v></c></row>')), SEEN | HARD),
    ("a thousand sheets", lambda: many_sheets(1000), frozenset({"file_kind"}) | HARD),
    # what else may lie in a workbook
    ("macros", lambda: with_more({"xl/vbaProject.bin": "x"}), frozenset({"file_macros"})),
    ("macros elsewhere", lambda: with_more({"XL\\vbaproject.BIN": "x"}), frozenset({"file_macros"})),
    ("links to other books", lambda: with_more({"xl/externalLinks/externalLink1.xml": "<a/>"}), SEEN),
    ("a sheet outside the book", lambda: linked("../../../../etc/passwd"), BROKEN),
    ("a sheet at an address", lambda: linked("http://127.0.0.1:9/worksheets/x.xml"), BROKEN),
    ("a sheet at no place", lambda: linked("/"), BROKEN),
    ("names that climb", lambda: packed({f"../../../..{CLIMBED}": CSV}), SEEN),
    ("names that are absolute", lambda: packed({str(CLIMBED): CSV, "C:\\x.csv": CSV}), SEEN),
    ("a formula that calls out", lambda: packed({"a.csv": "工号,姓名\n=cmd|' /C calc'!A0,@SUM(1)\n".encode()}), SEEN),
    # what it is not
    ("another document", lambda: packed({CONTENT: "<a/>", "word/document.xml": "<a/>"}), frozenset({"file_kind"})),
    ("an open document", lambda: packed({"mimetype": "x", "content.xml": "<a/>"}), frozenset({"file_kind"})),
    ("a page of the web called xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>",
     frozenset({"file_kind"})),
    ("a program", lambda: b"MZ\x90\x00" + bytes(range(256)) * 40, BROKEN | {"file_encoding"}),
    ("a PDF and a zip in one", lambda: b"%PDF-1.7\n" + a_book(), frozenset({"file_kind"})),
    ("a workbook and a page in one", lambda: packed(members(), comment=b"<html><script>alert(1)</script>"), SEEN),
    ("encrypted, in the flag", encrypted_flag, frozenset({"file_password"})),
    ("sizes that lie small", lambda: lying_size(10), SEEN | HARD),
    ("sizes that lie large", lambda: lying_size(0x7FFFFFFF), HARD),
    ("a method nobody has", odd_method, BROKEN | HARD),
    ("the first half", lambda: cut(a_book(), 0.5), BROKEN),
    ("all but the end", lambda: cut(a_book(), 0.95), BROKEN),
    ("the first half of an old one", lambda: cut(old_book(2000), 0.5), BROKEN | SEEN),
    ("an old one of zeros", lambda: old_book()[:512] + b"\0" * 4096, BROKEN),
    # text
    ("one line of a hundred megabytes", lambda: b"a" * (100 * 1024 * 1024 - 1), frozenset({"file_broken"}) | HARD),
    ("a hundred megabytes of commas", lambda: b"," * (100 * 1024 * 1024 - 1), SEEN | HARD),
    ("a quote that never closes", lambda: b'"' + b"a,b\n" * 2_000_000, HARD),
    ("text with zeros", lambda: b"a,b\n\x00\x00,1\n" * 100, BROKEN),
    ("text with zeros far down", lambda: CSV * 1000 + b"A\x00,1\n", SEEN | BROKEN),
    ("text of no encoding", lambda: b"a,b\n" + bytes([0x81, 0xFF, 0xFE]) * 100, frozenset({"file_encoding"}) | BROKEN),
    ("ten thousand columns of text", lambda: b",".join([b"x"] * 10_000) + b"\n", frozenset({"file_columns"})),
    ("a list of lists without end", lambda: b"[{" + b'"a":[' * 100_000, BROKEN),
    ("objects with numbers beyond all", lambda: b'[{"a": 1' + b"0" * 10_000 + b', "b": NaN}]', BROKEN | SEEN),
)  # fmt: skip
