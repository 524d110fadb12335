import pytest

from tests.policy.rules.policies import amounts, findings

WINDOW = """
words: {facts: {began: date}}
values: {window: {period: {from: began, to: {plus: [began, P6M]}}}}
amounts: {window: window}
"""


def test_a_period_between_two_dates_may_be_named():
    assert amounts(WINDOW, {"began": "2026-01-31"}) == {"window": {"from": "2026-01-31", "to": "2026-07-31"}}


PROLONGED = """
words:
  facts: {registered: date}
  records: {breaks: {fields: {from: date, to: date, kind: {type: code, of: [maternity, sick]}}}}
periods:
  cycle: {every: P5Y, starts: registered, suspended: {from: breaks, steps: [{keep: {kind: maternity}}]}}
values: {ends: {last_day_of: cycle}}
amounts: {ends: ends}
"""


@pytest.mark.parametrize(
    ("breaks", "ends"),
    [
        ([], "2024-12-31"),
        ([{"from": "2022-01-01", "to": "2022-04-10", "kind": "maternity"}], "2025-04-10"),
        ([{"from": "2022-01-01", "to": None, "kind": "maternity"}], "2025-04-10"),  # so far
        ([{"from": "2022-01-01", "to": "2022-04-10"}], None),
        ([{"to": "2022-04-10", "kind": "maternity"}], None),
        (None, None),
    ],
)
def test_suspensions_prolong_a_period_if_they_are_known(breaks, ends):
    facts = {"registered": "2020-01-01", "breaks": breaks}
    assert amounts(PROLONGED, facts, "2022-04-10") == {"ends": ends}


def test_without_a_day_it_is_not_known_which_period_is_meant():
    facts = {"registered": "2020-01-01", "breaks": []}
    in_time = PROLONGED + "rules: {in_time: {need: {ends: {before: 2025-01-01}}}}\n"
    found = findings(in_time, facts)["in_time"]
    assert (found["result"], found["missing"]) == ("cannot_tell", ["as_of"])
