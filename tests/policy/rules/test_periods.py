from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules import periods as p
from teacher_growth.policy.rules.calendar import month_of
from tests.policy.rules.columns import AWAY, columns, dated, days, plus

START = date(2016, 9, 1)
SOON = st.integers(0, 3000).map(lambda n: date.fromordinal(START.toordinal() + n))


@given(columns(AWAY, AWAY), st.sampled_from([(1, 0), (6, 0), (60, 0), (0, 1), (0, 7), (0, 100)]))
def test_periods_of_one_length_hold_their_days(drawn, length):
    anchors, column = map(days, drawn)
    every = p.Every(*length, anchors)
    number = every.number(column)
    start, end = every.bounds(number)
    assert np.all((start <= column) & (column <= end))
    assert np.array_equal(every.bounds(number + 1)[0], end + 1)
    assert np.array_equal(every.bounds(np.ones(len(anchors), np.int64))[0], anchors)


@given(AWAY, st.integers(-100, 100))
def test_months_from_an_anchor_never_drift(anchor, passed):
    start, end = p.Every(1, 0, anchor.toordinal(), anchor_number=0).bounds(passed)
    assert dated(np.array([start, end + 1])) == [plus(anchor, passed), plus(anchor, passed + 1)]


def test_a_cycle_on_a_fixed_date_goes_forward_and_back():
    cycle = p.Every(60, 0, START.toordinal())
    asked = [date(2011, 8, 31), date(2016, 8, 31), START, date(2021, 8, 31), date(2021, 9, 1)]
    assert cycle.number(days(asked)).tolist() == [-1, 0, 1, 1, 2]
    assert dated(np.array(cycle.bounds(2))) == [date(2021, 9, 1), date(2026, 8, 31)]


def test_limits_say_which_periods_exist():
    every = p.Every(12, 0, START.toordinal(), first_number=1, last_number=3)
    assert every.exists(np.arange(5)).tolist() == [False, True, True, True, False]
    assert p.Every(12, 0, 1, first_number=1).exists(np.array([0, 1, 99])).tolist() == [False, True, True]
    assert p.Every(12, 0, 1).exists(np.array([-9, 9])).tolist() == [True, True]


@pytest.mark.parametrize("length", [(0, 0), (1, 1), (-1, 0), (12, -1), (0, -7)])
def test_lengths_that_are_none(length):
    with pytest.raises(ValueError, match="so many months, or so many days"):
        p.Every(*length, 1)


def test_rows_say_whose_anchor():
    anchors = days([date(2020, 1, 31), date(2021, 3, 15)])
    every = p.Every(1, 0, anchors)
    asked = days([date(2021, 4, 14), date(2020, 2, 28), date(2020, 2, 29), date(2021, 4, 15)])
    number = every.number(asked, np.array([1, 0, 0, 1]))
    assert number.tolist() == [1, 1, 2, 2]
    assert dated(every.bounds(number, np.array([1, 0, 0, 1]))[0]) == [
        date(2021, 3, 15), date(2020, 1, 31), date(2020, 2, 29), date(2021, 4, 15),
    ]  # fmt: skip


@given(columns(AWAY))
def test_weeks_months_and_years(drawn):
    (dates,) = drawn
    column = days(dates)
    assert (column - p.weeks().bounds(p.weeks().number(column))[0]).tolist() == [each.weekday() for each in dates]
    assert np.array_equal(p.calendar_months().number(column), month_of(column))
    assert p.years_from().number(column).tolist() == [each.year for each in dates]
    assert p.years_from(9).number(column).tolist() == [each.year - (each.month < 9) for each in dates]


def test_years_that_begin_on_a_leap_day():
    years = p.years_from(2, 29)
    assert dated(years.bounds(np.array([2023, 2024]))[0]) == [date(2023, 2, 28), date(2024, 2, 29)]
    assert p.weeks(date(2026, 9, 3).toordinal()).number(days([date(2026, 9, 9), date(2026, 9, 10)])).tolist() == [1, 2]


def edges_by_days(start, length, suspended, count):
    """The naive reference: day by day, a period's end is the day its last active day has passed."""
    months, more = length
    targets = [plus(start, months * n).toordinal() + more * n - start.toordinal() for n in range(count + 1)]
    edges, active, day = [], 0, start.toordinal()
    for target in targets:
        while active < target:
            active += day not in suspended
            day += 1
        edges.append(day)
    return edges


SUSPENSIONS = columns(st.integers(0, 2), SOON, st.integers(-2, 400), size=8).map(
    lambda drawn: tuple(zip(*sorted(zip(*drawn, strict=True)), strict=True))
)
LENGTHS = st.sampled_from([(1, 0), (12, 0), (0, 100), (2, 10)])


