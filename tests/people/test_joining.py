"""New people, people taken in, people who leave."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows, visible
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.people import actions, queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import (
    Employment,
    LeavingReason,
    PlaceKind,
    PostKind,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_school
from tests.factories.people import SINCE, a_fact, a_teacher, an_external
from tests.people.files import TITLE, a_title

D = date


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


@pytest.mark.both_databases
def test_an_external_person_has_no_personnel_relation_to_end(office):
    client, school, _ = office
    ids = [an_external(keeper=school).id, a_teacher("李静", school).id]
    assert [f"/people/{each}/leaving" in client.get(f"/people/{each}").text for each in ids] == [False, True]


def test_an_external_person_need_not_have_a_number(office):
    client, school, _ = office
    for name in ("沈一", "沈二"):
        form = new_person(school, name=name, staff_number="", birth_date="")
        assert client.post("/people/external/new", data=form).status_code == 302
    statement = select(Teacher.staff_number).where(Teacher.keeper_id == school.id).order_by(Teacher.id)
    numbers = list(db.session.scalars(statement.execution_options(unrestricted="test")))
    assert [(len(each), each[0]) for each in numbers] == [(9, "W")] * 2
    assert client.post("/people/new", data=new_person(school, staff_number="")).status_code == 422


def test_an_external_person_is_listed_with_the_keeper_and_edited(office):
    client, school, _ = office
    person = an_external("沈远", school)
    assert "青禾小学（外聘）" in client.get("/people").text
    assert client.get("/people/options?q=shenyuan").json == [
        {"id": person.id, "text": "沈远", "hint": f"外聘 · {person.staff_number}"}
    ]
    page = client.get(f"/people/{person.id}").text
    assert ("档案保管单位" in page, "青禾小学" in page) == (True, True)
    profile = queries.facts(FactKind.PROFILE, person.id, SYSTEM)[0].id
    form = {"name": "沈志远", "sex": "1", "subject": "14", "valid_from": "2015-09-01", "reason": "名字登记有误"}
    address = f"/people/{person.id}/facts/profile/{profile}/correct"
    assert client.post(address, data=form).status_code == 302
    assert "沈志远" in client.get("/people").text


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
