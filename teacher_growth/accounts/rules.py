"""Accounts (账号): sessions, throttling, first passwords, which role fits where. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from teacher_growth.access.roles import Role
from teacher_growth.organisations.rules import OrganisationKind as K

PASSWORD_LENGTH = 10


# --- failed tries ---------------------------------------------------------------------------------


class ThrottleKind(StrEnum):
    ACCOUNT_FROM_ADDRESS = "account_address"
    ACCOUNT_ON_DEVICE = "account_device"
    ADDRESS = "address"
    EVERYWHERE = "everywhere"
    SECOND_FACTOR = "second_factor"
    STRANGER = "stranger"  # number and name of somebody one does not see, told by whoever takes him in


@dataclass(frozen=True)
class Limit:
    tries: int
    window: timedelta


LIMITS = {
    # Counted per account *and* address: somebody else's wrong tries cannot lock a rival out before a deadline.
    ThrottleKind.ACCOUNT_FROM_ADDRESS: Limit(10, timedelta(minutes=5)),
    # A device that the account has signed in on counts by itself, for behind one address sits a whole school.
    ThrottleKind.ACCOUNT_ON_DEVICE: Limit(10, timedelta(minutes=5)),
    # Ceilings against one guess at each of many accounts; high enough for a school's, a city's first day of term.
    ThrottleKind.ADDRESS: Limit(600, timedelta(minutes=5)),
    ThrottleKind.EVERYWHERE: Limit(3000, timedelta(minutes=5)),
    ThrottleKind.SECOND_FACTOR: Limit(5, timedelta(minutes=5)),
    ThrottleKind.STRANGER: Limit(10, timedelta(hours=1)),
}


def retry_after(kind: ThrottleKind, tries: int, since: datetime, now: datetime) -> int:
    """Seconds to wait before the next try; 0 when it may be made now."""
    limit = LIMITS[kind]
    ends = since + limit.window
    if tries < limit.tries or now >= ends:
        return 0
    return int((ends - now).total_seconds()) + 1


# --- passwords ------------------------------------------------------------------------------------

WORDS_TO_SAY = (
    "apple", "bamboo", "bridge", "candle", "cedar", "cloud", "coral", "field", "garden", "harbor", "island", "jade",
    "lantern", "lotus", "maple", "meadow", "moon", "orchid", "paper", "pearl", "pine", "plum", "rain", "river", "sail",
    "silk", "snow", "spring", "stone", "summer", "tea", "willow",
)  # fmt: skip
"""A first password is read out over the telephone: four of these and two digits, changed at the first sign-in."""


def first_password(seed: bytes) -> str:
    """The same for the same seed: it is kept nowhere, and yet a page that was lost on its way can be shown again."""
    number = int.from_bytes(sha256(seed).digest())
    said = []
    for _ in range(4):
        number, at = divmod(number, len(WORDS_TO_SAY))
        said.append(WORDS_TO_SAY[at])
    return "-".join([*said, str(number % 90 + 10)])


def password_fault(password: str, login: str) -> str | None:
    """Why a password cannot be taken, as a refusal code."""
    if len(password) < PASSWORD_LENGTH:
        return "password_short"
    if login.casefold() in password.casefold():
        return "password_holds_login"
    if len(set(password)) < 5:
        return "password_simple"
    return None


class AccountState(StrEnum):
    NONE = "none"
    FIRST_PASSWORD = "first_password"  # noqa: S105 -- a state
    USED = "used"
    DISABLED = "disabled"


def state_of(disabled_at: datetime | None, must_change_password: bool) -> AccountState:
    if disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.FIRST_PASSWORD if must_change_password else AccountState.USED


@dataclass(frozen=True)
class TeacherAccount:
    """What an account for somebody with a teacher's file is made of."""

    teacher_id: int
    login: str
    name: str
    organisation_id: int
    password_hash: str


# --- roles ----------------------------------------------------------------------------------------

STAFFED = frozenset({K.SCHOOL, K.COLLEGE, K.TRAINING_SCHOOL, K.RESEARCH_OFFICE})
TRAINERS = frozenset({K.PROVIDER, K.COLLEGE, K.TRAINING_SCHOOL, K.RESEARCH_OFFICE})
BUREAUS = frozenset({K.CITY, K.COUNTY})

PLACES: Mapping[Role, frozenset[K]] = {
    Role.TEACHER: BUREAUS | STAFFED | {K.PROVIDER},  # wherever files of people are kept, external ones too
    Role.TRAINING_CLERK: STAFFED,
    Role.ACADEMIC_OFFICE: STAFFED,
    Role.PRINCIPAL: STAFFED,
    Role.COUNTY_CLERK: frozenset({K.COUNTY}),
    Role.COUNTY_LEADER: frozenset({K.COUNTY}),
    Role.CITY_CLERK: frozenset({K.CITY}),
    Role.CITY_LEADER: frozenset({K.CITY}),
    Role.RESEARCHER: BUREAUS | {K.COLLEGE, K.TRAINING_SCHOOL, K.RESEARCH_OFFICE},  # in some counties the bureau's own
    Role.PROVIDER: TRAINERS,
    Role.CLASS_ORGANISER: TRAINERS,
    Role.EXPERT: frozenset(K),
    Role.STUDIO_HOST: BUREAUS | STAFFED,
    Role.DISCIPLINE_OFFICER: BUREAUS,
    Role.INSPECTOR: BUREAUS,
    Role.SYSTEM_ADMINISTRATOR: BUREAUS | STAFFED | {K.PROVIDER},
    Role.SECURITY_AUDITOR: BUREAUS | STAFFED | {K.PROVIDER},
}
"""The kinds of organisation at which a role can be held."""

NEEDS_SECOND_FACTOR = frozenset({
    Role.COUNTY_CLERK, Role.COUNTY_LEADER, Role.CITY_CLERK, Role.CITY_LEADER, Role.DISCIPLINE_OFFICER, Role.INSPECTOR,
    Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_AUDITOR,
})  # fmt: skip
"""Roles that see or decide beyond one school, or give roles: a password alone does not open them."""

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


def date_fault(valid_from: date, valid_to: date | None) -> str | None:
    """Why a role cannot hold for this time, as a refusal code: other years are typing mistakes."""
    if any(each is not None and not EARLIEST <= each <= LATEST for each in (valid_from, valid_to)):
        return "grant_date"
    if valid_to is not None and valid_to < valid_from:
        return "period_reversed"
    return None
