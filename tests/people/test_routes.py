"""The pages about people: in scope, out of scope, and with whatever somebody writes into the address."""

import re
from datetime import date

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.people.rules.codes import DisciplineKind, EthicsGrade, EthicsKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_account
from tests.factories.organisations import a_place_for, a_school
from tests.factories.people import a_fact, a_teacher

NAMES = re.compile(r'class="[^"]*of-title[^"]*"[^>]*>\s*<a href="/people/(\d+)"')


def listed(answer):
    return [int(each) for each in NAMES.findall(answer.text)]


@pytest.fixture
def clerk(app, sign_in):
    """A clerk's client, his teacher and one elsewhere."""
    school = a_school("青禾小学")
    mine, theirs = a_teacher("李明", school), a_teacher("王芳", a_school("别处小学"))
    return sign_in(an_account(Role.ACADEMIC_OFFICE, school)), mine, theirs


@pytest.mark.both_databases
def test_person_list_shows_exactly_those_in_scope(clerk):
    client, mine, theirs = clerk
    answer = client.get("/people")
    assert (answer.status_code, listed(answer)) == (200, [mine.id])
    assert theirs.name not in answer.text


def test_person_list_needs_as_many_queries_for_three_as_for_one(app, sign_in, count_queries):
    school = a_school()
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, school))
    counts = []
    for made in (1, 2):
        for _ in range(made):
            a_teacher(at=school)
        with count_queries() as queries:
            answer = client.get("/people")
        counts.append((len(listed(answer)), len(queries)))
    assert [found for found, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


ADDRESSES = [
    "/people?q=%00", "/people?q=%ED%A0%80", "/people?q=" + "a" * 70_000, "/people?stage=zz&subject=1&sex=%00",
    "/people?page=-1", "/people?page=99999999999999999999", "/people?page=x&size=7", "/people?sort=-drop%20table",
    "/people?sort=%00", "/people/options?q=%00", "/people/options?q=%ED%A0%80%25", "/people/options?q=%25_",
    "/people/options", "/people/doubles?page=2", "/people?q=%F0%9F%98%80",
]  # fmt: skip


@pytest.mark.both_databases
def test_whatever_the_address_says_a_list_answers(clerk):
    client, _, theirs = clerk
    for address in ADDRESSES:
        answer = client.get(address)
        assert (answer.status_code, theirs.staff_number in answer.text) == (200, False), address[:60]


def test_person_options_stay_in_scope(clerk):
    client, mine, _ = clerk
    assert client.get("/people/options").json == [
        {"id": mine.id, "text": "李明", "hint": f"青禾小学 · 语文 · {mine.staff_number}"}
    ]


def test_person_page_shows_the_file(clerk):
    client, mine, _ = clerk
    answer = client.get(f"/people/{mine.id}")
    assert answer.status_code == 200
    assert [part in answer.text for part in ("李明", mine.staff_number, "青禾小学", "本校任教", "在编")] == [True] * 5


@pytest.mark.parametrize("as_of", ["2010-01-01", "2020-01-01", "x", "%00", "9999-99-99", ""])
def test_person_page_as_of_any_day(clerk, as_of):
    client, mine, _ = clerk
    answer = client.get(f"/people/{mine.id}?as_of={as_of}")
    assert answer.status_code == 200
    assert ("在编" in answer.text) == (as_of != "2010-01-01")


def shape(answer, number):
    text = re.sub(r'(name="csrf[-_]token" (content|value))="[^"]*"', r"\1", answer.text)
    return text.replace(f"/people/{number}", "/people/N")


@pytest.mark.both_databases
def test_a_file_elsewhere_answers_as_one_that_is_not_there(clerk):
    client, _, theirs = clerk
    hidden, absent = client.get(f"/people/{theirs.id}"), client.get("/people/471147")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert shape(hidden, theirs.id) == shape(absent, 471147)


NUMBERS = ["0", "-1", str(2**31), str(2**63), "9" * 400, "1.5", "x", "%00", "１"]


@pytest.mark.both_databases
def test_a_number_no_row_can_have_is_not_found(clerk):
    client, *_ = clerk
    for number in NUMBERS:
        found = [client.get(f"/{what}/{number}").status_code for what in ("people", "organisations")]
        assert found == [404, 404], number


def test_lists_of_people_are_not_for_teachers(app, sign_in):
    school = a_school()
    teacher = a_teacher(at=school)
    client = sign_in(an_account(Role.TEACHER, school, teacher))
    assert [client.get(path).status_code for path in ("/people", "/people/options", "/people/doubles")] == [403] * 3
    assert client.get(f"/people/{teacher.id}").status_code == 200


def test_a_page_hides_what_the_reader_may_not_read(app, sign_in):
    school = a_school()
    teacher = a_teacher(at=school)
    day = date(2025, 1, 1)
    a_fact(FactKind.DISCIPLINE, teacher, kind=DisciplineKind.DEMERIT, decided_by="县教育局", valid_from=day)
    a_fact(FactKind.ETHICS, teacher, kind=EthicsKind.ASSESSMENT, year=2024, grade=EthicsGrade.BASIC, valid_from=day)
    shown = {}
    for role in (Role.ACADEMIC_OFFICE, Role.PRINCIPAL, Role.DISCIPLINE_OFFICER):
        text = sign_in(an_account(role, a_place_for(role, school))).get(f"/people/{teacher.id}").text
        shown[role] = ("记过" in text or "县教育局" in text, "师德考核" in text)
    assert shown == {
        Role.ACADEMIC_OFFICE: (False, False),
        Role.PRINCIPAL: (False, True),
        Role.DISCIPLINE_OFFICER: (True, True),
    }
