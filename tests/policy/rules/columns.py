"""Columns of dates to draw, and the naive references they are held against."""

from calendar import monthrange
from datetime import date

import numpy as np
from hypothesis import strategies as st

DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))
AWAY = st.dates(date(200, 1, 1), date(9800, 12, 31))  # with room for the months added
MONTHS = st.integers(-1200, 1200)


def columns(*parts, size=30):
    """Rows of drawn values, as one list per column."""
    rows = st.lists(st.tuples(*parts), min_size=1, max_size=size)
    return rows.map(lambda drawn: [list(each) for each in zip(*drawn, strict=True)])


def days(dates):
    return np.array([each.toordinal() for each in dates], np.int64)


def dated(ordinals):
    return [date.fromordinal(each) for each in ordinals.tolist()]


def plus(day, months):
    """The naive reference: month by month, clamped."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