@settings(deadline=None)
@given(st.lists(SOON, min_size=3, max_size=3), LENGTHS, SUSPENSIONS)
def test_days_of_suspension_move_the_end_and_all_after(starts, length, drawn):
    owner, first, size = np.array(drawn[0]), days(drawn[1]), np.array(drawn[2])
    found = p.prolonged(days(starts), length, (owner, first, first + size - 1), count=5).edges
    for person, start in enumerate(starts):
        spans = [
            range(a, a + n) for who, a, n in zip(owner, first.tolist(), size.tolist(), strict=True) if who == person
        ]
        assert found[person].tolist() == edges_by_days(start, length, set().union(*spans), 5)


@settings(deadline=None)
@given(SOON, st.lists(st.tuples(st.integers(2, 300), st.integers(1, 300)), max_size=8), st.sampled_from([1, 6, 36]))
def test_whole_months_of_suspension(start, drawn, length):
    leaves, day = [], start.toordinal()
    for gap, size in drawn:
        leaves.append((day + gap, day + gap + size - 1))
        day += gap + size
    assume(start.day < 29)  # a leave on a clamped last day may touch the month before
    expected, moved, left = [], 0, list(leaves)
    for number in range(6):
        while left and number and left[0][0] < plus(start, length * number + moved).toordinal():
            first, last = left.pop(0)
            moved += next(n for n in range(99) if plus(date.fromordinal(first), n + 1).toordinal() > last + 1)
        expected.append(plus(start, length * number + moved))
    firsts, lasts = (np.array([each[at] for each in leaves], np.int64) for at in (0, 1))
    spans = np.zeros(len(leaves), np.int64), firsts, lasts
    found = p.prolonged(days([start]), (length, 0), spans, count=5, by="whole_months")
    assert dated(found.edges[0]) == expected


def test_prolonged_periods_answer_as_others_do():
    leave = np.array([0]), days([date(2017, 1, 1)]), days([date(2017, 3, 1)])
    found = p.prolonged(days([START, START]), (12, 0), leave, count=2)
    start, end = found.bounds(np.array([1, 2, 1]), np.array([0, 0, 1]))
    assert dated(start) == [START, date(2017, 10, 31), START]
    assert dated(end) == [date(2017, 10, 30), date(2018, 10, 30), date(2017, 8, 31)]
    asked = days([date(2016, 8, 31), date(2017, 10, 30), date(2017, 10, 31), date(2018, 10, 31), date(2017, 10, 30)])
    number = found.number(asked, np.array([0, 0, 0, 0, 1]))
    assert number.tolist() == [0, 1, 2, 3, 2]
    assert found.exists(number).tolist() == [False, True, True, False, True]
    assert found.number(days([date(2017, 9, 1)] * 2)).tolist() == [1, 2]


def test_a_leave_that_begins_when_a_period_has_ended_prolongs_the_next():
    leave = np.array([0]), days([date(2017, 9, 1)]), days([date(2017, 9, 30)])
    assert dated(p.prolonged(days([START]), (12, 0), leave, count=2).edges[0]) == [
        START, date(2017, 9, 1), date(2018, 10, 1),
    ]  # fmt: skip
    assert dated(p.prolonged(days([START]), (12, 0), leave, count=2, by="whole_months").edges[0])[1:] == [
        date(2017, 9, 1), date(2018, 10, 1),
    ]  # fmt: skip


def test_whole_months_prolong_only_whole_months():
    with pytest.raises(ValueError, match="themselves of whole months"):
        p.prolonged(days([START]), (12, 1), (np.array([0]),) * 3, count=2, by="whole_months")


@settings(deadline=None)
@given(columns(SOON, SOON), st.sampled_from([p.years_from(9), p.Every(0, 30, 736_330, first_number=1, last_number=40)]))
def test_pieces_are_the_days_of_the_span_that_lie_in_periods(drawn, periods):
    starts, ends = map(days, drawn)
    span, number, first, last = p.pieces(periods, starts, ends)
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        spread, own = np.arange(start, end + 1), span == at
        cut = [np.arange(a, b + 1) for a, b in zip(first[own], last[own], strict=True)]
        assert np.array_equal(np.concatenate([spread[:0], *cut]), spread[periods.exists(periods.number(spread))])
    assert np.array_equal(periods.number(first), number)
    assert np.array_equal(periods.number(last), number)


def test_pieces_of_a_person_s_own_periods():
    own = p.prolonged(days([START, date(2017, 1, 1)]), (12, 0), (np.empty(0, np.int64),) * 3, count=2)
    start, end = days([date(2017, 6, 1), date(2016, 1, 1)]), days([date(2018, 1, 31), date(2017, 1, 31)])
    span, number, first, last = p.pieces(own, start, end, np.array([1, 0]))
    assert (span.tolist(), number.tolist()) == ([0, 0, 1], [1, 2, 1])
    assert dated(first) == [date(2017, 6, 1), date(2018, 1, 1), START]
    assert dated(last) == [date(2017, 12, 31), date(2018, 1, 31), date(2017, 1, 31)]
