"""What may be put into a file, by whom: one relation at a time, nobody writes his own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import fetch, rows, visible
from teacher_growth.database import LARGEST_ID, db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people import actions, queries
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.codes import (
    AssessmentGrade,
    Employment,
    EthicsGrade,
    EthicsKind,
    LeavingReason,
    PlaceKind,
    PostKind,
    Sex,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_county, a_place_for, a_school
from tests.factories.people import SINCE, a_fact, a_teacher, an_external, make_principal, the_teacher
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("app")
D = date


def without_relation(school):
    school_id = school.id
    with write_tx():
        return actions.create_teacher(
            actor=SYSTEM, staff_number="N1", organisation_id=school_id, since=SINCE, name="新人", sex=Sex.MALE
        ).id


def relate(teacher_id, school_id, valid_from, valid_to=None, actor=SYSTEM):
    with write_tx():
        return actions.record_fact(
            FactKind.RELATION, teacher_id, actor=actor, organisation_id=school_id, valid_from=valid_from,
            valid_to=valid_to, employment=Employment.ESTABLISHED,
        ).id  # fmt: skip


def the_relation(teacher):
    return queries.facts(FactKind.RELATION, teacher.id, SYSTEM)[0]


@pytest.mark.parametrize(
    ("start", "end"),
    [(D(2010, 1, 1), SINCE), (SINCE, None), (D(2030, 1, 1), None), (D(2010, 1, 1), None), (SINCE, SINCE)],
)
@pytest.mark.both_databases
def test_relation_that_overlaps_is_refused(start, end):
    teacher, other = a_teacher(), a_school()
    with pytest.raises(Refused) as refused:
        relate(teacher.id, other.id, start, end)
    assert (refused.value.code, refused.value.details) == ("relation_overlaps", {"valid_from": SINCE})


def test_relation_before_and_after_is_taken():
    teacher, other = a_teacher(), a_school()
    relate(teacher.id, other.id, D(2010, 1, 1), SINCE - timedelta(days=1))
    with write_tx():
        actions.supersede_fact(
            FactKind.RELATION, the_relation(teacher).id, actor=SYSTEM, reason="调出", valid_to=D(2020, 8, 31),
            leaving_reason=LeavingReason.TRANSFERRED,
        )  # fmt: skip
    relate(teacher.id, other.id, D(2020, 9, 1))
    lines = queries.facts(FactKind.RELATION, teacher.id, SYSTEM)
    assert [(each.valid_from, each.valid_to) for each in lines] == [
        (D(2020, 9, 1), None), (SINCE, D(2020, 8, 31)), (D(2010, 1, 1), SINCE - timedelta(days=1)),
    ]  # fmt: skip


@pytest.mark.both_databases
def test_correcting_a_relation_into_another_is_refused():
    teacher, other = a_teacher(), a_school()
    before = relate(teacher.id, other.id, D(2010, 1, 1), D(2012, 1, 1))
    for changes in ({"valid_to": None}, {"valid_to": SINCE}, {"valid_from": D(2016, 1, 1), "valid_to": D(2017, 1, 1)}):
        with pytest.raises(Refused) as refused, write_tx():
            actions.supersede_fact(FactKind.RELATION, before, actor=SYSTEM, reason="x", **changes)
        assert refused.value.code == "relation_overlaps"
    assert len(queries.history(FactKind.RELATION, teacher.id, SYSTEM)) == 2


def test_a_voided_relation_makes_room():
    teacher, other = a_teacher(), a_school()
    with write_tx():
        actions.void_fact(FactKind.RELATION, the_relation(teacher).id, actor=SYSTEM, reason="登记错误")
    relate(teacher.id, other.id, SINCE)
    assert [each.organisation_id for each in queries.facts(FactKind.RELATION, teacher.id, SYSTEM)] == [other.id]


@pytest.mark.both_databases
def test_of_many_relations_at_once_one_is_taken(app):
    teacher_id, schools = without_relation(a_school()), [a_school().id for _ in range(8)]

    outcome = at_once(app, 8, lambda number: relate(teacher_id, schools[number], D(2020, 1, 1)))

    assert sorted(getattr(each, "code", "taken") for each in outcome) == ["relation_overlaps"] * 7 + ["taken"]
    statement = select(PersonnelRelation.id).execution_options(unrestricted="test")
    assert len(db.session.scalars(statement).all()) == 1


@pytest.mark.parametrize("kind", [FactKind.POST, FactKind.RELATION])
def test_nobody_writes_his_own_file(kind):
    school = a_school()
    teacher = a_teacher(at=school)
    make_principal(teacher, school)
    clerk = an_actor(Role.ACADEMIC_OFFICE, school, teacher)
    fact_id = queries.facts(kind, teacher.id, SYSTEM)[0].id
    verbs = [
        lambda: actions.record_fact(
            FactKind.POST, teacher.id, actor=clerk, organisation_id=school.id, kind=PostKind.PRINCIPAL, valid_from=SINCE
        ),
        lambda: actions.supersede_fact(kind, fact_id, actor=clerk, reason="x", note="x"),
        lambda: actions.void_fact(kind, fact_id, actor=clerk, reason="x"),
    ]
    for verb in verbs:
        with pytest.raises(SelfInterest), write_tx():
            verb()


def test_a_file_elsewhere_is_not_visible_to_write():
    mine, theirs = a_school(), a_school()
    clerk, teacher = an_actor(Role.ACADEMIC_OFFICE, mine), a_teacher(at=theirs)
    fact_id = the_relation(teacher).id
    verbs = [
        lambda: actions.record_fact(
            FactKind.ASSESSMENT, teacher.id, actor=clerk, year=2025, grade=AssessmentGrade.EXCELLENT, valid_from=SINCE
        ),
        lambda: actions.record_fact(
            FactKind.RELATION, teacher.id, actor=clerk, organisation_id=theirs.id, employment=Employment.CONTRACT,
            valid_from=SINCE,
        ),
        lambda: actions.supersede_fact(FactKind.RELATION, fact_id, actor=clerk, reason="x"),
        lambda: actions.void_fact(FactKind.RELATION, fact_id, actor=clerk, reason="x"),
        lambda: actions.create_teacher(
            actor=clerk, staff_number="X", organisation_id=theirs.id, since=SINCE, name="人", sex=Sex.MALE
        ),
    ]  # fmt: skip
    for verb in verbs:
        with pytest.raises(NotVisible), write_tx():
            verb()
    assert len(queries.history(FactKind.RELATION, teacher.id, SYSTEM)) == 1


def test_a_school_takes_in_somebody_it_does_not_see():
    school = a_school()
    clerk, arriving = an_actor(Role.ACADEMIC_OFFICE, school), a_teacher(at=a_school())
    with write_tx():
        actions.record_fact(
            FactKind.PLACE, arriving.id, actor=clerk, organisation_id=school.id, kind=PlaceKind.SUPPORT,
            valid_from=D(2026, 9, 1),
        )  # fmt: skip
    assert fetch(Teacher, arriving.id, clerk, Permission.PEOPLE_READ).name == "王芳"


@pytest.mark.both_databases
@pytest.mark.parametrize("nobody", [4711, 0, -1, LARGEST_ID + 1, 2**63])
def test_a_person_who_is_not_there_is_not_visible(nobody):
    school = a_school()
    clerk = an_actor(Role.ACADEMIC_OFFICE, school)
    with pytest.raises(NotVisible):
        relate(nobody, school.id, SINCE, actor=clerk)
    with pytest.raises(NotVisible):
        fetch(Teacher, nobody, clerk, Permission.PEOPLE_READ)


def test_a_staff_number_is_given_once_in_the_whole_city():
    teacher = a_teacher()
    clerk = an_actor(Role.ACADEMIC_OFFICE, a_school())
    with pytest.raises(Refused) as refused, write_tx():
        actions.create_teacher(
            actor=clerk, staff_number=teacher.staff_number, organisation_id=clerk.grants[0].organisation_id,
            since=SINCE, name="人", sex=Sex.MALE,
        )  # fmt: skip
    assert (refused.value.code, refused.value.details) == ("staff_number_taken", {"staff_number": teacher.staff_number})


def profile(teacher, **values):
    given = {"name": "王芳", "sex": Sex.FEMALE, "valid_from": SINCE} | values
    return a_fact(FactKind.PROFILE, teacher, **given)


def test_a_new_profile_shows_from_its_day():
    teacher = a_teacher()
    profile(teacher, name="王方", valid_from=D(2020, 1, 1))
    assert the_teacher(teacher.id).name == "王方"
    profile(teacher, name="王来", valid_from=D(2099, 1, 1))
    assert (the_teacher(teacher.id).name, the_teacher(teacher.id).name_key) == ("王方", "wang fang")


def test_correcting_a_past_profile_leaves_todays_name():
    teacher = a_teacher()
    past = queries.facts(FactKind.PROFILE, teacher.id, SYSTEM)[0]
    profile(teacher, name="王方", valid_from=D(2020, 1, 1))
    with write_tx():
        actions.supersede_fact(
            FactKind.PROFILE, past.id, actor=SYSTEM, reason="x", name="王芬", valid_to=D(2019, 12, 31)
        )
    assert the_teacher(teacher.id).name == "王方"


def test_voiding_todays_profile_shows_the_one_before():
    teacher = a_teacher()
    wrong = profile(teacher, name="王方", valid_from=D(2020, 1, 1))
    with write_tx():
        actions.void_fact(FactKind.PROFILE, wrong, actor=SYSTEM, reason="x")
    assert the_teacher(teacher.id).name == "王芳"


def test_a_correction_leaves_its_history_and_what_was_known():
    teacher = a_teacher()
    fact_id = a_fact(FactKind.ASSESSMENT, teacher, year=2025, grade=AssessmentGrade.COMPETENT, valid_from=D(2025, 1, 1))
    known = queries.facts(FactKind.ASSESSMENT, teacher.id, SYSTEM)[0].recorded_at
    with write_tx():
        actions.supersede_fact(
            FactKind.ASSESSMENT, fact_id, actor=SYSTEM, reason="复核", grade=AssessmentGrade.EXCELLENT
        )

    now, then = (
        [each.grade for each in queries.facts(FactKind.ASSESSMENT, teacher.id, SYSTEM, known_at=at)]
        for at in (None, known)
    )
    history = queries.history(FactKind.ASSESSMENT, teacher.id, SYSTEM)
    assert (now, then) == ([AssessmentGrade.EXCELLENT], [AssessmentGrade.COMPETENT])
    assert [(each.grade, each.superseded_at is None) for each in history] == [
        (AssessmentGrade.COMPETENT, False), (AssessmentGrade.EXCELLENT, True),
    ]  # fmt: skip


def test_an_external_person_is_kept_by_one_organisation():
    keeper, other = a_school(), a_school()
    person = an_external(keeper=keeper)
    seen = {
        school.id: [
            each.id for each in rows(visible(Teacher, an_actor(Role.PRINCIPAL, school), Permission.PEOPLE_READ))
        ]
        for school in (keeper, other)
    }
    assert person.is_external
    assert seen == {keeper.id: [person.id], other.id: []}


def test_ethics_are_written_by_the_discipline_officer_only():
    county = a_county()
    school = a_school(county=county)
    teacher = a_teacher(at=school)
    values = {"kind": EthicsKind.ASSESSMENT, "year": 2025, "grade": EthicsGrade.SOUND, "valid_from": D(2025, 1, 1)}
    for role in (Role.PRINCIPAL, Role.ACADEMIC_OFFICE, Role.COUNTY_CLERK, Role.COUNTY_LEADER):
        actor = an_actor(role, a_place_for(role, school))
        with pytest.raises(NotVisible), write_tx():
            actions.record_fact(FactKind.ETHICS, teacher.id, actor=actor, **values)
    officer = an_actor(Role.DISCIPLINE_OFFICER, county)
    with write_tx():
        actions.record_fact(FactKind.ETHICS, teacher.id, actor=officer, **values)
    assert [each.grade for each in queries.facts(FactKind.ETHICS, teacher.id, officer)] == [EthicsGrade.SOUND]
