"""A person's whole file: all that names her to herself, to others what they may read; she sees who took it."""

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.queries import actor_of
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.exporting import whole
from teacher_growth.exporting.rules import MOST_BYTES_AT_ONCE
from teacher_growth.files.models import StoredFile
from teacher_growth.files.store import Store
from teacher_growth.jobs import actions as jobs
from teacher_growth.jobs.rules import JobState
from teacher_growth.mentoring.rules import PairState
from teacher_growth.people import actions
from teacher_growth.people.rules.codes import DisciplineKind, EthicsGrade, EthicsKind, LeaveKind, PlaceKind, Tier
from teacher_growth.people.rules.kinds import FactKind
from tests.exporting import reading
from tests.exporting.conftest import all_jobs, hidden_fields
from tests.factories.accounts import an_account
from tests.factories.achievements import an_achievement, herself
from tests.factories.identity import a_number, an_identity
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_county, a_school
from tests.factories.people import SINCE, a_fact, a_teacher
from tests.factories.training import a_clerk, a_record, received, verified

NUMBER = a_number()
IN_THE_FILE = {
    "teacher", "teacher_profile", "personnel_relation", "work_place", "teacher_post", "teaching", "teacher_title",
    "teacher_degree", "teacher_leave", "assessment_year", "ethics_record", "discipline_record", "teacher_certificate",
    "tier_held", "trainee_listing", "teacher_honour", "identity_document", "training_record", "achievement",
    "mentor_pair", "issued_document", "account",
}  # fmt: skip
LEFT_OUT = {
    "identity_seal": "the sealed number: the copy shows it masked, as every page does",
    "training_sum": "added up from the lines, which are there",
    "platform_choice": "how a clerk matched a line with the platform's; the line is there",
}
SHEETS = [
    "本人", "基本信息", "人事关系", "工作单位", "请假", "师德", "处分", "梯队", "证件", "培训记录", "业绩", "师徒结对",
    "账号", "谁改过、取走过", "导出说明",
]  # fmt: skip


@pytest.fixture
def school(app):
    return a_school("青禾小学", a_county("海岭县"))


@pytest.fixture
def teacher(school):
    """With something of everything that is closed to most."""
    made = a_teacher("李明", school)
    a_fact(FactKind.LEAVE, made, kind=LeaveKind.SICK, organisation_id=school.id, valid_from=SINCE, note="住院观察")
    a_fact(
        FactKind.ETHICS, made, kind=EthicsKind.ASSESSMENT, year=2024, grade=EthicsGrade.SOUND, valid_from=SINCE,
        note="师德备注",
    )  # fmt: skip
    a_fact(FactKind.DISCIPLINE, made, kind=DisciplineKind.WARNING, decided_by="某局", valid_from=SINCE, note="处分备注")
    tier = a_fact(FactKind.TIER, made, tier=Tier.FOUNDATION, valid_from=SINCE)
    with write_tx():
        actions.supersede_fact(FactKind.TIER, tier, actor=SYSTEM, reason="登记有误", tier=Tier.BACKBONE)
    an_identity(made, NUMBER)
    verified(a_record(herself(made), files=(received(name="结业证书.jpg"),)), a_clerk(school))
    an_achievement(made, state=ClaimState.RETURNED, files=(received(name="结业证书.jpg"),))
    a_pair(PairState.PROPOSED, school, mentor=made, mentee=a_teacher("小林", school))
    return made


def book(answer):
    """The archive's workbook, and the names of the files beside it."""
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    sheet, *others = archive.namelist()
    return reading.xlsx(archive.read(sheet)), [sheet, *others]


def as_herself(sign_in, school, teacher):
    return sign_in(an_account(Role.TEACHER, school, teacher))


def test_every_table_that_names_a_person_is_in_the_copy_or_excused(app):
    naming = {
        table.name for table in db.metadata.sorted_tables for key in table.foreign_keys
        if key.column.table.name == "teacher"
    }  # fmt: skip
    assert naming | {"teacher"} == IN_THE_FILE | set(LEFT_OUT)


def test_she_gets_all_of_it_with_what_was_shown(school, teacher, sign_in):
    answer = as_herself(sign_in, school, teacher).get(f"/people/{teacher.id}/copy?export=zip")

    sheets, files = book(answer)
    assert list(sheets) == SHEETS
    assert [row[0] for row in sheets["梯队"]][1:] == [1, 2]
    closed = [("请假", "住院观察"), ("师德", "师德备注"), ("处分", "处分备注")]
    assert [words in str(sheets[sheet]) for sheet, words in closed] == [True] * 3
    assert "没有看到原件" in str(sheets["业绩"])
    assert [files[0], [each.split("/")[:2] for each in files[1:]]] == [
        "李明的个人档案.xlsx", [["附件", "培训"], ["附件", "业绩"]],
    ]  # fmt: skip
    assert NUMBER not in str(sheets)
    assert "*" * 16 + NUMBER[-2:] in str(sheets["证件"])


