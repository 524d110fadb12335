"""Who sees whose file: where somebody works now or from a day to come, and who may read the delicate kinds."""

from datetime import date, timedelta

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import count, rows, visible
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.people import actions, queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import (
    DisciplineKind,
    EthicsGrade,
    EthicsKind,
    LeaveKind,
    LeavingReason,
    PlaceKind,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_city, a_county, a_place_for, a_school, a_school_of_the_city
from tests.factories.people import SINCE, a_fact, a_teacher, an_external

pytestmark = pytest.mark.usefixtures("app")
D = date


def seen_by(actor):
    return [each.id for each in rows(visible(Teacher, actor, Permission.PEOPLE_READ).order_by(Teacher.id))]


def a_place(teacher, school, *, kind=PlaceKind.SECONDMENT, valid_from=SINCE, valid_to=None):
    return a_fact(
        FactKind.PLACE, teacher, organisation_id=school.id, kind=kind, valid_from=valid_from, valid_to=valid_to
    )


@pytest.mark.both_databases
def test_both_principals_see_a_seconded_teacher():
    home, host, third = a_school(), a_school(), a_school()
    teacher = a_teacher(at=home)
    a_place(teacher, host)
    principals = [an_actor(Role.PRINCIPAL, school) for school in (home, host, third)]
    assert [seen_by(each) for each in principals] == [[teacher.id], [teacher.id], []]


@pytest.mark.parametrize(
    ("starts", "ends", "is_seen"),
    [(30, None, True), (0, None, True), (-30, 0, True), (-30, -1, False), (-30, 5, True)],
)
def test_a_school_sees_those_who_arrive_and_not_those_who_left(starts, ends, is_seen):
    host = a_school()
    teacher, day = a_teacher(), today()
    ends_on = None if ends is None else day + timedelta(days=ends)
    a_place(teacher, host, valid_from=day + timedelta(days=starts), valid_to=ends_on)
    assert seen_by(an_actor(Role.PRINCIPAL, host)) == ([teacher.id] if is_seen else [])


def test_a_superseded_or_voided_place_gives_no_sight():
    host = a_school()
    teacher = a_teacher()
    place = a_place(teacher, host)
    with write_tx():
        actions.void_fact(FactKind.PLACE, place, actor=SYSTEM, reason="x")
    assert seen_by(an_actor(Role.PRINCIPAL, host)) == []


def test_an_old_school_loses_sight_when_the_relation_ends():
    home = a_school()
    teacher = a_teacher(at=home)
    yesterday = today() - timedelta(days=1)
    for kind in (FactKind.RELATION, FactKind.PLACE):
        fact = queries.facts(kind, teacher.id, SYSTEM)[0]
        more = {"leaving_reason": LeavingReason.TRANSFERRED} if kind is FactKind.RELATION else {}
        fact_id = fact.id
        with write_tx():
            actions.supersede_fact(kind, fact_id, actor=SYSTEM, reason="x", valid_to=yesterday, **more)
    assert seen_by(an_actor(Role.PRINCIPAL, home)) == []


def test_county_and_city_see_their_own():
    county, other = a_county(), a_county()
    mine, theirs = a_teacher(at=a_school(county=county)), a_teacher(at=a_school(county=other))
    central = a_teacher(at=a_school_of_the_city())
    assert seen_by(an_actor(Role.COUNTY_CLERK, county)) == [mine.id]
    assert seen_by(an_actor(Role.COUNTY_CLERK, other)) == [theirs.id]
    assert seen_by(an_actor(Role.CITY_CLERK, a_city())) == [mine.id, theirs.id, central.id]
    assert seen_by(an_actor(Role.TEACHER, county, mine)) == [mine.id]
    assert seen_by(an_actor(None, county)) == []


DELICATE = (FactKind.ETHICS, FactKind.DISCIPLINE, FactKind.LEAVE)
READERS = {
    "himself": {*DELICATE},
    Role.PRINCIPAL: {FactKind.ETHICS, FactKind.LEAVE},
    Role.COUNTY_LEADER: {FactKind.ETHICS},
    Role.DISCIPLINE_OFFICER: {FactKind.ETHICS, FactKind.DISCIPLINE},
    Role.ACADEMIC_OFFICE: {FactKind.LEAVE},
    Role.TRAINING_CLERK: set(),
    Role.COUNTY_CLERK: set(),
    Role.INSPECTOR: set(),
    Role.SYSTEM_ADMINISTRATOR: set(),
    Role.SECURITY_AUDITOR: set(),
    Role.TEACHER: set(),
}


@pytest.fixture
def delicate(app):
    """A teacher with one fact of each delicate kind, and the school."""
    school = a_school()
    teacher = a_teacher(at=school)
    day = D(2025, 1, 1)
    a_fact(FactKind.ETHICS, teacher, kind=EthicsKind.ASSESSMENT, year=2025, grade=EthicsGrade.BASIC, valid_from=day)
    a_fact(FactKind.DISCIPLINE, teacher, kind=DisciplineKind.WARNING, decided_by="县局", valid_from=day)
    a_fact(FactKind.LEAVE, teacher, organisation_id=school.id, kind=LeaveKind.SICK, valid_from=day)
    return teacher, school


@pytest.mark.parametrize("reader", READERS)
def test_ethics_discipline_and_leave_are_read_by_few(delicate, reader):
    teacher, school = delicate
    actor = an_actor(None, school, teacher) if reader == "himself" else an_actor(reader, a_place_for(reader, school))
    found = {kind for kind in DELICATE if queries.facts(kind, teacher.id, actor)}
    history = {kind for kind in DELICATE if queries.history(kind, teacher.id, actor)}
    assert (found, history) == (READERS[reader], READERS[reader])


def test_a_discipline_officer_elsewhere_reads_nothing(delicate):
    teacher, _ = delicate
    officer = an_actor(Role.DISCIPLINE_OFFICER, a_county())
    assert [queries.facts(kind, teacher.id, officer) for kind in FactKind] == [[] for _ in FactKind]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "typed",
    [
        "欧阳修",
        "欧阳",
        "ouyang",
        "OUYANGXIU",
        "oyx",
        "ouyang xiu",
        "T09",
        "Ｔ09",
        "青禾实验",
        "qinghe",
        "qhsy",
        "ouyang 实验",
        "修",
    ],
)
def test_search_finds_by_name_pinyin_initials_number_and_school(typed):
    school = a_school("青禾实验小学")
    a_teacher("欧阳修", school)
    a_teacher("李明", a_school("别处小学"))
    with write_tx() as session:
        person = session.get_one(Teacher, 1, execution_options={"unrestricted": "test"})
        person.search_text += "t09|"
    assert [each.name for each in queries.search(SYSTEM, typed)] == ["欧阳修"]


