"""Other systems' files by their mappings: data, no code."""

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.importing.mappings import MappingUnknown, load, shipped
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.sheets import Kind
from tests.factories.importing import a_csv, a_person_row, a_table, imported, staged, undone
from tests.factories.organisations import a_school

DATA = Path(__file__).parent.parent / "data"


def told(done):
    return [
        (each["kind"], each["created"], each["updated"], each["unchanged"], each["refused"]) for each in done.results
    ]


def rows(*columns, model=Teacher):
    statement = select(*columns).order_by(model.id).execution_options(unrestricted="test")
    return [tuple(row) for row in db.session.execute(statement)]


@pytest.fixture
def national(tmp_path):
    """national() → the folder, with the code that the school got."""

    def made():
        school = a_school("示例中心小学")
        a_school("示例村小")
        for each in (DATA / "national").iterdir():
            (tmp_path / each.name).write_bytes(each.read_bytes().replace(b"2133000101", school.code.encode()))
        return tmp_path

    return made


@pytest.mark.both_databases
def test_the_national_workbook_comes_in_and_again_unchanged(app, database, national):
    path = national()
    done = imported(path, mapping="national")
    assert done.errors == []
    assert told(done) == [
        (Kind.PEOPLE, 4, 0, 0, 0), (Kind.POSTINGS, 1, 0, 0, 0), (Kind.POSTS, 1, 0, 0, 0), (Kind.TITLES, 2, 0, 0, 0),
        (Kind.DEGREES, 3, 0, 0, 0), (Kind.TEACHING, 2, 0, 0, 0), (Kind.CERTIFICATES, 1, 0, 0, 0),
        (Kind.ASSESSMENTS, 3, 0, 0, 0), (Kind.ACHIEVEMENTS, 1, 0, 0, 0), (Kind.TRAINING, 2, 0, 0, 0),
    ]  # fmt: skip
    assert rows(Teacher.staff_number, Teacher.name, Teacher.sex, Teacher.birth_date) == [
        ("N0001", "王示例", "2", date(1985, 3, 1)), ("N0002", "李示例", "1", date(1990, 5, 20)),
        ("N0003", "周示例", "1", date(1995, 11, 8)), ("N0004", "吴示例", "2", date(1992, 1, 15)),
    ]  # fmt: skip
    employed = rows(PersonnelRelation.employment, PersonnelRelation.valid_from, model=PersonnelRelation)
    assert employed == [
        ("established", date(2015, 9, 1)), ("established", date(2012, 8, 1)), ("contract", date(2018, 9, 1)),
        ("dispatch", date(2020, 2, 1)),
    ]  # fmt: skip
    again = imported(path, mapping="national")
    assert {(created, updated, refused) for _kind, created, updated, _same, refused in told(again)} == {(0, 0, 0)}


def test_what_the_national_workbook_has_beyond_is_said(app, national):
    done = staged(national(), mapping="national")
    unused = [each["value"] for each in done.results[0]["warnings"] if each["code"] == "sheet_unused"]
    assert unused == ["11工作经历"]


@pytest.mark.both_databases
@pytest.mark.parametrize("is_zip", [False, True])
def test_a_one_roster_file_comes_in(app, database, is_zip, tmp_path):
    path = DATA / "oneroster11"
    if is_zip:
        path = tmp_path / "roster.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in (DATA / "oneroster11").iterdir():
                archive.write(each, each.name)
    done = imported(path, mapping="oneroster", accept_good=True)
    counts = [(Kind.ORGANISATIONS, 3, 0, 0, 0), (Kind.PEOPLE, 3, 0, 0, 1), (Kind.TEACHING, 1, 0, 0, 0)]
    assert told(done) == counts
    assert done.errors == [(7, "E", "organisation_unknown")]  # of a school that is to be deleted
    marked = [(row, code) for row, _column, code in done.warnings if code == "to_be_deleted"]
    assert marked == [(6, "to_be_deleted"), (5, "to_be_deleted")]
    assert rows(Teacher.staff_number, Teacher.name, Teacher.sex, Teacher.birth_date, Teacher.stage) == [
        ("OR0001", "Example Ann", "2", date(1980, 2, 3), "2"), ("OR0002", "王示例", "1", date(1979, 12, 31), "3"),
        ("u-3", "Sample Bob", "9", None, None),
    ]  # fmt: skip
    assert rows(PersonnelRelation.valid_from, model=PersonnelRelation) == [(today(),)] * 3
    again = staged(path, mapping="oneroster")
    counts = [(Kind.ORGANISATIONS, 0, 0, 3, 0), (Kind.PEOPLE, 0, 0, 3, 1), (Kind.TEACHING, 0, 0, 1, 0)]
    assert told(again) == counts


