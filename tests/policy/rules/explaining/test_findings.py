from tests.policy.rules.policies import findings

TWO_OF_THREE = """
words: {facts: {papers: number, points: number, years: number}}
rules:
  two:
    at_least: 2
    of:
      by_papers: {need: {papers: {at_least: 4}}}
      by_points: {need: {points: {at_least: 9}}}
      by_years: {need: {years: {at_least: 5}}}
"""


def test_nearest_is_one_of_those_not_met():
    found = findings(TWO_OF_THREE, {"papers": 1, "points": 9, "years": 4})
    assert found["two"]["nearest"] == "by_years"
