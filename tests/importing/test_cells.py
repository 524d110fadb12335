"""The declared verdict on every sort of mangled cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.importing.rules.cells import Odd, plain, typed, verdict
from teacher_growth.importing.rules.dates import DateRules
from teacher_growth.sheets import Kind, spec

CELLS = [
    (Kind.PEOPLE, "staff_number", "00123", "00123", []),
    (Kind.PEOPLE, "staff_number", 123.0, None, ["identifier_number"]),
    (Kind.PEOPLE, "staff_number", 3.3e17, None, ["identifier_digits_lost"]),
    (Kind.PEOPLE, "staff_number", "3.30102E+17", None, ["identifier_scientific"]),
    (Kind.PEOPLE, "staff_number", "１２３", "123", ["full_width"]),
    (Kind.PEOPLE, "staff_number", "12 3", "123", ["blanks"]),
    (Kind.PEOPLE, "staff_number", "'123", "123", ["apostrophe"]),
    (Kind.PEOPLE, "staff_number", "\u200b12", "12", ["invisible"]),
    (Kind.PEOPLE, "staff_number", "  x ", "x", ["blanks"]),
    (Kind.PEOPLE, "staff_number", "", None, []),
    (Kind.PEOPLE, "staff_number", None, None, []),
    (Kind.PEOPLE, "birth_date", "2026-03-05", date(2026, 3, 5), []),
    (Kind.PEOPLE, "birth_date", "2026/3/5", date(2026, 3, 5), []),
    (Kind.PEOPLE, "birth_date", "2026年3月5日", date(2026, 3, 5), []),
    (Kind.PEOPLE, "birth_date", "20260305", date(2026, 3, 5), []),
    (Kind.PEOPLE, "birth_date", 46086.0, date(2026, 3, 5), ["date_serial"]),
    (Kind.PEOPLE, "birth_date", "46086", date(2026, 3, 5), ["date_serial"]),
    (Kind.PEOPLE, "birth_date", "1985.03", date(1985, 3, 1), ["date_month"]),
    (Kind.LEAVES, "valid_from", "1985.03", None, ["date_incomplete"]),
    (Kind.PEOPLE, "birth_date", "3/4/2026", None, ["date_ambiguous"]),
    (Kind.PEOPLE, "birth_date", "2026-02-30", None, ["date_impossible"]),
    (Kind.PEOPLE, "birth_date", Odd("date", "2026-01-02T00:00:00"), date(2026, 1, 2), []),
    (Kind.PEOPLE, "birth_date", Odd("date", "2026-01-02T10:00:00"), date(2026, 1, 2), ["date_time"]),
    (Kind.PEOPLE, "birth_date", "abc", None, ["date_unreadable"]),
    (Kind.PEOPLE, "name", "王　芳", "王芳", ["blanks"]),
    (Kind.PEOPLE, "name", "John  Smith", "John  Smith", []),
    (Kind.PEOPLE, "name", "王?玥", "王?玥", ["question_mark"]),
    (Kind.PEOPLE, "name", "\ue863芳", "\ue863芳", ["private_character"]),
    (Kind.PEOPLE, "name", True, None, ["boolean"]),
    (Kind.PEOPLE, "name", Odd("error", "#N/A"), None, ["error_value"]),
    (Kind.PEOPLE, "name", "#N/A", None, ["error_value"]),
    (Kind.PEOPLE, "name", Odd("merged"), None, ["merged"]),
    (Kind.PEOPLE, "name", Odd("formula"), None, ["formula_empty"]),
    (Kind.TEACHING, "grade", Odd("date", "2026-03-02"), None, ["date_for_text"]),
    (Kind.TEACHING, "school_year", "2025-2026学年", 2025, ["year_range"]),
    (Kind.TEACHING, "school_year", 2025.0, 2025, []),
    (Kind.TRAINING, "amount", "12.5", 125, []),
    (Kind.TRAINING, "amount", "12.55", None, ["amount_decimals"]),
    (Kind.TRAINING, "amount", 6.500000001, 65, []),
    (Kind.TRAINING, "amount", "12学时", None, ["not_amount"]),
]


@pytest.mark.parametrize(("kind", "key", "raw", "value", "faults"), CELLS)
def test_verdict_on_a_cell(kind, key, raw, value, faults):
    found = verdict(spec(kind).column(key), raw)
    assert (found.value, [str(each) for each in found.faults]) == (value, faults)


def test_a_serial_of_a_1904_workbook_is_refused():
    found = verdict(spec(Kind.PEOPLE).column("birth_date"), 44000.0, DateRules(is_1904=True))
    assert (found.value, found.faults) == (None, ("date_epoch",))


RAW = st.one_of(st.none(), st.text(max_size=40), st.floats(allow_nan=False), st.integers(), st.booleans())


@given(raw=RAW, place=st.integers(0, 10_000))
def test_any_cell_has_a_verdict_that_can_be_kept(raw, place):
    columns = [column for kind in Kind for column in spec(kind).columns]
    column = columns[place % len(columns)]
    found = verdict(column, raw)
    assert typed(column, plain(found.value)) == found.value
