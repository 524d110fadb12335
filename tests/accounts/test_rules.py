"""Throttling, passwords, states of an account and days of a role, as arithmetic."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.access.roles import Role
from teacher_growth.accounts.rules import (
    LIMITS,
    NEEDS_SECOND_FACTOR,
    PLACES,
    WORDS_TO_SAY,
    AccountState,
    ThrottleKind,
    date_fault,
    first_password,
    password_fault,
    retry_after,
    state_of,
)
from teacher_growth.organisations.rules import OrganisationKind as K

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@given(st.sampled_from(ThrottleKind), st.integers(0, 5000), st.integers(0, 7200))
def test_one_waits_after_too_many_tries_until_the_window_ends(kind, tries, seconds):
    limit = LIMITS[kind]
    wait = retry_after(kind, tries, AT, AT + timedelta(seconds=seconds))
    left = int(limit.window.total_seconds()) - seconds
    assert wait == (left + 1 if tries >= limit.tries and left > 0 else 0)


@given(st.binary(max_size=40))
def test_a_first_password_can_be_said_aloud_and_passes_the_rules(seed):
    *words, number = first_password(seed).split("-")
    assert (len(words), set(words) - set(WORDS_TO_SAY), len(number)) == (4, set(), 2)
    assert first_password(seed) == first_password(seed)
    assert password_fault(first_password(seed), "T000001") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "password_short"),
        ("my-T000001-is-it", "password_holds_login"),
        ("my-t000001-is-it", "password_holds_login"),
        ("abababababababab", "password_simple"),
        ("green-bamboo-in-rain", None),
    ],
)
def test_password_fault(password, fault):
    assert password_fault(password, "T000001") == fault


def test_a_disabled_account_is_that_before_all():
    assert [state_of(at, must) for at in (None, AT) for must in (True, False)] == [
        AccountState.FIRST_PASSWORD, AccountState.USED, AccountState.DISABLED, AccountState.DISABLED,
    ]  # fmt: skip


def test_every_role_has_places_and_bureau_roles_lie_at_bureaus():
    assert set(PLACES) == set(Role)
    assert {role for role in Role if PLACES[role] <= {K.CITY, K.COUNTY}} - NEEDS_SECOND_FACTOR == set()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "fault"),
    [
        (date(2026, 9, 1), None, None),
        (date(2026, 9, 1), date(2026, 9, 1), None),
        (date(2026, 9, 1), date(2026, 8, 31), "period_reversed"),
        (date(1949, 12, 31), None, "grant_date"),
        (date(2026, 9, 1), date(2101, 1, 1), "grant_date"),
    ],
)
def test_date_fault(valid_from, valid_to, fault):
    assert date_fault(valid_from, valid_to) == fault
