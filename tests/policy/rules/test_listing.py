"""Lists: chosen within limits, checked where one is given, with what kept somebody off."""

import json
from textwrap import dedent

import pytest
from jsonschema import Draft202012Validator

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.facts import read_facts
from teacher_growth.policy.rules.reading.marked import load
from teacher_growth.policy.rules.reading.problems import PolicyError
from teacher_growth.policy.rules.reading.schemas import schema
from teacher_growth.policy.rules.writing import dumps

WORDS = """
    policy: x.list
    version: "1"
    words:
      codes: {stages: [primary, junior, senior]}
      facts:
        score: number
        birth: date
        school: text
        county: text
        stage: {type: code, of: stages}
        principal: {type: yes_no, if_missing: no}
        rural: {type: yes_no, if_missing: no}
        young: {type: yes_no, if_missing: no}
        famous: {type: yes_no, if_missing: no}
        ticket: {type: text}
        quota: number
"""
RANK = "  rank: [{by: score, order: highest}, {lot: id}]\n"
ALL = "  places: list.places\n  among: yes\n"


def a_list(text, people, rank=RANK, words=WORDS, **round_):
    """The document's list. Each person is `id score` and more facts."""
    policy = read_policy(dedent(words) + "list:\n" + ALL + rank + text, "policy.yaml")
    facts = {"list": round_, "subjects": people}
    found = policy.judge(read_facts(json.dumps(facts), "facts.json", policy.vocabulary))
    Draft202012Validator(schema("verdict")).validate(json.loads(dumps(found)))
    return found["list"]


def crowd(text, **more):
    """`a1 a2 b3` are three people by rank, of schools a, a, b."""
    names = text.split()
    return [{"id": name, "score": 100 - at, "school": name[0], **more} for at, name in enumerate(names)]


def marked(people, **names):
    """The people with yes/no facts, given as `rural="b1 c1"`."""
    return [{**each, **{fact: each["id"] in ids.split() for fact, ids in names.items()}} for each in people]


def limits(found):
    return {
        each["code"]: (each["result"], each["found"], each["required"], each["shortfall"]) for each in found["limits"]
    }


def moved(found):
    return [(each["subject"], each["limit"], each["replaced_by"]) for each in found["moved"]]


def test_two_of_a_school_at_most():
    limit = "  limits: {per_school: {per: school, at_most: 2}}"
    found = a_list(limit, crowd("a1 a2 a3 b1 a4 c1"), places=4)
    assert found["chosen"] == ["a1", "a2", "b1", "c1"]
    assert moved(found) == [("a3", "per_school", "c1"), ("a4", "per_school", None)]
    assert found["feasible"] is True
    assert limits(found)["per_school"] == ("met", 2, 2, None)
    assert [each["rank"] for each in found["ranking"]] == [1, 2, 3, 4, 5, 6]
    assert found["ranking"][2] == {"subject": "a3", "rank": 3, "keys": [98, "a3"]}


def test_shares_of_those_chosen():
    text = """\
  limits:
    principals: {who: principal, at_most: {share: 10 %, of: chosen, round: down}}
    rural: {who: rural, at_least: 20 %}
    young: {who: young, at_least: {share: 70 %, of: chosen, round: up}}
    county: {per: county, at_most: 60 %}
"""
    people = crowd(" ".join(f"{letter}{number}" for number in range(2) for letter in "abcdefghij"), county="north")
    people = marked(people, principal="a0 b0", rural="i1 j1", young="c0 d0 e0 f0 g0 h0 i0 i1 j1")
    for each in people[::2]:
        each["county"] = "south"
    found = a_list(text, people, places=10)
    assert found["chosen"] == ["a0", "c0", "d0", "e0", "f0", "g0", "h0", "i0", "i1", "j1"]
    assert moved(found)[:2] == [("b0", "principals", "i1"), ("j0", "rural", "j1")]
    assert limits(found)["principals"] == ("met", 1, 1, None)
    assert limits(found)["rural"] == ("met", 2, 2, None)
    assert limits(found)["young"] == ("met", 9, 7, None)


def test_every_stage_present():
    people = crowd("a b c d")
    for each, stage in zip(people, ("primary", "primary", "primary", "junior"), strict=True):
        each["stage"] = stage
    occurring = a_list("  limits: {stages: {per: stage, at_least: 1}}", people, places=2)
    assert occurring["chosen"] == ["a", "d"]
    assert moved(occurring) == [("b", "stages", "d"), ("c", "stages", None)]
    named = a_list("  limits: {stages: {per: stage, keys: [primary, junior, senior], at_least: 1}}", people, places=3)
    assert (named["feasible"], named["chosen"], named["clash"]) == (False, [], ["stages"])


