"""Small policies written in tests, judged as a file would be."""

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.exact import day_from
from teacher_growth.policy.rules.reading.facts import facts_from

HEAD = 'policy: test\nversion: "1"\n'


def judged(text, facts, as_of=None):
    """The verdict of one subject."""
    found = read_policy(HEAD + text, "test.yaml")
    document = found.judge(facts_from(facts, found.vocabulary, "facts"), as_of and day_from(as_of))
    return document["verdicts"][0]


def amounts(text, facts, as_of=None):
    """The values of the amounts of one subject."""
    return {name: each["value"] for name, each in judged(text, facts, as_of)["amounts"].items()}


def findings(text, facts, as_of=None):
    """The findings of one subject by their codes, those inside others too."""
    found = {}

    def collect(listed):
        for each in listed:
            found[each["code"]] = each
            collect(each["parts"])

    collect(judged(text, facts, as_of)["findings"])
    return found
