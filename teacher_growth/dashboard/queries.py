"""Set-wise figures over several domains; everything an actor does not see stays out."""

from datetime import date
from typing import Any

from sqlalchemy import Label, Select, case, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import resting_on, visible
from teacher_growth.dashboard.rules import Dimension, Group, Head, Sum, Unknown, grouped
from teacher_growth.database import db
from teacher_growth.facts import in_force
from teacher_growth.organisations import queries as organisations
from teacher_growth.organisations.models import Organisation, RuralClass
from teacher_growth.organisations.rules import (
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    school_year,
    school_year_bounds,
)
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.models import TrainingSchoolSum
from teacher_growth.training.rules import Unit

Key = tuple[int, Stage | None]


def sums(actor: Actor, year: int, within: Organisation, *, by_stage: bool) -> list[Sum]:
    """Verified amounts of a school year, one row a school and unit, and a stage (today's) where asked."""
    statement = visible(TrainingSchoolSum, actor, Permission.DASHBOARD_READ).where(
        TrainingSchoolSum.school_year == year, TrainingSchoolSum.organisation_id.in_(_ids(within))
    )
    stage: list[Any] = [TrainingSchoolSum.stage] if by_stage else []
    key = [TrainingSchoolSum.organisation_id, TrainingSchoolSum.unit, *stage]
    found = db.session.execute(
        statement.with_only_columns(*key, func.sum(TrainingSchoolSum.amount)).group_by(*key).order_by(*key)
    )
    return [Sum(school, Stage(of[0]) if of and of[0] else None, unit, amount) for school, unit, *of, amount in found]


def heads(actor: Actor, on: date, within: Organisation, *, by_stage: bool) -> list[Head]:
    """How many teachers belong to each school that day, by stage (today's, as the sums are) where asked."""
    statement = visible(PersonnelRelation, actor, Permission.DASHBOARD_READ, joined=(Teacher,)).where(
        in_force(PersonnelRelation, on), PersonnelRelation.organisation_id.in_(_ids(within))
    )
    key: list[Any] = [PersonnelRelation.organisation_id]
    if by_stage:
        statement = statement.join(Teacher, Teacher.id == PersonnelRelation.teacher_id)
        key.append(Teacher.stage)
    found = db.session.execute(statement.with_only_columns(*key, func.count()).group_by(*key).order_by(*key))
    return [Head(school, of[0] if of else None, number) for school, *of, number in found]


def _ids(within: Organisation) -> Select[Any]:
    return organisations.below(within).with_only_columns(Organisation.id)


def hours(
    actor: Actor, year: int, by: Dimension, within: Organisation, today: date
) -> list[tuple[Group, Organisation | None]]:
    """Groups with their teachers and amounts, for the schools below `within`, in the order a person expects.

    With each group the organisation it stands for, where it stands for one.
    """
    on = min(today, school_year_bounds(year)[1])
    by_stage = by is Dimension.STAGE
    counted = sums(actor, year, within, by_stage=by_stage)
    staff = heads(actor, on, within, by_stage=by_stage)
    pairs = {(each.school_id, each.stage) for each in (*counted, *staff)}
    found = grouped(counted, staff, _keys(by, pairs, within, on))
    ids = [group.key for group in found] if by is Dimension.COUNTY else []
    counties = organisations.organisations().where(Organisation.id.in_(ids))
    places = {each.id: each for each in db.session.scalars(counties)}
    ordered = sorted(found, key=lambda group: _order(group, places))
    return [(group, places.get(group.key)) for group in ordered]


def schools(actor: Actor, year: int, within: Organisation, today: date) -> Select[Any]:
    """One row a school below `within`: Organisation, teachers, hours, credits (tenths, None where there is nothing)."""
    on = min(today, school_year_bounds(year)[1])
    staff = (
        visible(PersonnelRelation, actor, Permission.DASHBOARD_READ)
        .with_only_columns(PersonnelRelation.organisation_id, func.count().label("teachers"))
        .where(in_force(PersonnelRelation, on), PersonnelRelation.organisation_id.in_(_ids(within)))
        .group_by(PersonnelRelation.organisation_id)
    )
    amounts = (
        visible(TrainingSchoolSum, actor, Permission.DASHBOARD_READ)
        .with_only_columns(TrainingSchoolSum.organisation_id, _sum_of(Unit.HOUR), _sum_of(Unit.CREDIT))
        .where(TrainingSchoolSum.school_year == year, TrainingSchoolSum.organisation_id.in_(_ids(within)))
        .group_by(TrainingSchoolSum.organisation_id)
    )
    of_staff, of_amounts = staff.subquery("staff"), amounts.subquery("amounts")
    statement = (
        organisations.below(within)
        .add_columns(of_staff.c.teachers, of_amounts.c.hour, of_amounts.c.credit)
        .outerjoin(of_staff, of_staff.c.organisation_id == Organisation.id)
        .outerjoin(of_amounts, of_amounts.c.organisation_id == Organisation.id)
        .where(Organisation.kind == OrganisationKind.SCHOOL)
    )
    return resting_on(statement, staff, amounts)


def _sum_of(unit: Unit) -> Label[Any]:
    return func.sum(case((TrainingSchoolSum.unit == unit, TrainingSchoolSum.amount), else_=0)).label(unit.value)


def _keys(by: Dimension, pairs: set[Key], within: Organisation, on: date) -> dict[Key, object]:
    if by is Dimension.STAGE:
        return {pair: pair[1] or Unknown.UNKNOWN for pair in pairs}
    if by is Dimension.RURAL:
        classes = _place_classes(within, on)
        return {pair: classes.get(pair[0], Unknown.UNKNOWN) for pair in pairs}
    paths = db.session.execute(organisations.below(within).with_only_columns(Organisation.id, Organisation.path))
    counties = {school_id: _county_of(path, within) for school_id, path in paths}
    return {pair: counties[pair[0]] for pair in pairs}


def _county_of(path: str, within: Organisation) -> int:
    """The organisation right below `within` that the school lies under; a 市直属 school counts under `within`."""
    below = path.removeprefix(within.path).strip("/").split("/")
    return within.id if len(below) == 1 else int(below[0])


def _place_classes(within: Organisation, on: date) -> dict[int, PlaceClass]:
    """The statistical class of each school below."""
    statement = (
        select(RuralClass.organisation_id, RuralClass.place_class)
        .where(RuralClass.organisation_id.in_(_ids(within)), RuralClass.notion == RuralNotion.STATISTICAL)
        .where(in_force(RuralClass, on))
    )
    found = db.session.execute(statement.order_by(RuralClass.id))
    return {school_id: place_class for school_id, place_class in found}  # noqa: C416 -- rows, not pairs


def _order(group: Group, places: dict[Any, Organisation]) -> tuple[object, ...]:
    if (place := places.get(group.key)) is not None:
        return (place.kind is OrganisationKind.CITY, place.division or place.code or "", place.id)
    return (group.key is Unknown.UNKNOWN, list(type(group.key)).index(group.key))  # type: ignore[call-overload]  # a code


def years(today: date, *, back: int = 5) -> list[int]:
    this = school_year(today)
    return list(range(this, this - back - 1, -1))
