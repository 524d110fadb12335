"""The national workbook: the roster as it is filtered, in that system's sub-tables and codes, nothing closed."""

from datetime import date

import pytest
from sqlalchemy import insert

from teacher_growth.access.roles import Role
from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import write_tx
from teacher_growth.exporting.national import _declared, sheet_names
from teacher_growth.exporting.rules import MOST_PEOPLE_AT_ONCE
from teacher_growth.jobs import actions as jobs
from teacher_growth.jobs.rules import JobState
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules import codes
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training.rules import Unit
from tests.exporting import reading
from tests.exporting.conftest import all_jobs, hidden_fields
from tests.factories.accounts import an_account
from tests.factories.achievements import an_achievement, herself
from tests.factories.identity import a_number, an_identity
from tests.factories.organisations import a_county, a_school
from tests.factories.people import SINCE, a_fact, a_teacher
from tests.factories.training import a_clerk, a_record, verified

OURS = {
    "Established": codes.Employment, "Form": codes.Employment, "State": codes.PlaceKind, "Left": codes.LeavingReason,
    "Degree": codes.DegreeLevel, "Post": codes.PostKind, "Assessment": codes.AssessmentGrade, "Term": codes.Term,
    "EthicsKind": codes.EthicsKind, "EthicsGrade": codes.EthicsGrade, "Discipline": codes.DisciplineKind,
    "Level": codes.Level, "Sex": codes.Sex, "Stage": codes.Stage, "Subject": codes.Subject,
    "Education": codes.Education,
}  # fmt: skip


@pytest.fixture
def school(app):
    return a_school("青禾小学", a_county("海岭县"))


@pytest.fixture
def teacher(school):
    made = a_teacher("李明", school)
    a_fact(FactKind.TITLE, made, level=codes.TitleLevel.FIRST, valid_from=SINCE)
    a_fact(
        FactKind.ETHICS, made, kind=codes.EthicsKind.ASSESSMENT, year=2024, grade=codes.EthicsGrade.SOUND,
        valid_from=SINCE,
    )  # fmt: skip
    a_fact(FactKind.DISCIPLINE, made, kind=codes.DisciplineKind.WARNING, decided_by="某局", valid_from=SINCE)
    a_fact(
        FactKind.PLACE, made, kind=codes.PlaceKind.EXCHANGE, organisation_id=school.id, valid_from=date(2025, 9, 1),
        file_moved=False,
    )  # fmt: skip
    an_identity(made, a_number())
    clerk = a_clerk(school)
    verified(a_record(herself(made), amount=65), clerk)
    verified(a_record(herself(made), amount=10, unit=Unit.CREDIT), clerk)
    a_record(herself(made), title="还没有核实")
    an_achievement(made, state=ClaimState.VERIFIED)
    return made


def sheets(client, address="/people/national?export=xlsx"):
    return reading.xlsx(client.get(address).data)


def column(sheet, heading):
    heads, *rows = sheet
    return [row[heads.index(heading)] for row in rows]


def test_every_code_of_ours_has_its_place_in_the_dictionaries():
    held = _declared()["codes"]
    assert {name: set(held[name]) for name in OURS if name != "Exchange"} == {
        name: {each.value for each in kind} for name, kind in OURS.items()
    }  # fmt: skip
    levels = {f"{family}{level.value}" for family in ("41", "05") for level in codes.TitleLevel}
    assert set(held["Title"]) == levels


@pytest.mark.both_databases
def test_each_sub_table_speaks_the_national_codes(school, teacher, sign_in):
    found = sheets(sign_in(an_account(Role.ACADEMIC_OFFICE, school)))

    basic, training = found["基本信息"], found["国内培训"]
    assert [column(basic, each) for each in ("姓名", "性别", "是否在编", "人员状态", "任教学段", "是否特级教师")] == [
        ["李明"], ["2 女"], ["1 是"], ["205 交流轮岗"], ["2 小学"], ["0 否"],
    ]  # fmt: skip
    assert column(found["专业技术职务聘任"], "聘任专业技术职务") == ["413 小学一级教师"]
    assert sorted(zip(column(training, "培训获得学时"), column(training, "培训获得学分"), strict=True), key=str) == [
        (6.5, None), (None, 1),
    ]  # fmt: skip
    assert column(found["交流轮岗"], "是否调动人事关系") == ["0 否"]
    assert column(found["教学科研成果及获奖"], "奖励级别") == ["51 县教育局"]


def test_what_one_may_not_read_has_no_sheet(school, teacher, sign_in):
    a_teacher("远方", a_school("别处小学"))
    found = sheets(sign_in(an_account(Role.ACADEMIC_OFFICE, school)))
    assert [each for each in ("师德考核", "处分") if each in found] == []
    assert [each for each in ("还没有核实", "远方", a_number()) if each in str(found)] == []
    assert dict(found["导出说明"])["条件"] == "不含：证件号码"


def test_the_workbook_keeps_the_filter_of_the_roster(school, teacher, sign_in):
    a_teacher("王芳", school, subject=codes.Subject.MUSIC)
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, school))
    page = client.get(f"/people?subject={codes.Subject.MUSIC.value}").text
    assert "/people/national?subject=24" in page
    found = sheets(client, "/people/national?subject=24&export=xlsx")
    assert column(found["基本信息"], "姓名") == ["王芳"]
    assert "国内培训" not in found


def test_those_who_only_read_the_roster_get_none(school, teacher, sign_in):
    client = sign_in(an_account(Role.PRINCIPAL, school))
    assert client.get("/people/national?export=xlsx").status_code == 403


def test_the_page_names_the_sub_tables(school, teacher, sign_in):
    page = sign_in(an_account(Role.ACADEMIC_OFFICE, school)).get("/people/national").text
    assert [each for each in sheet_names() if each not in page] == []


def test_many_people_are_left_to_the_worker(school, sign_in):
    keeper_id = school.id
    with write_tx() as session:
        session.execute(insert(Teacher).execution_options(unrestricted="test"), [
            {"staff_number": f"W{at:05}", "name": "沈远", "name_key": "shen yuan", "search_text": "沈远",
             "sex": codes.Sex.MALE, "keeper_id": keeper_id, "voided": False, "version": 1}
            for at in range(MOST_PEOPLE_AT_ONCE + 1)
        ])  # fmt: skip
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, school))
    page = client.get("/people/national?export=xlsx")
    assert page.mimetype == "text/html"
    client.post("/exports", data=hidden_fields(page.text))
    (outcome,) = jobs.run_due()
    (job,) = all_jobs()
    assert (outcome.state, job.args["title"]) == (JobState.DONE, "国家教师系统报送表")
    answer = client.get(f"/jobs/{job.id}/file")
    assert len(reading.xlsx(answer.data)["基本信息"]) == MOST_PEOPLE_AT_ONCE + 2
    answer.close()
