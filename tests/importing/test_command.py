"""flask import: what it says, what it does and how it ends, as scripts rely on it."""

import json
import zipfile
from collections import Counter
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
import xlwt
from sqlalchemy import Engine, event, func, select

from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.database import db
from teacher_growth.importing.models import ImportBatch, ImportRow
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.people.models import Teacher, TeacherTitle
from teacher_growth.sheets import Kind, spec
from tests.factories.accounts import an_account
from tests.factories.importing import a_csv, a_file, a_person_row, a_table, a_workbook, staged
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher

KEYS = ["kind", "rows", "created", "updated", "unchanged", "refused", "applied", "batch", "errors", "warnings"]
EDFI = Path(__file__).parent.parent / "data" / "edfi"
TITLE = {"staff_number": "A0001", "name": "王芳", "level": "一级教师", "valid_from": "2020-12-01"}


@pytest.fixture
def school(app):
    return a_school("示例小学")


@pytest.fixture
def run(app):
    """run(*arguments) → (exit code, what stdout says as JSON)."""

    def ran(*arguments):
        result = app.test_cli_runner().invoke(args=["import", *map(str, arguments)])
        db.session.rollback()
        return result.exit_code, json.loads(result.stdout)

    return ran


def count(model):
    return db.session.scalar(select(func.count()).select_from(model).execution_options(unrestricted="test"))


def people_sheet(*rows):
    return a_table(Kind.PEOPLE, [{"organisation": "示例小学"} | row for row in rows or [a_person_row()]])


def people_file(*rows):
    return a_workbook({"教师名册": people_sheet(*rows)})


def states():
    statement = select(ImportBatch.state).order_by(ImportBatch.id).execution_options(unrestricted="test")
    return list(db.session.scalars(statement))


@pytest.mark.both_databases
def test_a_good_file_is_taken_and_ends_with_0(app, database, run):
    a_school("示例小学")
    code, told = run("run", "people", people_file(), "--json")
    assert list(told) == KEYS
    assert (code, told) == (0, {
        "kind": "people", "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "refused": 0, "applied": True,
        "batch": 1, "errors": [], "warnings": [],
    })  # fmt: skip
    assert count(Teacher) == 1


@pytest.mark.both_databases
def test_one_refused_row_and_nothing_is_applied(app, database, run):
    a_school("示例小学")
    path = people_file(a_person_row(), a_person_row(staff_number="A0002", sex="雌"))
    code, told = run("run", "people", path, "--json")
    assert (code, told) == (1, {
        "kind": "people", "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "refused": 1, "applied": False,
        "batch": None, "warnings": [],
        "errors": [{"sheet": "教师名册", "row": 3, "column": "C", "code": "code_unknown", "value": "雌",
                    "hint": "性别：可填：未知、男、女、未说明"}],
    })  # fmt: skip
    assert (count(Teacher), count(ImportRow), states()) == (0, 0, [BatchState.DROPPED])


def test_the_good_rows_are_applied_when_told_so_and_it_still_ends_with_1(school, run):
    path = people_file(a_person_row(), a_person_row(staff_number="A0002", sex="雌"))
    code, told = run("run", "people", path, "--accept-good", "--json")
    assert (code, told["created"], told["refused"], told["applied"], told["batch"]) == (1, 1, 1, True, 1)
    assert count(Teacher) == 1


def test_a_dry_run_says_the_same_and_does_nothing(school, run):
    code, told = run("run", "people", people_file(), "--dry-run", "--json")
    assert (code, told["created"], told["applied"], told["batch"]) == (0, 1, False, None)
    assert (count(Teacher), states()) == (0, [BatchState.DROPPED])
    code, told = run("run", "people", people_file(a_person_row(sex="雌")), "--dry-run", "--accept-good", "--json")
    assert (code, told["refused"], told["applied"]) == (1, 1, False)


