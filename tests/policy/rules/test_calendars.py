from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules.calendars import calendars_of
from teacher_growth.policy.rules.periods import pieces
from tests.policy.rules.columns import columns, dated, days

HOLIDAYS = [*range(1, 8)]  # of October 2026
DATA = {
    "terms": [{"from": "2026-08-31", "to": "2027-01-22"}, {"from": "2026-02-26", "to": "2026-06-30"}],
    "holidays": ["2026-01-01", *(f"2026-10-0{day}" for day in HOLIDAYS), "2027-01-01"],
    "workdays": ["2026-09-20", "2026-10-10"],
}


def day_number(text):
    return date.fromisoformat(text).toordinal()


def read_calendars(data):
    terms = sorted((day_number(each["from"]), day_number(each["to"])) for each in data.get("terms") or [])
    holidays = data.get("holidays")
    return calendars_of(
        terms,
        None if holidays is None else [day_number(each) for each in holidays],
        [day_number(each) for each in data.get("workdays") or []],
    )


KNOWN = read_calendars(DATA)
DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
FREE, MADE_UP = ({date.fromisoformat(each) for each in DATA[name]} for name in ("holidays", "workdays"))
TERMS = sorted(tuple(date.fromisoformat(each[name]) for name in ("from", "to")) for each in DATA["terms"])


def worked(day):
    return day not in FREE and (day.weekday() < 5 or day in MADE_UP)


def taught(day):
    return worked(day) and any(first <= day <= last for first, last in TERMS)


def counted(test, start, end):
    """The naive reference: days after the start up to the end that pass the test."""
    return sum(test(start + timedelta(n)) for n in range(1, (end - start).days + 1))


@settings(deadline=None)
@given(columns(DAY, DAY, size=8))
def test_days_are_counted(drawn):
    a, b = map(days, drawn)
    for count, test in ((KNOWN.working_days, worked), (KNOWN.school_days, taught)):
        expected = [counted(test, *pair) - counted(test, *pair[::-1]) for pair in zip(*drawn, strict=True)]
        assert count(a, b).tolist() == expected
        own = [more + test(start) for more, start in zip(expected, drawn[0], strict=True)]
        assert count(a, b, first_counted=True).tolist() == own


def walked(day, number, first_counted):
    """The naive reference: day by day; None beyond the known years."""
    step = timedelta(1 if number > 0 else -1)
    day = day - step if first_counted and number else day
    left = abs(number)
    while left:
        day += step
        if day.year not in range(1970, 2101):
            return None
        left -= worked(day)
    return day


@settings(deadline=None)
@given(columns(DAY, st.integers(-90, 90), size=8), st.booleans())
def test_working_days_are_added(drawn, first_counted):
    found = KNOWN.add_working_days(days(drawn[0]), np.array(drawn[1]), first_counted=first_counted)
    expected = [walked(*pair, first_counted) for pair in zip(*drawn, strict=True)]
    assert [each if each.year in range(1970, 2101) else None for each in dated(found)] == expected
    assert KNOWN.knows(days(drawn[0]), found).tolist() == [each is not None for each in expected]


def test_deadlines_around_a_holiday():
    asked = days([date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 11)])
    assert dated(KNOWN.next_working_day(asked)) == [
        date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 10), date(2026, 10, 12),
    ]  # fmt: skip
    assert dated(KNOWN.add_working_days(asked, 3)) == [
        date(2026, 10, 10), date(2026, 10, 10), date(2026, 10, 14), date(2026, 10, 14),
    ]  # fmt: skip
    assert dated(KNOWN.add_working_days(asked, 3, first_counted=True)[:1]) == [date(2026, 10, 9)]


def test_terms():
    asked = days([date(2026, 2, 25), date(2026, 2, 26), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 22)])
    assert KNOWN.term_of(asked).tolist() == [-1, 0, 0, -1, 1]
    assert KNOWN.term_of(days([date(2027, 1, 23)])).tolist() == [-1]
    assert KNOWN.terms.exists(np.array([-1, 0, 1, 2])).tolist() == [False, True, True, False]
    start, end = KNOWN.terms.bounds(np.array([1, -1, 2]))
    assert dated(start[:1]) + dated(end[:1]) == [date(2026, 8, 31), date(2027, 1, 22)]
    assert (start[1:].tolist(), end[1:].tolist()) == ([1, 1], [0, 0])


@given(columns(DAY, DAY))
def test_spans_are_cut_into_terms(drawn):
    span, number, first, last = pieces(KNOWN.terms, *map(days, drawn))
    expected = [
        (at, n, max(a, first), min(b, last))
        for at, (a, b) in enumerate(zip(*drawn, strict=True))
        for n, (first, last) in enumerate(TERMS)
        if max(a, first) <= min(b, last)
    ]
    assert list(zip(span.tolist(), number.tolist(), dated(first), dated(last), strict=True)) == expected


def test_what_is_known():
    assert (KNOWN.known_from, KNOWN.known_to) == (date(1970, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
    asked = days([date(1969, 12, 31), date(1970, 1, 1), date(2100, 12, 31), date(2101, 1, 1)])
    assert KNOWN.knows(asked[:, None], asked[None, 1:3]).tolist() == [[False] * 2, [True] * 2, [True] * 2, [False] * 2]
    no_holidays = read_calendars({"holidays": []})
    assert no_holidays.working_days(*days([date(2026, 1, 1), date(2026, 1, 8)])).tolist() == 5
    first, last = days([date(2026, 2, 26), date(2027, 1, 22)])
    assert KNOWN.terms.knows(np.array([first, first - 1, last]), np.array([last, last, last + 1])).tolist() == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("data", [{}, {"terms": [], "holidays": None, "workdays": []}])
def test_without_calendars_nothing_is_known(data):
    none = read_calendars(data)
    asked = days([date(2026, 1, 1), date(2026, 5, 1)])
    assert (none.known_from, none.known_to) == (1, 0)
    assert none.knows(asked, asked).tolist() == none.terms.knows(asked, asked).tolist() == [False, False]
    assert none.term_of(asked).tolist() == [-1, -1]
    assert none.knows(asked, none.add_working_days(asked, 1)).tolist() == [False, False]
    assert [each.size for each in pieces(none.terms, asked, asked)] == [0] * 4
