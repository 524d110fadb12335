"""Verbs and steps may be names: where a name stands no verb can."""

from tests.policy.rules.policies import judged

FILE = """
words:
  scales: {grades: [low, high]}
  facts: {age: number, round: number, order: number, count: number, step: code grades, first: date, outcome: yes_no}
  records:
    group: {fields: {date: date, mark: number, length: number, best: yes_no, count: number}}
values:
  total: {from: group, steps: [{keep: {best: yes}}, {worth: {add: [mark, length]}}], give: sum}
rules:
  figures: {need: {age: {at_least: 30}, round: 2, order: {at_most: 3}}}
  graded: {need: {step: {at_least: high}}}
  enough: {when: {outcome: yes}, need: {total: {at_least: count}}}
  begun: {need: {first: {on_or_before: as_of}}}
"""


def test_names_that_are_verbs_too():
    group = [{"date": "2025-01-01", "mark": 2, "length": 3, "best": True, "count": 9}]
    facts = {
        "id": "t1", "age": 31, "round": 2, "order": 3, "count": 5, "step": "high", "first": "2020-01-01",
        "outcome": True, "group": group,
    }  # fmt: skip
    assert judged(FILE, facts, "2026-01-01")["outcome"] == "met"
    verdict = judged(FILE, facts | {"count": 6, "step": "low"}, "2026-01-01")
    assert [(each["code"], each["shortfall"]) for each in verdict["next"]] == [("graded", 1), ("enough", 1)]