def test_all_kinds_of_a_file_are_one_batch(school, run):
    path = a_workbook({"职称": a_table(Kind.TITLES, [TITLE]), "教师名册": people_sheet()})
    code, told = run("run", "all", path, "--json")
    assert (code, list(told), told["batch"]) == (0, ["batch", "results"], 1)
    assert [list(each) for each in told["results"]] == [KEYS, KEYS]
    assert [(each["kind"], each["created"], each["applied"], each["batch"]) for each in told["results"]] == [
        ("people", 1, True, 1), ("titles", 1, True, 1),
    ]  # fmt: skip


def test_of_all_kinds_one_refused_row_stops_the_whole(school, run):
    path = a_workbook({"职称": a_table(Kind.TITLES, [TITLE | {"level": "?"}]), "教师名册": people_sheet()})
    code, told = run("run", "all", path, "--json")
    assert (code, told["batch"], [each["applied"] for each in told["results"]]) == (1, None, [False, False])
    assert (count(Teacher), count(TeacherTitle)) == (0, 0)


def test_what_is_said_of_no_kind_is_said_once(school, run):
    path = a_workbook({
        "职称": a_table(Kind.TITLES, [TITLE]), "教师名册": people_sheet(), "说明": [["请按模板填写"]],
    })  # fmt: skip
    _code, told = run("run", "all", path, "--json")
    assert [[each["code"] for each in one["warnings"]] for one in told["results"]] == [["sheet_unused"], []]


@pytest.mark.parametrize("kind", ["people", "all"])
@pytest.mark.parametrize(("content", "fault"), [
    (b"", "file_empty"), (b"\x00\x01\x02 no file", "file_kind"), (b"PK\x03\x04 cut short", "file_broken"),
    ("什么都不是\n一行\n".encode(), None),
])  # fmt: skip
def test_a_refused_file_ends_with_2(school, run, tmp_path, kind, content, fault):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    code, told = run("run", kind, path, "--json")
    result = told["results"][0] if kind == "all" else told
    fault = fault or "file_no_sheet"
    assert (code, list(result)) == (2, KEYS)
    assert ([each["code"] for each in result["errors"]], result["applied"], result["batch"]) == ([fault], False, None)
    assert (told.get("batch"), count(ImportRow)) == (None, 0)


