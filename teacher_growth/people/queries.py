"""Finding people, and what their file says as of a day and as known at a moment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, visible
from teacher_growth.database import db
from teacher_growth.facts import Fact, in_force, known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import (
    AssessmentYear,
    Certificate,
    Degree,
    DisciplineRecord,
    EthicsRecord,
    Honour,
    Leave,
    Listing,
    PersonnelRelation,
    Post,
    Teacher,
    TeacherProfile,
    TeacherTitle,
    Teaching,
    TierHeld,
    WorkPlace,
)
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.pinyin import pattern

MODELS: dict[FactKind, type[Any]] = {
    FactKind.PROFILE: TeacherProfile,
    FactKind.RELATION: PersonnelRelation,
    FactKind.PLACE: WorkPlace,
    FactKind.POST: Post,
    FactKind.TITLE: TeacherTitle,
    FactKind.DEGREE: Degree,
    FactKind.LEAVE: Leave,
    FactKind.ASSESSMENT: AssessmentYear,
    FactKind.ETHICS: EthicsRecord,
    FactKind.DISCIPLINE: DisciplineRecord,
    FactKind.TEACHING: Teaching,
    FactKind.CERTIFICATE: Certificate,
    FactKind.TIER: TierHeld,
    FactKind.LISTING: Listing,
    FactKind.HONOUR: Honour,
}


def teachers(
    actor: Actor, permission: Permission = Permission.PEOPLE_READ, *, joined: Iterable[type[Any]] = ()
) -> Select[tuple[Teacher]]:
    return visible(Teacher, actor, permission, joined=(PersonnelRelation, *joined))


def search(
    actor: Actor, text: str, *, permission: Permission = Permission.PEOPLE_READ, limit: int = 20
) -> list[Teacher]:
    """People whose name, pinyin, initials, number or school holds what was typed; total order."""
    statement = matching(teachers(actor, permission), text)
    return rows(statement.order_by(Teacher.name_key, Teacher.id).limit(limit))


def matching(statement: Select[tuple[Teacher]], text: str) -> Select[tuple[Teacher]]:
    """Every word typed must be found: in the person, or in the name of the school."""
    for part in text.split()[:5]:
        like = pattern(part)
        at_school = select(PersonnelRelation.teacher_id).join(
            Organisation, Organisation.id == PersonnelRelation.organisation_id
        )
        at_school = at_school.where(known(PersonnelRelation), PersonnelRelation.valid_to.is_(None))
        at_school = at_school.where(Organisation.search_text.like(like, escape="!"))
        statement = statement.where(Teacher.search_text.like(like, escape="!") | Teacher.id.in_(at_school))
    return statement


def working_at(organisation_ids: Iterable[int], on: date) -> Select[tuple[int]]:
    """Ids of those whose personnel relation is there on that day: to narrow a scoped statement."""
    return select(PersonnelRelation.teacher_id).where(
        in_force(PersonnelRelation, on), PersonnelRelation.organisation_id.in_(list(organisation_ids))
    )


def schools_of(actor: Actor, teacher_ids: Iterable[int], on: date) -> dict[int, Organisation]:
    """Today's school of each, in one query."""
    statement = (
        visible(PersonnelRelation, actor, Permission.PEOPLE_READ)
        .with_only_columns(PersonnelRelation.teacher_id, Organisation)
        .join(Organisation, Organisation.id == PersonnelRelation.organisation_id)
        .where(PersonnelRelation.teacher_id.in_(list(teacher_ids)), in_force(PersonnelRelation, on))
        .order_by(PersonnelRelation.id)
    )
    return {teacher_id: school for teacher_id, school in db.session.execute(statement)}


def facts(
    kind: FactKind, teacher_id: int, actor: Actor, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Fact]:
    """One kind of a person's facts, newest first; all periods unless `as_of` is given."""
    model = MODELS[kind]
    statement = visible(model, actor, reads(kind)).where(model.teacher_id == teacher_id)
    statement = statement.where(known(model, known_at) if as_of is None else in_force(model, as_of, known_at))
    return rows(statement.order_by(model.valid_from.desc(), model.id.desc()))


def history(kind: FactKind, teacher_id: int, actor: Actor) -> list[Fact]:
    """Every line ever recorded, the superseded and voided ones too, in the order of recording."""
    model = MODELS[kind]
    statement = visible(model, actor, reads(kind)).where(model.teacher_id == teacher_id)
    return rows(statement.order_by(model.recorded_at, model.id))


def possible_doubles(actor: Actor) -> Select[tuple[Teacher]]:
    """People who share name and birth date with somebody else the actor sees."""
    same = (
        visible(Teacher, actor, Permission.PEOPLE_READ)
        .with_only_columns(Teacher.name, Teacher.birth_date)
        .where(Teacher.birth_date.is_not(None))
        .group_by(Teacher.name, Teacher.birth_date)
        .having(func.count() > 1)
        .subquery()
    )
    statement = visible(Teacher, actor, Permission.PEOPLE_READ, joined=(PersonnelRelation,))
    return statement.join(same, (Teacher.name == same.c.name) & (Teacher.birth_date == same.c.birth_date))


def organisation_names(organisation_ids: Iterable[int]) -> dict[int, str]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisation_ids)))
    return {row.id: row.name for row in db.session.execute(statement)}
