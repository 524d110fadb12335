"""Who is signed in, and what they may do where. Read anew on every request: a role taken away is gone at once."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Row, Select, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from teacher_growth.access.actor import Actor, Grant
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, Role
from teacher_growth.access.scope import fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account, FailedTries, RoleGrant, SignInSession
from teacher_growth.accounts.rules import AccountState, ThrottleKind, retry_after
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
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
    lacks_second_factor: bool  # a role asks for it, and there is none yet
    seen_at: datetime

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token


def token_hash(token: str) -> str:
    """What is kept of a session: the token itself stands in the browser alone."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(
    token: str,
    *,
    moment: datetime,
    today: date,
    idle: timedelta,
    lifetime: timedelta,
    need_second_factor: frozenset[Role] = frozenset(),
) -> SignedIn | None:
    """The living session behind a cookie's token: not ended, not idle too long, not older than the account's epoch."""
    asked = {
        "token_hash": token_hash(token), "not_idle_since": moment - idle, "not_older_than": moment - lifetime
    }  # fmt: skip
    found = db.session.execute(unrestricted(_SIGNED_IN, reason="who is signed in"), asked).first()
    return None if found is None else _signed_in(token, found, today, need_second_factor)


def _signed_in(token: str, found: Row[*tuple[Any, ...]], today: date, need_second_factor: frozenset[Role]) -> SignedIn:
    grants = grants_of(found.account_id, today)
    return SignedIn(
        token=token,
        actor=Actor(found.account_id, found.teacher_id, grants, session_id=found.id, address=found.address),
        name=found.name,
        login=found.login,
        organisation_name=found.organisation_name,
        roles=tuple(dict.fromkeys(grant.role for grant in grants)),
        must_change_password=found.must_change_password,
        lacks_second_factor=found.without_second_factor and any(each.role in need_second_factor for each in grants),
        seen_at=found.seen_at,
    )


def acting_as(account_id: int, *, moment: datetime, today: date) -> SignedIn | None:
    """The person for whom work goes on without her session, with what she may do today; None when disabled."""
    statement = (
        select(Account, Organisation.name)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .where(Account.id == account_id, Account.disabled_at.is_(None))
    )
    found = db.session.execute(unrestricted(statement, reason="for whom work in the background is done")).first()
    if found is None:
        return None
    account, place = found
    grants = grants_of(account.id, today)
    return SignedIn(
        token="", actor=Actor(account.id, account.teacher_id, grants), name=account.name, login=account.login,
        organisation_name=place, roles=tuple(dict.fromkeys(grant.role for grant in grants)),
        must_change_password=False, lacks_second_factor=False, seen_at=moment,
    )  # fmt: skip


def grants_of(account_id: int, today: date) -> tuple[Grant, ...]:
    """The roles held today, each with the organisations it reaches."""
    asked = {"account_id": account_id, "day": today}
    held = db.session.execute(unrestricted(_GRANTS, reason="who is signed in"), asked)
    return tuple(Grant(role, place, _below(path, kind)) for role, place, path, kind in held)


def _below(path: str, kind: OrganisationKind) -> frozenset[int] | None:
    if kind is OrganisationKind.CITY:
        return None
    if kind is OrganisationKind.SCHOOL:
        return frozenset({int(path.rstrip("/").rsplit("/", 1)[1])})
    return frozenset(
        db.session.scalars(select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True)))
    )


