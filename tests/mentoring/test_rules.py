from datetime import date

import pytest

from teacher_growth.mentoring.rules import (
    NEXT,
    EndReason,
    Leaving,
    PairState,
    Stay,
    can_become,
    end_fault,
    leaving,
    letter_fault,
    most_at_once,
    new_since,
)
from teacher_growth.people.rules.codes import LeavingReason

TODAY = date(2026, 11, 24)
LETTER = date(2026, 9, 1)
SUMMER = date(2027, 8, 31)
HERE, THERE = 1, 2


def test_states_that_end_lead_nowhere():
    assert {state for state in PairState if state not in NEXT} == {
        PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN, PairState.ENDED,
    }  # fmt: skip
    assert not can_become(PairState.PROPOSED, PairState.ACTIVE)
    assert can_become(PairState.ACCEPTED, PairState.ACTIVE)


@pytest.mark.parametrize(
    ("letter", "planned", "fault"),
    [
        (LETTER, None, None),
        (LETTER, date(2029, 8, 31), None),
        (date(2020, 11, 24), None, None),
        (date(2020, 11, 23), None, "pair_letter_date"),
        (date(2027, 11, 25), None, None),
        (date(2027, 11, 26), None, "pair_letter_date"),
        (LETTER, LETTER, "pair_planned_end"),
        (LETTER, date(2032, 9, 2), "pair_planned_end"),
    ],
)
def test_letter_fault_finds_typing_mistakes(letter, planned, fault):
    assert letter_fault(letter, planned, TODAY) == fault


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2026, 8, 31), "pair_ends_before_letter"), (LETTER, None), (TODAY, None),
        (date(2026, 11, 25), "pair_ends_ahead"),
    ],
)  # fmt: skip
def test_end_fault_bounds_the_end(day, fault):
    assert end_fault(day, LETTER, TODAY) == fault


@pytest.mark.parametrize(
    ("periods", "most"),
    [
        ([], 0),
        ([(date(2020, 9, 1), None)], 1),
        ([(date(2020, 9, 1), date(2026, 8, 31))], 0),
        ([(date(2025, 9, 1), LETTER), (LETTER, None)], 2),
        ([(LETTER, date(2026, 10, 31)), (date(2026, 11, 1), None)], 1),
        ([(LETTER, None), (date(2027, 1, 1), None), (date(2027, 2, 1), date(2027, 2, 1))], 3),
    ],
)
def test_most_at_once_counts_days_in_common(periods, most):
    assert most_at_once(periods, LETTER) == most


def test_new_since_is_five_school_years():
    assert new_since(date(2026, 11, 24)) == date(2022, 9, 1)
    assert new_since(date(2027, 8, 31)) == date(2022, 9, 1)
    assert new_since(date(2027, 9, 1)) == date(2023, 9, 1)


def relation(at=HERE, until=None, since=date(2015, 9, 1), why=None):
    return Stay(at, since, until, is_relation=True, leaving=why)


def place(at=HERE, until=None, since=date(2015, 9, 1)):
    return Stay(at, since, until, is_relation=False)


@pytest.mark.parametrize(
    ("stays", "end"),
    [
        ([relation()], None),
        ([relation(until=SUMMER, why=LeavingReason.RETIRED)], Leaving(SUMMER, EndReason.RETIRED)),
        ([relation(until=SUMMER, why=LeavingReason.TRANSFERRED)], Leaving(SUMMER, EndReason.TRANSFERRED)),
        ([relation(until=SUMMER, why=LeavingReason.DIED)], Leaving(SUMMER, EndReason.LEFT)),
        ([relation(until=SUMMER), place()], Leaving(SUMMER, EndReason.OTHER)),
        ([relation(until=SUMMER), relation(THERE, since=date(2027, 9, 1))], Leaving(SUMMER, EndReason.TRANSFERRED)),
        ([relation(until=SUMMER), relation(since=date(2027, 9, 1))], None),
        ([relation(THERE), place()], None),
        ([relation(THERE), place(until=SUMMER)], Leaving(SUMMER, EndReason.TRANSFERRED)),
        ([relation(THERE, SUMMER, why=LeavingReason.RETIRED), place()], Leaving(SUMMER, EndReason.RETIRED)),
        ([relation(until=date(2026, 8, 31)), place()], None),
        ([], None),
    ],
    ids=[
        "stays", "retires", "transferred", "dies", "relation_before_place", "moves", "new_contract_here", "exchange",
        "exchange_ends", "retires_from_elsewhere", "relation_over_before_the_letter", "nothing_on_record",
    ],
)  # fmt: skip
def test_leaving_tells_the_last_day(stays, end):
    assert leaving(stays, HERE, LETTER) == end
