"""a_city(), a_county(), a_school(): the next of their kind unless told otherwise."""

from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.rules import PLACES
from teacher_growth.database import db, write_tx
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import CODE_CLASS, LineKind, OrganisationKind, SchoolType

FOUNDED = date(2000, 9, 1)
_numbers = count(1)


def an_organisation(kind: OrganisationKind, name: str, parent: Organisation | None, **values: Any) -> Organisation:
    parent_id = None if parent is None else parent.id
    with write_tx():
        made = actions.create_organisation(
            actor=SYSTEM, kind=kind, name=name, parent_id=parent_id, since=values.pop("since", FOUNDED), **values
        )
        made_id = made.id
    return db.session.get_one(Organisation, made_id)


def a_city(name: str = "青禾市") -> Organisation:
    found = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.CITY)).first()
    return found or an_organisation(OrganisationKind.CITY, name, None, division="330400")


def a_county(name: str | None = None) -> Organisation:
    number = next(_numbers)
    return an_organisation(
        OrganisationKind.COUNTY, name or f"第{number}县", a_city(), division=f"3304{number % 100:02}"
    )


def a_school(
    name: str | None = None,
    county: Organisation | None = None,
    school_type: SchoolType = SchoolType.PRIMARY,
    **values: Any,
) -> Organisation:
    number = next(_numbers)
    code = f"{CODE_CLASS[school_type]}33{number:06}"
    return an_organisation(
        OrganisationKind.SCHOOL,
        name or f"第{number}小学",
        county or a_county(),
        code=code,
        school_type=school_type,
        **values,
    )


def a_school_of_the_city(name: str | None = None) -> Organisation:
    """市直属: no county between."""
    return a_school(name, a_city())


def a_place_for(role: Role, school: Organisation) -> Organisation:
    """Where this role can be held: the school, else what is above it, else a place of a fitting kind."""
    for each in reversed(queries.chain(school)):
        if each.kind in PLACES[role]:
            return each
    return an_organisation(min(PLACES[role]), "某院", a_city())


def name_on(organisation_id: int, day: date, known_at: datetime | None = None) -> str | None:
    """Its name that day, as known then."""
    return next(
        (each.name for each in queries.lines(LineKind.NAME, organisation_id, as_of=day, known_at=known_at)), None
    )


def parent_on(organisation_id: int, day: date) -> int | None:
    return next((each.parent_id for each in queries.lines(LineKind.PARENT, organisation_id, as_of=day)), None)
