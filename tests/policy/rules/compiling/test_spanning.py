from tests.policy.rules.policies import amounts

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
