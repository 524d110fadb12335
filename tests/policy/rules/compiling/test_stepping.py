from fractions import Fraction

import pytest

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.problems import PolicyError
from tests.policy.rules.policies import HEAD, amounts, findings

POLICY = """
words:
  records:
    works:
      fields: {{date: date, work: text, kind: {{type: code, of: [paper, book]}}, points: {{type: number, at_least: 0}}}}
values: {{total: {{from: works, steps: [{{worth: points}}, {step}], give: sum}}}}
rules: {{enough: {{need: {{total: {{at_least: 9}}}}}}}}
amounts: {{total: total}}
"""
PAPER = {"id": "p1", "date": "2025-01-01", "work": "a", "kind": "paper", "points": 5}
BOOK = {"id": "b1", "date": "2025-06-01", "work": "a", "kind": "book", "points": 7}


def without(record, name):
    return {key: value for key, value in record.items() if key != name}


@pytest.mark.parametrize(
    ("step", "total"),
    [
        ("{best: 1, per: work}", None),  # 7 if the work is the same, 12 if not
        ("{cap: 6, per: work}", None),
        ("{cap: 20, per: work}", 12),
        ("{void_below: 6, per: work}", None),
        ("{same: work}", None),
        ("{regroup: work, value: {multiply: [count, count]}}", None),
        ("{round: {to: 10, way: up}, per: work}", None),
    ],
)
def test_of_a_record_of_an_unknown_group_only_what_cannot_differ_is_told(step, total):
    assert amounts(POLICY.format(step=step), {"works": [without(PAPER, "work"), BOOK]}) == {"total": total}


@pytest.mark.parametrize(
    ("step", "field"),
    [("{best: 1, per: work}", "work"), ("{cap: 3, only: {kind: paper}}", "kind"), ("{cap: 8, per: work}", "work")],
)
def test_what_a_step_groups_by_or_concerns_is_missing_where_unknown(step, field):
    found = findings(POLICY.format(step=step), {"works": [without(PAPER, field), BOOK]})["enough"]
    assert (found["result"], found["missing"]) == ("cannot_tell", [f"works[p1].{field}"])


@pytest.mark.parametrize(
    ("step", "total"),
    [
        ("{latest: 1, only: {kind: paper}}", 12),
        ("{first: 1, only: {kind: book}}", 16),
        ("{drop_highest: 1, only: {kind: paper}}", 11),
        ("{void_below: 10, only: {kind: paper}}", 7),
        ("{round: {to: 10, way: up}, only: {kind: paper}}", 27),
        ("{regroup: kind, value: 1, only: {kind: paper}}", 8),
        ("{cap: 6, per: {months: 12}, only: {kind: paper}}", 13),
        ("{cap: 1/2, per: record, only: {kind: book}}", Fraction(19, 2)),
    ],
)
def test_a_step_concerns_only_what_it_says(step, total):
    earlier = {**PAPER, "id": "p0", "date": "2024-03-01", "work": "b", "points": 4}
    assert amounts(POLICY.format(step=step), {"works": [earlier, PAPER, BOOK]}) == {"total": total}


def test_steps_that_cut_spans_concern_all():
    with pytest.raises(PolicyError) as raised:
        read_policy(HEAD + POLICY.format(step="{once: yes, only: {kind: paper}}"), "test.yaml")
    assert [each.message for each in raised.value.problems] == ["only does not go with once"]


CROWDED = """
words: {records: {absences: {fields: {date: date}}}}
values:
  crowded:
    from: absences
    steps:
      - mark: {own_day: date}
      - mark:
          lately:
            from: absences
            steps: [{keep: {date: {within: {days: 30, of: own_day, side: before}}}}]
            give: count
    give: {largest: lately}
amounts: {crowded: crowded}
"""


def test_records_of_one_kind_are_compared_by_what_the_outer_ones_are_marked_with():
    days = ["2025-01-01", "2025-01-10", "2025-01-20", "2025-05-01"]
    assert amounts(CROWDED, {"absences": [{"date": each} for each in days]}) == {"crowded": 3}
