from calendar import monthrange
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules import calendar as c
from tests.policy.rules.columns import AWAY, DATES, MONTHS, columns, dated, days, plus


@settings(deadline=None)
@given(columns(DATES))
def test_civil_and_back(drawn):
    (dates,) = drawn
    year, month, day = c.civil(days(dates))
    assert list(zip(year.tolist(), month.tolist(), day.tolist(), strict=True)) == [
        (each.year, each.month, each.day) for each in dates
    ]
    assert dated(c.ordinal(year, month, day)) == dates


def test_whole_range_at_once():
    every = np.arange(1, date.max.toordinal() + 1)
    assert np.array_equal(c.ordinal(*c.civil(every)), every)


@pytest.mark.parametrize(
    ("parts", "clamp", "expected"),
    [
        ((2026, 13, 5), False, date(2027, 1, 5)),
        ((2026, 0, 5), False, date(2025, 12, 5)),
        ((2026, -12, 5), False, date(2024, 12, 5)),
        ((2026, 2, 30), False, date(2026, 3, 2)),
        ((2026, 2, 30), True, date(2026, 2, 28)),
        ((2024, 14, 31), True, date(2025, 2, 28)),
        ((2023, 14, 31), True, date(2024, 2, 29)),
        ((2026, 3, 0), False, date(2026, 2, 28)),
    ],
)
def test_carrying_and_clamping(parts, clamp, expected):
    assert date.fromordinal(int(c.ordinal(*parts, clamp=clamp))) == expected


@settings(deadline=None)
@given(columns(AWAY, MONTHS, st.integers(-4000, 4000)))
def test_adding(drawn):
    dates, months, more = drawn
    expected = days([plus(day, n) for day, n in zip(dates, months, strict=True)])
    assert np.array_equal(c.add_months(days(dates), np.array(months)), expected)
    assert np.array_equal(c.add_duration(days(dates), np.array(months), np.array(more)), expected + more)


def test_a_leap_day_a_year_on():
    assert dated(c.add_months(days([date(2024, 2, 29)]), np.array([-48, 0, 12, 48]))) == [
        date(2020, 2, 29), date(2024, 2, 29), date(2025, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


@settings(deadline=None)
@given(columns(AWAY))
def test_first_and_last_days(drawn):
    (dates,) = drawn
    column = days(dates)
    assert dated(c.first_of_month(column)) == [each.replace(day=1) for each in dates]
    assert dated(c.last_of_month(column)) == [each.replace(day=monthrange(each.year, each.month)[1]) for each in dates]
    assert dated(c.first_of_year(column)) == [date(each.year, 1, 1) for each in dates]
    assert dated(c.last_of_year(column)) == [date(each.year, 12, 31) for each in dates]


@settings(deadline=None)
@given(columns(AWAY), st.integers(1, 12), st.integers(1, 31))
def test_years_that_start_on_a_day(drawn, month, day):
    def start(year):
        return date(year, month, min(day, monthrange(year, month)[1]))

    (dates,) = drawn
    expected = [max(start(year) for year in (d.year - 1, d.year) if start(year) <= d) for d in dates]
    assert dated(c.year_starting(days(dates), month, day)) == expected


@settings(deadline=None)
@given(columns(AWAY, st.integers(0, 20_000)))
def test_months_between_against_counting_up(drawn):
    starts, ahead = drawn
    begun = days(starts)
    months, left = c.months_between(begun, begun + ahead)
    for start, later, whole, rest in zip(starts, ahead, months.tolist(), left.tolist(), strict=True):
        end = date.fromordinal(start.toordinal() + later)
        assert plus(start, whole) <= end < plus(start, whole + 1)
        assert rest == (end - plus(start, whole)).days


@settings(deadline=None)
@given(columns(AWAY, AWAY))
def test_the_way_back_is_the_way_there(drawn):
    a, b = map(days, drawn)
    there, back = c.months_between(a, b), c.months_between(b, a)
    assert np.array_equal(there[0], -back[0])
    assert np.array_equal(there[1], -back[1])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), (0, 27)),
        (date(2026, 1, 31), date(2026, 2, 28), (1, 0)),
        (date(2026, 1, 31), date(2026, 3, 1), (1, 1)),
        (date(2026, 1, 31), date(2026, 3, 31), (2, 0)),
        (date(2026, 2, 28), date(2026, 3, 31), (1, 3)),
        (date(2026, 3, 31), date(2026, 2, 28), (-1, -3)),
        (date(2019, 8, 15), date(2026, 9, 1), (84, 17)),
    ],
)
def test_months_as_personnel_offices_count(start, end, expected):
    assert c.months_between(start.toordinal(), end.toordinal()) == expected


@settings(deadline=None)
@given(columns(AWAY, st.integers(-20_000, 20_000)))
def test_elapsed_months_hold_the_day(drawn):
    begun, ahead = days(drawn[0]), np.array(drawn[1])
    passed = c.months_elapsed(begun, begun + ahead)
    assert np.all(c.add_months(begun, passed) <= begun + ahead)
    assert np.all(begun + ahead < c.add_months(begun, passed + 1))


def test_columns_meet_columns_of_other_shapes():
    start = days([date(2026, 1, 31), date(2026, 5, 15)])
    assert c.add_months(start[:, None], np.arange(3)).shape == (2, 3)
    assert c.months_between(start[:, None], start)[0].tolist() == [[0, 3], [-3, 0]]
    assert c.civil(np.empty(0, np.int64))[0].size == 0
