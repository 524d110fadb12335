"""Keeping people's files in the browser: recording, correcting, voiding, who comes and goes, and who may not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows, visible
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people import actions, queries
from teacher_growth.people.forms import CORRECTING, RECORDING
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import (
    AssessmentGrade,
    Employment,
    EthicsGrade,
    EthicsKind,
    LeaveKind,
    LeavingReason,
    PlaceKind,
    PostKind,
    Sex,
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind, writes
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import SINCE, a_fact, a_teacher, an_external, the_teacher

D = date
TITLE = {"level": "first", "subject": "13", "valid_from": "2021-12-01", "document": "云人社〔2021〕31号"}


@pytest.fixture
def office(app, sign_in):
    """A client of the academic office, its school and a teacher there."""
    school = a_school("青禾小学")
    return sign_in(an_account(Role.ACADEMIC_OFFICE, school)), school, a_teacher("李明", school)


def entries(event):
    statement = select(func.count(AuditEntry.seq)).where(AuditEntry.event == event)
    return db.session.scalar(statement.execution_options(unrestricted="test"))


def titles(teacher):
    return [(each.level, each.valid_from) for each in queries.facts(FactKind.TITLE, teacher.id, SYSTEM)]


def a_title(teacher, **values):
    given = {"level": TitleLevel.SECOND, "valid_from": D(2016, 9, 1)} | values
    return a_fact(FactKind.TITLE, teacher, **given)


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FactKind)
def test_a_form_has_every_field_of_its_kind_that_the_database_asks_for(app, kind):
    columns = queries.MODELS[kind].__table__.columns
    asked = {each.name for each in columns if not each.nullable and each.default is None} - {
        "id", "teacher_id", "recorded_at",
    }  # fmt: skip
    assert asked - set(RECORDING[kind].names) == set()
    assert CORRECTING[kind].names == RECORDING[kind].names


@pytest.mark.parametrize("kind", [each for each in FactKind if each not in (FactKind.ETHICS, FactKind.DISCIPLINE)])
def test_a_form_of_each_kind_opens(office, kind):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}/facts/{kind}/new").status_code == 200


@pytest.mark.both_databases
def test_a_title_is_recorded_with_one_entry(office):
    client, _, teacher = office
    before = entries(Event.FACT_RECORDED)
    answer = client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE)
    assert (answer.status_code, answer.location) == (302, f"/people/{teacher.id}")
    assert titles(teacher) == [(TitleLevel.FIRST, D(2021, 12, 1))]
    assert entries(Event.FACT_RECORDED) == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": ""}, {"level": "chief"}, {"valid_from": ""}, {"valid_from": "0001-01-01"}, {"valid_from": "x"},
        {"post_grade": "14"}, {"post_grade": "x"}, {"subject": "00"}, {"document": "文" * 121},
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_at_its_field(office, wrong):
    client, _, teacher = office
    assert client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE | wrong).status_code == 422
    assert titles(teacher) == []


@pytest.mark.parametrize(("typed", "stored"), [("12.5", 125), ("12", 120), ("0", 0), ("60", 600)])
def test_weekly_periods_are_typed_with_one_decimal(office, typed, stored):
    client, school, teacher = office
    form = {
        "organisation_id": school.id, "school_year": "2026", "term": "1", "subject": "13", "grade": "三年级",
        "weekly_periods": typed, "valid_from": "2026-09-01", "valid_to": "2027-01-31",
    }  # fmt: skip
    assert client.post(f"/people/{teacher.id}/facts/teaching/new", data=form).status_code == 302
    assert [each.weekly_periods for each in queries.facts(FactKind.TEACHING, teacher.id, SYSTEM)] == [stored]


@pytest.mark.parametrize("typed", ["12.55", "60.1", "-1", "x", "１２", "1e3"])
def test_weekly_periods_that_are_none_are_not_taken(office, typed):
    client, school, teacher = office
    form = {
        "organisation_id": school.id, "school_year": "2026", "term": "1", "subject": "13", "grade": "三年级",
        "weekly_periods": typed, "valid_from": "2026-09-01",
    }  # fmt: skip
    assert client.post(f"/people/{teacher.id}/facts/teaching/new", data=form).status_code == 422


def test_a_place_that_is_not_there_is_not_taken(office):
    client, _, teacher = office
    form = {"organisation_id": 4711, "kind": "support", "share": 40, "valid_from": "2026-09-01"}
    assert client.post(f"/people/{teacher.id}/facts/place/new", data=form).status_code == 422


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": EthicsKind.ASSESSMENT, "year": 2025}, "ethics_grade_missing"),
        ({"kind": EthicsKind.FINDING, "year": 2025, "grade": EthicsGrade.SOUND}, "ethics_grade_undue"),
        ({"kind": EthicsKind.FINDING, "year": 2025}, "ethics_decider_missing"),
        ({"kind": EthicsKind.ASSESSMENT, "year": 20250, "grade": EthicsGrade.SOUND}, "fact_number_range"),
    ],
)
def test_a_verb_refuses_what_the_table_would(app, values, code):
    teacher = a_teacher()
    with pytest.raises(Refused) as refused:
        a_fact(FactKind.ETHICS, teacher, valid_from=SINCE, **values)
    assert refused.value.code == code


# --- correcting and voiding -----------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_correction_keeps_the_old_line_and_says_who_and_why(office):
    client, _, teacher = office
    title = a_title(teacher)
    page = client.get(f"/people/{teacher.id}/facts/title/{title}/correct")
    assert (page.status_code, 'value="2016-09-01"' in page.text) == (200, True)
    answer = client.post(f"/people/{teacher.id}/facts/title/{title}/correct", data=TITLE | {"reason": "看错了日期"})
    assert answer.status_code == 302
    assert titles(teacher) == [(TitleLevel.FIRST, D(2021, 12, 1))]
    history = client.get(f"/people/{teacher.id}/facts/title/history").text
    assert [part in history for part in ("2016-09-01", "2021-12-01", "看错了日期", "某人", "已更正")] == [True] * 5


def test_a_correction_without_a_reason_is_not_taken(office):
    client, _, teacher = office
    title = a_title(teacher)
    assert client.post(f"/people/{teacher.id}/facts/title/{title}/correct", data=TITLE).status_code == 422
    assert titles(teacher) == [(TitleLevel.SECOND, D(2016, 9, 1))]


@pytest.mark.both_databases
def test_a_line_corrected_meanwhile_is_not_corrected_again(office):
    client, _, teacher = office
    title = a_title(teacher)
    url = f"/people/{teacher.id}/facts/title/{title}/correct"
    assert client.post(url, data=TITLE | {"reason": "一"}).status_code == 302
    late = client.post(url, data=TITLE | {"reason": "二", "document": "我填的"})
    assert (late.status_code, "已经被更正" in late.text, "我填的" in late.text) == (409, True, True)
    assert client.get(url).status_code == 409


def test_a_voided_line_shows_why_and_comes_back_by_no_correction(office):
    client, _, teacher = office
    title = a_title(teacher)
    assert client.post(f"/people/{teacher.id}/facts/title/{title}/void", data={"reason": "张冠李戴"}).status_code == 302
    assert titles(teacher) == []
    history = client.get(f"/people/{teacher.id}/facts/title/history").text
    assert [part in history for part in ("张冠李戴", "已作废")] == [True, True]
    line = queries.history(FactKind.TITLE, teacher.id, SYSTEM)[-1].id
    with pytest.raises(Refused) as refused, write_tx():
        actions.supersede_fact(FactKind.TITLE, line, actor=SYSTEM, reason="x")
    assert refused.value.code == "fact_voided"


def test_a_line_of_another_person_is_not_found_under_this_one(office):
    client, school, teacher = office
    theirs = a_title(a_teacher("王芳", school))
    for what in ("correct", "void"):
        assert client.get(f"/people/{teacher.id}/facts/title/{theirs}/{what}").status_code == 404


# --- who may not ----------------------------------------------------------------------------------


def test_a_file_elsewhere_is_not_there(office):
    client, _, _ = office
    far = a_teacher("孙远", a_school("别处小学"))
    title = a_title(far, document="别处〔2016〕1号")
    paths = ["facts/title/new", f"facts/title/{title}/correct", f"facts/title/{title}/void", "facts/title/history"]
    answers = [client.get(f"/people/{far.id}/{path}") for path in [*paths, "leaving"]]
    assert [(each.status_code, "孙远" in each.text or "别处" in each.text) for each in answers] == [(404, False)] * 5
    assert client.post(f"/people/{far.id}/facts/title/new", data=TITLE).status_code == 404
    assert titles(far) == [(TitleLevel.SECOND, D(2016, 9, 1))]


@pytest.mark.parametrize("role", [Role.TRAINING_CLERK, Role.PRINCIPAL, Role.COUNTY_LEADER, Role.INSPECTOR])
def test_who_only_reads_writes_nothing(app, sign_in, role):
    school = a_school()
    teacher, client = a_teacher(at=school), sign_in(an_account(role, school))
    page = client.get(f"/people/{teacher.id}")
    assert (page.status_code, "/facts/title/new" in page.text) == (200, False)
    assert client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE).status_code == 404
    assert [client.get(path).status_code for path in ("/people/new", "/people/arrivals/new")] == [403, 403]


def test_ones_own_file_is_written_by_others_and_the_page_says_by_whom(app, sign_in):
    school = a_school("青禾小学")
    clerk, other = a_teacher("周文", school), a_teacher("吴静", school)
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, school, clerk))
    an_account(Role.ACADEMIC_OFFICE, school, other)
    title = a_title(clerk)
    for path in ("facts/title/new", f"facts/title/{title}/correct", f"facts/title/{title}/void", "leaving"):
        assert client.get(f"/people/{clerk.id}/{path}").status_code == 403
    page = client.get(f"/people/{clerk.id}").text
    assert [part in page for part in ("青禾小学教务处", "吴静", "/facts/title/new")] == [True, True, False]
    assert client.get(f"/people/{clerk.id}/facts/title/history").status_code == 200


@pytest.mark.parametrize(
    ("role", "may_read", "may_write"),
    [
        (Role.ACADEMIC_OFFICE, {FactKind.LEAVE}, {FactKind.LEAVE}),
        (Role.PRINCIPAL, {FactKind.LEAVE, FactKind.ETHICS}, set()),
        (Role.COUNTY_CLERK, set(), set()),
        (Role.DISCIPLINE_OFFICER, {FactKind.ETHICS, FactKind.DISCIPLINE}, {FactKind.ETHICS, FactKind.DISCIPLINE}),
    ],
)
def test_delicate_kinds_open_for_few(app, sign_in, role, may_read, may_write):
    school = a_school()
    teacher, client = a_teacher(at=school), sign_in(an_account(role, school))
    delicate = (FactKind.LEAVE, FactKind.ETHICS, FactKind.DISCIPLINE)
    address = f"/people/{teacher.id}/facts"
    read = {kind for kind in delicate if client.get(f"{address}/{kind}/history").status_code == 200}
    written = {kind for kind in delicate if client.get(f"{address}/{kind}/new").status_code == 200}
    assert (read, written) == (may_read, may_write)


def test_rights_of_one_school_open_no_delicate_kind_of_another(app, sign_in):
    mine, other = a_school(), a_school()
    account = an_account(Role.PRINCIPAL, mine)
    with write_tx():
        actions_of_accounts(account.id, Role.TRAINING_CLERK, other.id)
    far = a_teacher(at=other)
    a_fact(FactKind.LEAVE, far, organisation_id=other.id, kind=LeaveKind.SICK, valid_from=D(2026, 3, 2))
    client = sign_in(account)
    assert "病假" not in client.get(f"/people/{far.id}").text
    assert client.get(f"/people/{far.id}/facts/leave/history").status_code == 404


def actions_of_accounts(account_id, role, organisation_id):
    from teacher_growth.accounts.actions import give_role  # noqa: PLC0415 -- one test

    give_role(account_id, actor=SYSTEM, role=role, organisation_id=organisation_id, valid_from=D(2020, 1, 1))


def test_a_leave_is_kept_by_the_school_it_is_taken_at(app):
    home, host = a_school(), a_school()
    teacher = a_teacher(at=home)
    clerk = an_actor(Role.ACADEMIC_OFFICE, home)
    values = {"kind": LeaveKind.SICK, "valid_from": D(2026, 3, 2)}
    with pytest.raises(NotVisible), write_tx():
        actions.record_fact(FactKind.LEAVE, teacher.id, actor=clerk, organisation_id=host.id, **values)
    with write_tx():
        actions.record_fact(FactKind.LEAVE, teacher.id, actor=clerk, organisation_id=home.id, **values)


def test_every_kind_is_written_by_somebody(app):
    actors = [an_actor(role, a_city()) for role in Role]
    assert [kind for kind in FactKind if not any(each.may_for_others(writes(kind)) for each in actors)] == []


# --- new people -----------------------------------------------------------------------------------


def new_person(school, **values):
    return {
        "staff_number": "N001", "name": "赵新", "sex": "2", "birth_date": "1999-05-01", "stage": "2", "subject": "13",
        "organisation_id": school.id, "employment": "established", "since": "2026-09-01",
    } | values  # fmt: skip


def found(number):
    statement = select(Teacher).where(Teacher.staff_number == number).execution_options(unrestricted="test")
    return db.session.scalars(statement).one_or_none()


@pytest.mark.both_databases
def test_a_new_teacher_has_a_relation_and_a_place_from_one_day(office):
    client, school, _ = office
    assert client.post("/people/new", data=new_person(school)).status_code == 302
    teacher = found("N001")
    lines = [queries.facts(kind, teacher.id, SYSTEM) for kind in (FactKind.RELATION, FactKind.PLACE, FactKind.PROFILE)]
    assert [[each.valid_from for each in kind] for kind in lines] == [[D(2026, 9, 1)]] * 3
    assert (lines[0][0].employment, lines[1][0].kind) == (Employment.ESTABLISHED, PlaceKind.REGULAR)


def test_an_external_person_is_kept_and_read_by_the_organisation(office):
    client, school, _ = office
    form = {key: value for key, value in new_person(school).items() if key != "employment"}
    assert client.post("/people/external/new", data=form).status_code == 302
    person = found("N001")
    assert person.keeper_id == school.id
    page = client.get(f"/people/{person.id}")
    assert [part in page.text for part in ("赵新", "外聘人员", "基本信息")] == [True] * 3
    assert client.post(f"/people/{person.id}/facts/title/new", data=TITLE).status_code == 302
    assert "一级教师" in client.get(f"/people/{person.id}").text


def test_facts_about_an_external_person_are_not_read_elsewhere(app):
    person = an_external(keeper=a_school())
    a_title(person)
    clerk = an_actor(Role.ACADEMIC_OFFICE, a_school())
    assert queries.facts(FactKind.TITLE, person.id, clerk) == []


@pytest.mark.both_databases
def test_a_possible_double_is_shown_and_needs_a_tick(office):
    client, school, teacher = office
    form = new_person(school, name="李明", birth_date="1985-03-01")
    refused = client.post("/people/new", data=form)
    assert (refused.status_code, teacher.staff_number in refused.text, found("N001")) == (409, True, None)
    assert client.post("/people/new", data=form | {"not_a_double": "y"}).status_code == 302
    assert found("N001") is not None


def test_a_double_elsewhere_is_said_without_naming_the_school(office):
    client, school, _ = office
    far = a_teacher("孙远", a_school("别处小学"))
    refused = client.post("/people/new", data=new_person(school, name="孙远", birth_date="1985-03-01"))
    assert refused.status_code == 409
    told = ("您的范围之外", "别处小学", far.staff_number)
    assert [part in refused.text for part in told] == [True, False, False]


def test_a_staff_number_taken_elsewhere_creates_nobody(office):
    client, school, _ = office
    far = a_teacher("孙远", a_school("别处小学"))
    refused = client.post("/people/new", data=new_person(school, staff_number=far.staff_number, not_a_double="y"))
    assert (refused.status_code, "别处小学" in refused.text, "孙远" in refused.text) == (409, False, False)


def test_a_person_for_another_school_is_not_made(office):
    client, _, _ = office
    assert client.post("/people/new", data=new_person(a_school("别处小学"))).status_code == 404
    assert found("N001") is None


# --- coming and going -----------------------------------------------------------------------------


def arrival(teacher, school, **values):
    return {
        "staff_number": teacher.staff_number, "name": teacher.name, "kind": "transfer", "organisation_id": school.id,
        "valid_from": today().isoformat(), "employment": "established", "document": "云教人〔2026〕7号",
    } | values  # fmt: skip


@pytest.mark.both_databases
def test_a_transfer_ends_there_and_begins_here_and_the_old_school_loses_sight(office):
    client, school, _ = office
    old = a_school("旧校")
    teacher = a_teacher("孙远", old)
    a_fact(FactKind.POST, teacher, organisation_id=old.id, kind=PostKind.HEAD_TEACHER, valid_from=SINCE)
    assert client.post("/people/arrivals/new", data=arrival(teacher, school)).status_code == 302
    relations = queries.facts(FactKind.RELATION, teacher.id, SYSTEM)
    yesterday = today() - timedelta(days=1)
    assert [(each.organisation_id, each.valid_from, each.valid_to, each.leaving_reason) for each in relations] == [
        (school.id, today(), None, None), (old.id, SINCE, yesterday, LeavingReason.TRANSFERRED),
    ]  # fmt: skip
    assert [each.valid_to for each in queries.facts(FactKind.POST, teacher.id, SYSTEM)] == [yesterday]
    assert rows(visible(Teacher, an_actor(Role.PRINCIPAL, old), Permission.PEOPLE_READ)) == []
    assert client.get(f"/people/{teacher.id}").status_code == 200


@pytest.mark.parametrize("wrong", [{"name": "孙进"}, {"staff_number": "T9"}])
def test_who_is_taken_in_is_known_by_number_and_name_both(office, wrong):
    client, school, _ = office
    teacher = a_teacher("孙远", a_school("旧校"))
    answer = client.post("/people/arrivals/new", data=arrival(teacher, school, **wrong))
    assert (answer.status_code, "对不上" in answer.text, "旧校" in answer.text) == (409, True, False)


def test_a_school_takes_nobody_in_for_another(office):
    client, _, teacher = office
    assert client.post("/people/arrivals/new", data=arrival(teacher, a_school())).status_code == 404
    assert len(queries.history(FactKind.RELATION, teacher.id, SYSTEM)) == 1


def test_nobody_takes_himself_in(app):
    teacher, school = a_teacher(), a_school()
    clerk = an_actor(Role.ACADEMIC_OFFICE, school, teacher)
    with pytest.raises(SelfInterest), write_tx():
        actions.transfer(
            teacher.id, actor=clerk, organisation_id=school.id, since=today(), employment=Employment.CONTRACT,
            document="x",
        )  # fmt: skip


def test_support_teaching_is_a_second_place_and_leaves_the_relation(office):
    client, school, _ = office
    home = a_school("本校")
    teacher = a_teacher("孙远", home)
    form = arrival(teacher, school, kind="support", share="40", valid_to="2099-08-31")
    assert client.post("/people/arrivals/new", data=form).status_code == 302
    places = queries.facts(FactKind.PLACE, teacher.id, SYSTEM)
    assert [(each.organisation_id, each.share, each.file_moved) for each in places] == [
        (school.id, 40, False), (home.id, 100, True),
    ]  # fmt: skip
    assert [each.organisation_id for each in queries.facts(FactKind.RELATION, teacher.id, SYSTEM)] == [home.id]


def test_a_school_that_borrows_somebody_does_not_end_the_relation(office):
    client, school, _ = office
    teacher = a_teacher("孙远", a_school("本校"))
    client.post("/people/arrivals/new", data=arrival(teacher, school, kind="support"))
    leaving = {"leaving_reason": "06", "last_day": today().isoformat(), "document": "x"}
    assert client.post(f"/people/{teacher.id}/leaving", data=leaving).status_code == 409
    clerk, relation = an_actor(Role.ACADEMIC_OFFICE, school), queries.facts(FactKind.RELATION, teacher.id, SYSTEM)[0]
    with pytest.raises(Refused) as refused, write_tx():
        actions.supersede_fact(FactKind.RELATION, relation.id, actor=clerk, reason="x", valid_to=today())
    assert refused.value.code == "relation_elsewhere"


@pytest.mark.both_databases
def test_retirement_ends_relation_places_and_posts(office):
    client, school, teacher = office
    a_fact(FactKind.POST, teacher, organisation_id=school.id, kind=PostKind.HEAD_TEACHER, valid_from=SINCE)
    leaving = {"leaving_reason": "01", "last_day": "2026-08-31", "document": "云教人〔2026〕9号"}
    assert client.post(f"/people/{teacher.id}/leaving", data=leaving).status_code == 302
    ends = [
        [each.valid_to for each in queries.facts(kind, teacher.id, SYSTEM)]
        for kind in (FactKind.RELATION, FactKind.PLACE, FactKind.POST)
    ]
    assert ends == [[D(2026, 8, 31)]] * 3
    assert queries.facts(FactKind.RELATION, teacher.id, SYSTEM)[0].document == "云教人〔2026〕9号"


def test_who_has_no_relation_does_not_leave(office):
    client, school, _ = office
    person = an_external(keeper=school)
    leaving = {"leaving_reason": "01", "last_day": "2026-08-31", "document": "x"}
    assert client.post(f"/people/{person.id}/leaving", data=leaving).status_code == 409


# --- reading --------------------------------------------------------------------------------------


def test_the_page_answers_as_of_a_day_and_as_known_at_a_moment(office):
    client, _, teacher = office
    a_title(teacher, valid_from=D(2021, 12, 1))
    page = client.get(f"/people/{teacher.id}").text
    before = client.get(f"/people/{teacher.id}?as_of=2020-01-01").text
    then = client.get(f"/people/{teacher.id}?known_at=2020-01-01T08:00").text
    assert ["取得二级教师资格" in text for text in (page, before, then)] == [True, False, False]


@pytest.mark.parametrize("address", [
    "?known_at=x", "?known_at=0001-01-01T00:00", "?known_at=9999-12-31T23:59", "?known_at=%00",
    "?as_of=2020-01-01&known_at=2026-01-01T00:00%2B14:00",
])  # fmt: skip
def test_the_page_answers_whatever_moment_is_asked(office, address):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}{address}").status_code == 200


@pytest.mark.parametrize("kind", ["nonsense", "%00", "TITLE"])
def test_a_kind_that_is_none_is_not_found(office, kind):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}/facts/{kind}/history").status_code == 404


def test_page_and_history_need_as_many_queries_for_three_lines_as_for_one(office, count_queries):
    client, _, teacher = office
    counts = []
    for year in (2023, 2024, 2025):
        line = a_fact(
            FactKind.ASSESSMENT, teacher, year=year, grade=AssessmentGrade.COMPETENT, valid_from=D(year, 12, 30)
        )
        with write_tx():
            actions.supersede_fact(FactKind.ASSESSMENT, line, actor=SYSTEM, reason="x", grade=AssessmentGrade.BASIC)
        with count_queries() as ran:
            client.get(f"/people/{teacher.id}")
            client.get(f"/people/{teacher.id}/facts/assessment/history")
        counts.append(len(ran))
    assert counts[2] == counts[0]


def listed(client, address):
    import re  # noqa: PLC0415 -- one helper

    return {int(each) for each in re.findall(r'href="/people/(\d+)"', client.get(address).text)}


@pytest.mark.both_databases
def test_the_list_narrows_by_place_title_tier_employment_and_day(app, sign_in):
    county = a_county()
    one, two = a_school(county=county), a_school(county=county)
    mine, theirs = a_teacher("李明", one), a_teacher("王芳", two, since=D(2024, 9, 1))
    a_title(mine)
    a_title(mine, level=TitleLevel.FIRST, valid_from=D(2021, 12, 1))
    a_title(theirs)
    client = sign_in(an_account(Role.COUNTY_CLERK, county))
    expected = {
        f"at={one.id}": {mine.id}, f"at={county.id}": {mine.id, theirs.id}, "title=second": {theirs.id},
        "title=first": {mine.id}, "tier=summit": set(), "employment=contract": set(), "on=2020-01-01": {mine.id},
        "title=second&on=2020-01-01": {mine.id}, "at=4711": {mine.id, theirs.id}, "at=x": {mine.id, theirs.id},
    }  # fmt: skip
    assert {query: listed(client, f"/people?{query}") for query in expected} == expected


def test_places_to_filter_by_are_those_one_reads(office):
    client, school, _ = office
    far = a_school("别处小学")
    page = client.get("/people").text
    assert (f'value="{school.id}"' in page, "别处小学" in page, f'value="{far.id}"' in page) == (True, False, False)


def test_a_profile_changes_the_name_in_lists(office):
    client, _, teacher = office
    form = {"name": "李明远", "sex": Sex.FEMALE.value, "valid_from": "2026-01-01", "birth_date": "1985-03-01"}
    assert client.post(f"/people/{teacher.id}/facts/profile/new", data=form).status_code == 302
    assert the_teacher(teacher.id).name == "李明远"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"kind": "assessment", "grade": "sound"}, 302),
        ({"kind": "finding", "decided_by": "县教育局"}, 302),
        ({"kind": "assessment"}, 409),
        ({"kind": "finding", "grade": "sound", "decided_by": "县教育局"}, 409),
    ],
)
def test_ethics_are_entered_whole(app, sign_in, values, status):
    county = a_county()
    teacher, client = a_teacher(at=a_school(county=county)), sign_in(an_account(Role.DISCIPLINE_OFFICER, county))
    form = {"year": "2025", "valid_from": "2025-12-30"} | values
    assert client.post(f"/people/{teacher.id}/facts/ethics/new", data=form).status_code == status
    assert len(queries.facts(FactKind.ETHICS, teacher.id, SYSTEM)) == (status == 302)
