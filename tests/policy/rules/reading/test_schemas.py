import json
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from teacher_growth.policy.rules.reading.marked import load
from teacher_growth.policy.rules.reading.policy_schema import condition_schema
from teacher_growth.policy.rules.reading.reserved import RESERVED
from teacher_growth.policy.rules.reading.schemas import NAMES, schema

FILES = Path(__file__).parent / "files"


def json_like(data):
    if isinstance(data, dict):
        return {key: json_like(each) for key, each in data.items()}
    if isinstance(data, list):
        return [json_like(each) for each in data]
    if isinstance(data, Fraction):
        return int(data) if data.denominator == 1 else float(data)
    return data


def faults(name, data):
    return [list(each.absolute_path) for each in Draft202012Validator(schema(name)).iter_errors(data)]


def in_yaml(name, text):
    return faults(name, json_like(load(text, "f").plain()))


POLICY = (FILES / "policy.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schema(name))


def test_a_policy_with_a_piece_of_everything_is_one():
    assert in_yaml("policy", POLICY) == []


@pytest.mark.parametrize(
    ("right", "wrong", "path"),
    [
        ("policy: jiaxing.cycle", "policie: jiaxing.cycle", []),
        ("subject: teacher", "subjekt: teacher", []),
        ("loses: latest", "loses: newest", ["values", "counted"]),
        ("way: half_up", "way: halfup", ["values", "nice"]),
        ("{exists: training}", "{exists: 3}", ["rules", "either"]),
        ("hit: first", "hit: last", ["tables", "rate"]),
        ("choose: rank", "choose: best", ["list", "choose"]),
        ("every: P5Y", "ever: P5Y", ["periods", "cycle"]),
        ("{otherwise: due}", "{else: due}", ["outcome"]),
        ("pass: each", "pass: every", ["rules", "yearly"]),
        ("in_a_row: 3", "in_row: 3", ["rules", "steady"]),
        ("complete: yes", "whole: yes", ["rules", "steady"]),
        ("until: as_of}", "to: as_of}", ["rules", "steady"]),
        ("grace: P90D", "graze: P90D", ["rules", "quiet"]),
        ("relaxed: [", "relax: [", ["parameters", "fewer"]),
        ("{of: ranks, keys", "{off: ranks, keys", ["tables", "ranks_of"]),
        ("{regroup: route", "{group: route", ["values", "three"]),
        ("back: 1}}}", "before: 1}}}", ["values", "three"]),
        ("{month_of: born}", "{months_of: born}", ["values", "birth_month"]),
    ],
)
def test_a_slip_in_a_policy_is_found(right, wrong, path):
    found = in_yaml("policy", POLICY.replace(right, wrong))
    assert found[0][: len(path)] == path


@pytest.mark.parametrize(
    "data",
    [
        {"id": "t1", "born": "1980-02-01", "roles": ["a"], "training": [{"hours": 6.5}], "mentor": {"id": "m"}},
        [{"id": "t1"}, {"id": "t2", "share": {"part": 3, "of": 8}, "leaves": [], "born": None}],
        {"as_of": "2026-08-31", "subjects": [], "list": {"places": 40, "given": ["t1"]},
         "calendars": {"terms": [{"from": "2026-02-16", "to": "2026-06-30"}], "workdays": ["2026-02-28"]}},
    ],
)  # fmt: skip
def test_facts_in_each_form(data):
    assert faults("facts", data) == []


@pytest.mark.parametrize("data", [3, {"subjects": {}}, {"subjects": [], "born": "1980"}, [1]])
def test_what_are_no_facts(data):
    assert faults("facts", data) != []


def test_the_contracts_example_is_a_verdict():
    document = json.loads((FILES / "verdict.json").read_text(encoding="utf-8"))
    assert faults("verdict", document) == []
    del document["verdicts"][0]["findings"][0]["shortfall"]
    assert faults("verdict", document) == [["verdicts", 0, "findings", 0]]


def test_cases_alone_and_under_their_name():
    case = {"name": "a", "facts": {"id": "t"}, "expect": {"outcome": "met"}}
    assert [faults("cases", each) for each in ([case], {"cases": [case]})] == [[], []]
    assert faults("cases", [{"name": "a", "expect": {}}]) != []


def test_every_word_of_conditions_is_reserved():
    words = set(condition_schema()["anyOf"][-1]["properties"])
    assert words - RESERVED == {"is"}
