"""a_teacher(): at a school, with a personnel relation and a place of work."""

from datetime import date
from itertools import count
from typing import Any

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import db, write_tx
from teacher_growth.organisations.models import Organisation
from teacher_growth.people import actions
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import Employment, PlaceKind, PostKind, Sex, Stage, Subject
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.organisations import a_school

SINCE = date(2015, 9, 1)
_numbers = count(1)


def a_teacher(name: str = "王芳", at: Organisation | None = None, *, since: date = SINCE, **profile: Any) -> Teacher:
    school_id = (at or a_school()).id
    values = {
        "sex": Sex.FEMALE,
        "birth_date": date(1985, 3, 1),
        "stage": Stage.PRIMARY,
        "subject": Subject.CHINESE,
    } | profile
    with write_tx():
        teacher = actions.create_teacher(
            actor=SYSTEM,
            staff_number=f"T{next(_numbers):06}",
            organisation_id=school_id,
            since=since,
            name=name,
            **values,
        )
        teacher_id = teacher.id
        employment = Employment.ESTABLISHED
        actions.record_fact(
            FactKind.RELATION,
            teacher_id,
            actor=SYSTEM,
            organisation_id=school_id,
            valid_from=since,
            employment=employment,
        )
        actions.record_fact(
            FactKind.PLACE,
            teacher_id,
            actor=SYSTEM,
            organisation_id=school_id,
            valid_from=since,
            kind=PlaceKind.REGULAR,
        )
    return the_teacher(teacher_id)


def an_external(name: str = "沈远", keeper: Organisation | None = None) -> Teacher:
    """A person without a posting here."""
    keeper_id = (keeper or a_school()).id
    with write_tx():
        teacher = actions.create_teacher(
            actor=SYSTEM, staff_number=f"W{next(_numbers):06}", organisation_id=keeper_id, since=SINCE, external=True,
            name=name, sex=Sex.MALE,
        )  # fmt: skip
        teacher_id = teacher.id
    return the_teacher(teacher_id)


def make_principal(teacher: Teacher, school: Organisation, *, since: date = SINCE) -> None:
    teacher_id, school_id = teacher.id, school.id
    with write_tx():
        actions.record_fact(
            FactKind.POST,
            teacher_id,
            actor=SYSTEM,
            organisation_id=school_id,
            kind=PostKind.PRINCIPAL,
            valid_from=since,
        )


def a_fact(kind: FactKind, teacher: Teacher, /, **values: Any) -> int:
    """Its id."""
    teacher_id = teacher.id
    with write_tx():
        return actions.record_fact(kind, teacher_id, actor=SYSTEM, **values).id


def the_teacher(teacher_id: int) -> Teacher:
    return db.session.get_one(Teacher, teacher_id, execution_options={"unrestricted": "factory"})
