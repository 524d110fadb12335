"""The file as it was sent, with its errors marked: whatever kind of file, whatever stands in its cells."""

import csv
import io
import zipfile

import pytest
import xlwt
from openpyxl import load_workbook

from teacher_growth.access.actor import SYSTEM
from teacher_growth.errors import Refused
from teacher_growth.importing import marking, queries
from teacher_growth.importing.marking.writing import MOST_WHOLE
from teacher_growth.sheets import Kind
from tests.factories.importing import a_csv, a_person_row, a_table, a_workbook, staged, uploads
from tests.factories.organisations import a_school

RED, AMBER = "FFFCD5D1", "FFFFF0C2"


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def marked(app, tmp_path):
    """marked(path, language) → (rows that are marked, the copy)."""

    def made(path, kind=Kind.PEOPLE, *, suffix="xlsx", language="zh"):
        batch = queries.batch(staged(path, kind).batch_id, SYSTEM)
        copy = tmp_path / f"copy.{suffix}"
        work = marking.Work(batch, SYSTEM, uploads(), language, lambda _done, _total: None)
        return marking.write(work, copy, suffix), copy

    return made


def a_roster(school, *rows):
    return a_table(Kind.PEOPLE, [{"organisation": school.name} | row for row in rows])


def cells(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_the_workbook_itself_keeps_its_other_sheets_and_formats(marked, school):
    table = a_roster(school, a_person_row(sex="?"), a_person_row(staff_number="A0002", name="王 芳"))
    path = a_workbook({"说明": [["请按模板填写"]], "教师名册": [["青禾小学名册"], [], *table]})
    rows, copy = marked(path)
    book = load_workbook(copy)
    sheet = book["教师名册"]
    assert (book.sheetnames, cells(book["说明"], 1), rows) == (["说明", "教师名册"], ["请按模板填写"], 2)
    assert [sheet.cell(4, 3).fill.fgColor.rgb, sheet.cell(5, 2).fill.fgColor.rgb] == [RED, AMBER]
    assert sheet.cell(4, 3).comment.text == "性别：可填：未知、男、女、未说明"
    assert [row[-1] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
        "错误说明", "性别：可填：未知、男、女、未说明", "提示：姓名：已去掉空格",
    ]  # fmt: skip


def test_what_begins_like_a_formula_stays_text(marked, school):
    _rows, copy = marked(a_workbook({"教师名册": a_roster(school, a_person_row(sex='=HYPERLINK("x")', name="@王芳"))}))
    sheet = load_workbook(copy).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_csv_has_a_column_more_and_its_marks_once(marked, school):
    path = a_csv(a_roster(school, a_person_row(sex="'=1+1"), a_person_row(staff_number="A0002")), encoding="gb18030")
    _rows, copy = marked(path, suffix="csv")
    rows = list(csv.reader(io.StringIO(copy.read_text("utf-8-sig"))))
    assert [row[-1] for row in rows] == ["错误说明", "性别：可填：未知、男、女、未说明", ""]
    assert (rows[1][2], {len(row) for row in rows}) == ("'=1+1", {len(rows[0])})


def test_an_old_workbook_comes_back_as_a_new_one(marked, school, tmp_path):
    book, path = xlwt.Workbook(), tmp_path / "名册.xls"
    sheet = book.add_sheet("教师名册")
    for number, row in enumerate(a_roster(school, a_person_row(sex="?"), a_person_row(staff_number=1002))):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(str(path))
    _rows, copy = marked(path)
    sheet = load_workbook(copy).active
    assert (sheet.cell(2, 3).fill.fgColor.rgb, sheet.cell(3, 1).value, sheet.cell(3, 1).fill.fgColor.rgb) == (
        RED, 1002, RED,
    )  # fmt: skip
    assert cells(sheet, 1)[-2:] == ["错误说明", "原文件行号"]
    assert [cells(sheet, row)[-1] for row in (2, 3)] == [2, 3]


def test_of_a_long_file_only_what_was_refused_comes_back(marked, school):
    rows = [a_person_row(staff_number=f"A{number:05}", birth_date=None) for number in range(MOST_WHOLE + 5)]
    rows[4321]["sex"] = "?"
    count, copy = marked(a_workbook({"教师名册": a_roster(school, *rows)}))
    found = list(load_workbook(copy).active.iter_rows(values_only=True))
    assert (count, len(found)) == (1, 2)
    assert (found[1][0], found[1][-2:]) == ("A04321", ("性别：可填：未知、男、女、未说明", 4323))


def test_a_zip_of_csv_files_comes_back_as_sheets(marked, school, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, row in (("教师名册", a_person_row(sex="?")),):
            text = io.StringIO()
            csv.writer(text).writerows(a_roster(school, row))
            archive.writestr(f"{name}.csv", text.getvalue())
        archive.writestr("说明.csv", "a,b\n1,2\n")
    _rows, copy = marked(path, None)
    book = load_workbook(copy)
    assert (book.sheetnames, book["教师名册"].cell(2, 3).fill.fgColor.rgb) == (["教师名册", "说明"], RED)


def test_hints_are_in_the_language_of_the_one_who_asked(marked, school):
    path = a_workbook({"教师名册": a_roster(school, a_person_row(birth_date="1985-02-31"))})
    _rows, copy = marked(path, language="en")
    assert cells(load_workbook(copy).active, 2)[-1].endswith("There is no such day")


def test_without_the_file_there_is_nothing_to_mark(marked, school, app):
    path = a_workbook({"教师名册": a_roster(school, a_person_row(sex="?"))})
    batch = queries.batch(staged(path, Kind.PEOPLE).batch_id, SYSTEM)
    uploads().forget(batch.file_sha256)
    work = marking.Work(batch, SYSTEM, uploads(), "zh", lambda _done, _total: None)
    with pytest.raises(Refused, match="import_file_gone"):
        marking.write(work, path.with_suffix(".copy"), "xlsx")
