"""Creating organisations, and changing the row itself; name and parent with their history."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import add, known
from teacher_growth.organisations.actions.holding import end_open, put_under, show_name, writable
from teacher_growth.organisations.models import Organisation, OrganisationName, OrganisationParent
from teacher_growth.organisations.rules import DIVISION_CODE, OrganisationKind, code_fault, since_fault
from teacher_growth.pinyin import place_text

Dated = TypeVar("Dated", OrganisationName, OrganisationParent)


def create_organisation(
    *, actor: Actor, kind: OrganisationKind, name: str, parent_id: int | None, since: date, **values: Any
) -> Organisation:
    """A new organisation under a parent; the city has none."""
    parent = None if parent_id is None else writable(parent_id, actor)
    if parent is None and (kind is not OrganisationKind.CITY or not actor.is_system):
        raise NotVisible("Organisation", parent_id)
    _check_codes(values)
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


def edit_organisation(organisation_id: int, *, actor: Actor, version: int, **values: Any) -> Organisation:
    """What has no history: the type of a school, its codes, who runs it, the day it opened."""
    organisation = writable(organisation_id, actor, version)
    opened, closed = values.get("opened_on", organisation.opened_on), organisation.closed_on
    if opened and closed and closed < opened:
        raise Refused("period_reversed", valid_from=opened, valid_to=closed)
    _check_codes(
        {"code": organisation.code, "school_type": organisation.school_type} | values, ignoring=organisation_id
    )
    before = {name: getattr(organisation, name) for name in values}
    for name, value in values.items():
        setattr(organisation, name, value)
    show_name(organisation, organisation.name)
    record(Event.ORGANISATION_CHANGED, organisation, actor=actor, before=before, after=values)
    return organisation


def rename_organisation(
    organisation_id: int, *, actor: Actor, name: str, since: date, document: str | None, version: int | None = None
) -> Organisation:
    """`version`: that of the row the change was decided on."""
    organisation = writable(organisation_id, actor, version)
    before = organisation.name
    _begin(OrganisationName, organisation_id, since, actor, name=name, document=document)
    show_name(organisation, name)
    record(Event.ORGANISATION_CHANGED, organisation, actor=actor, before=before, after=name, since=since)
    return organisation


def move_organisation(
    organisation_id: int, *, actor: Actor, parent_id: int, since: date, document: str | None, version: int | None = None
) -> Organisation:
    """Under another parent; all below move along. The actor must hold the right over both."""
    organisation, parent = writable(organisation_id, actor, version), writable(parent_id, actor)
    before = organisation.parent_id
    put_under(organisation, parent)
    _begin(OrganisationParent, organisation_id, since, actor, parent_id=parent_id, document=document)
    record(Event.ORGANISATION_CHANGED, organisation, actor=actor, before=before, after=parent_id, since=since)
    return organisation


def close_organisation(
    organisation_id: int, *, actor: Actor, closed_on: date, document: str, version: int | None = None
) -> Organisation:
    """For good. Whoever has something running there answers the event, and may refuse."""
    organisation = writable(organisation_id, actor, version)
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


def _begin(model: type[Dated], organisation_id: int, since: date, actor: Actor, **values: Any) -> None:
    """The next line of a history; the line before ends the day before."""
    open_since = select(model.valid_from).where(
        model.organisation_id == organisation_id, known(model), model.valid_to.is_(None)
    )
    last = db.session.scalars(open_since.order_by(model.valid_from.desc(), model.id)).first()
    if last is not None and (fault := since_fault(since, today(), before=last)):
        raise Refused(fault)
    new = model(organisation_id=organisation_id, valid_from=since, **values)
    end_open(model, new, actor)
    add(new, actor.user_id)


def _check_codes(values: Mapping[str, Any], *, ignoring: int = 0) -> None:
    code, division = values.get("code"), values.get("division")
    if division and not DIVISION_CODE.fullmatch(division):
        raise Refused("division_form")
    if not code:
        return
    if fault := code_fault(code, values.get("school_type")):
        raise Refused(fault)
    if db.session.scalar(select(Organisation.id).where(Organisation.code == code, Organisation.id != ignoring)):
        raise Refused("school_code_taken", code=code)
