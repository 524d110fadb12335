"""Whose accounts somebody opens, and which they have."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, unrestricted, visible
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.queries import in_state
from teacher_growth.accounts.rules import AccountState
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible
from teacher_growth.facts import known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher

OPEN = Permission.ACCOUNTS_OPEN


def staff(actor: Actor) -> Select[tuple[Teacher]]:
    """The own people of his places: a school that only borrows somebody, or expects him, does not open his account."""
    statement = visible(Teacher, actor, OPEN, joined=(PersonnelRelation, Account))
    home = select(PersonnelRelation.teacher_id).where(_is_home())
    if actor.everywhere(OPEN):
        return statement.where(or_(Teacher.id.in_(home), Teacher.keeper_id.is_not(None)))
    places = actor.organisations(OPEN)
    return statement.where(
        or_(Teacher.id.in_(home.where(PersonnelRelation.organisation_id.in_(places))), Teacher.keeper_id.in_(places))
    )


def without_account(actor: Actor) -> Select[tuple[Teacher]]:
    return with_account_in(staff(actor), AccountState.NONE)


def with_account_in(statement: Select[tuple[Teacher]], state: AccountState) -> Select[tuple[Teacher]]:
    if state is AccountState.NONE:
        return statement.where(~select(Account.id).where(Account.teacher_id == Teacher.id).exists())
    return statement.where(Teacher.id.in_(select(Account.teacher_id).where(in_state(state))))


def all_of(statement: Select[tuple[Teacher]], ids: Collection[int]) -> list[Teacher]:
    """All of these, by name, or NotVisible."""
    possible = [each for each in ids if 0 < each <= LARGEST_ID]
    found = rows(statement.where(Teacher.id.in_(possible)).order_by(Teacher.name_key, Teacher.id))
    if len(found) < len(ids):
        raise NotVisible("Teacher", ids)
    return found


def homes_of(actor: Actor, teacher_ids: Iterable[int]) -> dict[int, Organisation]:
    """Where each belongs: by the personnel relation, or who keeps the file of an external person."""
    ids = list(teacher_ids)
    relation = visible(PersonnelRelation, actor, OPEN).with_only_columns(PersonnelRelation.teacher_id, Organisation)
    relation = relation.join(Organisation, Organisation.id == PersonnelRelation.organisation_id)
    relation = relation.where(PersonnelRelation.teacher_id.in_(ids), _is_home())
    keeper = visible(Teacher, actor, OPEN).with_only_columns(Teacher.id, Organisation)
    keeper = keeper.join(Organisation, Organisation.id == Teacher.keeper_id).where(Teacher.id.in_(ids))
    return dict([*_pairs(keeper), *_pairs(relation)])


def accounts_of(actor: Actor, teacher_ids: Iterable[int]) -> dict[int, Account]:
    """The accounts of people found by `staff`, in one query."""
    found = staff(actor).with_only_columns(Teacher.id).where(Teacher.id.in_(list(teacher_ids)))
    accounts = select(Account).where(Account.teacher_id.in_(found))
    statement = accounts.execution_options(**found.get_execution_options())
    return {each.teacher_id: each for each in rows(statement) if each.teacher_id}


def strayed_accounts(teacher_ids: Collection[int] | None = None) -> dict[int, int]:
    """Whose account lies elsewhere than its owner belongs: teacher's id → where that is. Of these people, or of all."""
    statement = (
        select(Account.teacher_id, PersonnelRelation.organisation_id)
        .join(PersonnelRelation, PersonnelRelation.teacher_id == Account.teacher_id)
        .where(_is_home(), PersonnelRelation.organisation_id != Account.organisation_id)
    )
    if teacher_ids is not None:
        statement = statement.where(Account.teacher_id.in_(teacher_ids))
    found = db.session.execute(unrestricted(statement, reason="an account lies where its owner belongs"))
    return {teacher_id: place for teacher_id, place in found}  # noqa: C416 -- rows, not pairs


def _is_home() -> ColumnElement[bool]:
    """The first relation that has not ended: today's, or the one to come of somebody who begins next term."""
    earlier = aliased(PersonnelRelation)
    before = select(earlier.id).where(
        earlier.teacher_id == PersonnelRelation.teacher_id,
        _not_ended(earlier),
        earlier.valid_from < PersonnelRelation.valid_from,
    )
    return _not_ended(PersonnelRelation) & ~before.exists()


def _not_ended(model: Any) -> ColumnElement[bool]:
    return known(model) & or_(model.valid_to.is_(None), model.valid_to >= today())


def _pairs(statement: Select[Any]) -> list[tuple[int, Organisation]]:
    return [(teacher_id, place) for teacher_id, place in db.session.execute(statement)]
