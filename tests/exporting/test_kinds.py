"""flask export KIND: the sheets that import reads, typed as it reads them, in scope."""

import json
from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.exporting import kinds
from teacher_growth.mentoring.rules import PairState
from teacher_growth.people.rules.codes import HonourKind, Level, Subject, TitleLevel
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.sheets import Kind, spec
from tests.exporting import reading
from tests.exporting.test_lists import entries
from tests.factories.accounts import an_account
from tests.factories.achievements import an_achievement
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_fact, a_teacher, an_external
from tests.factories.training import a_record, acting

OFFICIAL = ["people", "postings", "titles", "honours", "achievements", "training", "pairs", "organisations"]


@pytest.fixture
def place(app):
    return a_school("青禾小学", a_county("海岭县"))


@pytest.fixture
def run(app, tmp_path):
    """run(kind, format, *more) → the file's bytes."""

    def ran(kind, format_, *more):
        path = tmp_path / f"{kind}.{format_}"
        result = app.test_cli_runner().invoke(args=["export", kind, "--format", format_, "--out", str(path), *more])
        assert result.exit_code == 0, result.output
        return path.read_bytes()

    return ran


def objects(run, kind, *more):
    return json.loads(run(kind, "json", *more))


def test_the_kinds_of_the_issue_are_there(app):
    assert set(OFFICIAL) <= {each.value for each in kinds.EXPORTED}


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", [each.value for each in kinds.EXPORTED])
def test_each_kind_has_the_columns_that_import_reads(place, run, kind):
    declared = [each for each in spec(Kind(kind)).columns if each.key != "prior_years"]
    teacher = a_teacher("李明", place)
    acts = {
        "titles": lambda: a_fact(FactKind.TITLE, teacher, level=TitleLevel.FIRST, valid_from=date(2020, 1, 1)),
        "achievements": lambda: an_achievement(teacher),
    }
    acts.get(kind, lambda: None)()
    heads = reading.csv_rows(run(kind, "csv"))[0]
    assert heads == [each.heading for each in declared if each.heading in heads]
    assert {each.heading for each in declared if each.required and each.heading not in heads} == set()


@pytest.mark.both_databases
def test_people_have_todays_relation(place, run):
    one = a_teacher("李明", place, since=date(2015, 9, 1))
    other = an_external("沈远", place)
    assert objects(run, "people") == [
        {"staff_number": one.staff_number, "name": "李明", "sex": "女", "birth_date": "1985-03-01", "stage": "小学",
         "subject": "语文", "organisation": "青禾小学", "organisation_code": place.code, "employment": "在编",
         "since": "2015-09-01", "leaving_reason": None, "last_day": None, "document": None},
        {"staff_number": other.staff_number, "name": "沈远", "sex": "男", "birth_date": None, "stage": None,
         "subject": None, "organisation": "青禾小学", "organisation_code": place.code, "employment": None,
         "since": None, "leaving_reason": None, "last_day": None, "document": None},
    ]  # fmt: skip


def test_the_same_values_stand_in_all_three_formats(place, run):
    a_record(acting(a_teacher("李明", place), place), amount=65, day=date(2026, 10, 9), title="=1+1")
    (told,) = objects(run, "training")
    heads, line = reading.csv_rows(run("training", "csv"))
    cells = list(reading.xlsx(run("training", "xlsx")).values())
    by_csv, by_xlsx = dict(zip(heads, line, strict=True)), dict(zip(*cells[0], strict=True))
    assert len(cells) == 1
    assert (told["title"], by_csv["培训名称"], by_xlsx["培训名称"]) == ("=1+1", "'=1+1", "=1+1")
    assert (told["amount"], by_csv["数量"], by_xlsx["数量"]) == (6.5, "6.5", 6.5)
    assert (told["unit"], by_csv["计量单位"], by_xlsx["计量单位"]) == ("学时", "学时", "学时")
    assert (told["starts_on"], by_csv["开始日期"], by_xlsx["开始日期"].date()) == (
        "2026-10-09", "2026-10-09", date(2026, 10, 9),
    )  # fmt: skip


def test_facts_are_those_on_record(place, run):
    teacher = a_teacher("李明", place)
    a_fact(FactKind.TITLE, teacher, level=TitleLevel.SENIOR, subject=Subject.MUSIC, valid_from=date(2020, 1, 1),
           post_grade=7)  # fmt: skip
    a_fact(FactKind.HONOUR, teacher, kind=HonourKind.RISING_STAR, level=Level.COUNTY, name="海岭县教坛新秀",
           valid_from=date(2021, 5, 1))  # fmt: skip
    (title,), (honour,) = objects(run, "titles"), objects(run, "honours")
    assert (title["staff_number"], title["level"], title["subject"], title["post_grade"]) == (
        teacher.staff_number, "高级教师", "音乐", 7,
    )  # fmt: skip
    assert (honour["name"], honour["title"], honour["kind"]) == ("李明", "海岭县教坛新秀", "教坛新秀")


def test_pairs_that_came_to_nothing_stay_out(place, run):
    for state in (PairState.ACTIVE, PairState.WITHDRAWN):
        a_pair(state, place)
    assert [each["state"] for each in objects(run, "pairs")] == ["结对中"]


def test_organisations_follow_the_one_they_lie_under(place, run):
    told = objects(run, "organisations")
    assert [each["name"] for each in told] == ["青禾市", "海岭县", "青禾小学"]
    assert [each["parent"] for each in told] == [None, "青禾市", "海岭县"]


def test_an_export_as_somebody_holds_what_he_reads(place, run):
    mine = a_teacher("李明", place)
    a_teacher("王芳", a_school("别处小学"))
    account = an_account(Role.ACADEMIC_OFFICE, place)
    assert [each["staff_number"] for each in objects(run, "people", "--as", account.login)] == [mine.staff_number]
    assert objects(run, "training", "--as", an_account(Role.TEACHER, place).login) == []


def test_an_export_is_in_the_trail(place, run):
    a_teacher("李明", place)
    account = an_account(Role.ACADEMIC_OFFICE, place)
    run("people", "csv")
    run("titles", "csv", "--as", account.login)
    found = [(each.user_id, json.loads(each.body)["list"], json.loads(each.body)["rows"]) for each in entries()]
    assert found == [(None, "people", 1), (account.id, "titles", 0)]


def test_an_impossible_place_is_told_plainly(app, tmp_path):
    path = tmp_path / "absent" / "x.csv"
    result = app.test_cli_runner().invoke(args=["export", "people", "--format", "csv", "--out", str(path)])
    assert (result.exit_code, result.output) == (1, f"Error: --out {path}: No such file or directory\n")


@pytest.mark.both_databases
def test_many_rows_need_few_queries(place, count_queries):
    for _ in range(3):
        a_teacher("李明", place)
    with count_queries() as queries:
        sheet = kinds.sheet(Kind.PEOPLE, SYSTEM, today())
        rows = [row for chunk in sheet.chunks() for row in chunk]
    assert (len(rows), len(queries)) == (3, 2)
