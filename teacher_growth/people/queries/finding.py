"""Finding people: lists, search, and those who may be one and the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, unrestricted, visible
from teacher_growth.database import db
from teacher_growth.facts import in_force, known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import (
    PersonnelRelation,
    Teacher,
)
from teacher_growth.pinyin import pattern


def teachers(
    actor: Actor, permission: Permission = Permission.PEOPLE_READ, *, joined: Iterable[type[Any]] = ()
) -> Select[tuple[Teacher]]:
    return visible(Teacher, actor, permission, joined=(PersonnelRelation, *joined))


def search(
    actor: Actor, text: str, *, permission: Permission = Permission.PEOPLE_READ, limit: int = 20
) -> list[Teacher]:
    """People whose name, pinyin, initials, number or school holds what was typed; total order."""
    statement = matching(teachers(actor, permission), text)
    return found_by(statement.order_by(Teacher.name_key, Teacher.id).limit(limit))


def found_by(statement: Select[tuple[Teacher]]) -> list[Teacher]:
    """The people of one page. Which they are is read from the covering index, whole rows for those alone."""
    ids = db.session.scalars(statement.with_only_columns(Teacher.id)).all()
    place = {each: at for at, each in enumerate(ids)}
    rows_of_them = _BY_ID.execution_options(**statement.get_execution_options())
    return sorted(db.session.scalars(rows_of_them, {"ids": ids}), key=lambda each: place[each.id])


_BY_ID = select(Teacher).where(Teacher.id.in_(bindparam("ids", expanding=True)))


def matching(statement: Select[tuple[Teacher]], text: str) -> Select[tuple[Teacher]]:
    """Every word typed must be found: in the person, or in the name of the school."""
    for part in text.split()[:5]:
        like = pattern(part)
        found = Teacher.search_text.like(like, escape="!")
        named = select(Organisation.id).where(Organisation.search_text.like(like, escape="!"))
        if schools := db.session.scalars(named).all():
            there = select(PersonnelRelation.teacher_id).where(
                known(PersonnelRelation),
                PersonnelRelation.valid_to.is_(None),
                PersonnelRelation.organisation_id.in_(schools),
            )
            found = found | Teacher.id.in_(there)
        statement = statement.where(found)
    return statement


def schools_of(actor: Actor, teacher_ids: Iterable[int], on: date) -> dict[int, Organisation]:
    """Today's school of each, in one query."""
    statement = (
        visible(PersonnelRelation, actor, Permission.PEOPLE_READ)
        .with_only_columns(PersonnelRelation.teacher_id, Organisation)
        .join(Organisation, Organisation.id == PersonnelRelation.organisation_id)
        .where(PersonnelRelation.teacher_id.in_(list(teacher_ids)), in_force(PersonnelRelation, on))
        .order_by(PersonnelRelation.id)
    )
    return {teacher_id: school for teacher_id, school in db.session.execute(statement)}  # noqa: C416 -- rows, not pairs


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


@dataclass(frozen=True)
class Doubles:
    """People who could be the one to be entered; `elsewhere`: there is one the actor does not see."""

    seen: list[Teacher]
    elsewhere: bool

    @property
    def found(self) -> bool:
        return bool(self.seen) or self.elsewhere


def doubles_of(
    actor: Actor, name: str, birth_date: date | None, staff_number: str | None = None, *, ignoring: int | None = None
) -> Doubles:
    same = (Teacher.name == name) & (Teacher.birth_date == birth_date) | (Teacher.staff_number == staff_number)
    same = same & (Teacher.id != (ignoring or 0))
    seen = rows(visible(Teacher, actor, Permission.PEOPLE_READ).where(same).order_by(Teacher.id))
    everywhere = unrestricted(
        select(func.count(Teacher.id)).where(same), reason="possible doubles in the whole city, without saying where"
    )
    return Doubles(seen, (db.session.scalar(everywhere) or 0) > len(seen))


def organisation_names(organisation_ids: Iterable[int]) -> dict[int, str]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisation_ids)))
    return {row.id: row.name for row in db.session.execute(statement)}
