"""Periods, who reads what, and what no fact may say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.access.permissions import Permission
from teacher_growth.people.rules.checks import RANGES, value_fault
from teacher_growth.people.rules.codes import EthicsGrade, EthicsKind, LeavingReason
from teacher_growth.people.rules.kinds import FactKind, reads, writes
from teacher_growth.people.rules.periods import first_open, holds_on, overlaps, shown_profile

D = date
DAYS = st.dates(D(2020, 1, 1), D(2020, 3, 1))
PERIODS = st.tuples(DAYS, st.none() | st.integers(0, 20)).map(
    lambda each: (each[0], None if each[1] is None else each[0] + timedelta(days=each[1]))
)


@given(PERIODS, PERIODS)
def test_periods_overlap_when_one_day_lies_in_both(one, other):
    days = (D(2020, 1, 1) + timedelta(days=each) for each in range(100))
    assert overlaps(*one, *other) == any(holds_on(*one, day) and holds_on(*other, day) for day in days)


@given(PERIODS, PERIODS)
def test_overlapping_has_no_order(one, other):
    assert overlaps(*one, *other) == overlaps(*other, *one)


@pytest.mark.parametrize(
    ("day", "holds"), [(D(2019, 12, 31), False), (D(2020, 1, 1), True), (D(2020, 1, 9), True), (D(2020, 1, 10), False)]
)
def test_the_last_day_belongs_to_a_period(day, holds):
    assert holds_on(D(2020, 1, 1), D(2020, 1, 9), day) is holds


def a_line(number, since, until=None):
    return {"id": number, "valid_from": since, "valid_to": until}


def test_who_is_transferred_leaves_the_earliest_open_relation():
    today = D(2026, 11, 24)
    ended, later, open_one = (
        a_line(1, D(2010, 9, 1), D(2020, 8, 31)),
        a_line(2, D(2025, 9, 1)),
        a_line(3, D(2020, 9, 1)),
    )
    assert first_open([ended, later, open_one], today) == open_one
    assert first_open([a_line(4, D(2020, 9, 1), today)], today)["id"] == 4
    assert first_open([ended], today) is None


def test_the_profile_shown_is_the_newest_of_today_else_the_newest_at_all():
    today = D(2026, 11, 24)
    old, now, coming = a_line(1, D(2010, 1, 1)), a_line(2, D(2020, 1, 1)), a_line(3, D(2027, 1, 1))
    assert shown_profile([now, coming, old], today) == now
    assert shown_profile([coming, a_line(9, D(2027, 1, 1))], today)["id"] == 9
    assert shown_profile([], today) is None


def test_sensitive_kinds_are_read_and_written_by_permissions_of_their_own():
    own = {kind: (reads(kind), writes(kind)) for kind in FactKind if reads(kind) is not Permission.PEOPLE_READ}
    assert own == {
        FactKind.ETHICS: (Permission.ETHICS_READ, Permission.ETHICS_WRITE),
        FactKind.DISCIPLINE: (Permission.DISCIPLINE_READ, Permission.DISCIPLINE_WRITE),
        FactKind.LEAVE: (Permission.HEALTH_READ, Permission.HEALTH_WRITE),
    }
    assert {writes(kind) for kind in set(FactKind) - set(own)} == {Permission.PEOPLE_WRITE}


@pytest.mark.parametrize("name", RANGES)
def test_numbers_keep_to_their_bounds(name):
    least, most = RANGES[name]
    found = [value_fault(FactKind.PLACE, {name: each}) for each in (least - 1, least, most, most + 1, None)]
    assert found == ["fact_number_range", None, None, "fact_number_range", None]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"kind": EthicsKind.ASSESSMENT}, "ethics_grade_missing"),
        ({"kind": EthicsKind.ASSESSMENT, "grade": EthicsGrade.SOUND}, None),
        ({"kind": EthicsKind.FINDING, "grade": EthicsGrade.SOUND, "decided_by": "县教育局"}, "ethics_grade_undue"),
        ({"kind": EthicsKind.FINDING}, "ethics_decider_missing"),
        ({"kind": EthicsKind.FINDING, "decided_by": "县教育局"}, None),
    ],
)
def test_an_assessment_has_a_grade_and_a_finding_somebody_who_decided(values, fault):
    assert value_fault(FactKind.ETHICS, values) == fault


def test_who_left_left_on_a_day():
    left = {"leaving_reason": next(iter(LeavingReason))}
    assert value_fault(FactKind.RELATION, left) == "leaving_day_missing"
    assert value_fault(FactKind.RELATION, left | {"valid_to": D(2026, 8, 31)}) is None
