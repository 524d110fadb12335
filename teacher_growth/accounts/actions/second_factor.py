"""The second factor of a sign-in (动态口令): a secret in one's phone, a code from it that opens the door once."""

import secrets
from datetime import datetime

import pyotp

from teacher_growth.access.actor import Actor
from teacher_growth.accounts.actions.passwords import matches
from teacher_growth.accounts.queries import the_account
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused

STEP = 30  # seconds


def spend_code(account_id: int, code: str, *, actor: Actor, moment: datetime) -> None:
    """Checks a one-time code; each opens the door once."""
    account = the_account(account_id)
    step = _step_of(account.totp_secret or pyotp.random_base32(), code, moment)
    if step is None or (account.totp_last_step is not None and step <= account.totp_last_step):
        raise Refused("code_wrong")
    account.totp_last_step = step


def enrol_second_factor(*, actor: Actor, password: str, secret: str, code: str, moment: datetime) -> None:
    """One's own, once the phone has shown that it knows the secret; sessions begun without a code die with it."""
    account = the_account(actor.user_id or 0)
    if account.totp_secret is not None:
        raise Refused("second_factor_enrolled")
    if not matches(account.password_hash, password):
        raise Refused("password_wrong")
    step = _step_of(secret, code, moment)
    if step is None:
        raise Refused("code_wrong")
    account.totp_secret, account.totp_last_step = secret, step
    account.epoch += 1
    record(Event.SECOND_FACTOR_ENROLLED, account, actor=actor)


def _step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The step the code belongs to: this one, the one before or after, for clocks that go wrong."""
    now, totp = int(moment.timestamp()) // STEP, pyotp.TOTP(secret)
    good = [each for each in (now - 1, now, now + 1) if secrets.compare_digest(totp.at(each * STEP), code)]
    return good[-1] if good else None