@pytest.mark.parametrize("typed", ["%", "_", "李%", "l_ming", "liming' OR 1=1 --", "\\", "李 王", "zzz"])
def test_search_takes_typed_signs_as_they_are(typed):
    a_teacher("李明")
    assert queries.search(SYSTEM, typed) == []


def test_search_stays_in_scope():
    school, other = a_school("甲校"), a_school("乙校")
    mine, _ = a_teacher("李明", school), a_teacher("李明", other)
    principal = an_actor(Role.PRINCIPAL, school)
    assert [each.id for each in queries.search(principal, "liming")] == [mine.id]
    assert queries.search(principal, "乙校") == []


def test_search_has_one_order():
    school = a_school()
    made = [a_teacher(name, school).id for name in ("王芳", "曾强", "李明", "王芳", "单立")]
    assert [each.id for each in queries.search(SYSTEM, "")] == [made[2], made[4], made[0], made[3], made[1]]


def test_search_gives_no_more_than_its_limit():
    school = a_school()
    for _ in range(3):
        a_teacher(at=school)
    assert len(queries.search(SYSTEM, "王芳", limit=2)) == 2


def test_schools_of_gives_only_visible_schools():
    home, host = a_school(), a_school()
    teacher = a_teacher(at=home)
    found = queries.schools_of(an_actor(Role.PRINCIPAL, home), [teacher.id], today())
    assert {key: each.id for key, each in found.items()} == {teacher.id: home.id}
    assert queries.schools_of(an_actor(Role.PRINCIPAL, host), [teacher.id], today()) == {}


def test_doubles_share_name_and_birth_date_in_scope():
    school, other = a_school(), a_school()
    first, second = a_teacher("王芳", school), a_teacher("王芳", school)
    a_teacher("王芳", school, birth_date=D(1990, 1, 1))
    a_teacher("李明", school)
    far = a_teacher("王芳", other)
    statement = queries.possible_doubles(an_actor(Role.ACADEMIC_OFFICE, school)).order_by(Teacher.id)
    assert [each.id for each in rows(statement)] == [first.id, second.id]
    assert far.id not in seen_by(an_actor(Role.ACADEMIC_OFFICE, school))
    assert count(queries.possible_doubles(SYSTEM)) == 3


def test_working_at_narrows_a_scoped_list():
    school, other = a_school(), a_school()
    mine = a_teacher(at=school)
    a_teacher(at=other)
    an_external(keeper=school)
    statement = queries.teachers(SYSTEM).where(Teacher.id.in_(queries.working_at([school.id], today())))
    assert [each.id for each in rows(statement)] == [mine.id]


def test_every_kind_has_a_model_of_facts_about_a_person():
    assert set(queries.MODELS) == set(FactKind)
    assert all(hasattr(model, "teacher_id") and model.__scope__ for model in queries.MODELS.values())