def test_nominating_one_and_a_half_times_the_places():
    found = a_list("  nominate: {times: 1.5, round: down}", crowd("a b c d e f"), places=3)
    assert found["chosen"] == ["a", "b", "c", "d"]
    assert limits(found)["places"] == ("met", 4, 4, None)


def test_places_stay_empty_rather_than_break_a_limit():
    found = a_list("  limits: {per_school: {per: school, at_most: 1}}", crowd("a1 a2 b1 b2"), places=4)
    assert found["chosen"] == ["a1", "b1"]
    assert moved(found) == [("a2", "per_school", "b1"), ("b2", "per_school", None)]
    filled = a_list("  must_fill: yes\n  limits: {s: {per: school, at_most: 1}}", crowd("a1 a2 b1 b2"), places=4)
    assert (filled["feasible"], filled["clash"]) == (False, ["s"])


def test_a_class_outside_the_quota_takes_no_place():
    people = marked(crowd("a1 a2 a3 b1"), famous="a2 a3")
    limit = "  limits: {per_school: {per: school, at_most: 1}}\n"
    found = a_list(limit + "  outside: famous", people, places=2)
    assert (found["chosen"], found["outside"]) == (["a1", "a2", "a3", "b1"], ["a2", "a3"])
    found = a_list(limit + "  outside: {who: famous, at_most: 1}", people, places=2)
    assert (found["chosen"], found["outside"]) == (["a1", "a2", "b1"], ["a2"])


def test_limits_that_clash_are_named():
    text = """\
  limits:
    per_school: {per: school, at_most: 2}
    rural: {who: rural, at_least: 2}
    principals: {who: principal, at_most: 0}
"""
    people = marked(crowd("a1 a2 b1 b2"), rural="b1 b2", principal="b1")
    found = a_list(text, people, places=3)
    assert (found["feasible"], found["chosen"]) == (False, [])
    assert found["clash"] == ["rural", "principals"]
    assert limits(found)["rural"][0] == "not_met"
    assert limits(found)["per_school"][0] == "not_applicable"


def test_a_given_list_is_checked():
    text = """\
  limits:
    per_school: {per: school, at_most: 2}
    rural: {who: rural, at_least: 2}
"""
    people = marked(crowd("a1 a2 a3 b1 c1"), rural="c1")
    found = a_list(text, people, places=4, given=["c1", "a3", "a1", "a2", "b1"])
    assert found["chosen"] == ["a1", "a2", "a3", "b1", "c1"]
    assert found["feasible"] is False
    assert limits(found) == {
        "per_school": ("not_met", 3, 2, 1), "rural": ("not_met", 1, 2, 1), "places": ("not_met", 5, 4, 1),
        "among": ("met", 0, 0, None),
    }  # fmt: skip
    by_school = found["limits"][0]
    assert (by_school["subjects"], by_school["over"]) == (["a1", "a2", "a3"], ["a3"])
    assert [(each["code"], each["result"]) for each in by_school["parts"]] == [
        ("per_school.a", "not_met"), ("per_school.b", "met"), ("per_school.c", "met"),
    ]  # fmt: skip
    assert found["limits"][1]["subjects"] == ["c1"]


def test_a_given_list_with_somebody_who_may_not_be_on_it():
    text = dedent(WORDS) + "rules: {enough: {need: {score: {at_least: 99}}}}\nlist:\n  places: 2\n" + RANK
    policy = read_policy(text, "policy.yaml")
    facts = {"list": {"given": ["a", "c"]}, "subjects": crowd("a b c")}
    found = policy.judge(read_facts(json.dumps(facts), "facts.json", policy.vocabulary))["list"]
    assert found["feasible"] is False
    assert [(each["code"], each["subjects"]) for each in found["limits"] if each["result"] == "not_met"] == [
        ("among", ["c"])
    ]


def test_the_greatest_total_on_request():
    text = "  choose: total\n  limits: {one: {per: school, at_most: 1}, rural: {who: rural, at_least: 1}}"
    people = marked(
        [{"id": name, "school": name[0], "score": score} for name, score in
         (("a1", 10), ("b1", 9), ("a2", 8), ("c1", 1))], rural="a2 c1",
    )  # fmt: skip
    assert a_list(text, people, places=2)["chosen"] == ["b1", "a2"]
    assert a_list(text.replace("total", "rank"), people, places=2)["chosen"] == ["a1", "c1"]