def in_force_on(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Condition: the grant holds that day."""
    return (RoleGrant.valid_from <= today) & or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today)


# Asked on every request: building them took longer than asking.
_SIGNED_IN = (
    select(
        SignInSession.id, SignInSession.seen_at, SignInSession.address, Account.id.label("account_id"),
        Account.teacher_id, Account.name, Account.login, Account.must_change_password,
        Account.totp_secret.is_(None).label("without_second_factor"),
        Organisation.name.label("organisation_name"),
    )
    .join(Account, Account.id == SignInSession.account_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.epoch == Account.epoch,
        SignInSession.seen_at > bindparam("not_idle_since"),
        SignInSession.started_at > bindparam("not_older_than"),
        Account.disabled_at.is_(None),
    )
)  # fmt: skip
_GRANTS = (
    select(RoleGrant.role, Organisation.id, Organisation.path, Organisation.kind)
    .join(Organisation, Organisation.id == RoleGrant.organisation_id)
    .where(RoleGrant.account_id == bindparam("account_id"), in_force_on(bindparam("day", type_=Date)))
    .order_by(RoleGrant.id)
)


def find_account(login: str) -> Account | None:
    """By staff number or phone; None also for a disabled one."""
    statement = select(Account).where(
        or_(Account.login == login, Account.phone == login), Account.disabled_at.is_(None)
    )
    return db.session.scalars(unrestricted(statement, reason="sign-in")).first()


def seconds_to_wait(kind: ThrottleKind, key: str, *, moment: datetime) -> int:
    """How long until the next try may be made; 0 now."""
    found = db.session.get(FailedTries, (kind, key[:80]))
    return 0 if found is None else retry_after(kind, found.tries, found.since, moment)


def the_account(account_id: int) -> Account:
    """For verbs: the row itself, locked."""
    statement = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(unrestricted(statement, reason="the account itself")).one()


def account_of_teacher(teacher_id: int) -> Account:
    """For verbs of those who answer for the teacher: locked."""
    statement = select(Account).where(Account.teacher_id == teacher_id).with_for_update()
    account = db.session.scalars(unrestricted(statement, reason="whose school opened it answers for it")).one_or_none()
    if account is None:
        raise NotVisible("Account", teacher_id)
    return account


def has_second_factor(account_id: int) -> bool:
    statement = select(Account.totp_secret.is_not(None)).where(Account.id == account_id)
    return bool(db.session.scalar(unrestricted(statement, reason="one's own account")))


def taken_name(names: Sequence[str]) -> str | None:
    """One that opens a door already, as a number or a phone, of a disabled account too."""
    statement = select(Account.login, Account.phone).where(Account.login.in_(names) | Account.phone.in_(names)).limit(1)
    found = db.session.execute(unrestricted(statement, reason="sign-in names are unique in the whole city")).first()
    return None if found is None else next(each for each in names if each in found)


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


def account_by_login(login: str, actor: Actor) -> int:
    """Or NotVisible."""
    statement = visible(Account, actor, Permission.ACCOUNTS_MANAGE).where(Account.login == login)
    account_id: int | None = db.session.scalar(statement.with_only_columns(Account.id))
    if account_id is None:
        raise NotVisible("Account", login)
    return account_id


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Of those who wrote or decided what the reader may see."""
    statement = select(Account.id, Account.name).where(Account.id.in_({each for each in account_ids if each}))
    found = db.session.execute(unrestricted(statement, reason="who acted on what may be read"))
    return {row.id: row.name for row in found}


def accounts_like(text: str) -> list[int]:
    """Ids of accounts with this login, or this in the name: for those who read what accounts did, wherever they are."""
    wanted = (Account.login == text) | Account.name.contains(text, autoescape=True)
    statement = unrestricted(select(Account.id).where(wanted), reason="whose entries of the trail are asked for")
    return list(db.session.scalars(statement))


def matching(statement: Select[tuple[Account]], text: str, like: str) -> Select[tuple[Account]]:
    """Narrows to login, name or organisation as typed; `like` is the pattern for its pinyin."""
    exact = Account.login.startswith(text, autoescape=True) | Account.name.contains(text, autoescape=True)
    return statement.where(exact | Organisation.search_text.like(like, escape="!"))


def in_state(state: AccountState) -> ColumnElement[bool]:
    if state is AccountState.DISABLED:
        return Account.disabled_at.is_not(None)
    first = Account.must_change_password.is_(state is AccountState.FIRST_PASSWORD)
    return Account.disabled_at.is_(None) & first


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
    places = db.session.scalars(_not_ended(select(RoleGrant.organisation_id), account_id, today))
    return all(actor.holds_at(permission, place) for place in places)


def roles_to_come(account_id: int, today: date) -> set[Role]:
    """The roles of an account, now or later."""
    return set(db.session.scalars(_not_ended(select(RoleGrant.role), account_id, today)))


def _not_ended(statement: Select[Any], account_id: int, today: date) -> Select[Any]:
    statement = statement.where(
        RoleGrant.account_id == account_id, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today)
    )
    return unrestricted(statement, reason="who resets a password can act as that account")


def first_hashes(logins: Iterable[str]) -> dict[str, str]:
    """Of those whose first password has not been changed yet."""
    statement = select(Account.login, Account.password_hash).where(
        Account.login.in_(list(logins)), Account.must_change_password, Account.disabled_at.is_(None)
    )
    found = db.session.execute(unrestricted(statement, reason="a page with first passwords, asked for once more"))
    return {login: known for login, known in found}  # noqa: C416 -- rows, not pairs


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission."""
    return tuple(role for role in Role if permission in MAY[role])
