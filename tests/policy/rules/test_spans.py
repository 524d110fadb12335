from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules import spans
from tests.policy.rules.columns import columns

DAY = st.integers(730_000, 730_120)
NOW = date(2026, 3, 1).toordinal()


def sorted_spans(drawn):
    """Rows of owner, start and length as three columns, sorted by owner, then start."""
    rows = sorted(zip(*drawn, strict=True))
    owner, start, length = (np.array(each, np.int64) for each in zip(*rows, strict=True))
    return owner, start, start + length - 1


SPANS = columns(st.sampled_from([-7, 0, 3, 4, 2**40]), DAY, st.integers(1, 40)).map(sorted_spans)
PERHAPS_EMPTY = columns(st.integers(0, 3), DAY, st.integers(-5, 40)).map(sorted_spans)


@settings(deadline=None)
@given(PERHAPS_EMPTY)
def test_days_count_once_per_owner(rows):
    seen = set()
    expected = []
    for owner, start, end in zip(*(each.tolist() for each in rows), strict=True):
        days = {(owner, day) for day in range(start, end + 1)}
        expected.append(len(days - seen))
        seen |= days
    assert spans.days_in(*spans.uncovered(*rows)).tolist() == expected


@settings(deadline=None)
@given(SPANS)
def test_what_is_uncovered_is_a_span(rows):
    seen = set()
    start, end = spans.uncovered(*rows)
    for owner, first, last, free_from, free_to in zip(*(each.tolist() for each in (*rows, start, end)), strict=True):
        days = {(owner, day) for day in range(first, last + 1)}
        assert {(owner, day) for day in range(free_from, free_to + 1)} == days - seen
        seen |= days


@settings(deadline=None)
@given(SPANS, st.integers(0, 30))
def test_runs_end_where_the_gap_is_too_long(rows, gap):
    expected, number, last_owner, reached = [], -1, None, 0
    for owner, start, end in zip(*(each.tolist() for each in rows), strict=True):
        if owner != last_owner or start - reached - 1 > gap:
            number, reached = number + 1, end
        last_owner, reached = owner, max(reached, end)
        expected.append(number)
    assert spans.runs(*rows, gap).tolist() == expected


@settings(deadline=None)
@given(PERHAPS_EMPTY)
def test_merged_spans_cover_the_same_days_with_a_gap_between(rows):
    def covered(owner, start, end):
        return [(a, day) for a, b, c in zip(*map(list, (owner, start, end)), strict=True) for day in range(b, c + 1)]

    owner, start, end = spans.merged(*rows)
    assert covered(owner, start, end) == sorted(set(covered(*rows)))
    assert np.all((np.diff(owner) > 0) | (start[1:] > end[:-1] + 1))


def test_a_gap_of_a_month_is_as_long_as_the_month():
    owner = np.zeros(2, np.int64)
    january = np.array([NOW - 59, NOW + 1]), np.array([NOW - 29, NOW + 30])  # 1 to 31 January, then from 2 March
    assert spans.runs(owner, *january, 0, gap_months=1).tolist() == [0, 1]
    assert spans.runs(owner, *january, 1, gap_months=1).tolist() == [0, 0]


@given(columns(st.integers(0, 3), st.integers(2000, 2015)))
def test_runs_of_years(drawn):
    rows = sorted(zip(*drawn, strict=True))
    expected, number, before = [], -1, (None, 0)
    for owner, year in rows:
        if owner != before[0] or year > before[1] + 1:
            number += 1
        before = owner, year
        expected.append(number)
    assert spans.runs_of(*map(np.array, zip(*rows, strict=True))).tolist() == expected


@given(columns(DAY, DAY, DAY, DAY))
def test_clipping_keeps_the_days_in_common(drawn):
    start, end = spans.clip(*map(np.array, drawn))
    expected = [len(set(range(a, b + 1)) & set(range(c, d + 1))) for a, b, c, d in zip(*drawn, strict=True)]
    assert spans.days_in(start, end).tolist() == expected


def test_no_rows():
    none = np.empty(0, np.int64)
    assert spans.days_in(*spans.uncovered(none, none, none)).size == 0
    assert spans.runs(none, none, none, 3).size == spans.runs_of(none, none).size == 0


def test_far_ends_and_many_owners_do_not_overflow():
    owner = np.arange(200_000).repeat(2)
    start, end = np.tile([1, 5], 200_000), np.tile([9, 2**31 - 1], 200_000)
    assert set(spans.days_in(*spans.uncovered(owner, start, end))[1::2].tolist()) == {2**31 - 1 - 9}
    assert spans.runs(owner, start, end, 0).max() == 199_999
