"""Creating organisations, renaming and moving them, and their dated facts."""

from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import add, known, supersede, values_of
from teacher_growth.organisations.models import (
    GroupMember,
    Organisation,
    OrganisationName,
    OrganisationParent,
    RuralClass,
    SchoolFigures,
)
from teacher_growth.organisations.rules import OrganisationKind, SchoolType, code_fault, rural_fault, since_fault
from teacher_growth.pinyin import place_text

OrganisationFact = TypeVar("OrganisationFact", RuralClass, SchoolFigures, GroupMember)
Dated = TypeVar("Dated", OrganisationName, OrganisationParent)


def create_organisation(
    *, actor: Actor, kind: OrganisationKind, name: str, parent_id: int | None, since: date, **values: Any
) -> Organisation:
    """A new organisation under a parent; the city has none."""
    parent = None if parent_id is None else _writable(parent_id, actor)
    if parent is None and (kind is not OrganisationKind.CITY or not actor.is_system):
        raise NotVisible("Organisation", parent_id)
    if values.get("code"):
        _check_code(values["code"], values.get("school_type"))
    organisation = Organisation(
        kind=kind, name=name, parent_id=parent_id, opened_on=since, search_text=place_text(name, values.get("code")),
        path=f"new {name}", **values,
    )  # fmt: skip
    db.session.add(organisation)
    db.session.flush()
    organisation.path = f"{parent.path if parent else '/'}{organisation.id}/"
    add(OrganisationName(organisation_id=organisation.id, name=name, valid_from=since), actor.user_id)
    if parent is not None:
        add(OrganisationParent(organisation_id=organisation.id, parent_id=parent.id, valid_from=since), actor.user_id)
    record(Event.ORGANISATION_CREATED, organisation, actor=actor, name=name, kind=kind)
    return organisation


def rename_organisation(
    organisation_id: int, *, actor: Actor, name: str, since: date, document: str | None, version: int | None = None
) -> Organisation:
    """`version`: that of the row the change was decided on."""
    organisation = _writable(organisation_id, actor, version)
    before = organisation.name
    _begin(OrganisationName, organisation_id, since, actor, name=name, document=document)
    organisation.name = name
    organisation.search_text = place_text(name, organisation.code)
    record(Event.ORGANISATION_CHANGED, organisation, actor=actor, before=before, after=name, since=since)
    return organisation


def move_organisation(
    organisation_id: int, *, actor: Actor, parent_id: int, since: date, document: str | None, version: int | None = None
) -> Organisation:
    """Under another parent; all below move along. The actor must hold the right over both."""
    organisation, parent = _writable(organisation_id, actor, version), _writable(parent_id, actor)
    if parent.path.startswith(organisation.path):
        raise Refused("parent_is_below")
    before, old_path = organisation.parent_id, organisation.path
    _begin(OrganisationParent, organisation_id, since, actor, parent_id=parent_id, document=document)
    organisation.parent_id = parent_id
    new_path = f"{parent.path}{organisation.id}/"
    for each in db.session.scalars(select(Organisation).where(Organisation.path.startswith(old_path, autoescape=True))):
        each.path = new_path + each.path.removeprefix(old_path)
    record(Event.ORGANISATION_CHANGED, organisation, actor=actor, before=before, after=parent_id, since=since)
    return organisation


def close_organisation(
    organisation_id: int, *, actor: Actor, closed_on: date, document: str, version: int | None = None
) -> Organisation:
    """For good. Whoever has something running there answers the event, and may refuse."""
    organisation = _writable(organisation_id, actor, version)
    if organisation.closed_on is not None:
        raise Refused("organisation_closed_already", closed_on=organisation.closed_on)
    if organisation.opened_on and closed_on < organisation.opened_on:
        raise Refused("period_reversed", valid_from=organisation.opened_on, valid_to=closed_on)
    below = select(Organisation.id).where(Organisation.parent_id == organisation_id, Organisation.closed_on.is_(None))
    if db.session.scalar(below.limit(1)):
        raise Refused("organisation_has_open_below")
    organisation.closed_on = closed_on
    record(Event.ORGANISATION_CLOSED, organisation, actor=actor, closed_on=closed_on, document=document)
    return organisation


def record_organisation_fact(fact: OrganisationFact, *, actor: Actor) -> OrganisationFact:
    """A rural class, a year's figures or a membership; an open line of the same sort ends the day before."""
    organisation = _writable(fact.organisation_id, actor)
    before = None
    if isinstance(fact, SchoolFigures):
        before = _figures_before(fact)
    elif isinstance(fact, RuralClass):
        if fault := rural_fault(fact.notion, fact.place_class, fact.purpose or ""):
            raise Refused(fault)
        same = [
            RuralClass.notion == fact.notion,
            RuralClass.purpose == (fact.purpose or ""),
        ]
        _end_open(RuralClass, fact, actor, *same)
    elif isinstance(fact, GroupMember):
        _check_group(fact)
        _end_open(GroupMember, fact, actor, GroupMember.group_id == fact.group_id)
    if before is None:
        add(fact, actor.user_id)
    else:
        fact = supersede(before, actor.user_id, **values_of(fact))
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


def _check_code(code: str, school_type: SchoolType | None) -> None:
    if fault := code_fault(code, school_type):
        raise Refused(fault)
    if db.session.scalar(select(Organisation.id).where(Organisation.code == code)):
        raise Refused("school_code_taken", code=code)


def _writable(organisation_id: int, actor: Actor, version: int | None = None) -> Organisation:
    if not actor.holds_at(Permission.ORGANISATIONS_WRITE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    organisation = db.session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NotVisible("Organisation", organisation_id)
    if version is not None and organisation.version != version:
        raise Refused("stale")
    return organisation


def _begin(model: type[Dated], organisation_id: int, since: date, actor: Actor, **values: Any) -> None:
    """The next line of a history; the line before ends the day before."""
    open_since = select(model.valid_from).where(
        model.organisation_id == organisation_id, known(model), model.valid_to.is_(None)
    )
    last = db.session.scalars(open_since.order_by(model.valid_from.desc(), model.id)).first()
    if last is not None and (fault := since_fault(since, last, today())):
        raise Refused(fault)
    new = model(organisation_id=organisation_id, valid_from=since, **values)
    _end_open(model, new, actor)
    add(new, actor.user_id)


def _end_open(model: type[Any], new: Any, actor: Actor, *same: Any) -> None:
    statement = select(model).where(
        model.organisation_id == new.organisation_id, known(model), model.valid_to.is_(None), *same
    )
    for line in db.session.scalars(statement.order_by(model.id)):
        last = max(line.valid_from, new.valid_from - timedelta(days=1))
        supersede(line, actor.user_id, valid_to=last)
