"""Choosing, held against trying every list."""

from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules.choosing.choosing import Moved, choose
from teacher_growth.policy.rules.choosing.limits import Bound, Group, Limit
from teacher_growth.policy.rules.choosing.packing import Packing

WAYS = (None, "down", "up", "half_up", "half_even")


@st.composite
def bounds(draw, largest):
    if draw(st.booleans()):
        return Bound(Fraction(draw(st.integers(0, largest))))
    return Bound(Fraction(draw(st.integers(0, 10)), 10), of_chosen=True, way=draw(st.sampled_from(WAYS)))


@st.composite
def rounds(draw):
    size, places = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    limits = []
    for number in range(draw(st.integers(0, 5))):
        keys = draw(st.integers(1, 3))
        of = draw(st.lists(st.integers(-1, keys - 1), min_size=size, max_size=size))
        least, most = (draw(st.none() | bounds(3)) for _ in range(2))
        groups = tuple(Group(str(key), least, most) for key in range(keys))
        limits.append(Limit(f"limit{number}", groups, np.array(of, dtype=np.int64)))
    return size, places, limits


def allowed(chosen, limits):
    return not any(each.broken(np.array(chosen, dtype=np.int64)).any() for each in limits)


def lists(size, places, limits):
    """The fullest lists, the best by rank first; never the empty one."""
    for length in range(min(size, places), 0, -1):
        if found := [each for each in combinations(range(size), length) if allowed(each, limits)]:
            return found
    return []


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_by_rank_it_is_the_first_of_the_fullest_lists(drawn):
    size, places, limits = drawn
    best = lists(size, places, limits)
    found = choose(size, places, limits)
    assert found.chosen == (best[0] if best else ())


@settings(max_examples=100, deadline=None)
@given(rounds(), st.lists(st.integers(0, 4), min_size=9, max_size=9))
def test_by_total_it_is_the_greatest_total_of_the_fullest_lists(drawn, worth):
    size, places, limits = drawn
    best = lists(size, places, limits)
    found = choose(size, places, limits, worth=worth[:size])
    wanted = max(best, key=lambda each: (sum(worth[at] for at in each), [-at for at in each]), default=())
    assert found.chosen == wanted


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_no_list_is_possible_with_the_limits_that_clash_and_one_is_without_any_of_them(drawn):
    size, places, limits = drawn
    found = choose(size, places, limits)
    named = [each for each in limits if each.code in found.clash]
    if found.clash:
        assert lists(size, places, named) == []
        for each in named:
            assert lists(size, places, [other for other in named if other is not each]) != []


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_everybody_passed_over_has_a_limit_that_says_why(drawn):
    size, places, limits = drawn
    found = choose(size, places, limits)
    known = {each.code for each in limits}
    assert {each.limit for each in found.moved} <= known
    replacing = [each.replaced_by for each in found.moved if each.replaced_by is not None]
    assert replacing == [each for each in found.chosen if each >= len(found.chosen)]


def test_who_is_over_the_limit_of_the_school_gives_the_place_to_the_next():
    per_school = Limit("per_school", (Group("a", most=Bound(Fraction(2))), Group("b")), np.array([0, 0, 0, 0, 1]))
    found = choose(5, 3, [per_school])
    assert found.chosen == (0, 1, 4)
    assert found.moved == (Moved(2, "per_school", 4), Moved(3, "per_school", None))


def test_only_what_may_not_be_chosen_leaves_the_list_empty():
    nobody = Limit("nobody", (Group(None, most=Bound(Fraction(0))),), np.array([0, 0]))
    found = choose(2, 2, [nobody])
    assert (found.chosen, found.clash) == ((), ())
    assert [each.limit for each in found.moved] == ["nobody", "nobody"]


def test_places_that_must_be_filled_clash_with_what_leaves_them_empty():
    one = Limit("one", (Group(None, most=Bound(Fraction(1))),), np.array([0, 0, 0]))
    assert choose(3, 2, [one], must_fill=True).clash == ("one",)
    assert choose(3, 2, [one]).chosen == (0,)
    assert choose(1, 2, [], must_fill=True).clash == ("places",)


def crowd(seed=1, size=2000, schools=300, tight=False):
    """A city's candidates: schools in eight counties, and eleven other limits that cross."""
    draw = Random(seed)  # noqa: S311 -- a fixed crowd
    school = np.array([draw.randrange(schools) for _ in range(size)])
    of = {
        "school": school, "county": school % 8, "rural": np.where(school % 3 == 0, 0, -1),
        "stage": np.array([draw.randrange(5) for _ in range(size)]),
        "subject": np.array([draw.randrange(15) for _ in range(size)]),
    }  # fmt: skip
    for name, part in (("principal", 0.2), ("young", 0.5), ("women", 0.7), ("master", 0.3), ("first", 0.4)):
        of[name] = np.array([0 if draw.random() < part else -1 for _ in range(size)])
    of["post"], of["kind"] = (np.array([draw.randrange(4) for _ in range(size)]) for _ in range(2))
    share = lambda text: Bound(Fraction(text), of_chosen=True)  # noqa: E731 -- one line of the table below
    said = {
        "school": (None, Bound(Fraction(2))), "county": (share("1/20"), share("3/10")), "rural": (share("2/5"), None),
        "stage": (share("1/10"), share("3/10")), "subject": (Bound(Fraction(2)), share("1/8")),
        "principal": (None, share("1/10")), "young": (share("7/10"), None), "women": (None, share("1/2")),
        "master": (share("2/5"), None), "first": (share("3/5"), None), "post": (share("1/5"), None),
        "kind": (share("1/5"), share("3/10")),
    }  # fmt: skip
    return [
        Limit(name, tuple(Group(str(key), *said[name]) for key in range(int(of[name].max()) + 1)), of[name])
        for name in said
    ]


@pytest.mark.parametrize("places", [40])
def test_a_city_is_chosen_from_within_seconds(places):
    limits = crowd()
    found = choose(2000, places, limits)
    assert len(found.chosen) == places
    assert allowed(found.chosen, limits)


def test_broken_numbers_are_branched_over():
    packing = Packing(np.array([[0, 2], [0, 1], [1, 2]]), 3, np.array([1, 1, 1]), np.arange(3))
    packing.bound_rows(np.array([1, 1, 1]), np.array([1, 1, 1]), 1)
    assert not packing.possible()
