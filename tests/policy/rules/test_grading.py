"""Forced grades, ranks and figures over all subjects, as values of a policy."""

import json
from fractions import Fraction
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.policy.rules.apportioning import divided
from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.facts import read_facts
from teacher_growth.policy.rules.reading.problems import PolicyError

WORDS = """
    policy: x.grades
    version: "1"
    words:
      facts: {score: number, school: text, served: number, barred: {type: yes_no, if_missing: no}}
    outcome: none
    amounts: {it: it}
    values:
      it:
"""


def amounts(value, scores, **more):
    """The value for people with these scores, by their place; each of `more` is a list like the scores."""
    policy = read_policy(dedent(WORDS) + f"    {value}\n", "policy.yaml")
    people = [
        {
            "id": str(at),
            **({} if score is None else {"score": score}),
            **{name: each[at] for name, each in more.items()},
        }
        for at, score in enumerate(scores)
    ]
    found = policy.judge(read_facts(json.dumps(people), "facts.json", policy.vocabulary))
    return [each["amounts"]["it"]["value"] for each in found["verdicts"]]


def grades(scores, text="", shares="{A: 20 %, B: 30 %, C: 50 %}", way="half_up", **more):
    return amounts(f"forced_grade: {{of: score, shares: {shares}, round: {way}{text}}}", scores, **more)


TEN = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10]


def test_so_many_per_cent_have_each_grade():
    assert grades(TEN) == ["A"] * 2 + ["B"] * 3 + ["C"] * 5
    assert grades(TEN[::-1]) == ["C"] * 5 + ["B"] * 3 + ["A"] * 2


def test_the_rounding_is_the_stated_one():
    assert grades(TEN[:7], way="down") == ["A"] + ["B"] * 2 + ["C"] * 4
    assert grades(TEN[:7], way="up") == ["A"] * 2 + ["B"] * 3 + ["C"] * 2
    assert grades(TEN[:7], way="largest_remainder") == ["A"] + ["B"] * 2 + ["C"] * 4


def test_places_of_a_grade_that_stay_empty_go_down():
    text = ", only: {A: {score: {at_least: 95}}}"
    assert grades(TEN, text + ", carry: down") == ["A"] + ["B"] * 4 + ["C"] * 5
    assert grades(TEN, text) == ["A"] + ["B"] * 3 + ["C"] * 6


def test_who_has_a_grade_beside_its_share_takes_no_place():
    assert grades(TEN, ", also: {A: {score: {at_least: 80}}}")[:6] == ["A", "A", "A", "A", "A", "B"]


def test_equals_go_up_or_down_or_it_cannot_be_told():
    scores = [100, 90, 90, 90, 60, 50, 40, 30, 20, 10]
    assert grades(scores, ", equals: up") == ["A"] * 4 + ["B"] + ["C"] * 5
    assert grades(scores, ", equals: down, carry: down") == ["A"] + ["B"] * 4 + ["C"] * 5
    assert grades(scores)[:4] == ["A", None, None, None]
    served = [0, 1, 3, 2, 0, 0, 0, 0, 0, 0]
    tied = grades(scores, ", ties: [{by: served, order: highest}]", served=served)
    assert tied == ["A", "B", "A", "B", "B", *["C"] * 5]


def test_grades_within_each_school_and_among_some():
    school = ["a", "b"] * 5
    assert grades(TEN, ", per: school", "{A: 40 %, B: 60 %}", school=school) == ["A"] * 4 + ["B"] * 6
    barred = [True] + [False] * 9
    found = grades(TEN, ", among: {barred: no}", "{A: 1/3, B: 2/3}", barred=barred)
    assert found == [None, "A", "A", "A", *["B"] * 6]


def test_shares_that_leave_some_without_a_grade():
    assert grades(TEN, shares="{A: 20 %}") == ["A", "A", *[None] * 8]


def test_an_unknown_score_leaves_all_grades_open():
    assert grades([90, None, 70]) == [None, None, None]


def test_a_rank_and_what_an_unknown_leaves_of_it():
    value = "{rank_of: score, order: highest}"
    assert amounts(value, [70, 90, 90, 60]) == [3, 1, 1, 4]
    assert amounts("{rank_of: score, order: lowest, per: school}", [70, 90, 60], school=["a", "a", "b"]) == [1, 2, 1]
    assert amounts(value, [70, None, 60]) == [None, None, None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{give: count}", [3, 3, 3]),
        ("{give: mean, of: score}", [Fraction(70)] * 3),
        ("{give: largest, of: score, per: school}", [80, 80, 60]),
        ("{give: sum, of: score, among: {score: {more_than: 60}}}", [150, 150, 150]),
        ("{give: count, among: {score: {more_than: 60}}, per: school}", [2, 2, 0]),
        ("{give: mean, of: score, among: {score: {more_than: 70}}, per: school}", [80, 80, None]),
    ],
)
def test_figures_over_everybody(text, wanted):
    assert amounts(f"across: {text}", [80, 70, 60], school=["a", "a", "b"]) == wanted


def test_shares_of_more_than_the_whole_are_refused():
    with pytest.raises(PolicyError, match="more than the whole"):
        grades(TEN, shares="{A: 60 %, B: 60 %}")


@given(st.integers(0, 500), st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_the_largest_remainder_gives_out_all_and_never_misses_by_a_whole_one(total, weights):
    found = divided(total, [Fraction(each) for each in weights], "largest_remainder")
    assert sum(found) == total
    assert all(abs(part - Fraction(total * each, sum(weights))) < 1 for part, each in zip(found, weights, strict=True))
