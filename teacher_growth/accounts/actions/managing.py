"""Accounts and what they may do where, in the hands of whoever answers for them."""

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import fetch
from teacher_growth.accounts.actions.passwords import hasher
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import account_of_teacher, answers_for, roles_to_come, taken_name, the_account
from teacher_growth.accounts.rules import PLACES, TeacherAccount, date_fault, first_password
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.queries import find


def create_account(
    *,
    actor: Actor,
    login: str,
    name: str,
    organisation_id: int,
    password: str,
    phone: str | None = None,
) -> Account:
    """For somebody without a teacher's file, with a first password that must be changed."""
    _place(organisation_id, actor, Permission.ACCOUNTS_MANAGE)
    if taken := taken_name([each for each in (login, phone) if each]):
        raise Refused("login_taken", login=taken)
    account = Account(
        login=login, phone=phone, name=name, organisation_id=organisation_id,
        password_hash=hasher.hash(password), must_change_password=True, epoch=0,
    )  # fmt: skip
    _add([account])
    record(Event.ACCOUNT_CREATED, account, actor=actor, login=login)
    return account


def open_accounts(new: Sequence[TeacherAccount], *, actor: Actor) -> list[Account]:
    """For people with a file, whom `people` has found to be the actor's to open; each may do what a teacher may."""
    places = {each: _place(each, actor, Permission.ACCOUNTS_OPEN) for each in {each.organisation_id for each in new}}
    if taken := taken_name([each.login for each in new]):
        raise Refused("login_taken", login=taken)
    made = [
        Account(
            login=each.login, name=each.name, organisation_id=each.organisation_id, teacher_id=each.teacher_id,
            password_hash=each.password_hash, must_change_password=True, epoch=0,
        )
        for each in new
    ]  # fmt: skip
    _add(made)
    for account in made:
        if places[account.organisation_id].kind in PLACES[Role.TEACHER]:
            db.session.add(new_grant(account, Role.TEACHER, account.organisation_id, today(), None, actor=actor))
        record(Event.ACCOUNT_CREATED, account, actor=actor, people=(account.teacher_id,), login=account.login)
    return made


def reset_password(account_id: int, *, actor: Actor, seed: bytes = b"") -> str:
    """A new first password, returned once and kept nowhere; every session of the account dies.

    Whoever knows it can act as the account, so it takes the right over every place at which the account holds a role.
    """
    return _renew(_answered(account_id, actor), actor, seed)


def reset_password_of_teacher(teacher_id: int, *, actor: Actor, seed: bytes = b"") -> str:
    """By the school, which `people` has found to be the teacher's own: only while the account can do nothing more."""
    if teacher_id == actor.teacher_id:
        raise SelfInterest()
    account = account_of_teacher(teacher_id)
    _place(account.organisation_id, actor, Permission.ACCOUNTS_OPEN)
    if account.disabled_at is not None:
        raise Refused("account_disabled")
    if roles_to_come(account.id, today()) - {Role.TEACHER}:
        raise Refused("account_has_roles")
    return _renew(account, actor, seed)


def reset_second_factor(account_id: int, *, actor: Actor) -> Account:
    """For a lost phone. As with the password: who takes away a factor answers for all that it protected."""
    account = _answered(account_id, actor)
    if account.totp_secret is None:
        raise Refused("second_factor_none")
    account.totp_secret = account.totp_last_step = None
    account.epoch += 1
    record(Event.SECOND_FACTOR_RESET, account, actor=actor)
    return account


def disable_account(account_id: int, *, actor: Actor) -> Account:
    """Nobody comes in with it any more: its sessions die with the epoch."""
    account = _managed(account_id, actor)
    if account.disabled_at is not None:
        raise Refused("account_disabled")
    account.disabled_at = now()
    account.epoch += 1
    record(Event.ACCOUNT_DISABLED, account, actor=actor)
    return account


