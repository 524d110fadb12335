"""School years, codes, the rural notions and when a name or a parent may begin."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.organisations.rules import (
    CODE_CLASS,
    PlaceClass,
    RuralNotion,
    SchoolType,
    code_fault,
    rural_fault,
    school_year,
    school_year_bounds,
    since_fault,
)

D = date
TODAY = D(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "year"), [(D(2025, 8, 31), 2024), (D(2025, 9, 1), 2025), (D(2026, 1, 1), 2025), (D(2026, 8, 31), 2025)]
)
def test_school_year(day, year):
    assert school_year(day) == year


@given(st.dates(D(1950, 1, 1), D(2100, 12, 31)))
def test_every_day_lies_in_its_school_year_alone(day):
    start, end = school_year_bounds(school_year(day))
    assert start <= day <= end
    assert school_year_bounds(school_year(day) + 1)[0] == end + timedelta(days=1)


@given(st.sampled_from(SchoolType), st.integers(0, 10**8 - 1))
def test_a_code_of_the_right_class_can_be(school_type, number):
    assert code_fault(f"{CODE_CLASS[school_type]}{number:08}", school_type) is None


@given(st.text(max_size=12))
def test_a_code_is_ten_ascii_digits(text):
    is_code = len(text) == 10 and text.isascii() and text.isdigit()
    assert code_fault(text, None) == (None if is_code else "school_code_form")


def test_every_school_type_has_a_class():
    assert set(CODE_CLASS) == set(SchoolType)


@pytest.mark.parametrize("notion", RuralNotion)
def test_each_rural_notion_says_its_own_and_no_more(notion):
    found = [
        rural_fault(notion, place, purpose) for place in (None, PlaceClass.VILLAGE) for purpose in ("", "职称评审")
    ]
    assert (
        found
        == {
            RuralNotion.STATISTICAL: ["rural_class_missing", "rural_class_missing", None, "rural_purpose_undue"],
            RuralNotion.LISTED: ["rural_purpose_missing", None, "rural_class_undue", "rural_class_undue"],
            RuralNotion.REMOTE: [None, "rural_purpose_undue", "rural_class_undue", "rural_class_undue"],
        }[notion]
    )


@pytest.mark.parametrize(
    ("since", "before", "after", "fault"),
    [
        (TODAY, None, None, None),
        (TODAY + timedelta(days=1), None, None, "organisation_since_ahead"),
        (D(2020, 9, 1), D(2020, 9, 1), None, "organisation_since_early"),
        (D(2020, 9, 2), D(2020, 9, 1), None, None),
        (D(2020, 9, 2), D(2020, 9, 1), D(2020, 9, 2), "organisation_since_late"),
        (D(2020, 9, 2), None, D(2020, 9, 3), None),
    ],
)
def test_a_name_begins_between_its_neighbours_and_not_ahead(since, before, after, fault):
    assert since_fault(since, TODAY, before=before, after=after) == fault
