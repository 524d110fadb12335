"""What a list of people is narrowed by, and what its columns show beside the person: each one query for all rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.facts import in_force
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherTitle, TierHeld, WorkPlace
from teacher_growth.people.rules.codes import Employment, Tier, TitleLevel

People = Select[tuple[Teacher]]

FILTERED = (PersonnelRelation, WorkPlace, TeacherTitle, TierHeld)
"""What these conditions read: to be named when the statement begins. All of it is read with people:read too."""


def below(statement: People, organisation_id: int, day: date) -> People:
    """Those who belong or work that day at the organisation, or at one below it."""
    path = select(Organisation.path).where(Organisation.id == organisation_id).scalar_subquery()
    places = select(Organisation.id).where(Organisation.path.startswith(path))
    return statement.where(
        or_(
            Teacher.keeper_id.in_(places),
            *(Teacher.id.in_(_there(each, day).where(each.organisation_id.in_(places))) for each in _WORK),
        )
    )


def at_work_on(statement: People, day: date) -> People:
    return statement.where(Teacher.id.in_(_there(WorkPlace, day)))


def with_title(statement: People, level: TitleLevel, day: date) -> People:
    """Whose newest title of that day this is: earlier ones are never ended."""
    later = aliased(TeacherTitle)
    newer = select(later.id).where(
        later.teacher_id == TeacherTitle.teacher_id,
        in_force(later, day),
        or_(
            later.valid_from > TeacherTitle.valid_from,
            and_(later.valid_from == TeacherTitle.valid_from, later.id > TeacherTitle.id),
        ),
    )
    held = select(TeacherTitle.teacher_id).where(
        in_force(TeacherTitle, day), TeacherTitle.level == level, ~newer.exists()
    )
    return statement.where(Teacher.id.in_(held))


def in_tier(statement: People, tier: Tier, day: date) -> People:
    return statement.where(Teacher.id.in_(_there(TierHeld, day).where(TierHeld.tier == tier)))


def employed(statement: People, employment: Employment, day: date) -> People:
    held = _there(PersonnelRelation, day).where(PersonnelRelation.employment == employment)
    return statement.where(Teacher.id.in_(held))


def titles_of(teacher_ids: Iterable[int], day: date) -> dict[int, TitleLevel]:
    """The newest title of each. As `schools_named` and `tiers_of`: of people the actor was found to see."""
    return _beside(_TITLES, teacher_ids, day)


def tiers_of(teacher_ids: Iterable[int], day: date) -> dict[int, Tier]:
    return _beside(_TIERS, teacher_ids, day)


def schools_named(teacher_ids: Iterable[int], day: date) -> dict[int, str]:
    """The name of each one's school."""
    return _beside(_SCHOOLS, teacher_ids, day)


def places_read(actor: Actor) -> list[tuple[Organisation, int]]:
    """The organisations whose people the actor reads, in the order of the tree, with how deep each lies."""
    statement = select(Organisation)
    if not actor.everywhere(Permission.PEOPLE_READ):
        statement = statement.where(Organisation.id.in_(actor.organisations(Permission.PEOPLE_READ)))
    found = {each.id: each for each in db.session.scalars(statement.order_by(Organisation.id))}

    def place(each: Organisation) -> list[tuple[str, int]]:
        above = [int(part) for part in each.path.strip("/").split("/")]
        return [(found[part].division or found[part].code or "", part) for part in above if part in found]

    return [(each, len(place(each)) - 1) for each in sorted(found.values(), key=place)]


_WORK: tuple[Any, ...] = (PersonnelRelation, WorkPlace)


def _there(model: Any, day: date) -> Select[tuple[int]]:
    return select(model.teacher_id).where(in_force(model, day))


def _beside(statement: Select[Any], teacher_ids: Iterable[int], day: date) -> dict[int, Any]:
    statement = unrestricted(statement, reason="what stands beside people the actor was found to see")
    found = db.session.execute(statement, {"ids": list(teacher_ids), "day": day})
    return {teacher_id: value for teacher_id, value in found}  # noqa: C416 -- rows, not pairs


def _newest(model: Any, value: Any) -> Select[Any]:
    """The newest comes last, and stays."""
    ids, day = bindparam("ids", expanding=True), bindparam("day", type_=Date)
    statement = select(model.teacher_id, value).where(model.teacher_id.in_(ids), in_force(model, day))
    return statement.order_by(model.valid_from, model.id)


# Every page of people asks them: building them took longer than asking.
_TITLES = _newest(TeacherTitle, TeacherTitle.level)
_TIERS = _newest(TierHeld, TierHeld.tier)
_SCHOOLS = _newest(PersonnelRelation, Organisation.name).join(
    Organisation, Organisation.id == PersonnelRelation.organisation_id
)
