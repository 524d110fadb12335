from tests.policy.rules.policies import judged

DAYS = """
words: {facts: {handed_in: date, days_away: {type: number, unit: day}}}
rules:
  in_time: {need: {handed_in: {on_or_before: 2026-03-31}}}
  away: {need: {days_away: {at_most: 5}}}
"""


def test_only_a_date_is_late():
    texts = [each["text"]["en"] for each in judged(DAYS, {"handed_in": "2026-04-02", "days_away": 7})["next"]]
    assert texts == ["in_time: 2 days late", "away: 2 days too many"]
