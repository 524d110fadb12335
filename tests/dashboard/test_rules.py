"""Means, groups and lines of the dashboard, as arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.dashboard.rules import Group, Head, Sum, flat, grouped, mean
from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.rules import Unit

AMOUNTS = st.integers(0, 10**9)
CELLS = st.tuples(st.integers(1, 4), st.sampled_from([Stage.PRIMARY, Stage.JUNIOR, None]))


@pytest.mark.parametrize(("amount", "teachers", "expected"), [(65, 2, 33), (64, 2, 32), (0, 3, 0), (10, 0, None)])
def test_mean_rounds_half_up(amount, teachers, expected):
    assert mean(amount, teachers) == expected


@given(AMOUNTS, st.integers(1, 10**6))
def test_mean_is_the_nearest_whole_number_of_tenths(amount, teachers):
    found, exact = mean(amount, teachers), Fraction(amount, teachers)
    assert -Fraction(1, 2) < found - exact <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ({"after": {"amount": 40, "files": ["a", "b"]}, "reason": None},
         [("after.amount", 40), ("after.files.0", "a"), ("after.files.1", "b"), ("reason", None)]),
        ({"people": []}, [("people", [])]),
    ],
)  # fmt: skip
def test_a_body_of_the_trail_as_lines(body, lines):
    assert flat(body) == lines


def test_groups_stand_in_order_of_the_heads_and_never_add_two_units():
    heads = [Head(2, Stage.PRIMARY, 3), Head(1, Stage.PRIMARY, 4), Head(2, None, 1)]
    sums = [Sum(1, Stage.PRIMARY, Unit.HOUR, 40), Sum(2, None, Unit.CREDIT, 7)]
    key = {(1, Stage.PRIMARY): "south", (2, Stage.PRIMARY): "north", (2, None): "north"}
    assert grouped(sums, heads, key) == [
        Group("north", 4, {Unit.HOUR: 0, Unit.CREDIT: 7}), Group("south", 4, {Unit.HOUR: 40, Unit.CREDIT: 0}),
    ]  # fmt: skip


@given(st.lists(st.tuples(CELLS, st.sampled_from(list(Unit)), AMOUNTS), max_size=30))
def test_groups_hold_all_that_was_summed_however_it_is_cut(lines):
    sums = [Sum(*cell, unit, amount) for cell, unit, amount in lines]
    cells = {cell for cell, _unit, _amount in lines}
    for key in (dict.fromkeys(cells, "all"), {cell: cell[0] for cell in cells}, {cell: cell for cell in cells}):
        found = grouped(sums, [], key)
        totals = {unit: sum(each.amounts[unit] for each in found) for unit in Unit}
        assert totals == {unit: sum(amount for _cell, one, amount in lines if one is unit) for unit in Unit}