def enable_account(account_id: int, *, actor: Actor) -> Account:
    """Lets it in again; the roles it holds are as they were."""
    account = _managed(account_id, actor)
    if account.disabled_at is None:
        raise Refused("account_enabled")
    account.disabled_at = None
    record(Event.ACCOUNT_ENABLED, account, actor=actor)
    return account


def give_role(
    account_id: int, *, actor: Actor, role: Role, organisation_id: int, valid_from: date, valid_to: date | None = None
) -> RoleGrant:
    """A role at an organisation from a day on. Nobody gives one to himself, nor where the role cannot be held."""
    account = fetch(Account, account_id, actor, Permission.GRANTS_MANAGE)
    if account.id == actor.user_id:
        raise SelfInterest()
    place = _place(organisation_id, actor, Permission.GRANTS_MANAGE)
    if place.kind not in PLACES[role]:
        raise Refused("role_not_here", role=role, kind=place.kind)
    if fault := date_fault(valid_from, valid_to):
        raise Refused(fault, valid_from=valid_from, valid_to=valid_to)
    grant = new_grant(account, role, organisation_id, valid_from, valid_to, actor=actor)
    db.session.add(grant)
    db.session.flush()
    record(Event.GRANT_GIVEN, grant, actor=actor, people=(account.teacher_id,), account=account.id, role=role)
    return grant


def end_role(grant_id: int, *, actor: Actor, last_day: date, today: date) -> RoleGrant:
    """Ends a grant, never later than it would have, and every session of the account."""
    grant = fetch(RoleGrant, grant_id, actor, Permission.GRANTS_MANAGE)
    if grant.account_id == actor.user_id:
        raise SelfInterest()
    if grant.valid_to is not None and grant.valid_to < today:
        raise Refused("grant_ended")
    if fault := date_fault(last_day, None):
        raise Refused(fault)
    grant.valid_to = max(min(last_day, grant.valid_to or last_day), grant.valid_from)
    account = the_account(grant.account_id)
    account.epoch += 1
    record(Event.GRANT_ENDED, grant, actor=actor, account=account.id, role=grant.role, last_day=last_day)
    return grant


def _place(organisation_id: int, actor: Actor, permission: Permission) -> Organisation:
    found = find(organisation_id) if actor.holds_at(permission, organisation_id) else None
    if found is None:
        raise NotVisible("Organisation", organisation_id)
    return found


def _managed(account_id: int, actor: Actor) -> Account:
    account = fetch(Account, account_id, actor, Permission.ACCOUNTS_MANAGE)
    if account.id == actor.user_id:
        raise SelfInterest()
    return account


def _answered(account_id: int, actor: Actor) -> Account:
    account = _managed(account_id, actor)
    if not answers_for(account_id, actor, Permission.ACCOUNTS_MANAGE, today()):
        raise NotVisible("Account", account_id)
    return account


def _renew(account: Account, actor: Actor, seed: bytes) -> str:
    password = first_password(seed or secrets.token_bytes(32))
    account.password_hash = hasher.hash(password)
    account.must_change_password = True
    account.epoch += 1
    record(Event.ACCOUNT_PASSWORD_RESET, account, actor=actor, people=(account.teacher_id,))
    return password


def _add(accounts: Sequence[Account]) -> None:
    try:  # of two at once, the second waits here
        with db.session.begin_nested():
            db.session.add_all(accounts)
    except IntegrityError as error:
        one = accounts[0].login if len(accounts) == 1 else None
        raise (Refused("login_taken", login=one) if one else Refused("accounts_taken")) from error


def new_grant(
    account: Account, role: Role, organisation_id: int, valid_from: date, valid_to: date | None, *, actor: Actor
) -> RoleGrant:
    """Not added yet: that the actor may give it, the caller has made sure."""
    return RoleGrant(
        account_id=account.id, role=role, organisation_id=organisation_id, valid_from=valid_from, valid_to=valid_to,
        granted_by_id=actor.user_id, granted_at=now(),
    )  # fmt: skip
