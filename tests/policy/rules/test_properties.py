"""What must hold under any policy and any facts (policy-core, section 5)."""

import os
from fractions import Fraction

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules.writing import dumps
from tests.policy.rules.drawn import PERIODS, WORDS, judged, lines, monotone_steps, other_steps, policies, subjects

EXAMPLES = settings(
    max_examples=int(os.environ.get("POLICY_EXAMPLES", "25")), deadline=None, phases=(Phase.explicit, Phase.generate)
)
"""Without shrinking, which takes minutes here. Thousands on request: POLICY_EXAMPLES=2000 before pytest."""
ANY_STEPS = st.one_of(monotone_steps(), monotone_steps(), other_steps())
RANK = {"not_met": 0, "cannot_tell": 1, "met": 2}


@EXAMPLES
@given(policies(ANY_STEPS), st.lists(subjects(known=False), min_size=1, max_size=4))
def test_one_by_one_equals_together(policy, people):
    together = judged(policy, people)
    alone = [judged(policy, [each])[0] | {"subject": f"t{place}"} for place, each in enumerate(people)]
    assert dumps(together) == dumps(alone)


@EXAMPLES
@given(policies(ANY_STEPS), subjects(known=False), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(policy, person, random):
    mixed = dict(person)
    for kind in ("training", "postings"):
        if person[kind]:
            mixed[kind] = random.sample(person[kind], len(person[kind]))
    assert dumps(judged(policy, [person])) == dumps(judged(policy, [mixed]))


@st.composite
def completed(draw, person):
    """The same person with a value for everything that was unknown."""
    whole = draw(subjects())
    found = {name: whole[name] if value is None else value for name, value in person.items()}
    if person["training"]:
        found["training"] = [
            {name: draw(lines(known=True))[name] if value is None else value for name, value in each.items()}
            for each in person["training"]
        ]
    return found


@EXAMPLES
@given(policies(ANY_STEPS), subjects(known=False), st.data())
def test_an_unknown_that_turns_up_contradicts_nothing(policy, person, data):
    before, after = judged(policy, [person, data.draw(completed(person))])
    if before["outcome"] != "cannot_tell":
        assert after["outcome"] == before["outcome"]
    for was, became in zip(before["findings"], after["findings"], strict=True):
        if was["result"] in ("met", "not_met") and became["result"] != "not_applicable":
            assert became["result"] == was["result"]
    for name, amount in before["amounts"].items():
        if amount["value"] is not None:
            assert after["amounts"][name]["value"] == amount["value"]


@EXAMPLES
@given(policies(monotone_steps()), subjects(), lines(known=True))
def test_more_evidence_never_makes_a_monotone_policy_worse(policy, person, line):
    more = {**person, "training": [*person["training"], {"id": "r9", **line}]}
    before, after = judged(policy, [person, more])
    assert RANK[after["outcome"]] >= RANK[before["outcome"]]
    for name, amount in before["amounts"].items():
        if name.startswith("value_"):
            assert after["amounts"][name]["value"] >= amount["value"]


@EXAMPLES
@given(st.lists(ANY_STEPS, max_size=4), subjects())
def test_what_counts_and_what_does_not_add_up_to_the_records(steps, person):
    steps = [each for each in steps if "round" not in each]
    policy = {
        "policy": "sum", "version": "1", "words": WORDS, "periods": PERIODS,
        "values": {"total": {"from": "training", "steps": [{"worth": "hours"}, *steps], "give": "sum"}},
        "rules": {"enough": {"need": {"total": {"at_least": 1}}}}, "amounts": {"total": "total"},
    }  # fmt: skip
    verdict = judged(policy, [person])[0]
    finding = verdict["findings"][0]
    counted = sum((Fraction(each["amount"]) for each in finding["counted"]), Fraction(0))
    lost = sum((Fraction(each["amount"]) for each in finding["not_counted"]), Fraction(0))
    assert counted == finding["found"] == verdict["amounts"]["total"]["value"]
    assert counted + lost == sum((Fraction(str(each["hours"])) for each in person["training"]), Fraction(0))


@EXAMPLES
@given(subjects(), st.integers(0, 60), st.sampled_from(["latest", "earliest", "smallest", "largest"]))
def test_a_cap_is_never_exceeded(person, cap, loses):
    steps = [{"worth": "hours"}, {"cap": cap, "per": ["route", "school_year"], "loses": loses}]
    policy = {
        "policy": "cap", "version": "1", "words": WORDS, "periods": PERIODS,
        "values": {"total": {"from": "training", "steps": steps, "give": "sum"}}, "amounts": {"total": "total"},
    }  # fmt: skip
    groups: dict[tuple[str, int], Fraction] = {}
    for each in person["training"]:
        year, month = int(each["date"][:4]), int(each["date"][5:7])
        key = (each["route"], year if month >= 9 else year - 1)
        groups[key] = groups.get(key, Fraction(0)) + Fraction(str(each["hours"]))
    expected = sum((min(each, Fraction(cap)) for each in groups.values()), Fraction(0))
    assert judged(policy, [person])[0]["amounts"]["total"]["value"] == expected
