"""What real files hold: each has its declared verdict, with the address of the cell (docs/import-verdicts.md)."""

import datetime
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from teacher_growth.importing.rules.faults import Fault, FileFault, RowFault, SheetFault
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind, spec
from tests.factories.importing import PERSON, a_table, a_workbook, staged
from tests.factories.organisations import a_school
from tests.importing.test_mappings import rows

DOC = Path(__file__).parents[2] / "docs" / "import-verdicts.md"
COLUMNS = "ABCDEFGHI"
KEYS = ("staff_number", "name", "sex", "birth_date", "stage", "subject", "organisation", "employment", "since")
HEADINGS = [spec(Kind.PEOPLE).column(key).heading for key in KEYS]
GOOD = [PERSON | {"organisation": "示例小学"}][0]


@pytest.fixture
def school(app):
    return a_school("示例小学")


def a_book(tmp_path, fill, **options):
    """A workbook with one good person in row 2; `fill(book, sheet)` does the rest."""
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("教师名册")
        for place, (heading, key) in enumerate(zip(HEADINGS, KEYS, strict=True)):
            sheet.write_string(0, place, heading)
            sheet.write_string(1, place, GOOD[key])
        fill(book, sheet)
    return path


def said(path, **how):
    """(row, column, code) of errors, of warnings."""
    done = staged(path, Kind.PEOPLE, **how)
    return done.errors, done.warnings


def cell(key):
    return COLUMNS[KEYS.index(key)]


NUMBERS = [
    ("staff_number", 123.0, "identifier_number", True),  # typed as a number: leading zeros are gone
    ("staff_number", 110101199003074512.0, "identifier_digits_lost", True),  # beyond 15 digits
    ("staff_number", "1.10101E+17", "identifier_scientific", True),
    ("staff_number", "１２３", "full_width", False),
    ("staff_number", "A\u200b001", "invisible", False),
    ("staff_number", "\u202aA001", "invisible", False),
    ("staff_number", "A001\u00a0", "blanks", False),
    ("staff_number", "'A001", "apostrophe", False),
    ("staff_number", "A#1", "identifier_form", True),
    ("staff_number", 0.5, "identifier_number", True),
    ("name", "王\u3000芳", "blanks", False),
    ("name", "王\u200d芳", "invisible", False),
    ("name", True, "boolean", True),
    ("name", 5, "number_as_text", False),
    ("name", "王\ufffd", "lost_character", True),
    ("name", "王?", "question_mark", False),
    ("name", "王\ue863", "private_character", False),
    ("name", "王" * 41, "too_long", True),
    ("name", "#REF!", "error_value", True),
    ("birth_date", "3/4/1985", "date_ambiguous", True),
    ("birth_date", "85-3-4", "date_ambiguous", True),  # a year of two digits
    ("birth_date", "4-Mar-85", "date_ambiguous", True),
    ("birth_date", "1985-02-30", "date_impossible", True),
    ("birth_date", "今年春天", "date_unreadable", True),
    ("birth_date", 31112, "date_serial", False),
    ("birth_date", 19850301, None, False),
    ("birth_date", 31112.5, "date_unreadable", True),
    ("birth_date", "1985年3月", "date_month", False),
    ("birth_date", "1985-03-01 10:30", "date_time", False),
    ("birth_date", "１９８５年３月１日", "full_width", False),
    ("birth_date", "1815-03-01", "date_range", True),
    ("birth_date", True, "boolean", True),
    ("sex", "雌", "code_unknown", True),
    ("sex", 2, None, False),
    ("sex", "２", None, False),
    ("organisation", "没有这所学校", "organisation_unknown", True),
]  # fmt: skip


@pytest.mark.parametrize(("key", "raw", "code", "is_error"), NUMBERS)
def test_a_cell_has_its_verdict_and_address(school, tmp_path, key, raw, code, is_error):
    def fill(_book, sheet):
        place = KEYS.index(key)
        if isinstance(raw, str):
            sheet.write_string(1, place, raw)
        else:
            sheet.write(1, place, raw)

    expected = [(2, cell(key), code)] if code else []
    assert said(a_book(tmp_path, fill)) == ((expected, []) if is_error else ([], expected))


