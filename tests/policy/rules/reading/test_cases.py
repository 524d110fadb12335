import json
from decimal import Decimal
from fractions import Fraction

import pytest

from teacher_growth.policy.rules.reading.cases import Difference, compare, read_cases
from teacher_growth.policy.rules.reading.exact import day_from
from teacher_growth.policy.rules.reading.marked import load
from tests.factories.policies import a_vocabulary


def a_finding(code, **more):
    return {"code": code, "result": "met", "found": 64, "shortfall": None, "counted": [], "parts": [], **more}


def a_document(*verdicts, **more):
    return {"policy": {"key": "k", "in_force": True}, "verdicts": list(verdicts), **more}


VERDICT = {
    "subject": "t1", "as_of": "2026-08-31", "outcome": "not_met", "missing": [],
    "amounts": {"hours": {"value": 57.5, "unit": "hour"}, "share": {"value": {"part": 3, "of": 8}, "unit": None}},
    "next": [{"code": "total", "shortfall": 6.5}, {"code": "ethics", "shortfall": None}],
    "findings": [
        a_finding("total", result="not_met", shortfall=6.5, counted=[{"record": "r1", "amount": 6.5}]),
        a_finding("either", parts=[a_finding("a"), a_finding("b", parts=[a_finding("deep", found="2/7")])]),
    ],
}  # fmt: skip


def differences(expect, *verdicts, **more):
    return [
        (each.path, each.expected, each.got) for each in compare(expect, a_document(*(verdicts or [VERDICT]), **more))
    ]


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"outcome": "not_met", "missing": []},
        {"amounts": {"hours": Fraction("57.50")}},
        {"amounts": {"hours": {"value": Decimal("57.50"), "unit": "hour"}, "share": {"part": 3, "of": 8}}},
        {
            "findings": {
                "total": {"shortfall": Fraction(13, 2)},
                "deep": {"found": Fraction(2, 7)},
                "b": {"result": "met"},
            }
        },
        {"findings": {"either": {"parts": {"a": {"result": "met"}}}}},
        {"findings": {"total": {"counted": [{"record": "r1", "amount": 6.5}], "nearest": None}}},
        {"next": [{"code": "total"}, {"code": "ethics", "shortfall": None}]},
        {"next": {"ethics": {"shortfall": None}}},
        {"verdicts": {"t1": {"outcome": "not_met"}}, "policy": {"in_force": True}},
    ],
)
def test_what_is_as_expected(expect):
    assert differences(expect) == []


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ({"outcome": "met"}, [("outcome", "met", "not_met")]),
        ({"outcom": "met"}, [("outcom", "met", None)]),
        ({"amounts": {"hours": 57, "days": 1}}, [("amounts.hours", 57, 57.5), ("amounts.days", 1, None)]),
        ({"amounts": {"hours": {"unit": "day"}}}, [("amounts.hours.unit", "day", "hour")]),
        ({"findings": {"deep": {"found": "1/7"}}}, [("findings.deep.found", "1/7", "2/7")]),
        ({"findings": {"none": {"result": "met"}}}, [("findings.none", {"result": "met"}, None)]),
        ({"missing": ["born"]}, [("missing", ["born"], [])]),
        ({"next": [{"code": "ethics"}, {"code": "total"}]}, [
            ("next[0].code", "ethics", "total"), ("next[1].code", "total", "ethics"),
        ]),
        ({"next": [{"code": "total"}]}, [("next", [{"code": "total"}], VERDICT["next"])]),
        ({"verdicts": {"t2": {"outcome": "met"}}}, [("verdicts.t2", {"outcome": "met"}, None)]),
    ],
)  # fmt: skip
def test_what_differs_is_told(expect, found):
    assert differences(expect) == found


def test_with_several_subjects_each_is_named():
    other = {**VERDICT, "subject": "t2", "outcome": "met"}
    assert differences({"verdicts": {"t1": {"outcome": "not_met"}, "t2": {"outcome": "met"}}}, VERDICT, other) == []
    assert differences({"outcome": "met"}, VERDICT, other) == [
        ("verdicts", "one verdict, or expect: {verdicts: {ID: …}}", ["t1", "t2"])
    ]


