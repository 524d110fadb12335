"""Signing in and out, passwords, accounts and grants."""

import secrets
from datetime import date, datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.accounts.models import Account, FailedTries, RoleGrant, SignInSession
from teacher_growth.accounts.queries import answers_for, organisation_choice, token_hash
from teacher_growth.accounts.rules import LIMITS, ThrottleKind, password_fault, retry_after
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP: argon2id, 19 MiB, t=2, p=1
TOTP_STEP = 30
WORDS_TO_SAY = (
    "apple", "bamboo", "bridge", "candle", "cedar", "cloud", "coral", "field", "garden", "harbor", "island", "jade",
    "lantern", "lotus", "maple", "meadow", "moon", "orchid", "paper", "pearl", "pine", "plum", "rain", "river", "sail",
    "silk", "snow", "spring", "stone", "summer", "tea", "willow",
)  # fmt: skip
"""A first password is read out over the telephone: four of these and two digits, changed at the first sign-in."""


@cache
def _nobody() -> str:
    return hasher.hash(secrets.token_hex(16))


def matches(password_hash: str | None, password: str) -> bool:
    """Takes the same time whether there is such an account or not."""
    try:
        hasher.verify(password_hash or _nobody(), password)
    except Argon2Error:
        return False
    return password_hash is not None


def find_account(login: str) -> Account | None:
    """By staff number or phone; None also for a disabled one."""
    statement = select(Account).where(
        or_(Account.login == login, Account.phone == login), Account.disabled_at.is_(None)
    )
    return db.session.scalars(unrestricted(statement, reason="sign-in")).first()


def start_session(account_id: int, *, address: str | None, actor: Actor) -> str:
    """A new session for an account that has proved itself; returns the token for the cookie."""
    account = _account(account_id)
    if account.disabled_at is not None:  # between password and code
        raise Refused("sign_in_wrong")
    token, moment = secrets.token_urlsafe(32), now()
    session = SignInSession(
        token_hash=token_hash(token), account_id=account.id, epoch=account.epoch, started_at=moment, seen_at=moment,
        address=address,
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    record(Event.ACCOUNT_SIGNED_IN, account, actor=actor, session=session.id)
    return token


def end_session(token: str, *, actor: Actor) -> None:
    statement = select(SignInSession).where(
        SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None)
    )
    session = db.session.scalars(unrestricted(statement, reason="sign-out")).first()
    if session is not None:
        session.ended_at = now()
        record(Event.ACCOUNT_SIGNED_OUT, session, actor=actor)


def touch_session(session_id: int, *, actor: Actor, moment: datetime) -> None:
    """Keeps a used session alive."""
    session = db.session.scalars(
        unrestricted(select(SignInSession).where(SignInSession.id == session_id), reason="a session in use")
    ).one()
    session.seen_at = moment


def spend_code(account_id: int, code: str, *, actor: Actor, moment: datetime) -> None:
    """Checks a one-time code; each opens the door once."""
    account = _account(account_id)
    step = int(moment.timestamp()) // TOTP_STEP
    totp = pyotp.TOTP(account.totp_secret or pyotp.random_base32())
    good = [s for s in (step - 1, step, step + 1) if secrets.compare_digest(totp.at(s * TOTP_STEP), code)]
    if not good or (account.totp_last_step is not None and good[-1] <= account.totp_last_step):
        raise Refused("code_wrong")
    account.totp_last_step = good[-1]


def change_password(*, actor: Actor, old: str, new: str) -> None:
    """One's own password; every other session of the account dies with it, and this one too."""
    account = _account(actor.user_id or 0)
    if not matches(account.password_hash, old):
        raise Refused("password_old_wrong")
    if old == new:
        raise Refused("password_same")
    if fault := password_fault(new, account.login):
        raise Refused(fault)
    account.password_hash = hasher.hash(new)
    account.must_change_password = False
    account.epoch += 1
    record(Event.ACCOUNT_PASSWORD_CHANGED, account, actor=actor)


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
    if not actor.holds_at(Permission.ACCOUNTS_MANAGE, organisation_id) or not organisation_choice(organisation_id):
        raise NotVisible("Organisation", organisation_id)
    for wanted in filter(None, (login, phone)):
        if _is_taken(wanted):
            raise Refused("login_taken", login=wanted)
    account = Account(
        login=login, phone=phone, name=name, organisation_id=organisation_id,
        password_hash=hasher.hash(password), must_change_password=True, epoch=0,
    )  # fmt: skip
    try:  # of two at once, the second waits here
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise Refused("login_taken", login=login) from error
    record(Event.ACCOUNT_CREATED, account, actor=actor, login=login)
    return account


