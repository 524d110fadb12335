"""Codes and values as people read them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.claims.rules import ClaimState
from teacher_growth.web.filters import amount, day, figure, moment, size, state


@pytest.mark.parametrize(
    ("tenths", "shown"), [(65, "6.5"), (60, "6"), (5, "0.5"), (0, "0"), (-5, "-0.5"), (-60, "-6"), (None, "")]
)
def test_amounts_have_no_empty_decimals(tenths, shown):
    assert amount(tenths) == shown


@given(st.integers(-(10**12), 10**12))
def test_a_shown_amount_reads_back_as_what_was_stored(tenths):
    assert Fraction(amount(tenths)) * 10 == tenths


def test_a_chart_takes_what_is_shown():
    assert [figure(each) for each in ("6.5", "6", "")] == [6.5, 6.0, None]


@pytest.mark.parametrize(
    ("octets", "shown"), [(0, "1 KB"), (1023, "1 KB"), (2048, "2 KB"), (1024 * 1024, "1.0 MB"), (1_600_000, "1.5 MB")]
)
def test_sizes_are_told_in_kilobytes_and_megabytes(octets, shown):
    assert size(octets) == shown


def test_days_and_moments_are_those_of_here():
    assert (day(date(2026, 11, 24)), day(None)) == ("2026-11-24", "")
    assert (moment(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)), moment(None)) == ("2026-11-24 00:30", "")


def test_a_state_has_a_word_a_tone_and_an_icon(app):
    with app.test_request_context():
        assert tuple(map(str, state(ClaimState.VERIFIED))) == ("已核实", "done", "circle-check")
