from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.policy.rules.reading.exact import (
    DateRange,
    Duration,
    date_from,
    day_from,
    duration_from,
    number_from,
    number_hint,
    written,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6.5", Fraction(13, 2)), ("-3", Fraction(-3)), ("+.5", Fraction(1, 2)), ("2/7", Fraction(2, 7)),
        ("20 %", Fraction(1, 5)), ("20%", Fraction(1, 5)), ("0.1", Fraction(1, 10)), ("1/0", None), ("1e3", None),
        ("", None), ("1,000", None), ("１２", None), ("9" * 41, None), ("abc", None), ("12:30", None),
        (" 4 ", Fraction(4)),
    ],
)  # fmt: skip
def test_numbers_are_exact(text, number):
    assert number_from(text) == number


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,000", "write it without commas"), ("１２", "write it with the narrow digits 0-9"),
        ("12:30", "a time of day is no number; write minutes or hours"), ("1e3", "write the digits out"),
        ("3/0", "nothing is divided by zero"), ("6学时", "write the number alone; its unit goes under unit"),
        ("P1Y", "this is a duration"), ("x", 'a number: 6, 6.5, "2/7" or 20 %'),
    ],
)  # fmt: skip
def test_what_is_no_number_gets_a_hint(text, hint):
    assert number_hint(text) == hint


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6))
def test_a_number_written_is_read_back(number):
    assert number_from(written(number)) == number


def test_numbers_are_written_without_zeros():
    assert [written(Fraction(each)) for each in ("57.50", "64", "-0.05", "2/7")] == ["57.5", "64", "-0.05", "2/7"]


def test_dates_known_to_the_month_or_year_are_ranges():
    assert date_from("2024-02") == DateRange(day_from("2024-02-01"), day_from("2024-02-29"))
    assert date_from("2024-02", "first") == DateRange(*[day_from("2024-02-01")] * 2)
    assert date_from("2024-02", "last") == DateRange(*[day_from("2024-02-29")] * 2)
    assert date_from("2024") == DateRange(day_from("2024-01-01"), day_from("2024-12-31"))


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13", "0000-01-01", "24-1-1", "2024-1-01", "2024-01-01T00:00", ""])
def test_what_is_no_date_is_none(text):
    assert date_from(text) is None


def test_a_day_is_known_to_the_day():
    assert (day_from("2024-02"), day_from("0001-01-01")) == (None, 1)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P2Y7M", Duration(31, 0)), ("P16D", Duration(0, 16)), ("P3W", Duration(0, 21)), ("P1Y2D", Duration(12, 2)),
        ("P", None), ("2Y", None), ("P-1D", None), ("PT5H", None),
    ],
)  # fmt: skip
def test_durations(text, duration):
    assert duration_from(text) == duration
