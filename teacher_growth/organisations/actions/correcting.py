"""Correcting and voiding dated lines, with a reason: superseded, never changed.

A name and a parent hold one at a time and without a gap: the ends of the lines beside follow.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import supersede, values_of, void
from teacher_growth.organisations import queries
from teacher_growth.organisations.actions.holding import (
    check_parent,
    check_period,
    put_under,
    same_sort,
    show_name,
    writable,
)
from teacher_growth.organisations.models import Organisation, RuralClass
from teacher_growth.organisations.rules import LineKind, rural_fault, since_fault

GAPLESS = (LineKind.NAME, LineKind.PARENT)


def correct_line(kind: LineKind, line_id: int, /, *, actor: Actor, reason: str, **changes: Any) -> Any:
    """The corrected copy takes its place, the old line stays readable. Whose line it is does not change."""
    if "organisation_id" in changes:
        raise ValueError("a line cannot become another organisation's: void it and record a new one")
    organisation, line = _held(kind, line_id, actor)
    wanted = {name: changes.get(name, getattr(line, name)) for name in (*values_of(line), *changes)}
    if kind in GAPLESS:
        _check_since(kind, line, wanted)
        if wanted.get("parent_id") != getattr(line, "parent_id", None):
            check_parent(organisation, writable(wanted["parent_id"], actor))
    else:
        _check(line, wanted)
    made = _replace(line, actor, reason, **changes)
    _align(kind, organisation, actor, reason)
    return made


def void_line(kind: LineKind, line_id: int, /, *, actor: Actor, reason: str) -> Any:
    """It was never so. Of names and parents the line before goes on, so the first one stays."""
    organisation, line = _held(kind, line_id, actor)
    if kind in GAPLESS and _in_order(kind, organisation.id)[0] is line:
        raise Refused("organisation_line_first")
    before = values_of(line)
    made = void(line, actor.user_id, reason=reason)
    record(Event.ORGANISATION_FACT_VOIDED, made, actor=actor, kind=kind, before=before, reason=reason)
    _align(kind, organisation, actor, reason)
    return made


def _held(kind: LineKind, line_id: int, actor: Actor) -> tuple[Organisation, Any]:
    """The line as it stands once its organisation is locked."""
    model = queries.MODELS[kind]
    owner = select(model.organisation_id).where(model.id == line_id)
    organisation_id = db.session.scalar(owner) if 0 < line_id <= LARGEST_ID else None
    if organisation_id is None:
        raise NotVisible(model.__name__, line_id)
    organisation = writable(organisation_id, actor)
    line = db.session.get_one(model, line_id, populate_existing=True)
    if line.voided:
        raise Refused("fact_voided")
    if line.superseded_at is not None:
        raise Refused("fact_superseded")
    return organisation, line


def _check(line: Any, wanted: dict[str, Any]) -> None:
    """As when it was recorded, against the other lines of its sort."""
    if isinstance(line, RuralClass):
        place_class, purpose = wanted.get("place_class"), wanted.get("purpose") or ""
        if fault := rural_fault(line.notion, place_class, purpose):
            raise Refused(fault)
        same: tuple[Any, ...] = (RuralClass.notion == line.notion, RuralClass.purpose == purpose)
    else:
        same = same_sort(line)
    if same:
        check_period(line, start=wanted["valid_from"], end=wanted.get("valid_to"), same=same)


def _check_since(kind: LineKind, line: Any, wanted: dict[str, Any]) -> None:
    """It stays between the lines beside it."""
    since, others = wanted["valid_from"], _in_order(kind, line.organisation_id)
    place = others.index(line)
    before = others[place - 1].valid_from if place else None
    after = others[place + 1].valid_from if place + 1 < len(others) else None
    if since != line.valid_from and (fault := since_fault(since, today(), before=before, after=after)):
        raise Refused(fault)


def _replace(line: Any, actor: Actor, reason: str, **changes: Any) -> Any:
    before = values_of(line)
    made = supersede(line, actor.user_id, **changes)
    record(
        Event.ORGANISATION_FACT_SUPERSEDED, made, actor=actor, sort=type(made).__name__, before=before,
        after=values_of(made), reason=reason,
    )  # fmt: skip
    return made


def _align(kind: LineKind, organisation: Organisation, actor: Actor, reason: str) -> None:
    """Each line ends the day before the next; the last one is what the organisation is called or belongs to today."""
    if kind not in GAPLESS:
        return
    lines = _in_order(kind, organisation.id)
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        end = None if following is None else following.valid_from - timedelta(days=1)
        if line.valid_to != end:
            _replace(line, actor, reason, valid_to=end)
    last = lines[-1]
    if kind is LineKind.NAME:
        show_name(organisation, last.name)
    elif last.parent_id != organisation.parent_id:
        put_under(organisation, writable(last.parent_id, actor))


def _in_order(kind: LineKind, organisation_id: int) -> list[Any]:
    return queries.lines(kind, organisation_id)[::-1]
