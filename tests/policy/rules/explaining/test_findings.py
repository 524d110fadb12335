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


WEEKS = """
words: {records: {lessons_held: {fields: {date: date, many: number}}}}
values: {of_week: {from: lessons_held, steps: [{keep: {date: {in: period}}}, {worth: many}], give: sum}}
rules:
  weeks: {for_each: {period: week, in: {from: 2026-03-02, to: 2026-03-15}}, need: {of_week: {at_least: 12}}, pass: any}
"""


def test_nearest_of_several_weeks_is_named():
    lessons = [{"date": "2026-03-03", "many": 5}, {"date": "2026-03-10", "many": 11}]
    found = findings(WEEKS, {"lessons_held": lessons})["weeks"]
    assert (found["result"], found["nearest"]) == ("not_met", "weeks.2026-03-09/2026-03-15")


LIMIT = """
words: {facts: {points: number}}
parameters: {limit: {value: 10, unit: point}}
rules:
  enough: {need: {points: {at_least: limit}}}
  not_before: {need: {as_of: {on_or_after: 2028-01-01}}}
"""


def test_the_unit_is_that_of_the_requirement_where_the_value_has_none():
    found = findings(LIMIT, {"points": 8}, "2027-12-25")
    assert (found["enough"]["unit"], found["not_before"]["due"]) == ("point", "2028-01-01")
