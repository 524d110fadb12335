"""Who is signed in, and what they may do where. Read anew on every request: a role taken away is gone at once."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from teacher_growth.access.actor import Actor, Grant
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, Role
from teacher_growth.access.scope import fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account, RoleGrant, SignInSession
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind


@dataclass(frozen=True)
class SignedIn:
    """Plain data about the person at the other end, for pages; never an ORM row."""

    token: str
    actor: Actor
    name: str
    login: str
    organisation_name: str
    roles: tuple[Role, ...]
    must_change_password: bool
    seen_at: datetime

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(token: str, *, moment: datetime, today: date, idle: timedelta, lifetime: timedelta) -> SignedIn | None:
    """The living session behind a cookie's token: not ended, not idle too long, not older than the account's epoch."""
    found = db.session.execute(
        unrestricted(
            select(
                SignInSession.id, SignInSession.seen_at, SignInSession.address, Account.id.label("account_id"),
                Account.teacher_id, Account.name, Account.login, Account.must_change_password,
                Organisation.name.label("organisation_name"),
            )
            .join(Account, Account.id == SignInSession.account_id)
            .join(Organisation, Organisation.id == Account.organisation_id)
            .where(
                SignInSession.token_hash == token_hash(token),
                SignInSession.ended_at.is_(None),
                SignInSession.epoch == Account.epoch,
                SignInSession.seen_at > moment - idle,
                SignInSession.started_at > moment - lifetime,
                Account.disabled_at.is_(None),
            ),
            reason="who is signed in",
        )
    ).first()  # fmt: skip
    return None if found is None else _signed_in(token, found, today)


def _signed_in(token: str, found: Row, today: date) -> SignedIn:
    grants = grants_of(found.account_id, today)
    return SignedIn(
        token=token,
        actor=Actor(found.account_id, found.teacher_id, grants, session_id=found.id, address=found.address),
        name=found.name,
        login=found.login,
        organisation_name=found.organisation_name,
        roles=tuple(dict.fromkeys(grant.role for grant in grants)),
        must_change_password=found.must_change_password,
        seen_at=found.seen_at,
    )


def grants_of(account_id: int, today: date) -> tuple[Grant, ...]:
    """The roles held today, each with the organisations it reaches."""
    held = db.session.execute(
        unrestricted(
            select(RoleGrant.role, Organisation.id, Organisation.path, Organisation.kind)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .where(RoleGrant.account_id == account_id, in_force_on(today))
            .order_by(RoleGrant.id),
            reason="who is signed in",
        )
    ).all()
    return tuple(Grant(role, place, _below(path, kind)) for role, place, path, kind in held)


def _below(path: str, kind: OrganisationKind) -> frozenset[int] | None:
    if kind is OrganisationKind.CITY:
        return None
    if kind is OrganisationKind.SCHOOL:
        return frozenset({int(path.rstrip("/").rsplit("/", 1)[1])})
    return frozenset(
        db.session.scalars(select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True)))
    )


def in_force_on(today: date):
    return (RoleGrant.valid_from <= today) & or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today)


def actor_of(login: str, today: date) -> Actor | None:
    """The actor for `flask … --as LOGIN`."""
    found = db.session.execute(
        unrestricted(
            select(Account.id, Account.teacher_id).where(Account.login == login, Account.disabled_at.is_(None)),
            reason="a command acts as somebody",
        )
    ).first()
    return None if found is None else Actor(found.id, found.teacher_id, grants_of(found.id, today))


def accounts(actor: Actor) -> tuple[Select[tuple[Account]], type[Organisation]]:
    """The accounts an administrator manages, with their organisations joined for search and order."""
    statement = visible(Account, actor, Permission.ACCOUNTS_MANAGE, joined=(RoleGrant,))
    statement = statement.join(Organisation, Organisation.id == Account.organisation_id)
    return statement.options(contains_eager(Account.organisation)), Organisation


def matching(statement: Select[tuple[Account]], text: str, like: str) -> Select[tuple[Account]]:
    exact = Account.login.startswith(text, autoescape=True) | Account.name.contains(text, autoescape=True)
    return statement.where(exact | Organisation.search_text.like(like, escape="!"))


def holding(statement: Select[tuple[Account]], role: Role, today: date) -> Select[tuple[Account]]:
    holders = select(RoleGrant.account_id).where(RoleGrant.role == role, in_force_on(today))
    return statement.where(Account.id.in_(holders))


def grants_with_places(account_id: int, actor: Actor) -> list[RoleGrant]:
    statement = visible(RoleGrant, actor, Permission.GRANTS_MANAGE).where(RoleGrant.account_id == account_id)
    statement = statement.options(joinedload(RoleGrant.organisation))
    return rows(statement.order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc()))


def grant_with_place(grant_id: int, actor: Actor) -> tuple[RoleGrant, Organisation, Account]:
    grant = fetch(RoleGrant, grant_id, actor, Permission.GRANTS_MANAGE, joinedload(RoleGrant.organisation))
    return grant, grant.organisation, fetch(Account, grant.account_id, actor, Permission.GRANTS_MANAGE)


def answers_for(account_id: int, actor: Actor, permission: Permission, today: date) -> bool:
    """Does the actor hold the permission wherever this account holds a role, now or later?"""
    statement = select(RoleGrant.organisation_id).where(
        RoleGrant.account_id == account_id, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today)
    )
    places = db.session.scalars(unrestricted(statement, reason="who resets a password can act as that account"))
    return all(actor.holds_at(permission, place) for place in places)


def organisation_choice(chosen: int | None) -> list[tuple[int, str]]:
    """What a picker holds before it is opened: the one chosen."""
    found = db.session.get(Organisation, chosen) if chosen and 0 < chosen <= LARGEST_ID else None
    return [] if found is None else [(found.id, found.name)]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    return tuple(role for role in Role if permission in MAY[role])
