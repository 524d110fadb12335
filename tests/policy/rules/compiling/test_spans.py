from tests.policy.rules.policies import amounts

WINDOW = """
words: {facts: {began: date}}
values: {window: {period: {from: began, to: {plus: [began, P6M]}}}}
amounts: {window: window}
"""


def test_a_period_between_two_dates_may_be_named():
    assert amounts(WINDOW, {"began": "2026-01-31"}) == {"window": {"from": "2026-01-31", "to": "2026-07-31"}}
