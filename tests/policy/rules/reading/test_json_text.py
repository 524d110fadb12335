from decimal import Decimal

import pytest

from teacher_growth.policy.rules.reading.facts import read_facts
from teacher_growth.policy.rules.reading.json_text import lines, load_json
from tests.factories.policies import a_vocabulary, refusals

WANTS = "JSON wants names and texts in double quotes, commas between, none at the end"


def test_decimals_stay_as_written():
    assert load_json('[6.50, 1, "x", null, true, 1e-3]', "f") == [Decimal("6.50"), 1, "x", None, True, Decimal("0.001")]


def test_lines_are_found_again():
    text = '{"a": 1,\n "b": [{"c": "x,{\\"}"},\n [], {}, 2],\n\n "d.e": null}'
    assert lines(text) == {
        "": 1, "a": 1, "b": 2, "b[0]": 2, "b[0].c": 2, "b[1]": 3, "b[2]": 3, "b[3]": 3, "d.e": 5,
    }  # fmt: skip


def test_names_that_stand_twice_are_refused_all_of_them():
    assert refusals(load_json, '[{"a": 1,\n "a": 2, "b": {"c": 1,\n "c": 1}}]', "f") == [
        "f:2: [0].a: stands twice, here and on line 1 (keep one)",
        "f:3: [0].b.c: stands twice, here and on line 2 (keep one)",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a" 1}', f"f:1: not readable as JSON: Expecting ':' delimiter (column 6; {WANTS})"),
        ("{'a': 1}", (
            "f:1: not readable as JSON: Expecting property name enclosed in double quotes"
            f" (column 2; {WANTS})"
        )),
        ("", f"f:1: not readable as JSON: Expecting value (column 1; {WANTS})"),
        ("[NaN]", "f:1: NaN is no number (numbers are written in digits)"),
        ("[-Infinity]", "f:1: -Infinity is no number (numbers are written in digits)"),
        ("[" * 100_000, "f:1: nested too deep (facts are flat)"),
    ],
)  # fmt: skip
def test_hostile_json_is_refused(text, problem):
    assert refusals(load_json, text, "f") == [problem]


@pytest.mark.parametrize(
    "number", ["1e999999999", "-1e-999999999", "9" * 100_000, "0." + "1" * 100, "1e99999999999999999999"]
)
def test_numbers_that_would_crawl_are_refused(number):
    assert len(refusals(read_facts, f'{{"training": [{{"hours": {number}}}]}}', "f", a_vocabulary())) == 1


def test_bytes_are_utf_8_and_characters_whole():
    assert refusals(read_facts, b'{"name":\n"\xff"}', "f", a_vocabulary()) == [
        "f:2: not UTF-8 text (save the file with the encoding UTF-8)"
    ]
    assert refusals(read_facts, '{"name": "\\ud800"}', "f", a_vocabulary()) == [
        "f:1: name: half of a character (save the file as UTF-8)"
    ]
