"""Hashing passwords, and changing one's own."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from teacher_growth.access.actor import Actor
from teacher_growth.accounts.queries import the_account
from teacher_growth.accounts.rules import password_fault
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP: argon2id, 19 MiB, t=2, p=1


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


def change_password(*, actor: Actor, old: str, new: str) -> None:
    """One's own password; every other session of the account dies with it, and this one too."""
    account = the_account(actor.user_id or 0)
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
