"""Organisations from a sheet: created, edited, renamed, moved, by the same checks as one by one.

They write no entry of their own: whoever calls them records one for the whole. They return what they did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import BOOKKEEPING, add
from teacher_growth.organisations.actions.changing import _begin, _check_codes
from teacher_growth.organisations.actions.holding import put_under, show_name, writable
from teacher_growth.organisations.models import Organisation, OrganisationName, OrganisationParent
from teacher_growth.organisations.rules import OrganisationKind, SchoolType
from teacher_growth.pinyin import place_text
from teacher_growth.setwise import Effect, load, supersede_facts, void_facts

EDITED = ("code", "division", "school_type", "runner", "opened_on")
FACTS: tuple[Any, ...] = (OrganisationName, OrganisationParent)


@dataclass(frozen=True, kw_only=True)
class NewOrganisation:
    kind: OrganisationKind
    name: str
    parent_id: int | None  # None: the city itself
    since: date
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """`values`: what has no history; `name` and `parent_id` hold from `since`."""

    organisation_id: int
    since: date
    values: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    parent_id: int | None = None
    document: str | None = None


def open_organisation(new: NewOrganisation, *, actor: Actor) -> tuple[int, list[Effect]]:
    """One of a sheet: its id, and what was made."""
    parent = None if new.parent_id is None else writable(new.parent_id, actor)
    if parent is None and (new.kind is not OrganisationKind.CITY or not actor.is_system):
        raise NotVisible("Organisation", new.parent_id)
    _check_codes(new.values)
    row = Organisation(
        kind=new.kind, name=new.name, parent_id=new.parent_id, opened_on=new.since, path=f"new {new.name}",
        search_text=place_text(new.name, new.values.get("code")), **new.values,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    effects = [Effect("organisation", row.id)]
    name = add(OrganisationName(organisation_id=row.id, name=new.name, valid_from=new.since), actor.user_id)
    effects.append(Effect("organisation_name", name.id))
    if parent is not None:
        under = OrganisationParent(organisation_id=row.id, parent_id=parent.id, valid_from=new.since)
        effects.append(Effect("organisation_parent", add(under, actor.user_id).id))
    return row.id, effects


def change_organisation(change: Change, *, actor: Actor) -> list[Effect]:
    """What one row of a sheet changes of one organisation; what changed, to be undone by."""
    row = writable(change.organisation_id, actor)
    opened = change.values.get("opened_on", row.opened_on)
    if opened and row.closed_on and row.closed_on < opened:
        raise Refused("period_reversed", valid_from=opened, valid_to=row.closed_on)
    _check_codes({"code": row.code, "school_type": row.school_type} | dict(change.values), ignoring=row.id)
    before = {name: getattr(row, name) for name in (*EDITED, "name", "parent_id")}
    for name, value in change.values.items():
        setattr(row, name, value)
    marks = _marks(row.id)
    if change.name is not None:
        _begin(OrganisationName, row.id, change.since, actor, name=change.name, document=change.document)
    if change.parent_id is not None:
        put_under(row, writable(change.parent_id, actor))
        _begin(OrganisationParent, row.id, change.since, actor, parent_id=change.parent_id, document=change.document)
    show_name(row, change.name or row.name)
    db.session.flush()
    return [Effect("organisation", row.id, before=before), *_since(row.id, marks)]


def _marks(organisation_id: int) -> dict[str, int]:
    """The newest line of each history, before it is written in."""
    found = {model: load(model, model.organisation_id, [organisation_id]) for model in FACTS}
    return {model.__tablename__: max((each["id"] for each in lines), default=0) for model, lines in found.items()}


def _since(organisation_id: int, marks: Mapping[str, int]) -> list[Effect]:
    effects = []
    for model in FACTS:
        table = model.__tablename__
        for each in load(model, model.organisation_id, [organisation_id]):
            if each["id"] > marks[table]:
                effects.append(Effect(table, each["id"], each["supersedes_id"]))
    return effects


def take_back(effects: Sequence[Effect], *, actor: Actor, reason: str) -> None:
    """An organisation that was made is closed on the day it opened; what was changed is as it was."""
    for model in FACTS:
        _take_lines_back(model, [each for each in effects if each.sort == model.__tablename__], actor, reason)
    for each in reversed([each for each in effects if each.sort == "organisation"]):
        row = writable(each.made_id, actor)
        if each.before is None:
            row.closed_on, row.code = row.opened_on or today(), None
        else:
            for name in EDITED:
                setattr(row, name, _typed(name, each.before[name]))
            if each.before["parent_id"] is not None and each.before["parent_id"] != row.parent_id:
                put_under(row, writable(each.before["parent_id"], actor))
            row.name = each.before["name"]
        show_name(row, row.name)
        db.session.flush()


def _typed(name: str, value: Any) -> Any:
    """What an effect has kept as text."""
    if value is None or name not in ("opened_on", "school_type"):
        return value
    return date.fromisoformat(str(value)) if name == "opened_on" else SchoolType(value)


def _take_lines_back(model: Any, effects: Sequence[Effect], actor: Actor, reason: str) -> None:
    lines = {each["id"]: each for each in load(model, model.id, [each.made_id for each in effects])}
    if any(each["superseded_at"] is not None for each in lines.values()):
        raise Refused("import_built_on")
    replaced = {each.made_id: each.replaced_id for each in effects}
    never = [line for made, line in lines.items() if replaced[made] is None]
    void_facts(model, never, actor.user_id, reason=reason)
    before = {each["id"]: each for each in load(model, model.id, [each for each in replaced.values() if each])}
    restored = []
    for made, old_id in replaced.items():
        if old_id is not None:
            old = {name: value for name, value in before[old_id].items() if name not in BOOKKEEPING}
            restored.append((lines[made], old))
    supersede_facts(model, restored, actor.user_id)