def test_others_get_what_they_may_read_and_are_told_what_is_missing(school, teacher, sign_in):
    client = sign_in(an_account(Role.TRAINING_CLERK, school))
    sheets, _files = book(client.get(f"/people/{teacher.id}/copy?export=zip"))

    closed = {"请假", "师德", "处分", "证件", "查看证件号码", "账号", "谁改过、取走过"}
    assert closed & set(sheets) == set()
    assert [each for each in ("住院观察", "师德备注", "处分备注", "*" * 16) if each in str(sheets)] == []
    assert dict(sheets["导出说明"])["条件"] == (
        f"人员：李明 {teacher.staff_number}；无权查看而未列入：请假、师德、处分"
    )  # fmt: skip


def test_evidence_and_numbers_of_another_schools_lines_stay_closed(school, teacher, sign_in):
    a_record(herself(teacher), title="原校培训", certificate="HL-1", files=(received(name="原校证书.jpg"),))
    now = a_school("新学校")
    a_fact(FactKind.PLACE, teacher, kind=PlaceKind.EXCHANGE, organisation_id=now.id, valid_from=SINCE)
    client = sign_in(an_account(Role.TRAINING_CLERK, now))
    sheets, files = book(client.get(f"/people/{teacher.id}/copy?export=zip"))
    assert ["原校培训" in str(sheets["培训记录"]), "HL-1" in str(sheets), "原校" in str(files)] == [True, False, False]
    assert "附件/培训" not in str(files)
    assert "HL-1" not in client.get(f"/training/people/{teacher.id}?export=csv").text


def test_she_sees_who_took_a_copy(school, teacher, sign_in):
    clerk = an_account(Role.ACADEMIC_OFFICE, school)
    assert sign_in(clerk).get(f"/people/{teacher.id}/copy?export=xlsx").status_code == 200
    answer = as_herself(sign_in, school, teacher).get(f"/people/{teacher.id}/copy?export=xlsx")
    trail = reading.xlsx(answer.data)["谁改过、取走过"]
    assert [row[2:] for row in trail if row[2] == "导出名单"] == [["导出名单", "某人", "教务处"]]


@pytest.mark.parametrize("format_", ["zip", "xlsx"])
def test_a_person_out_of_sight_has_no_copy(school, teacher, sign_in, format_):
    elsewhere = sign_in(an_account(Role.ACADEMIC_OFFICE, a_school("别处小学")))
    colleague = as_herself(sign_in, school, a_teacher("王芳", school))
    answers = [each.get(f"/people/{teacher.id}/copy?export={format_}") for each in (elsewhere, colleague)]
    assert [(each.status_code, "李明" in each.text) for each in answers] == [(404, False)] * 2


def test_the_page_says_what_it_would_hold(school, teacher, sign_in):
    page = as_herself(sign_in, school, teacher).get(f"/people/{teacher.id}/copy").text
    assert [each in page for each in ("全部记录", "培训记录", "2 个，共", "谁改过")] == [True] * 4


@pytest.mark.parametrize("role", [None, Role.TRAINING_CLERK, Role.ACADEMIC_OFFICE])
def test_the_page_counts_what_the_book_has(app, school, teacher, sign_in, role):
    who = an_account(Role.TEACHER, school, teacher) if role is None else an_account(role, school)
    actor = actor_of(who.login, today())
    asked = {"with_identity": True, "store": Store(Path(app.config["FILES"]))}
    made = whole.book_of_person(teacher, actor, today(), **asked)
    told = whole.told_of_person(teacher, actor, **asked)
    counts = [(str(each.title), f"{each.total:,}") for each in made.sheets]
    assert [each for each in told if each not in made.conditions][:-1] == counts


@pytest.mark.both_databases
def test_a_heavy_archive_is_packed_by_the_worker(app, school, teacher, sign_in):
    with write_tx() as session:
        heavy = update(StoredFile).values(size=MOST_BYTES_AT_ONCE)
        session.execute(heavy.execution_options(unrestricted="test"))
    client = as_herself(sign_in, school, teacher)
    page = client.get(f"/people/{teacher.id}/copy?export=zip")
    assert (page.mimetype, "在后台打包" in page.text) == ("text/html", True)
    client.post("/exports", data=hidden_fields(page.text))
    (outcome,) = jobs.run_due()
    (job,) = all_jobs()
    assert (outcome.state, job.args["format"]) == (JobState.DONE, "zip")
    answer = client.get(f"/jobs/{job.id}/file")
    assert list(book(answer)[0]) == SHEETS
    answer.close()
    assert list(Path(app.config["EXPORTS"]).glob("*.part")) == []


def test_a_copy_takes_as_many_queries_for_few_lines_as_for_many(school, teacher, sign_in, count_queries):
    client = as_herself(sign_in, school, teacher)
    counts = []
    for _round in range(2):
        with count_queries() as queries:
            client.get(f"/people/{teacher.id}/copy")
        counts.append(len(queries))
        for _more in range(3):
            a_record(herself(teacher), files=(received(),))
            an_achievement(teacher, files=(received(),))
            a_fact(FactKind.TIER, teacher, tier=Tier.FOUNDATION, valid_from=SINCE)
    assert counts[0] == counts[1]
