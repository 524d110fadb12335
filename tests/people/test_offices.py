"""What a school's own people may not write: at another school, and who their principal is."""

from datetime import date

import pytest
from sqlalchemy import select

from teacher_growth.access.roles import Role
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.people.actions import record_fact, supersede_fact, void_fact
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.rules.codes import PlaceKind, PostKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher

pytestmark = pytest.mark.both_databases
DAY = date(2026, 9, 1)


def test_a_correction_does_not_move_anybody_to_a_school_one_does_not_answer_for(app):
    school, other = a_school(), a_school()
    teacher, office = a_teacher("王芳", school), an_actor(Role.ACADEMIC_OFFICE, school)
    relation = db.session.scalars(
        select(PersonnelRelation.id)
        .where(PersonnelRelation.teacher_id == teacher.id)
        .execution_options(unrestricted="t")
    ).one()
    other_id, school_id = other.id, school.id
    with pytest.raises(NotVisible), write_tx():
        supersede_fact(FactKind.RELATION, relation, actor=office, reason="typo", organisation_id=other_id)
    with write_tx():
        made = supersede_fact(FactKind.RELATION, relation, actor=office, reason="typo", organisation_id=school_id)
        assert made.organisation_id == school_id


def test_a_place_at_a_school_one_does_not_answer_for_is_not_recorded(app):
    school, other = a_school(), a_school()
    teacher, office = a_teacher("王芳", school), an_actor(Role.ACADEMIC_OFFICE, school)
    teacher_id, other_id = teacher.id, other.id
    with pytest.raises(NotVisible), write_tx():
        record_fact(
            FactKind.PLACE, teacher_id, actor=office, organisation_id=other_id, kind=PlaceKind.EXCHANGE, valid_from=DAY
        )


def test_a_principals_post_is_written_above_the_school(app):
    county = a_county()
    school = a_school(county=county)
    teacher, office, clerk = (
        a_teacher("王芳", school),
        an_actor(Role.ACADEMIC_OFFICE, school),
        an_actor(Role.COUNTY_CLERK, county),
    )
    values = {"organisation_id": school.id, "kind": PostKind.PRINCIPAL, "valid_from": DAY}
    teacher_id = teacher.id
    with pytest.raises(Refused, match="principal_post"), write_tx():
        record_fact(FactKind.POST, teacher_id, actor=office, **values)
    with write_tx():
        post_id = record_fact(FactKind.POST, teacher_id, actor=clerk, **values).id
    with pytest.raises(Refused, match="principal_post"), write_tx():
        void_fact(FactKind.POST, post_id, actor=office, reason="x")
    with pytest.raises(Refused, match="principal_post"), write_tx():
        supersede_fact(FactKind.POST, post_id, actor=office, reason="x", kind=PostKind.MIDDLE_MANAGER)
