"""What the verbs share: the organisation locked by who may write it, its place in the tree, ends of lines."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import known, overlapping, supersede
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass
from teacher_growth.pinyin import place_text


def writable(organisation_id: int, actor: Actor, version: int | None = None) -> Organisation:
    """Locked; `version`: that of the row the change was decided on."""
    if not actor.holds_at(Permission.ORGANISATIONS_WRITE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    organisation = db.session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NotVisible("Organisation", organisation_id)
    if version is not None and organisation.version != version:
        raise Refused("stale")
    return organisation


def show_name(organisation: Organisation, name: str) -> None:
    """Makes it the name of today, and found by it."""
    organisation.name, organisation.search_text = name, place_text(name, organisation.code)


def check_parent(organisation: Organisation, parent: Organisation) -> None:
    """Nothing comes below itself."""
    if parent.path.startswith(organisation.path):
        raise Refused("parent_is_below")


def put_under(organisation: Organisation, parent: Organisation) -> None:
    """All below move along."""
    check_parent(organisation, parent)
    old_path, new_path = organisation.path, f"{parent.path}{organisation.id}/"
    organisation.parent_id = parent.id
    for each in db.session.scalars(select(Organisation).where(Organisation.path.startswith(old_path, autoescape=True))):
        each.path = new_path + each.path.removeprefix(old_path)


def end_open(model: type[Any], new: Any, actor: Actor) -> None:
    """An open line of the same sort ends the day before the new one."""
    statement = select(model).where(
        model.organisation_id == new.organisation_id, known(model), model.valid_to.is_(None), *same_sort(new)
    )
    for line in db.session.scalars(statement.order_by(model.id)):
        last = max(line.valid_from, new.valid_from - timedelta(days=1))
        supersede(line, actor.user_id, valid_to=last)


def same_sort(line: Any) -> tuple[Any, ...]:
    """Of which lines only one holds at a time, beside being of one organisation."""
    if isinstance(line, RuralClass):
        return RuralClass.notion == line.notion, RuralClass.purpose == (line.purpose or "")
    if isinstance(line, GroupMember):
        return (GroupMember.group_id == line.group_id,)
    return ()


def check_period(line: Any, *, start: date, end: date | None, same: tuple[Any, ...]) -> None:
    """No other line of the sort holds within this period."""
    if end is not None and end < start:
        raise Refused("period_reversed", valid_from=start, valid_to=end)
    model: Any = type(line)
    others = select(model).where(
        model.organisation_id == line.organisation_id, known(model), overlapping(model, start, end), *same
    )
    for other in db.session.scalars(others.order_by(model.valid_from, model.id)):
        if other.id != line.id:
            raise Refused("organisation_line_overlaps", valid_from=other.valid_from)