def reset_password(account_id: int, *, actor: Actor) -> str:
    """A new first password, returned once and kept nowhere; every session of the account dies.

    Whoever knows it can act as the account, so it takes the right over every place at which the account holds a role.
    """
    account = _managed(account_id, actor)
    if not answers_for(account_id, actor, Permission.ACCOUNTS_MANAGE, today()):
        raise NotVisible("Account", account_id)
    password = "-".join(secrets.choice(WORDS_TO_SAY) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    account.password_hash = hasher.hash(password)
    account.must_change_password = True
    account.epoch += 1
    record(Event.ACCOUNT_PASSWORD_RESET, account, actor=actor)
    return password


def disable_account(account_id: int, *, actor: Actor) -> Account:
    account = _managed(account_id, actor)
    if account.disabled_at is not None:
        raise Refused("account_disabled")
    account.disabled_at = now()
    account.epoch += 1
    record(Event.ACCOUNT_DISABLED, account, actor=actor)
    return account


def enable_account(account_id: int, *, actor: Actor) -> Account:
    account = _managed(account_id, actor)
    if account.disabled_at is None:
        raise Refused("account_enabled")
    account.disabled_at = None
    record(Event.ACCOUNT_ENABLED, account, actor=actor)
    return account


def _managed(account_id: int, actor: Actor) -> Account:
    account = fetch(Account, account_id, actor, Permission.ACCOUNTS_MANAGE)
    if account.id == actor.user_id:
        raise SelfInterest()
    return account


def give_role(
    account_id: int, *, actor: Actor, role: Role, organisation_id: int, valid_from: date, valid_to: date | None = None
) -> RoleGrant:
    account = fetch(Account, account_id, actor, Permission.GRANTS_MANAGE)
    if account.id == actor.user_id:
        raise SelfInterest()
    if not actor.holds_at(Permission.GRANTS_MANAGE, organisation_id) or not organisation_choice(organisation_id):
        raise NotVisible("Organisation", organisation_id)
    if valid_to is not None and valid_to < valid_from:
        raise Refused("period_reversed", valid_from=valid_from, valid_to=valid_to)
    grant = RoleGrant(
        account_id=account.id, role=role, organisation_id=organisation_id, valid_from=valid_from, valid_to=valid_to,
        granted_by_id=actor.user_id, granted_at=now(),
    )  # fmt: skip
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
    grant.valid_to = max(min(last_day, grant.valid_to or last_day), grant.valid_from)
    account = _account(grant.account_id)
    account.epoch += 1
    record(Event.GRANT_ENDED, grant, actor=actor, account=account.id, role=grant.role, last_day=last_day)
    return grant


def seconds_to_wait(kind: ThrottleKind, key: str, *, moment: datetime) -> int:
    found = db.session.get(FailedTries, (kind, key[:80]))
    return 0 if found is None else retry_after(kind, found.tries, found.since, moment)


def note_failure(kind: ThrottleKind, key: str, *, actor: Actor, moment: datetime) -> None:
    identity = (kind, key[:80])
    try:  # of two first tries at once, the second waits here and counts on
        with db.session.begin_nested():
            db.session.execute(insert(FailedTries).values(kind=kind, key=key[:80], tries=0, since=moment))
    except IntegrityError:
        pass
    found = db.session.get_one(FailedTries, identity, with_for_update=True)
    if moment >= found.since + LIMITS[kind].window:
        found.tries, found.since = 0, moment
    found.tries += 1


def _is_taken(name: str) -> bool:
    """As a number or a phone, of a disabled account too: both open the same door."""
    statement = select(Account.id).where(or_(Account.login == name, Account.phone == name)).limit(1)
    return db.session.scalar(unrestricted(statement, reason="sign-in names are unique in the whole city")) is not None


def _account(account_id: int) -> Account:
    statement = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(unrestricted(statement, reason="the account itself")).one()
