"""The clerk's way through the pages: from the file to what is on record, and back."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from teacher_growth.access.roles import Role
from teacher_growth.importing.models import ImportBatch, ImportMapping
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.jobs.models import Job
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.codes import LeavingReason
from teacher_growth.sheets import Kind
from tests.factories.accounts import an_account
from tests.factories.importing import a_csv, a_file, a_person_row, a_table, a_workbook
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.importing.pages import every, send, upload

KEY = re.compile(r'name="request_key"[^>]*value="(\w+)"')
PAGES = ("", "/faults", "/rows", "/missing", "/doubts", "/columns", "/application", "/undoing", "/dropping")
DEEDS = (
    "reading", "application", "undoing", "dropping", "marked-copy", "columns", "missing/decision", "doubts/decision",
)  # fmt: skip
SELECTED = re.compile(r'<select[^>]*name="(c0_[0-9]+)".*?</select>', re.DOTALL)


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def clerk(school):
    return an_account(Role.ACADEMIC_OFFICE, school)


@pytest.fixture
def client(clerk, sign_in):
    return sign_in(clerk)


def downloaded(client, page):
    answer = client.post(f"{page}/marked-copy")
    with client.get(answer.location) as file:
        return file.data


def a_roster(school, *rows):
    return a_file(Kind.PEOPLE, *({"organisation": school.name} | row for row in rows or [a_person_row()]))


@pytest.mark.both_databases
def test_a_roster_goes_from_the_file_to_the_record_and_back(client, school, database):
    page = upload(client, a_roster(school), kind="people")
    shown = client.get(page).text
    assert ("确认导入" in shown, f'href="{page}/application"' in shown) == (False, True)
    assert "确认导入 1 行" in client.get(f"{page}/application").text
    assert client.post(f"{page}/application").location == page
    assert "已导入：新增或改动 1 行" in client.get(page).text
    assert [(each.name, each.voided) for each in every(Teacher)] == [("王芳", False)]
    assert client.post(f"{page}/undoing").location == page
    assert "全部撤销" in client.get(page).text
    assert [(each.name, each.voided) for each in every(Teacher)] == [("王芳", True)]


def test_a_form_sent_twice_is_one_batch(client, school):
    key = KEY.search(client.get("/imports/new").text)[1]
    path = a_roster(school)
    first = send(client, path, kind="people", request_key=key)
    second = send(client, path, kind="people", request_key=key)
    assert (first.location, second.location) == ("/imports/1", "/imports/1")
    assert upload(client, path, kind="people") == "/imports/1"
    assert len(every(ImportBatch)) == 1


def test_carried_out_twice_it_acts_once(client, school):
    page = upload(client, a_roster(school))
    key = KEY.search(client.get(f"{page}/application").text)[1]
    for _time in range(2):
        assert client.post(f"{page}/application", data={"request_key": key}).location == page
    assert client.post(f"{page}/application").status_code == 409
    assert len(every(Teacher)) == 1


def test_errors_are_listed_with_place_and_hint_and_only_good_rows_are_taken_when_told_so(client, school):
    page = upload(client, a_roster(school, a_person_row(), a_person_row(staff_number="A0002", sex="?")))
    listed = client.get(f"{page}/faults?severity=error").text
    assert [each in listed for each in ("教师名册", "性别", "可填：未知、男、女")] == [True] * 3
    refused = client.post(f"{page}/application")
    assert (refused.status_code, "还有 1 处错误" in refused.text, every(Teacher)) == (409, True, [])
    assert client.post(f"{page}/application", data={"accept_good": "y"}).location == page
    assert [each.staff_number for each in every(Teacher)] == ["A0001"]
    assert "1 行有错误，没有导入" in client.get(page).text


@pytest.mark.both_databases
def test_faults_are_exported_like_any_list(client, school, database):
    page = upload(client, a_roster(school, a_person_row(sex="=1+1")))
    text = client.get(f"{page}/faults?export=csv").data.decode("utf-8-sig")
    assert [each in text for each in ("教师名册", "'=1+1", "可填")] == [True] * 3


@pytest.mark.both_databases
def test_changed_rows_show_old_and_new(client, school, database):
    first = upload(client, a_roster(school))
    client.post(f"{first}/application")
    page = upload(client, a_roster(school, a_person_row(stage="初中")))
    shown = client.get(f"{page}/rows?verdict=changed").text
    assert ("学段：小学" in shown, "学段：初中" in shown) == (True, True)


@pytest.mark.both_databases
def test_who_is_missing_stays_unless_decided_and_comes_back_with_undoing(client, school, database):
    gone, stays = a_teacher("赵静", school), a_teacher("孙远", school)
    page = upload(client, a_roster(school))
    assert "2 人不在文件里" in client.get(page).text
    listed = client.get(f"{page}/missing").text
    assert ("赵静" in listed, "孙远" in listed) == (True, True)
    row = re.search(r'value="(\d+)" aria-label="选择第 2 条"', listed)[1]
    chosen = {"ids": row, "action": "leave"}
    assert "为 1 人办理离校" in client.post(f"{page}/missing/decision", data=chosen).text
    said = {"ids": row, "leaving_reason": LeavingReason.RETIRED.value, "last_day": "2026-08-31", "document": ""}
    assert client.post(f"{page}/missing/decision", data=said).status_code == 422
    said["document"] = "退〔2026〕1号"
    assert client.post(f"{page}/missing/decision", data=said).location == f"{page}/missing"
    left = gone if "赵静" in _row(client.get(f"{page}/missing?decided=yes").text) else stays
    assert client.post(f"{page}/application").location == page
    ended = {each.teacher_id: each.valid_to for each in every(PersonnelRelation) if each.superseded_at is None}
    assert (ended[left.id], [ended[each.id] for each in (gone, stays) if each is not left]) == (
        date(2026, 8, 31), [None],
    )  # fmt: skip
    client.post(f"{page}/undoing")
    ended = {each.teacher_id: each.valid_to for each in every(PersonnelRelation) if each.superseded_at is None}
    assert ended[left.id] is None


def _row(html):
    return html.split("<tbody>")[1]


def test_a_decision_is_kept_when_compared_again_and_can_be_taken_back(client, school):
    a_teacher("赵静", school)
    page = upload(client, a_roster(school))
    listed = client.get(f"{page}/missing").text
    row = re.search(r'name="ids" value="(\d+)"', listed)[1]
    said = {"ids": row, "leaving_reason": "01", "last_day": "2026-08-31", "document": "退〔2026〕1号"}
    client.post(f"{page}/missing/decision", data=said)
    assert client.post(f"{page}/reading").location == page
    listed = client.get(f"{page}/missing?decided=yes").text
    assert "退休，最后一天 2026-08-31" in listed
    row = re.search(r'name="ids" value="(\d+)"', listed)[1]
    client.post(f"{page}/missing/decision", data={"ids": row, "action": "stay"})
    assert "退休" not in _row(client.get(f"{page}/missing").text)
    batch = every(ImportBatch)[0]
    assert (batch.leavers, batch.counts["people"]["missing"], batch.counts["people"]["updated"]) == (None, 1, 0)


def test_who_leaves_before_he_came_is_refused_by_name(client, school):
    a_teacher("赵静", school)
    page = upload(client, a_roster(school))
    row = re.search(r'name="ids" value="(\d+)"', client.get(f"{page}/missing").text)[1]
    said = {"ids": row, "leaving_reason": "01", "last_day": "1950-08-31", "document": "x"}
    answer = client.post(f"{page}/missing/decision", data=said)
    assert (answer.status_code, "赵静 的人事关系从" in answer.text) == (409, True)


def test_the_columns_of_a_mapping_are_shown_with_what_it_looks_for(client, school, tmp_path):
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.csv", "sourcedId,role,givenName,surname,orgSourcedIds\nu-1,teacher,芳,王,o-1")
    page = upload(client, path, mapping="oneroster")
    assert "看看按哪些列名寻找" in client.get(page).text
    shown = client.get(f"{page}/columns").text
    assert "所以不在这里逐列改" in shown
    assert "<td>familyName、givenName</td><td>没有找到</td>" in shown
    assert "<td>identifier、sourcedId</td><td>sourcedId</td>" in shown
    assert client.post(f"{page}/columns", data={"save": "1"}).status_code == 200


def test_columns_are_said_once_and_remembered(client, school, clerk):
    heads = ["职工代号", "谁", "性别", "在哪个学校", "来了", "编制"]
    row = ["A0001", "王芳", "女", school.name, "2015-09-01", "在编"]
    path = a_workbook({"老师": [heads, row]})
    page = upload(client, path, kind="people")
    shown = client.get(f"{page}/columns").text
    assert ("A 职工代号" in shown, "A0001" in shown) == (True, True)
    keys = ["staff_number", "name", "sex", "organisation", "since", "employment"]
    form = {"kind0": "people", "row0": "1", "save": "1"} | {f"c0_{place}": key for place, key in enumerate(keys)}
    answer = client.post(f"{page}/columns", data=form)
    assert answer.location == page
    assert every(ImportBatch)[0].counts["people"]["created"] == 1
    assert [each.user_id for each in every(ImportMapping)] == [clerk.id]
    again = a_workbook({"老师": [heads, ["A0002", *row[1:]]]}, "第二份.xlsx")
    upload(client, again, kind="people")
    assert [each.state for each in every(ImportBatch)] == [BatchState.STAGED] * 2


def test_a_column_chosen_twice_is_said(client, school):
    page = upload(client, a_roster(school), kind="people")
    form = {"kind0": "people", "row0": "1", "save": "1", "c0_0": "name", "c0_1": "name"}
    answer = client.post(f"{page}/columns", data=form)
    assert (answer.status_code, "已经对应了另一列" in answer.text) == (422, True)


def test_the_whole_column_may_be_said_at_once(client, school):
    table = a_table(Kind.PEOPLE, [a_person_row(organisation=school.name)])
    place = table[0].index("性别")
    path = a_workbook({"教师名册": [[cell for at, cell in enumerate(row) if at != place] for row in table]})
    page = upload(client, path, kind="people")
    assert "有必填的列没有找到" in client.get(page).text
    found = SELECTED.finditer(client.get(f"{page}/columns").text)
    fields = {each[1]: key[1] for each in found if (key := re.search(r'selected value="([a-z_]+)"', each[0]))}
    fields |= {"kind0": "people", "row0": "1", "save": "1"}
    assert client.post(f"{page}/columns", data=fields).status_code == 422
    assert client.post(f"{page}/columns", data=fields | {"v0_sex": "女"}).location == page
    assert every(ImportBatch)[0].counts["people"]["created"] == 1


def test_the_own_workbook_comes_back_with_its_errors_marked(client, school):
    page = upload(client, a_roster(school, a_person_row(), a_person_row(staff_number="A0002", sex="=?")))
    answer = downloaded(client, page)
    sheet = load_workbook(io.BytesIO(answer)).active
    heads = [cell.value for cell in sheet[1]]
    place = heads.index("性别") + 1
    assert (heads[-1], sheet.cell(3, place).fill.fgColor.rgb, sheet.cell(2, place).comment) == (
        "错误说明", "FFFCD5D1", None,
    )  # fmt: skip
    assert "可填：未知、男、女" in sheet.cell(3, place).comment.text
    assert "可填：未知、男、女" in sheet.cell(3, len(heads)).value
    assert [cell.data_type for cell in sheet[3] if cell.value] == ["s"] * len([1 for cell in sheet[3] if cell.value])


def test_a_csv_comes_back_with_a_column_more(client, school):
    rows = a_table(Kind.PEOPLE, [a_person_row(organisation=school.name, sex="=cmd")])
    page = upload(client, a_csv(rows), kind="people")
    lines = downloaded(client, page).decode("utf-8-sig").splitlines()
    assert (lines[0].endswith(",错误说明"), "'=cmd" in lines[1], "可填" in lines[1]) == (True, True, True)


def test_a_file_that_cannot_be_read_says_why(client):
    answer = client.post("/imports/new", data={"file": (io.BytesIO(b""), "x.xlsx"), "on_day": "2026-09-01"})
    assert (answer.status_code, "文件是空的" in answer.text) == (422, True)
    answer = client.post("/imports/new", data={"file": (io.BytesIO(b"%PDF-1.7"), "x.pdf"), "on_day": "2026-09-01"})
    assert "不是 xlsx、xls 或 csv 文件" in client.get(answer.location).text


def test_what_changed_meanwhile_is_compared_again(client, school):
    page = upload(client, a_roster(school))
    a_teacher("赵静", school)
    assert "请重新核对" in client.get(page).text
    assert client.post(f"{page}/application").status_code == 409
    client.post(f"{page}/reading")
    assert client.post(f"{page}/application").location == page
    assert len(every(Teacher)) == 2


def test_undoing_says_what_was_built_on_it(client, school):
    page = upload(client, a_roster(school))
    client.post(f"{page}/application")
    title = {"staff_number": "A0001", "level": "一级教师", "valid_from": "2020-12-01"}
    later = upload(client, a_file(Kind.TITLES, title), kind="titles")
    client.post(f"{later}/application")
    shown = client.get(f"{page}/undoing").text
    assert ("职称（1 条）" in shown, client.post(f"{page}/undoing").status_code) == (True, 409)


def test_a_batch_given_up_is_forgotten(client, school):
    page = upload(client, a_roster(school))
    assert client.post(f"{page}/dropping").location == "/imports"
    assert "没有导入任何内容" in client.get(page).text
    assert every(ImportBatch)[0].state is BatchState.DROPPED


def test_a_template_of_each_kind_one_may_import(client):
    answer = client.get("/imports/templates/people")
    assert load_workbook(io.BytesIO(answer.data)).sheetnames == ["教师名册", "填表说明", "对照表"]
    assert client.get("/imports/templates/training").status_code == 404  # 教务处 does not
    assert client.get("/imports/templates/nonsense").status_code == 404


def test_a_kind_one_may_not_import_is_not_there(client, school):
    assert send(client, a_roster(school), kind="training").status_code == 422
    rows = a_table(Kind.TRAINING, [{"staff_number": "A0001", "title": "x", "provider": "y", "route": "自主选课",
                                   "starts_on": "2026-03-01", "amount": 10, "unit": "学时"}])  # fmt: skip
    page = upload(client, a_workbook({"培训": rows}))
    assert "您没有权限导入这类内容" in client.get(f"{page}/faults").text
    assert every(ImportBatch)[0].counts == {}


@pytest.mark.parametrize("path", PAGES)
def test_another_ones_batch_is_not_there(client, school, sign_in, path):
    page = upload(client, a_roster(school))
    colleague = sign_in(an_account(Role.ACADEMIC_OFFICE, school))
    assert colleague.get(f"{page}{path}").status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_another_ones_batch_is_not_touched(client, school, sign_in, deed):
    page = upload(client, a_roster(school))
    colleague = sign_in(an_account(Role.COUNTY_CLERK, a_county()))
    assert colleague.post(f"{page}/{deed}", data={"ids": "1"}).status_code == 404
    assert [each.state for each in every(ImportBatch)] == [BatchState.STAGED]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL])
def test_who_may_not_import_is_turned_away(app, sign_in, role):
    client = sign_in(an_account(role, a_school()))
    assert [client.get(path).status_code for path in ("/imports", "/imports/new", "/imports/1")] == [403] * 3


@pytest.mark.parametrize("path", ["/imports", "{page}/faults", "{page}/rows", "{page}/missing", "{page}"])
def test_lists_need_as_many_queries_for_three_as_for_one(client, school, count_queries, path):
    counts = []
    for many in (1, 3):
        for number in range(many):
            a_teacher(f"不在{number}", school)
            rows = [a_person_row(staff_number=f"B{many}{number}{each}", sex="?") for each in range(many)]
            page = upload(client, a_roster(school, *rows))
        with count_queries() as queries:
            assert client.get(path.format(page=page)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_waiting_batch_is_a_todo(client, school):
    assert "1 批导入等您确认" not in client.get("/").text
    page = upload(client, a_roster(school))
    assert "1 批导入等您确认" in client.get("/").text
    assert page in client.get("/imports?state=waiting").text
    client.post(f"{page}/application")
    assert "批导入等您确认" not in client.get("/").text


def test_each_work_is_a_job_of_the_one_who_asked(client, school, clerk):
    page = upload(client, a_roster(school))
    client.post(f"{page}/application")
    assert [(each.name, each.created_by_id) for each in every(Job)] == [
        ("importing.stage", clerk.id), ("importing.apply", clerk.id),
    ]  # fmt: skip