def test_a_missing_column_is_named(school, run):
    rows = [[cell for place, cell in enumerate(row) if place != 2] for row in people_sheet()]
    code, told = run("run", "people", a_workbook({"教师名册": rows}), "--json")
    assert (code, [(each["code"], each["value"]) for each in told["errors"]]) == (
        2, [("column_missing", "教师名册：性别")],
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_any_of_its_encodings(school, run, encoding, separator):
    text = "\r\n".join(separator.join(str(cell or "") for cell in row) for row in people_sheet()) + "\r\n"
    path = a_csv([], name="x.csv")
    path.write_bytes(text.encode(encoding))
    code, told = run("run", "people", path, "--json")
    assert (code, told["created"], told["errors"], told["warnings"]) == (0, 1, [], [])


def test_a_rare_character_of_gb18030_stays_itself(school, run):
    path = a_csv(people_sheet(a_person_row(name="王䶮")), encoding="gb18030")
    assert run("run", "people", path, "--json")[0] == 0
    assert db.session.scalar(select(Teacher.name).execution_options(unrestricted="test")) == "王䶮"


def test_an_old_workbook(school, run, tmp_path):
    book, path = xlwt.Workbook(), tmp_path / "名册.xls"
    sheet = book.add_sheet("教师名册")
    for number, cells in enumerate(people_sheet()):
        for place, cell in enumerate(cells):
            sheet.write(number, place, cell)
    book.save(str(path))
    code, told = run("run", "people", path, "--json")
    assert (code, told["created"], told["errors"], told["warnings"]) == (0, 1, [], [])


def test_a_folder_and_a_zip_are_the_same_file(school, run, tmp_path):
    folder, archive = tmp_path / "data", tmp_path / "data.zip"
    folder.mkdir()
    tables = {"people.csv": people_sheet(), "titles.csv": a_table(Kind.TITLES, [TITLE])}
    with zipfile.ZipFile(archive, "w") as packed:
        for name, rows in tables.items():
            (folder / name).write_bytes(a_csv(rows).read_bytes())
            packed.write(folder / name, f"inner/{name}")
    code, told = run("run", "all", folder, "--json")
    assert (code, [(each["kind"], each["created"]) for each in told["results"]]) == (
        0, [("people", 1), ("titles", 1)],
    )  # fmt: skip
    code, told = run("run", "all", archive, "--json")
    assert (code, [each["unchanged"] for each in told["results"]]) == (0, [1, 1])


def test_a_json_list_as_export_writes_it(school, run, tmp_path):
    path = tmp_path / "people.json"
    row = a_person_row(organisation="示例小学")
    path.write_text(json.dumps([row, row | {"staff_number": 7}], ensure_ascii=False), encoding="utf-8")
    code, told = run("run", "people", path, "--json")
    assert (code, [(each["row"], each["column"], each["code"]) for each in told["errors"]]) == (
        1, [(3, "A", "identifier_number")],
    )  # fmt: skip
    path.write_text(json.dumps([row | {"name": [1]}]), encoding="utf-8")
    assert run("run", "people", path, "--json")[0] == 2


@pytest.mark.both_databases
def test_a_batch_is_undone_once_and_may_come_again(app, database, run):
    a_school("示例小学")
    path = people_file()
    batch = run("run", "people", path, "--json")[1]["batch"]
    assert run("undo", batch, "--json") == (0, {"batch": batch, "undone": True})
    assert run("undo", batch, "--json") == (0, {"batch": batch, "undone": True})
    assert run("run", "people", path, "--json")[1]["created"] == 1


def test_a_batch_somebody_built_on_stays(school, run):
    batch = run("run", "people", people_file(), "--json")[1]["batch"]
    run("run", "titles", a_file(Kind.TITLES, TITLE), "--json")
    assert run("undo", batch, "--json") == (1, {"batch": batch, "undone": False, "code": "import_built_on"})


def test_a_batch_that_is_none_is_told_plainly(app):
    result = app.test_cli_runner().invoke(args=["import", "undo", "77"])
    assert (result.exit_code, result.output) == (1, "Error: 77: no such batch\n")


def test_the_ed_fi_folder_as_the_issue_has_it(app, run):
    code, told = run("run", "all", EDFI, "--mapping", "edfi", "--json")
    people = told["results"][1]
    assert (code, people["kind"], people["created"], people["errors"]) == (0, "people", 68, [])
    said = [Counter(each["code"] for each in one["warnings"]) for one in (people, told["results"][-1])]
    assert [dict(each) for each in said] == [
        {"experience_implausible": 43, "column_unused": 4}, {"leave_open": 37, "column_unused": 1},
    ]  # fmt: skip


def test_an_unknown_mapping_is_a_wrong_use(app, school):
    result = app.test_cli_runner().invoke(args=["import", "run", "people", str(people_file()), "--mapping", "nobodys"])
    assert (result.exit_code, "nobodys" in result.stderr, result.stdout) == (2, True, "")


def test_words_for_people_name_every_error(school, app):
    result = app.test_cli_runner().invoke(args=["import", "run", "people", str(people_file(a_person_row(sex="雌")))])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "people: rows 1  created 0  updated 0  unchanged 0  refused 1", "nothing was changed",
    ]  # fmt: skip
    assert result.stderr == "  教师名册 C2  code_unknown  雌  性别：可填：未知、男、女、未说明\n"


def test_an_import_as_somebody_reaches_his_own_only(app, run):
    mine, other = a_county("甲县"), a_county("乙县")
    a_school("示例小学", mine)
    stranger = a_teacher("孙远", a_school("乙县小学", other))
    login = an_account(Role.COUNTY_CLERK, mine).login
    path = people_file(a_person_row(), a_person_row(staff_number=stranger.staff_number, name="孙远"))
    code, told = run("run", "people", path, "--as", login, "--json")
    assert (code, [(each["row"], each["code"]) for each in told["errors"]]) == (1, [(3, "person_elsewhere")])
    teacher = an_account(Role.TEACHER, mine).login
    result = app.test_cli_runner().invoke(args=["import", "run", "people", str(path), "--as", teacher])
    assert (result.exit_code, result.stdout) == (1, "")
    assert count(Account) == 2


