"""Accounts (账号): sessions and throttling. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PASSWORD_LENGTH = 10


class ThrottleKind(StrEnum):
    ACCOUNT_FROM_ADDRESS = "account_address"
    ADDRESS = "address"
    EVERYWHERE = "everywhere"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True)
class Limit:
    tries: int
    window: timedelta


LIMITS = {
    # Counted per account *and* address: somebody else's wrong tries cannot lock a rival out before a deadline.
    ThrottleKind.ACCOUNT_FROM_ADDRESS: Limit(10, timedelta(minutes=5)),
    ThrottleKind.ADDRESS: Limit(60, timedelta(minutes=5)),  # a school's whole staff room shares one
    ThrottleKind.EVERYWHERE: Limit(1000, timedelta(minutes=5)),
    ThrottleKind.SECOND_FACTOR: Limit(5, timedelta(minutes=5)),
}


def retry_after(kind: ThrottleKind, tries: int, since: datetime, now: datetime) -> int:
    """Seconds to wait before the next try; 0 when it may be made now."""
    limit = LIMITS[kind]
    ends = since + limit.window
    if tries < limit.tries or now >= ends:
        return 0
    return int((ends - now).total_seconds()) + 1


def password_fault(password: str, login: str) -> str | None:
    """Why a password cannot be taken, as a refusal code."""
    if len(password) < PASSWORD_LENGTH:
        return "password_short"
    if login.casefold() in password.casefold():
        return "password_holds_login"
    if len(set(password)) < 5:
        return "password_simple"
    return None
