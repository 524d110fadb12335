import pytest

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.problems import PolicyError

SOUND = """policy: test
version: "1"
words:
  facts: {born: date, ok: yes_no}
  records: {training: {fields: {date: date, hours: number}}}
periods: {school_year: {every: year, starts: 09-01}}
values:
  total: {from: training, steps: [{worth: hours}], give: sum}
rules:
  enough: {need: {total: {at_least: 3}}}
"""
FORMULAS = "there are no formulas: {add: [a, b]} for a value, {a: {at_least: b}} for a condition"
TOTAL = "{total: {at_least: 3}}"


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (TOTAL, "{training: {at_least: 3}}", "“training” are records, not one value", "{from: training, give: count}"),
        (
            TOTAL, "{hours: {at_least: 3}}", "“hours” is a field of training, known only among its records",
            "{from: training, steps: […], give: …}",
        ),
        (TOTAL, "total >= 3", "“total >= 3” is not a known name here", FORMULAS),
        ("at_least: 3", "at_least: total + 3", "“total + 3” is not a known name here", FORMULAS),
        (
            "at_least: 3", "at_least: 3 hours", "“3 hours” is not a known name here",
            "write the number alone; its unit goes under unit",
        ),
        (
            TOTAL, "{born: {before: {plus: [as_of, 3 years]}}}", "“3 years” is not a known name here",
            "a duration is written P3Y, P6M, P2W or P30D; a number stands alone, with its unit under unit",
        ),
        ("at_least", "atleast", "“atleast” is no test", "did you mean at_least?"),
        (
            ", give: sum", "", "a list of records cannot be compared with a number",
            "say what the records give: give: sum, or give: count",
        ),
        (
            TOTAL, "{born: {at_least: 35}}", "a date cannot be compared with a number",
            "an age is {age: {born: …, on: as_of}}, other times are {time_between: …}",
        ),
        (
            "{worth: hours}", "{worth: hours, cap: 3}", "a step has one verb, here are: worth, cap",
            "write each as a step of its own, on a line that begins with “- ”",
        ),
        ("starts: 09-01", "starts: 9-1", "expected the day of the year as MM-DD", "starts: 09-01"),
        (
            "{need: {total: {at_least: 3}}}", "{all: {enough: {need: ok}}}",
            "the code “enough” stands twice in the file", "also in line 10",
        ),
        ("  enough: {", "  - {", "rules are a mapping of names", "rules: {name: …}, no “- ”"),
        ("  enough: {", "  value: {", "“value” is a word of the language", "choose another name, such as own_value"),
    ],
)  # fmt: skip
def test_what_was_probably_meant_is_said(old, new, message, hint):
    with pytest.raises(PolicyError) as raised:
        read_policy(SOUND.replace(old, new), "test.yaml")
    assert [(each.message, each.hint) for each in raised.value.problems] == [(message, hint)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (TOTAL, "{total: {at_least: 3}}, pass: any", "pass goes with for_each: how many of the repetitions must hold"),
        ("values:", "values:\n  later: {plus: [as_of, P1M], working_days: 3}", "“working_days” means nothing here"),
        ("values:", "values:\n  a: {part_of: {text: id, from: 1, length: 4, to: 6}}", "“to” means nothing here"),
        ("values:", "parameters: {most: {value: 3, type: number}}\nvalues:", "“type” means nothing here"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(old, new, message):
    with pytest.raises(PolicyError) as caught:
        read_policy(SOUND.replace(old, new, 1), "test.yaml")
    assert caught.value.problems[0].message == message