def test_one_roster_of_the_next_version_has_roles(app):
    done = imported(DATA / "oneroster12", mapping="oneroster")
    assert (told(done), done.errors) == ([(Kind.ORGANISATIONS, 2, 0, 0, 0), (Kind.PEOPLE, 1, 0, 0, 0)], [])
    assert rows(Teacher.staff_number, Teacher.name, Teacher.sex) == [("OR0001", "Example Ann", "9")]
    assert rows(PersonnelRelation.valid_from, model=PersonnelRelation) == [(date(2019, 8, 15),)]
    undone(done.batch_id)
    assert rows(Teacher.voided) == [(True,)]


OWN = """
title: {zh: 某系统, en: Some system}
source: some
root: {name: Somewhere}
date_formats: ["%d/%m/%Y", "%d.%m.%Y"]
deleted: {flag: ["D", "Deleted"]}
sheets:
  - sheet: sites
    kind: organisations
    columns: {code: id, name: label, kind: {value: school}}
  - sheet: staff-*
    kind: people
    join: [{sheet: jobs, by: {no: person}, keep: {main: ["1"]}}]
    columns:
      staff_number: no
      name: {from: [last, first], with: " "}
      sex: {from: gender, words: {Female: "2", Male: "1"}, blank: "0"}
      birth_date: born
      organisation: jobs.site
      employment: {from: jobs.kind, words: {perm: established}, other: contract}
      since: {either: [jobs.start, hired]}
"""


@pytest.fixture
def own(tmp_path):
    """A mapping of somebody's own, and files for it: two formats of dates, a row marked as to be deleted."""
    folder = tmp_path / "files"
    folder.mkdir()
    tables = {
        "sites.csv": [["id", "label", "flag"], ["1", "甲校", ""], ["2", "乙校", "deleted"]],
        "staff-2026.csv": [
            ["no", "last", "first", "gender", "born", "hired", "flag"],
            ["P1", "王", "芳", "FEMALE", "03/04/1985", "01.09.2010", ""],
            ["P2", "李", "明", "", "13.05.1990", "01/09/2015", ""],
            ["P3", "周", "远", "Male", "01/01/1991", "01/09/2015", "d"],
        ],
        "jobs.csv": [
            ["person", "site", "kind", "start", "main"],
            ["P1", "1", "perm", "", "1"], ["P1", "2", "perm", "", "0"], ["P2", "1", "temp", "02.03.2016", "1"],
        ],
    }  # fmt: skip
    for name, cells in tables.items():
        shutil.copy(a_csv(cells), folder / name)
    mapping = tmp_path / "some.yaml"
    mapping.write_text(OWN, encoding="utf-8")
    return folder, str(mapping)


def test_a_mapping_may_be_somebodys_own_file(app, own):
    folder, mapping = own
    done = imported(folder, mapping=mapping)
    assert (told(done), done.errors) == ([(Kind.ORGANISATIONS, 1, 0, 0, 0), (Kind.PEOPLE, 2, 0, 0, 0)], [])
    assert rows(Teacher.name, Teacher.sex, Teacher.birth_date) == [
        ("王芳", "2", date(1985, 4, 3)), ("李明", "0", date(1990, 5, 13)),
    ]  # fmt: skip
    columns = (PersonnelRelation.employment, PersonnelRelation.valid_from)
    assert rows(*columns, model=PersonnelRelation) == [
        ("established", date(2010, 9, 1)), ("contract", date(2016, 3, 2)),
    ]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [
    ("kind: people", "kind: persons"), ("staff_number: no", "number: no"), ("words:", "word:"),
    ("sheets:", "sheet:"), ("keep: {main", "kepp: {main"), ("deleted:", "delete:"),
    ("birth_date: born", "birth_date: {from: born, part: day}"), ("staff_number: no", 'staff_number: {new: "1"}'),
    ("hired]", 'hired], pattern: "("'), ("title: {", "title: ["),
])  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path, old, new):
    path = tmp_path / "x.yaml"
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(MappingUnknown):
        load(str(path))


def test_those_that_ship_can_be_read(app):
    assert [each.name for each in shipped()] == ["edfi", "national", "oneroster"]


def test_without_a_mapping_headings_are_found_by_name(app):
    school = a_school("示例小学")
    table = a_table(Kind.PEOPLE, [a_person_row(organisation=school.name)])
    table[0] = [
        "教职工号",
        "教师姓名",
        "性别*",
        "出生年月（yyyy-mm）",
        "任教学段",
        "任教学科",
        "所在学校",
        "是否在编",
        "进本校年月",
    ]
    table[1][7] = "有编制"
    assert imported(a_csv(table), Kind.PEOPLE).counts == (1, 0, 0, 0)
