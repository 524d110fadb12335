"""Exact arithmetic over ranges: whatever value turns up lies within."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.policy.rules import columns as c

numbers = st.fractions(-1000, 1000, max_denominator=60)
ranges = st.tuples(numbers, numbers).map(sorted)
BIG = 2**61


def values(column):
    return [column.at(row) for row in range(len(column))]


@given(st.lists(numbers, min_size=1), numbers)
def test_known_values_stay_exact(listed, other):
    column = c.column([(each, each) for each in listed])
    assert values(c.summed([column, c.constant(other)])) == [each + other for each in listed]
    assert values(c.multiplied(column, c.constant(other))) == [each * other for each in listed]
    assert values(c.divided(column, c.constant(other))) == [each / other if other else None for each in listed]


@given(ranges, ranges, st.fractions(0, 1), st.fractions(0, 1))
def test_what_turns_up_lies_in_the_range(one, two, here, there):
    a, b = one[0] + here * (one[1] - one[0]), two[0] + there * (two[1] - two[0])
    for reckon, expected in ((c.multiplied, a * b), (lambda x, y: c.summed([x, y]), a + b)):
        found = reckon(c.column([tuple(one)]), c.column([tuple(two)]))
        assert Fraction(int(found.low[0]), found.den) <= expected <= Fraction(int(found.high[0]), found.den)


def test_figures_beyond_64_bits_are_kept():
    column = c.exactly(np.array([BIG, -BIG]))
    assert values(c.summed([column, column])) == [2 * BIG, -2 * BIG]
    assert values(c.multiplied(column, column)) == [BIG * BIG, BIG * BIG]


def test_a_fine_denominator_and_an_unknown_do_not_overflow():
    fine = c.constant(Fraction(1, 10**8))
    found = c.hull(fine, c.nothing())
    assert (int(found.low[0]), int(found.high[0])) == (-c.ENDLESS * 10**8, c.ENDLESS * 10**8)


def test_no_value_goes_through_sums_and_is_left_out_of_extremes():
    column = c.column([(1, 1), None])
    assert values(c.summed([column, c.constant(1)])) == [2, None]
    assert values(c.smallest_of([column, c.constant(5)])) == [1, 5]
