from fractions import Fraction

from tests.policy.rules.policies import amounts

BETWEEN = """
words: {facts: {began: date}}
amounts: {months: {value: {time_between: {from: began, to: as_of, in: months, whole: no, days_per_month: 30}}}}
"""


def test_a_time_not_rounded_is_asked_for_with_no():
    assert amounts(BETWEEN, {"began": "2026-01-01"}, "2026-02-16") == {"months": Fraction(3, 2)}


CALENDAR = """
words: {facts: {began: date}}
amounts:
  after: {value: {time_between: {from: began, to: as_of, in: working_days}}}
  both: {value: {time_between: {from: began, to: as_of, in: working_days, both_days: yes}}}
"""


def test_working_days_between_two_dates_leave_the_first_out_unless_both_count():
    facts = {"calendars": {"holidays": [], "workdays": []}, "subjects": [{"began": "2026-03-02"}]}
    assert amounts(CALENDAR, facts, "2026-03-06") == {"after": 4, "both": 5}
