from datetime import date, timedelta

import pytest

from teacher_growth.training.rules import (
    Doubt,
    Route,
    Unit,
    doubts_of,
    hours_a_day,
    line_fault,
    pasted_items,
    tenths,
)
from tests.factories.training import a_line

DAY = date(2026, 10, 12)
TODAY = date(2026, 11, 24)


def line(**values):
    return a_line(**{"day": DAY, "title": "作业设计", **values})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("6", 60), ("6.5", 65), ("０.１", 1), ("12.0", 120), (" 8 ", 80), ("6．5", 65),
        ("6.55", None), ("", None), ("-3", None), ("1e3", None), ("六", None), (".5", None), ("99999", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(typed, expected):
    assert tenths(typed) == expected


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, None),
        ({"starts_on": DAY + timedelta(1), "ends_on": DAY}, "training_period"),
        ({"ends_on": TODAY + timedelta(1)}, "training_future"),
        ({"ends_on": TODAY}, None),
        ({"starts_on": date(26, 10, 12)}, "training_too_early"),
        ({"amount": 0}, "training_amount"),
        ({"amount": 5000}, None),
        ({"amount": 5001}, "training_amount"),
    ],
)
def test_what_cannot_be_taken_is_said(values, fault):
    assert line_fault(line(**values), TODAY) == fault


@pytest.mark.parametrize(
    ("mine", "others", "expected"),
    [
        ({}, [], set()),
        ({}, [{}], {Doubt.SAME_TITLE}),
        ({"title": "作业 设计"}, [{"title": "作业设计"}], {Doubt.SAME_TITLE}),
        ({}, [{"day": DAY + timedelta(1)}], set()),
        ({"amount": 121}, [], {Doubt.TOO_MANY_HOURS}),
        ({"amount": 120}, [], set()),
        ({"amount": 240, "ends_on": DAY + timedelta(1)}, [], set()),
        ({"amount": 121, "unit": Unit.CREDIT}, [], set()),
        ({"amount": 70}, [{"title": "别的", "amount": 60}], {Doubt.OVERLAP}),
        ({"amount": 60}, [{"title": "别的", "amount": 60}], set()),
        ({"amount": 10, "unit": Unit.CREDIT}, [{"title": "别的", "amount": 900}], set()),
        (
            {"certificate": "A1"},
            [{"day": DAY - timedelta(90), "certificate": "Ａ1", "title": "别的"}],
            {Doubt.SAME_CERTIFICATE},
        ),
        ({"certificate": "A1"}, [{"day": DAY - timedelta(90), "certificate": "A1", "provider": "别处"}], set()),
        ({}, [{"day": DAY - timedelta(90), "title": "别的"}], set()),
    ],
)
def test_doubts_flag_doubles_and_impossible_times(mine, others, expected):
    assert doubts_of(line(**mine), [line(**each) for each in others], hired_on=None) == expected


@pytest.mark.parametrize(("hired_on", "expected"), [(DAY, set()), (DAY + timedelta(1), {Doubt.BEFORE_HIRE})])
def test_study_before_the_first_day_of_work_is_doubtful(hired_on, expected):
    assert doubts_of(line(), [], hired_on=hired_on) == expected


def test_hours_a_day_are_spread_and_rounded_up():
    assert hours_a_day([line(amount=100, ends_on=DAY + timedelta(2)), line(amount=5, unit=Unit.CREDIT)]) == 34


def test_the_four_routes_are_those_of_the_rule():
    assert [each.value for each in Route] == ["course_choice", "directed", "school_based", "converted"]


def test_pasted_list_falls_into_entries():
    text = "1. 张三\n2、李四\tT000002\n 3） 王 五 \n赵六，钱七;孙八、周九\n\n2026级新教师"
    assert pasted_items(text) == ["张三", "李四 T000002", "王 五", "赵六", "钱七", "孙八", "周九", "2026级新教师"]
