"""The handbook's whole policies hold: each is checked as `flask policy check` does it, and each shows a failure."""

import copy
import re
from pathlib import Path

import pytest

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.exact import day_from
from teacher_growth.policy.rules.reading.facts import facts_from
from tests.policy.rules.reading.test_schemas import in_yaml

HANDBOOK = Path(__file__).parents[2] / "docs" / "policy-handbook.md"
TEXT = HANDBOOK.read_text(encoding="utf-8")
BLOCKS = {
    block[1].split()[1]: (block[1], TEXT[: block.start(1)].count("\n"))
    for block in re.finditer(r"^```yaml\n(policy: .*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
}


def handbook_policy(key):
    text, line = BLOCKS[key]
    return read_policy("\n" * line + text, HANDBOOK.name)  # so that a problem names the line of the handbook


def shortfalls(expected):
    """Every shortfall that a case expects."""
    if isinstance(expected, dict):
        own = [expected["shortfall"]] if expected.get("shortfall") else []
        return own + [each for value in expected.values() for each in shortfalls(value)]
    return []


def test_each_policy_of_the_handbook_has_a_key_of_its_own():
    assert len(re.findall(r"^```yaml\npolicy: ", TEXT, re.MULTILINE)) == len(BLOCKS)


@pytest.mark.parametrize("key", BLOCKS)
def test_every_case_of_the_handbook_passes(key):
    found = handbook_policy(key)
    differences = {case.name: [str(each) for each in found.differences(case)] for case in found.cases()}
    assert differences == dict.fromkeys(differences, [])


@pytest.mark.parametrize("key", BLOCKS)
def test_every_policy_of_the_handbook_is_one_by_the_published_schema(key):
    assert in_yaml("policy", BLOCKS[key][0]) == []


@pytest.mark.parametrize("key", BLOCKS)
def test_every_policy_of_the_handbook_shows_a_shortfall(key):
    cases = handbook_policy(key).cases()
    assert len(cases) >= 2
    assert [case.name for case in cases if shortfalls(case.expect)] != []


def places(facts, before=()):
    """Where something is said in the facts that may as well be left out; a span without an end would still run."""
    for key, value in facts.items() if isinstance(facts, dict) else enumerate(facts) if isinstance(facts, list) else ():
        if key not in ("id", "calendars", "subjects", "to", "as_of") and isinstance(key, str):
            yield (*before, key)
        if key != "calendars":
            yield from places(value, (*before, key))


def without(facts, place):
    left = inner = copy.deepcopy(facts)
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    return left


def told(verdict):
    """What a verdict says for certain."""
    said = {("amount", name): each["value"] for name, each in verdict["amounts"].items() if each["value"] is not None}
    if verdict["outcome"] != "cannot_tell":
        said["outcome"] = verdict["outcome"]
    return said


@pytest.mark.parametrize("key", BLOCKS)
def test_what_is_left_out_turns_no_answer_into_another(key):
    found = handbook_policy(key)
    for case in found.root.mapping["cases"].items:
        facts = case.mapping["facts"].raw()
        as_of = day_from(case.mapping["as_of"].text) if "as_of" in case.mapping else None

        def answers(left, day=as_of):
            return [told(each) for each in found.judge(facts_from(left, found.vocabulary, "facts"), day)["verdicts"]]

        full = answers(facts)
        wrong = [
            (place, one, other)
            for place in places(facts)
            for one, other in zip(full, answers(without(facts, place)), strict=True)
            if not other.items() <= {**other, **one}.items()
        ]
        assert (case.mapping["name"].text, wrong) == (case.mapping["name"].text, [])
        assert all(
            other.items() <= {**other, **one}.items() for one, other in zip(full, answers(facts, None), strict=True)
        )