def test_a_run_that_died_before_it_applied_is_no_obstacle(school, run):
    """The batch it left is compared with what was then: it is given up, and the file compared anew."""
    path = people_file()
    left = staged(path, Kind.PEOPLE)
    a_teacher("赵静", school)
    code, told = run("run", "people", path, "--json")
    assert (code, told["created"], told["applied"]) == (0, 1, True)
    assert (told["batch"] != left.batch_id, states()) == (True, [BatchState.DROPPED, BatchState.APPLIED])


def test_what_changes_while_it_runs_is_compared_again(app, school, run):
    """Between comparing and applying somebody writes: nothing is written over, the file is compared once more."""
    pending = ["赵静"]

    def write() -> None:
        with app.app_context():
            a_teacher(pending.pop(), school)

    def before_counting(_conn, _cursor, statement, *_rest) -> None:
        if pending and "count(" in statement and "import_" in statement:
            writer = Thread(target=write)
            writer.start()
            writer.join()

    event.listen(Engine, "before_cursor_execute", before_counting)
    try:
        code, told = run("run", "people", people_file(), "--json")
    finally:
        event.remove(Engine, "before_cursor_execute", before_counting)
    assert (code, told["created"], told["applied"], count(Teacher)) == (0, 1, True, 2)


@pytest.mark.parametrize("kind", [each.value for each in Kind])
def test_a_template_has_every_column_drop_downs_and_look_up(app, tmp_path, kind):
    path = tmp_path / "t.xlsx"
    result = app.test_cli_runner().invoke(args=["import", "template", kind, "--out", str(path)])
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    sheet, notes, words = openpyxl.load_workbook(path).worksheets
    columns = [each for each in spec(Kind(kind)).columns if not each.told]
    assert [cell.value.lstrip("*") for cell in sheet[1]] == [each.heading for each in columns]
    coded = [each for each in columns if each.code or each.type == "yes_no"]
    assert len(sheet.data_validations.dataValidation) == len(coded)
    assert [cell.value for cell in words[1]][::2] == [each.heading for each in coded]
    assert [row[0].value for row in notes.iter_rows(min_row=2, max_row=len(columns) + 1)] == [
        each.heading for each in columns
    ]


@pytest.mark.parametrize("kind", [each.value for each in Kind])
def test_a_template_with_its_examples_is_understood(app, tmp_path, run, kind):
    """Filled in as its own notes say, every cell is taken; who is meant is another question."""
    path = tmp_path / "t.xlsx"
    app.test_cli_runner().invoke(args=["import", "template", kind, "--out", str(path)])
    book = openpyxl.load_workbook(path)
    columns = [each for each in spec(Kind(kind)).columns if not each.told]
    for place, column in enumerate(columns, 1):
        book.worksheets[0].cell(2, place, column.example or None)
    book.save(path)
    _code, told = run("run", kind, path, "--dry-run", "--json")
    of_cells = {"missing", "code_unknown", "not_integer", "not_amount", "date_unreadable", "identifier_form"}
    required = {each.heading for each in columns if each.required and not each.example}
    wrong = [
        each for each in told["errors"] if each["code"] in of_cells and each["hint"].split("：")[0] not in required
    ]
    assert (told["rows"], wrong, [each["code"] for each in told["warnings"] if each["column"]]) == (1, [], [])


def test_two_runs_of_one_file_are_one_thing(school, run):
    path = people_file()
    assert run("run", "people", path, "--json")[1]["created"] == 1
    code, told = run("run", "people", path, "--json")
    assert (code, told["created"], told["unchanged"], count(Teacher)) == (0, 0, 1, 1)