def test_lists_are_compared_with_their_limits_and_ranks_by_name():
    chosen = {"chosen": ["t1", "t2"], "limits": [a_finding("per_school")], "ranking": [{"subject": "t1", "rank": 1}]}
    expect = {"chosen": ["t1", "t2"], "limits": {"per_school": {"result": "met"}}, "ranking": {"t1": {"rank": 1}}}
    assert differences({"list": expect}, list=chosen) == []
    assert differences({"list": {"chosen": ["t2", "t1"]}}, list=chosen) == [
        ("list.chosen[0]", "t2", "t1"), ("list.chosen[1]", "t1", "t2"),
    ]  # fmt: skip


def test_yes_and_no_may_be_codes():
    assert differences({"outcome": True}, {**VERDICT, "outcome": "yes"}) == []
    assert differences({"outcome": True}, {**VERDICT, "outcome": "no"}) == [("outcome", True, "no")]
    assert differences({"outcome": 1}, {**VERDICT, "outcome": True}) == [("outcome", 1, True)]


def test_numbers_that_came_through_json_are_exact():
    expect = {"amounts": {"hours": Fraction("0.1")}}
    assert compare(expect, json.loads('{"verdicts": [{"amounts": {"hours": {"value": 0.10}}}]}')) == []


def test_a_difference_is_said_as_a_file_would_say_it():
    assert str(Difference("a.b", {"x": Fraction(13, 2), "y": [True, None]}, "met")) == (
        "a.b: expected {x: 6.5, y: [yes, nothing]}, got met"
    )


CASES = """
- name: short of hours
  as_of: 2026-08-31
  facts: {id: t1, born: 1980-02-01}
  expect: {outcome: not_met, amounts: {hours: 57.50}}
- facts: [{id: a}, {id: b}]
  expect: {verdicts: {a: {outcome: met}}}
"""


@pytest.mark.parametrize("text", [CASES, "cases:" + CASES.replace("\n", "\n  ")])
def test_cases_are_read_from_a_list_or_under_their_name(text):
    problems = []
    first, second = read_cases(load(text, "c.yaml"), a_vocabulary(), problems)
    assert (problems, first.name, first.as_of, first.line, second.name) == (
        [], "short of hours", day_from("2026-08-31"), 2, "case 2",
    )  # fmt: skip
    assert first.expect == {"outcome": "not_met", "amounts": {"hours": Fraction(115, 2)}}
    assert [each.id for each in second.facts.subjects] == ["a", "b"]


def test_what_is_wrong_with_cases_is_told_and_the_others_are_read():
    text = """\
- {name: a, facts: {bron: 1980-01-01}, expect: {outcome: met}}
- {name: b, as_of: 2026, facts: {}, expect: met, expects: {}}
- {name: c, facts: {}}
- {name: d, facts: {}, expect: {outcome: met}}
- {name: d, facts: {}, expect: {outcome: met}}
- x
"""
    problems = []
    cases = read_cases(load(text, "c.yaml"), a_vocabulary(), problems)
    assert [each.name for each in cases] == ["d", "d"]
    assert [str(each) for each in problems] == [
        "c.yaml:1: [0].facts.bron: 'bron' is not declared (did you mean born?)",
        "c.yaml:2: [1].expects: 'expects' is not known here (did you mean expect?)",
        "c.yaml:2: [1].as_of: a date is expected, not a number (YYYY-MM-DD)",
        "c.yaml:2: [1].expect: a part of a verdict, not the text 'met' ({outcome: met})",
        "c.yaml:3: [2]: a case without expect ({name, as_of, facts, expect})",
        "c.yaml:6: [5]: a case is a mapping, not the text 'x' ({name, as_of, facts, expect})",
        "c.yaml:5: a second case 'd', after line 4 (each case has its own name)",
    ]
