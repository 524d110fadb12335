from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.policy.rules import durations as d
from tests.policy.rules.columns import DATES

NUMBER = st.integers(0, 99_999)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P2Y7M15D", (31, 15)), ("P5Y", (60, 0)), ("P18M", (18, 0)), ("P30D", (0, 30)), ("P2W", (0, 14)),
        ("P1W3D", (0, 10)), ("P0D", (0, 0)), ("-P1M2D", (-1, -2)),
    ],
)  # fmt: skip
def test_durations_are_read(text, expected):
    assert d.parse_duration(text) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "2Y", "P2", "P1D2M", "PT5H", "P-1D", "P1.5Y", "P1Y ", "p1y", "P１Y", "P1Y\n"]
)
def test_no_durations(text):
    with pytest.raises(ValueError, match="is no duration: write P2Y7M15D"):
        d.parse_duration(text)


@given(NUMBER, NUMBER, st.sampled_from([-1, 1]))
def test_durations_are_written_and_read_back(months, days, sign):
    assert d.parse_duration(d.format_duration(sign * months, sign * days)) == (sign * months, sign * days)


def test_how_durations_are_written():
    pairs = ((31, 15), (24, 0), (0, 30), (0, 0), (-13, -2), (0, -1))
    assert [d.format_duration(*each) for each in pairs] == ["P2Y7M15D", "P2Y", "P30D", "P0D", "-P1Y1M2D", "-P1D"]
    with pytest.raises(ValueError, match="1 months and -2 days have different signs"):
        d.format_duration(1, -2)


@given(DATES)
def test_dates_are_written(day):
    assert d.format_date(day.toordinal()) == day.isoformat()


@pytest.mark.parametrize("day", [0, -5, 3_652_060, 2**70])
def test_days_that_have_no_text(day):
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        d.format_date(day)


def test_whole_months():
    months, days = np.array([3, 3, 3, 3, -3, -3, 0]), np.array([0, 14, 15, 30, -14, -15, -1])
    assert d.rounded(months, days, "down").tolist() == [3, 3, 3, 3, -3, -3, 0]
    assert d.rounded(months, days, "up").tolist() == [3, 4, 4, 4, -4, -4, -1]
    assert d.rounded(months, days, "half_up", 30).tolist() == [3, 3, 4, 4, -3, -4, 0]
    assert d.rounded(months, days, "half_up", 28).tolist() == [3, 4, 4, 4, -4, -4, 0]
    assert d.rounded(months, 20, "half_up", 20).tolist() == [4, 4, 4, 4, -2, -2, 1]


@given(st.integers(0, 999), st.integers(0, 30), st.integers(20, 31), st.sampled_from([-1, 1]))
def test_parts_of_months_are_exact(months, days, length, sign):
    over, under = d.rounded(sign * months, sign * days, "no", length)
    assert Fraction(int(over), int(under)) == sign * (months + Fraction(days, length))
