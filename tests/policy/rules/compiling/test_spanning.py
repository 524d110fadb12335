from fractions import Fraction

from tests.policy.rules.policies import amounts, findings

YEARS = """
words: {records: {stays: {fields: {from: date, to: date}}}}
values: {years: {from: stays, steps: [{split: each_year}], give: count}}
amounts: {years: years}
"""
RUNNING, ENDED = {"from": "2024-09-01", "to": None}, {"from": "2020-09-01", "to": "2022-09-30"}


def test_what_still_runs_is_split_up_to_the_day():
    assert amounts(YEARS, {"stays": [RUNNING]}, "2026-08-31") == {"years": 2}


def test_without_a_day_only_what_has_ended_is_split():
    assert amounts(YEARS, {"stays": [ENDED]}) == {"years": 3}
    assert amounts(YEARS, {"stays": [RUNNING]}) == {"years": None}


SERVED = """
words: {{records: {{stays: {{fields: {{from: date, to: date}}}}}}}}
values: {{served: {{from: stays, steps: [{{length: {{in: months{more}}}}}], give: sum}}}}
rules: {{a_year: {{need: {{served: {{at_least: 12}}}}}}}}
"""


def test_a_month_with_a_day_missing_is_no_month():
    stay = {"from": "2025-09-01", "to": "2026-08-30"}
    assert findings(SERVED.format(more=""), {"stays": [stay]})["a_year"]["shortfall"] == Fraction(1, 30)
    assert findings(SERVED.format(more=", days_per_month: 30"), {"stays": [stay]})["a_year"]["result"] == "met"


def test_what_still_runs_is_long_enough_from_a_day_on():
    stay = {"from": "2025-09-01", "to": None}
    assert findings(SERVED.format(more=""), {"stays": [stay]}, "2026-03-01")["a_year"]["due"] == "2026-08-31"


def test_what_has_ended_grows_no_longer():
    stay = {"from": "2025-09-01", "to": "2026-03-01"}
    assert findings(SERVED.format(more=""), {"stays": [stay]}, "2026-03-01")["a_year"]["due"] is None
