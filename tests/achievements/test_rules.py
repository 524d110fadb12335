from datetime import date, timedelta

import pytest

from teacher_growth.achievements.rules import (
    STEPS,
    AchievementDoubt,
    AwardLevel,
    Other,
    doubts_of,
    item_fault,
    plain_number,
    same_number,
)
from tests.factories.achievements import an_item

TODAY = date(2026, 11, 24)
SAME_CERTIFICATE, SAME_TITLE = AchievementDoubt.SAME_CERTIFICATE, AchievementDoubt.SAME_TITLE


def other_of(item, *, own=False, **changes):
    values = {
        name: getattr(item, name) for name in ("title", "issuer", "issued_on", "certificate", "own_rank", "authors")
    }
    return Other(own=own, **values | changes)


@pytest.mark.parametrize(
    ("own_rank", "authors", "fault"),
    [(1, 1, None), (3, 3, None), (2, 1, "achievement_rank"), (0, 1, "achievement_rank"), (1, 100, "achievement_rank")],
)
def test_item_fault_finds_an_impossible_rank(own_rank, authors, fault):
    assert item_fault(an_item(own_rank=own_rank, authors=authors), TODAY) == fault


def test_item_fault_refuses_days_to_come():
    assert item_fault(an_item(issued_on=TODAY), TODAY) is None
    assert item_fault(an_item(issued_on=TODAY + timedelta(days=1)), TODAY) == "achievement_future"


def test_item_fault_finds_a_year_that_was_mistyped():
    assert item_fault(an_item(issued_on=date(1950, 1, 1)), TODAY) is None
    assert item_fault(an_item(issued_on=date(1949, 12, 31)), TODAY) == "achievement_too_early"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("浙教〔2026〕12号", "浙教[2026]12号", True),
        ("ab-001", "AB 001", True),
        ("AB001", "AB002", False),
        (None, None, False),
        ("--", "——", False),
    ],
)
def test_same_number_reads_as_people_type(one, other, same):
    assert same_number(one, other) is same


def test_plain_number_of_nothing_is_empty():
    assert (plain_number(None), plain_number(" - ")) == ("", "")


def test_doubts_of_the_same_achievement_of_another():
    item = an_item()
    assert doubts_of(item, [other_of(item)]) == {SAME_CERTIFICATE, SAME_TITLE}
    assert doubts_of(item, [other_of(item, issuer="别处")]) == {SAME_TITLE}
    assert doubts_of(item, [other_of(item, issued_on=date(2020, 1, 1))]) == {SAME_CERTIFICATE}
    assert doubts_of(item, []) == frozenset()


def test_joint_authors_are_no_doubles_but_two_of_one_place_are():
    item = an_item(own_rank=2, authors=3)
    assert doubts_of(item, [other_of(item, own_rank=1)]) == frozenset()
    assert doubts_of(item, [other_of(item)]) == {SAME_CERTIFICATE, SAME_TITLE}
    assert doubts_of(item, [other_of(item, own_rank=1, authors=2)]) == {SAME_CERTIFICATE, SAME_TITLE}
    assert doubts_of(item, [other_of(item, own_rank=1, own=True)]) == {SAME_CERTIFICATE, SAME_TITLE}


def test_levels_that_say_no_issuer_are_those_ending_in_nought_between_nation_and_school():
    assert {each.value for each in STEPS} == {"20", "30", "40", "50"}
    assert {AwardLevel.NATION, AwardLevel.SCHOOL, AwardLevel.INTERNATIONAL} & STEPS == set()