def test_equals_that_no_key_tells_apart_hinder_only_where_it_matters():
    people = crowd("a b c d")
    people[1]["score"] = people[2]["score"] = 50
    people[3]["score"] = 1
    rank = "  rank: [{by: score, order: highest}]\n"
    settled = a_list("", people, rank=rank, places=3)
    assert settled["chosen"] == ["a", "b", "c"]
    assert [each["rank"] for each in settled["ranking"]] == [1, 2, 2, 4]
    unsettled = a_list("", people, rank=rank, places=2)
    assert (unsettled["feasible"], unsettled["chosen"]) == (None, [])
    assert unsettled["problems"][0]["en"] == "the order is not total: b, c are equal in every key"


def test_groups_go_before_scores_and_a_lot_ends_it():
    people = marked(crowd("a b c d"), rural="d")
    for each, lot in zip(people, ("3", "20", "9", "1"), strict=True):
        each |= {"ticket": lot, "score": 7}
    rank = "  rank: [{by: rural, order: highest}, {by: score, order: highest}, {lot: ticket}]\n"
    found = a_list("", people, rank=rank, places=1)
    assert [each["subject"] for each in found["ranking"]] == ["d", "a", "c", "b"]
    assert found["chosen"] == ["d"]


def test_what_is_unknown_of_somebody_hinders_unless_they_cannot_be_chosen():
    words = dedent(WORDS) + "rules: {may: {need: {birth: {after: 1970-01-01}}}}\n"
    people = [{**each, "birth": "1980-01-01"} for each in crowd("a b c")]
    del people[2]["birth"]
    rank = "  among: {rule: may}\n" + RANK
    text = words + "list:\n  places: list.places\n" + rank

    def listed(places):
        policy = read_policy(text, "policy.yaml")
        facts = {"list": {"places": places}, "subjects": people}
        return policy.judge(read_facts(json.dumps(facts), "facts.json", policy.vocabulary))["list"]

    assert (listed(2)["feasible"], listed(2)["chosen"]) == (True, ["a", "b"])
    assert [(each["subject"], each["rank"]) for each in listed(2)["ranking"]] == [("a", 1), ("b", 2)]
    assert (listed(3)["feasible"], listed(3)["missing"]) == (None, [{"subject": "c", "missing": ["birth"]}])


def test_places_that_nobody_says_are_missing():
    assert a_list("", crowd("a b"))["missing"] == [{"subject": None, "missing": ["list.places"]}]


def test_the_next_in_order_are_held_in_reserve():
    found = a_list("  reserve: 2\n  limits: {per_school: {per: school, at_most: 1}}", crowd("a1 a2 b1 c1 d1"), places=2)
    assert (found["chosen"], found["reserve"]) == (["a1", "b1"], ["a2", "c1"])


def test_places_divided_among_counties():
    people = crowd("a1 a2 a3 a4 a5 b1 b2 b3 c1")
    text = """\
  limits:
    per_school:
      per: school
      at_most: {divide_among: list.places, per: school, round: largest_remainder}
"""
    found = a_list(text, people, places=4)
    assert found["chosen"] == ["a1", "a2", "b1", "c1"]  # 20/9, 12/9 and 4/9: what is left goes to the largest rest
    text = text.replace("per: school,", "per: school, by: quota,")
    people = [{**each, "quota": {"a": 1, "b": 1, "c": 2}[each["school"]]} for each in people]
    assert a_list(text, people, places=4)["chosen"] == ["a1", "b1", "c1"]


def test_a_limit_that_holds_only_from_a_number_of_places():
    text = "  limits: {one: {per: school, at_most: 1, when: {list.places: {at_least: 3}}}}"
    assert a_list(text, crowd("a1 a2 b1"), places=2)["chosen"] == ["a1", "a2"]
    assert limits(a_list(text, crowd("a1 a2 b1"), places=2))["one"][0] == "not_applicable"
    assert a_list(text, crowd("a1 a2 b1"), places=3)["chosen"] == ["a1", "b1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  limits: {one: {at_most: 1}}", "a limit says whom it is about"),
        ("  limits: {one: {per: school}}", "a limit has at_least, at_most or both"),
        ("  limits: {places: {per: school, at_most: 1}}", "is the list's own code"),
        ("  reserve: score", "the same for the whole list"),
        ("  limits: {one: {who: rural, at_most: score}}", "the same for the whole list"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, message):
    with pytest.raises(PolicyError, match=message):
        a_list(text, crowd("a"), places=1)


