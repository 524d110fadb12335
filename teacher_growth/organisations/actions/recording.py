"""Rural classes, a year's figures and memberships, as they come."""

from typing import Any, TypeVar

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import Refused
from teacher_growth.facts import add, known, supersede, values_of
from teacher_growth.organisations.actions.holding import check_period, end_open, same_sort, writable
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass, SchoolFigures
from teacher_growth.organisations.rules import OrganisationKind, rural_fault

OrganisationFact = TypeVar("OrganisationFact", RuralClass, SchoolFigures, GroupMember)


def record_organisation_fact(fact: OrganisationFact, *, actor: Actor) -> OrganisationFact:
    """A rural class, a year's figures or a membership; an open line of the same sort ends the day before."""
    organisation = writable(fact.organisation_id, actor)
    before = _figures_before(fact) if isinstance(fact, SchoolFigures) else None
    if isinstance(fact, RuralClass) and (fault := rural_fault(fact.notion, fact.place_class, fact.purpose or "")):
        raise Refused(fault)
    if isinstance(fact, GroupMember):
        _check_group(fact)
    if not isinstance(fact, SchoolFigures):
        end_open(type(fact), fact, actor)
        check_period(fact, start=fact.valid_from, end=fact.valid_to, same=same_sort(fact))
    if before is None:
        add(fact, actor.user_id)
    else:
        corrected: Any = supersede(before, actor.user_id, **values_of(fact))  # of the same kind
        fact = corrected
    record(Event.ORGANISATION_FACT_RECORDED, organisation, actor=actor, sort=type(fact).__name__, after=values_of(fact))
    return fact


def _figures_before(fact: SchoolFigures) -> SchoolFigures | None:
    """A school year has one line: figures sent again correct it."""
    statement = select(SchoolFigures).where(
        SchoolFigures.organisation_id == fact.organisation_id,
        SchoolFigures.school_year == fact.school_year,
        known(SchoolFigures),
    )
    return db.session.scalars(statement.order_by(SchoolFigures.id.desc())).first()


def _check_group(fact: GroupMember) -> None:
    group = db.session.get(Organisation, fact.group_id) if 0 < fact.group_id <= LARGEST_ID else None
    if group is None or group.kind not in (OrganisationKind.GROUP, OrganisationKind.COMMUNITY):
        raise Refused("not_a_group")
