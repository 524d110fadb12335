"""Every list as a file: what the page shows, all of it, and nothing besides."""

import io
import json
from datetime import date, datetime
from urllib.parse import quote

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from teacher_growth.access.roles import Role
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import db
from teacher_growth.mentoring.rules import PairState
from teacher_growth.people.rules.codes import Stage, Subject
from teacher_growth.sheets.text import unsafe
from teacher_growth.training.rules import Unit
from tests.exporting import reading
from tests.factories.accounts import an_account
from tests.factories.achievements import an_achievement
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_county, a_place_for, a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerk, a_clerks_account, a_record, acting, an_activity, verified


@pytest.fixture
def place(app):
    return a_school("青禾小学", a_county("海岭县"))


@pytest.fixture
def fill(place):
    """One of everything that lists show, at the school, each time."""
    clerk = a_clerk(place)

    def filled():
        mentor, new = a_teacher("李明", place), a_teacher("王芳", place, since=date(2026, 9, 1))
        herself = acting(mentor, place)
        a_record(herself)
        a_record(acting(new, place), amount=65, unit=Unit.CREDIT)
        verified(a_record(herself, amount=65), clerk)
        an_activity(place, [mentor, new], clerk, amount=15)
        an_achievement(mentor, own_rank=1, authors=3)
        a_pair(PairState.PROPOSED, place, mentor=mentor, mentee=a_teacher("小林", place, since=date(2026, 9, 1)))
        return mentor

    return filled


LISTS = {
    "/people": Role.ACADEMIC_OFFICE,
    "/people/doubles": Role.ACADEMIC_OFFICE,
    "/training/queue": Role.TRAINING_CLERK,
    "/training/activities": Role.TRAINING_CLERK,
    "/training/activities/1": Role.TRAINING_CLERK,
    "/mentoring/pairs": Role.PRINCIPAL,
    "/mentoring/without-mentor": Role.PRINCIPAL,
    "/achievements/queue": Role.TRAINING_CLERK,
    "/achievements/of/1": Role.TRAINING_CLERK,
    "/organisations": Role.PRINCIPAL,
    "/accounts": Role.SYSTEM_ADMINISTRATOR,
    "/dashboard/hours?by=school": Role.INSPECTOR,
    "/audit": Role.INSPECTOR,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_exported_as_the_page_shows_it(place, fill, sign_in, path):
    mentor = fill()
    fill()
    role, path = LISTS[path], path.replace("/of/1", f"/of/{mentor.id}")
    client = sign_in(an_account(role, a_place_for(role, place)))
    address = path + ("&" if "?" in path else "?")

    page = client.get(f"{address}size=100")
    shown = reading.page_rows(page.text)
    heads, rows = reading.xlsx_list(client.get(f"{address}export=xlsx").data)

    found = [dict(zip(heads, map(reading.shown, row), strict=True)) for row in rows]
    assert len(shown) == len(found) > 0
    assert [each.pop("序号") for each in found] == [str(at) for at in range(1, len(found) + 1)]
    for drawn, written in zip(shown, found, strict=True):
        same = {label: text for label, text in drawn.items() if label in written}
        units = {label: f" {written['学时或学分']}" for label in ("数量", "每人") if label in written}
        assert {label: written[label] + units.get(label, "") for label in same} == same
        assert len(same) >= 2


def test_an_export_keeps_filter_and_order_and_has_all_pages(place, sign_in):
    born = [date(1970 + at, 1, 1) for at in range(25)]
    for each in born:
        a_teacher("李明", place, birth_date=each, subject=Subject.MUSIC)
    a_teacher("王芳", place, subject=Subject.ART)
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, place))

    answer = client.get(f"/people?subject={Subject.MUSIC.value}&sort=-born&page=2&export=xlsx")

    heads, rows = reading.xlsx_list(answer.data)
    assert heads == ["序号", "姓名", "工号", "学校", "出生年月", "学段", "学科", "职称", "梯队"]
    assert [row[4] for row in rows] == [each.strftime("%Y-%m") for each in reversed(born)]
    assert {tuple(row[each] for each in (1, 3, 6)) for row in rows} == {("李明", "青禾小学", "音乐")}


def test_an_export_holds_the_rows_in_scope_only(place, sign_in):
    mine, theirs = a_teacher("李明", place), a_teacher("王芳", a_school("别处小学"))
    clerk, teacher = an_account(Role.ACADEMIC_OFFICE, place), an_account(Role.TEACHER, place, mine)

    for format_ in ("xlsx", "csv"):
        answer = sign_in(clerk).get(f"/people?export={format_}")
        found = reading.csv_rows(answer.data)[2:] if format_ == "csv" else reading.xlsx_list(answer.data)[1]
        assert [row[1:3] for row in found] == [[mine.name, mine.staff_number]]
        assert theirs.staff_number not in str(found)
        assert sign_in(teacher).get(f"/people?export={format_}").status_code == 403


def test_an_export_asks_for_a_session(app):
    answer = app.test_client().get("/people?export=xlsx")
    assert (answer.status_code, answer.mimetype) == (302, "text/html")


@pytest.mark.parametrize("asked", ["", "pdf", "XLSX", "xlsx%00"])
def test_another_format_is_the_page(place, sign_in, asked):
    answer = sign_in(an_account(Role.ACADEMIC_OFFICE, place)).get(f"/people?export={asked}")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize("path", LISTS)