@pytest.mark.parametrize(
    "text", ["1985-03-01", "1985/3/1", "1985.3.1", "1985年3月1日", "19850301", "1985-03-01T00:00:00"]
)
def test_a_day_in_each_form_that_can_be_read_in_one_way(school, tmp_path, text):
    path = a_book(tmp_path, lambda _book, sheet: sheet.write_string(1, KEYS.index("birth_date"), text))
    assert said(path) == ([], [])


def test_a_date_cell_is_a_day_in_both_systems(school, tmp_path):
    for is_1904 in (False, True):

        def fill(book, sheet):
            style = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_datetime(1, KEYS.index("birth_date"), datetime.date(1985, 3, 1), style)

        done = staged(a_book(tmp_path, fill, date_1904=is_1904), Kind.PEOPLE)
        assert (done.errors, done.warnings, done.counts) == ([], [], (1, 0, 0, 0))


def test_a_bare_serial_of_a_1904_workbook_is_refused(school, tmp_path):
    path = a_book(tmp_path, lambda _book, sheet: sheet.write_number(1, KEYS.index("birth_date"), 31112), date_1904=True)
    assert said(path) == ([(2, "D", "date_epoch")], [])


def test_a_percentage_is_the_number_it_is(school, tmp_path):
    """50 % is 0.5 in the file: as a share it is no whole per cent, and refused."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, style = book.add_worksheet("工作单位"), book.add_format({"num_format": "0%"})
        posting = {
            "staff_number": "A0001",
            "organisation": "示例小学",
            "kind": "交流",
            "share": "x",
            "valid_from": "2025-09-01",
        }
        for number, cells in enumerate(a_table(Kind.POSTINGS, [posting])):
            for place, text in enumerate(cells):
                sheet.write(number, place, 0.5 if text == "x" else text, style if text == "x" else None)
    errors = staged(path, Kind.POSTINGS).errors
    assert errors == [(2, "D", "not_integer")]


def test_formulas_are_their_last_result_and_nothing_without_one(school, tmp_path):
    def fill(_book, sheet):
        sheet.write_formula(1, 1, '="王"&"芳"', None, "王芳")
        for place, key in enumerate(KEYS):
            sheet.write_string(2, place, GOOD[key])
        sheet.write_string(2, 0, "A0002")
        sheet.write_formula(2, 1, '="李"&"明"', None, "")
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")

    errors, warnings = said(a_book(tmp_path, fill))
    assert (errors, warnings) == ([(3, "B", "formula_empty"), (3, "D", "error_value")], [])


def test_merged_cells_are_no_value_repeated(school, tmp_path):
    def fill(_book, sheet):
        for place, key in enumerate(KEYS):
            sheet.write_string(2, place, GOOD[key])
        sheet.write_string(2, 0, "A0002")
        sheet.merge_range(1, 6, 2, 6, "示例小学")

    assert said(a_book(tmp_path, fill)) == ([(3, "G", "merged")], [])


def test_a_stray_value_in_the_last_row_is_named_and_left(school, tmp_path):
    path = a_book(tmp_path, lambda _book, sheet: sheet.write_string(1_048_575, 25, "x"))
    done = staged(path, Kind.PEOPLE)
    assert (done.errors, done.counts) == ([(1_048_576, None, "stray_cell")], (1, 0, 0, 0))
    assert [each["value"] for each in done.result["errors"]] == ["Z1048576"]


def test_a_stray_value_in_a_far_column_is_named(school, tmp_path):
    path = a_book(tmp_path, lambda _book, sheet: sheet.write_string(4, 16_383, "x"))
    done = staged(path, Kind.PEOPLE)
    assert [(each["code"], each["value"]) for each in done.result["errors"]] == [("stray_cell", "XFD5")]


def test_two_people_of_one_name_are_two(school, tmp_path):
    def fill(_book, sheet):
        for place, key in enumerate(KEYS):
            sheet.write_string(2, place, GOOD[key])
        sheet.write_string(2, 0, "A0002")
        sheet.write_string(2, 3, "1990-01-01")

    done = staged(a_book(tmp_path, fill), Kind.PEOPLE)
    assert (done.errors, done.warnings, done.counts) == ([], [], (2, 0, 0, 0))


def test_one_name_and_one_birthday_is_a_warning(school, tmp_path):
    def fill(_book, sheet):
        for place, key in enumerate(KEYS):
            sheet.write_string(2, place, GOOD[key])
        sheet.write_string(2, 0, "A0002")

    assert said(a_book(tmp_path, fill)) == ([], [(3, "B", "person_alike")])


def test_one_person_twice_in_a_sheet_is_refused_with_the_first_row(school, tmp_path):
    def fill(_book, sheet):
        for place, key in enumerate(KEYS):
            sheet.write_string(2, place, GOOD[key])

    done = staged(a_book(tmp_path, fill), Kind.PEOPLE)
    assert done.errors == [(3, "A", "row_double")]
    assert "第 2 行" in done.result["errors"][0]["hint"]


def test_one_person_in_two_sheets_is_refused_in_the_second(school):
    table = a_table(Kind.PEOPLE, [GOOD])
    done = staged(a_workbook({"教师名册": table, "花名册": table}))
    assert [(each["sheet"], each["row"], each["column"], each["code"]) for each in done.result["errors"]] == [
        ("花名册", 2, "A", "row_double")
    ]


def test_hidden_rows_count_and_hidden_sheets_do_not(school, tmp_path):
    def fill(book, sheet):
        sheet.set_row(1, None, None, {"hidden": True})
        other = book.add_worksheet("花名册")
        other.hide()
        for place, key in enumerate(KEYS):
            other.write_string(0, place, HEADINGS[place])
            other.write_string(1, place, GOOD[key])

    path = a_book(tmp_path, fill)
    done = staged(path)
    assert [(each["kind"], each["created"]) for each in done.results] == [(Kind.PEOPLE, 1)]
    assert done.warnings == [(None, None, "sheet_hidden")]


def test_headings_may_stand_below_titles_and_notes(school, tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range(0, 0, 0, 8, "示例小学教职工花名册")
        sheet.write_string(2, 0, "制表：某某")
        for place, key in enumerate(KEYS):
            sheet.write_string(4, place + 1, HEADINGS[place])
            sheet.write_string(5, place + 1, GOOD[key])
        sheet.write_string(5, 3, "雌")
        sheet.write_string(6, 1, "合计")
    assert said(path) == ([(6, "D", "code_unknown")], [(7, None, "total_row")])


def test_a_heading_twice_is_an_error_at_the_second(school, tmp_path):
    def fill(_book, sheet):
        sheet.write_string(0, 10, "性别")
        sheet.write_string(1, 10, "男")

    done = staged(a_book(tmp_path, fill), Kind.PEOPLE)
    found = {(each["row"], each["column"], each["code"]) for each in done.result["errors"]}
    assert found == {(1, "C", "column_double"), (1, "K", "column_double")}


def test_empty_rows_and_columns_are_nothing(school, tmp_path):
    def fill(book, sheet):
        style = book.add_format({"bg_color": "#FFFF00"})
        sheet.write_blank(7, 12, None, style)
        sheet.write_string(5, 0, "   ")

    done = staged(a_book(tmp_path, fill), Kind.PEOPLE)
    assert (done.errors, done.warnings, done.counts) == ([], [], (1, 0, 0, 0))


def test_a_column_nobody_takes_is_said(school, tmp_path):
    def fill(_book, sheet):
        sheet.write_string(0, 9, "血型")
        sheet.write_string(1, 9, "O")

    assert said(a_book(tmp_path, fill)) == ([], [(1, "J", "column_unused")])


def test_nothing_is_repaired_in_silence(school, tmp_path):
    """What a warning converts is told with the cell as the file has it."""
    path = a_book(tmp_path, lambda _book, sheet: sheet.write_string(1, 1, " 王\u3000芳\u200b"))
    done = staged(path, Kind.PEOPLE)
    assert {(each["code"], each["value"]) for each in done.result["warnings"]} == {
        ("invisible", " 王\u3000芳\u200b"), ("blanks", " 王\u3000芳\u200b"),
    }  # fmt: skip
    assert rows(Teacher.name) == []


def test_openpyxl_writes_what_is_read(school, tmp_path):
    """Another writer: inline dates, shared strings, a sheet that says it is larger than it is."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "教师名册"
    sheet.append(HEADINGS)
    sheet.append([datetime.date(1985, 3, 1) if key == "birth_date" else GOOD[key] for key in KEYS])
    path = tmp_path / "x.xlsx"
    book.save(path)
    assert said(path) == ([], [])


def test_every_verdict_stands_in_the_table():
    told = set(re.findall(r"^\| `(\w+)` \|", DOC.read_text(encoding="utf-8"), re.MULTILINE))
    assert {str(each) for each in [*Fault, *RowFault, *SheetFault, *FileFault]} - told == set()
