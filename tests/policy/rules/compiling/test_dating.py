from fractions import Fraction

from tests.policy.rules.policies import amounts

BETWEEN = """
words: {facts: {began: date}}
amounts: {months: {value: {time_between: {from: began, to: as_of, in: months, whole: no, days_per_month: 30}}}}
"""


def test_a_time_not_rounded_is_asked_for_with_no():
    assert amounts(BETWEEN, {"began": "2026-01-01"}, "2026-02-16") == {"months": Fraction(3, 2)}
