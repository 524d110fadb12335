"""Transcripts and sums as files: the figures of the page, as numbers."""

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.training.rules import Unit
from tests.exporting import reading
from tests.factories.accounts import an_account
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerk, a_day, a_record, acting, verified


@pytest.fixture
def county(app):
    return a_county("海岭县")


@pytest.fixture
def school(county):
    return a_school("青禾小学", county)


@pytest.fixture
def teacher(school):
    return a_teacher("李明", school)


@pytest.fixture
def herself(school, teacher):
    return acting(teacher, school)


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_transcript_is_exported_as_the_page_shows_it(school, teacher, herself, sign_in, format_):
    day = a_day()
    verified(a_record(herself, amount=65, title="作业设计", day=day), a_clerk(school))
    a_record(herself, amount=10, unit=Unit.CREDIT, title="=1+1", day=day)
    year = day.year if day.month >= 9 else day.year - 1
    clerk = sign_in(an_account(Role.TRAINING_CLERK, school))

    answer = clerk.get(f"/training/people/{teacher.id}?year={year}&export={format_}")

    heads, *rows = reading.csv_rows(answer.data)[1:] if format_ == "csv" else reading.xlsx(answer.data)[
        f"李明的培训记录（{year} 学年）"
    ]  # fmt: skip
    shown = {name: at for at, name in enumerate(heads)}
    found = {(row[shown["培训名称"]], str(row[shown["数量"]]), row[shown["单位"]], row[shown["状态"]]) for row in rows}
    assert found == {
        ("作业设计", "6.5", "学时", "已核实"),
        ("'=1+1" if format_ == "csv" else "=1+1", "1", "学分", "待核实"),
    }


def test_ones_own_transcript_is_exported_too(school, teacher, sign_in):
    account = an_account(Role.TEACHER, school, teacher)
    client = sign_in(account)
    empty = client.get("/training")
    assert "export=xlsx" not in empty.text
    assert client.get("/training?export=xlsx").status_code == 200


def test_a_transcript_out_of_sight_is_no_file(school, teacher, herself, sign_in):
    a_record(herself, title="别人看不到")
    elsewhere = sign_in(an_account(Role.TRAINING_CLERK, a_school("别处小学")))
    answer = elsewhere.get(f"/training/people/{teacher.id}?export=csv")
    assert (answer.status_code, "别人看不到" in answer.text) == (404, False)


@pytest.mark.parametrize("by", ["county", "stage", "rural"])
def test_hours_are_exported_by_what_the_page_tells_apart(county, school, herself, sign_in, by):
    day = a_day()
    verified(a_record(herself, amount=65, day=day), a_clerk(school))
    year = day.year if day.month >= 9 else day.year - 1
    client = sign_in(an_account(Role.CITY_LEADER, a_city()))
    page = client.get(f"/dashboard/hours?by={by}&year={year}")
    answer = client.get(f"/dashboard/hours?by={by}&year={year}&export=xlsx")
    heads, rows = reading.xlsx_list(answer.data)
    assert "export=xlsx" in page.text
    assert heads[2:] == ["教师", "学时", "人均学时", "学分", "人均学分"]
    assert sum(row[3] or 0 for row in rows) == 6.5