def test_an_export_needs_as_many_queries_for_few_as_for_many(place, fill, sign_in, count_queries, path):
    mentor = fill()
    fill()
    role, path = LISTS[path], path.replace("/of/1", f"/of/{mentor.id}")
    client = sign_in(an_account(role, a_place_for(role, place)))
    address = path + ("&" if "?" in path else "?") + "export=xlsx"
    client.get(address)
    counts = []
    for made in (0, 2):
        for _ in range(made):
            fill()
        with count_queries() as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "'=1+1", "'quoted"]


def test_texts_never_become_formulas(place, sign_in):
    herself = acting(a_teacher("李明", place), place)
    for title in FORMULAS:
        a_record(herself, title=title)
    client = sign_in(a_clerks_account(place))

    answer = client.get("/training/queue?sort=entered&export=xlsx")
    cells = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(min_row=2, min_col=4, max_col=4))
    assert [(cell.value, cell.data_type) for (cell,) in cells] == [(title, "s") for title in FORMULAS]
    assert [cell.quotePrefix for (cell,) in cells] == [True] * 5 + [False] * 2

    lines = reading.csv_rows(client.get("/training/queue?sort=entered&export=csv").data)[2:]
    assert [line[3] for line in lines] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'＝1+1", "''=1+1", "'quoted",
    ]  # fmt: skip
    assert [unsafe(line[3]) for line in lines] == FORMULAS


def test_numbers_dates_and_words_keep_their_kinds(place, sign_in):
    a_record(acting(a_teacher("李明", place), place), amount=65, unit=Unit.CREDIT, day=date(2026, 10, 9))
    client = sign_in(a_clerks_account(place))

    heads, (row,) = reading.xlsx_list(client.get("/training/queue?export=xlsx").data)
    written = dict(zip(heads, row, strict=True))
    day = written.pop("开始日期")
    assert (type(day), day.date()) == (datetime, date(2026, 10, 9))
    assert {each: written[each] for each in ("序号", "数量", "学时或学分", "类别", "佐证")} == {
        "序号": 1, "数量": 6.5, "学时或学分": "学分", "类别": "自主选课", "佐证": None,
    }  # fmt: skip

    cover, heads, line = reading.csv_rows(client.get("/training/queue?export=csv").data)
    written = dict(zip(heads, line, strict=True))
    assert (cover[0], cover[-1]) == ("名单：培训记录", "行数：1")
    assert [written[each] for each in ("序号", "数量", "开始日期", "佐证")] == ["1", "6.5", "2026-10-09", ""]


def test_the_cover_says_who_when_and_what(place, sign_in):
    a_teacher("李明", place, subject=Subject.MUSIC, stage=Stage.PRIMARY)
    account = an_account(Role.ACADEMIC_OFFICE, place)

    with time_machine.travel("2026-11-24T17:30:00Z", tick=False):
        client = sign_in(account)
        said = reading.cover(client.get("/people?stage=2&subject=24&export=xlsx").data)
        plain = reading.cover(client.get("/people?export=xlsx").data)

    assert said == {
        "名单": "教师名册", "导出人": "某人（青禾小学，教务处）", "导出时间": "2026-11-25 01:30（北京时间）",
        "条件": "学段：小学；学科：音乐", "行数": "1",
    }  # fmt: skip
    assert plain["条件"] == "全部"


def test_the_file_speaks_the_readers_language(place, sign_in):
    a_teacher("李明", place)
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, place))
    client.post("/language", data={"language": "en"})
    answer = client.get("/people?export=xlsx")
    assert reading.xlsx_list(answer.data)[0][1:3] == ["Name", "Staff number"]


def test_the_file_is_named_and_guarded(place, sign_in):
    a_teacher("李明", place)
    account = an_account(Role.ACADEMIC_OFFICE, place)
    with time_machine.travel("2026-11-24T17:30:00Z", tick=False):
        answer = sign_in(account).get("/people?export=csv")
    named = "attachment; filename=-20261125-0130.csv; filename*=UTF-8''" + quote("教师名册-20261125-0130.csv")
    assert (answer.headers["Content-Disposition"], answer.mimetype) == (named, "text/csv")
    assert answer.headers["Cache-Control"] == "private, no-store"


def entries():
    db.session.rollback()
    statement = select(AuditEntry).where(AuditEntry.event == Event.LIST_EXPORTED).order_by(AuditEntry.seq)
    return db.session.scalars(statement, execution_options={"unrestricted": "test"}).all()


def test_each_export_leaves_an_entry(place, sign_in):
    a_teacher("李明", place)
    account = an_account(Role.ACADEMIC_OFFICE, place)
    client = sign_in(account)
    client.get("/people?stage=2&page=1")
    client.get("/people?stage=2&page=1&export=csv")
    (entry,) = entries()
    assert (entry.user_id, entry.subject_type, entry.subject_id) == (account.id, "Account", account.id)
    assert json.loads(entry.body) == {
        "list": "people.person_list", "format": "csv", "rows": 1, "asked": {"stage": "2", "page": "1"},
        "unrestricted": ["the account itself"],
    }  # fmt: skip
