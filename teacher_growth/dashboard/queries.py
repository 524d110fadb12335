"""Set-wise figures over several domains; everything an actor does not see stays out."""

from datetime import date
from typing import Any

from sqlalchemy import Label, Select, case, func

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import resting_on, visible
from teacher_growth.claims.rules import COUNTED
from teacher_growth.dashboard.rules import Dimension, Group, Head, Sum, band_of, grouped
from teacher_growth.database import db
from teacher_growth.facts import in_force
from teacher_growth.organisations import queries as organisations
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind, PlaceClass, school_year, school_year_bounds
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Unit

Key = tuple[int, Stage | None]


def sums(actor: Actor, year: int) -> list[Sum]:
    """Verified amounts of a school year, one row a school, stage and unit."""
    statement = (
        visible(TrainingRecord, actor, Permission.DASHBOARD_READ, joined=(Teacher,))
        .join(Teacher, Teacher.id == TrainingRecord.teacher_id)
        .with_only_columns(
            TrainingRecord.organisation_id, Teacher.stage, TrainingRecord.unit, func.sum(TrainingRecord.amount)
        )
        .where(TrainingRecord.school_year == year, TrainingRecord.state.in_(COUNTED))
        .group_by(TrainingRecord.organisation_id, Teacher.stage, TrainingRecord.unit)
        .order_by(TrainingRecord.organisation_id, Teacher.stage, TrainingRecord.unit)
    )
    return [Sum(*row) for row in db.session.execute(statement)]


def heads(actor: Actor, on: date) -> list[Head]:
    """How many teachers belong to each school that day, by stage."""
    statement = (
        visible(PersonnelRelation, actor, Permission.DASHBOARD_READ, joined=(Teacher,))
        .join(Teacher, Teacher.id == PersonnelRelation.teacher_id)
        .with_only_columns(PersonnelRelation.organisation_id, Teacher.stage, func.count())
        .where(in_force(PersonnelRelation, on))
        .group_by(PersonnelRelation.organisation_id, Teacher.stage)
        .order_by(PersonnelRelation.organisation_id, Teacher.stage)
    )
    return [Head(*row) for row in db.session.execute(statement)]


def hours(
    actor: Actor, year: int, by: Dimension, within: Organisation, today: date
) -> list[tuple[Group, Organisation | None]]:
    """Groups with their teachers and amounts, for the schools below `within`, in the order a person expects.

    With each group the organisation it stands for, where it stands for one.
    """
    on = min(today, school_year_bounds(year)[1])
    counted, staff = sums(actor, year), heads(actor, on)
    schools = {each.id: each for each in db.session.scalars(organisations.below(within))}
    pairs = {(each.school_id, each.stage) for each in (*counted, *staff) if each.school_id in schools}
    keys = _keys(by, pairs, schools, within, on)
    found = grouped(counted, staff, keys)
    ordered = sorted(found, key=lambda group: _order(by, group, schools))
    return [(group, schools[group.key] if isinstance(group.key, int) else None) for group in ordered]


def schools(actor: Actor, year: int, within: Organisation, today: date) -> Select[Any]:
    """One row a school below `within`: Organisation, teachers, hours, credits (tenths, None where there is nothing)."""
    on = min(today, school_year_bounds(year)[1])
    staff = (
        visible(PersonnelRelation, actor, Permission.DASHBOARD_READ)
        .with_only_columns(PersonnelRelation.organisation_id, func.count().label("teachers"))
        .where(in_force(PersonnelRelation, on))
        .group_by(PersonnelRelation.organisation_id)
    )
    amounts = (
        visible(TrainingRecord, actor, Permission.DASHBOARD_READ)
        .with_only_columns(TrainingRecord.organisation_id, _sum_of(Unit.HOUR), _sum_of(Unit.CREDIT))
        .where(TrainingRecord.school_year == year, TrainingRecord.state.in_(COUNTED))
        .group_by(TrainingRecord.organisation_id)
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
    return func.sum(case((TrainingRecord.unit == unit, TrainingRecord.amount), else_=0)).label(unit.value)


def _keys(
    by: Dimension, pairs: set[Key], schools: dict[int, Organisation], within: Organisation, on: date
) -> dict[Key, object]:
    if by is Dimension.STAGE:
        return {pair: pair[1] for pair in pairs if pair[1] is not None}
    if by is Dimension.RURAL:
        classes = place_classes({pair[0] for pair in pairs}, on)
        return {pair: band_of(classes.get(pair[0])) for pair in pairs}
    return {pair: _county_of(schools[pair[0]], within) for pair in pairs}


def _county_of(school: Organisation, within: Organisation) -> int:
    """The organisation right below `within` that the school lies under; a 市直属 school counts under `within`."""
    below = school.path.removeprefix(within.path).strip("/").split("/")
    return within.id if len(below) == 1 else int(below[0])


def place_classes(school_ids: set[int], on: date) -> dict[int, PlaceClass]:
    found = organisations.rural_classes(school_ids, on)
    return {
        school_id: each.place_class
        for school_id, lines in found.items()
        for each in lines
        if each.place_class is not None
    }


def _order(by: Dimension, group: Group, schools: dict[int, Organisation]) -> tuple[object, ...]:
    if by is Dimension.COUNTY:
        organisation = schools[int(str(group.key))]
        return (
            organisation.kind is OrganisationKind.CITY,
            organisation.division or organisation.code or "",
            organisation.id,
        )
    return (list(type(group.key)).index(group.key),)  # type: ignore[call-overload]


def years(today: date, *, back: int = 5) -> list[int]:
    this = school_year(today)
    return list(range(this, this - back - 1, -1))