EVERYTHING = """\
  nominate: {times: 3/2, round: up}
  outside: {who: famous, at_most: 1}
  choose: total
  total: score
  reserve: 3
  must_fill: no
  limits:
    principals: {label: {zh: 校长, en: Principals}, who: principal, at_most: {share: 10 %, of: places, round: up}}
    rural: {who: {rural: yes}, at_least: {share: 1/5, of: candidates, round: half_even}, source: {article: "4"}}
    per_school: {per: [school, stage], at_most: 2, when: {list.places: {at_least: 2}}}
    young: {who: young, at_least: 20 %, at_most: 80 %}
"""


def test_a_list_with_a_piece_of_everything():
    text = dedent(WORDS) + "list:\n" + ALL + RANK + EVERYTHING
    Draft202012Validator(schema("policy")).validate(json.loads(json.dumps(load(text, "f").plain(), default=str)))
    people = marked(crowd("a1 a2 a3 b1 c1 d1 e1", stage="junior"), famous="a1", young="b1", rural="e1", principal="b1")
    found = a_list(EVERYTHING, people, places=2)
    assert (found["chosen"], found["outside"]) == (["a1", "a2", "b1", "e1"], ["a1"])
    assert limits(found) == {
        "principals": ("met", 1, 1, None), "rural": ("met", 1, 1, None), "per_school": ("met", 1, 2, None),
        "young": ("met", 1, None, None), "places": ("met", 3, 3, None),
    }  # fmt: skip
    assert found["reserve"] == ["a3", "c1", "d1"]
    young = found["limits"][3]
    assert [(each["code"], each["required"]) for each in young["parts"]] == [
        ("young.at_least", 1),
        ("young.at_most", 2),
    ]


def test_the_order_in_which_people_are_handed_in_does_not_matter():
    text = "  limits: {per_school: {per: school, at_most: 2}, rural: {who: rural, at_least: 2}}"
    people = marked(crowd("a1 a2 a3 b1 b2 b3 c1 c2"), rural="b3 c2")
    assert a_list(text, people, places=5) == a_list(text, people[::-1], places=5)


def test_cases_say_what_is_expected_of_a_list():
    text = (
        dedent(WORDS)
        + "list:\n"
        + ALL
        + RANK
        + "  limits: {one: {per: school, at_most: 1}}\n"
        + dedent("""\
        cases:
          - name: one of a school
            facts:
              list: {places: 2}
              subjects: [{id: x, score: 3, school: s}, {id: y, score: 2, school: s}, {id: z, score: 1, school: t}]
            expect: {list: {chosen: [x, z], moved: {y: {limit: one, replaced_by: z}}, limits: {one: {result: met}}}}
    """)
    )
    policy = read_policy(text, "policy.yaml")
    assert [policy.differences(case) for case in policy.cases()] == [[]]


def test_a_school_nobody_knows_hinders_only_where_it_could_matter():
    people = crowd("a1 a2 b1 c1 d1")
    del people[3]["school"]
    text = "  limits: {one: {per: school, at_most: 1}}"
    assert a_list(text, people, places=2)["chosen"] == ["a1", "b1"]
    unsure = a_list(text, people, places=3)
    assert (unsure["feasible"], unsure["missing"]) == (None, [{"subject": "c1", "missing": ["school"]}])
    assert limits(unsure)["one"][0] == "cannot_tell"
    assert a_list(text, people, places=3, given=["a1", "b1"])["feasible"] is True
    assert a_list(text, people, places=3, given=["a1", "c1"])["feasible"] is None


def test_a_group_that_only_somebody_doubtful_is_in():
    words = dedent(WORDS) + "rules: {may: {need: {quota: {at_least: 1}}}}\n"
    limit = "  limits: {schools: {per: school, at_least: 1}}\n"
    people = [{**each, "quota": 1} for each in crowd("a1 a2 b1")]
    del people[2]["quota"]
    policy = read_policy(words + "list:\n  places: 2\n" + RANK + limit, "policy.yaml")
    found = policy.judge(read_facts(json.dumps(people), "facts.json", policy.vocabulary))["list"]
    assert (found["feasible"], found["missing"]) == (None, [{"subject": "b1", "missing": ["quota"]}])


def test_where_no_outcome_is_met_it_is_said_who_may_be_on_the_list():
    outcome = "outcome: [{code: good, when: {score: {at_least: 99}}}, {otherwise: poor}]\n"
    with pytest.raises(PolicyError, match="no outcome is called met"):
        read_policy(dedent(WORDS) + outcome + "list:\n  places: 2\n" + RANK, "policy.yaml")
