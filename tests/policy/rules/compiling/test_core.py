from fractions import Fraction

import pytest

from teacher_growth.policy.rules.reading.problems import PolicyError
from tests.policy.rules.policies import amounts, findings

NAMED_LIKE_ITS_CODE = """
words:
  records: {marks_given: {fields: {section: {type: code, of: [lesson, paper]}}}}
values: {lesson: {from: marks_given, steps: [{keep: {section: lesson}}], give: count}}
amounts: {lesson: lesson}
"""


def test_a_value_may_be_called_after_the_code_it_is_about():
    facts = {"marks_given": [{"section": "lesson"}, {"section": "paper"}]}
    assert amounts(NAMED_LIKE_ITS_CODE, facts) == {"lesson": 1}


LONG = """
words: {records: {courses: {fields: {hours: number, passed: yes_no}}}}
values:
  long_and_passed: {all: [{hours: {at_least: 8}}, {passed: yes}]}
  long_courses: {from: courses, steps: [{keep: long_and_passed}], give: count}
amounts: {long: long_courses}
"""


def test_a_condition_over_fields_of_records_may_be_named():
    courses = [{"hours": 8, "passed": True}, {"hours": 8, "passed": False}, {"hours": 7, "passed": True}]
    assert amounts(LONG, {"courses": courses}) == {"long": 1}


AREAS = """
words: {records: {courses: {fields: {hours: number, area: {type: code, of: [ethics, subject]}}}}}
values: {of_area: {from: courses, steps: [{keep: {area: group.area}}, {worth: hours}], give: sum}}
rules: {each: {for_each: {group: area, from: courses}, need: {of_area: {at_least: 8}}}}
"""


def test_a_named_value_may_speak_of_the_group_at_hand():
    courses = [{"hours": 8, "area": "ethics"}, {"hours": 7, "area": "subject"}]
    found = findings(AREAS, {"courses": courses})
    assert [found[f"each.{area}"]["found"] for area in ("ethics", "subject")] == [8, 7]


CODES = """
words: {scales: {ranks: [second, first, senior]}, facts: {points: number}}
tables: {by_points: {of: ranks, bands: points, values: [{to: 10, value: second}, {from: 10, value: first}]}}
amounts:
  by_table: {value: {table: by_points}}
  by_choice: {value: {choose: [{when: {points: {at_least: 10}}, value: senior}, {otherwise: second}], of: ranks}}
"""


def test_a_table_or_a_choice_gives_codes_of_the_scale_it_names():
    assert amounts(CODES, {"points": 10}) == {"by_table": "first", "by_choice": "senior"}


BESIDE = """
words: {facts: {points: number}}
values:
  part: {divide: [points, 3], round: {to: 0.1, way: down}, unit: point}
  other: {value: part, label: 分}
amounts: {part: part, other: other}
"""


def test_any_value_may_be_rounded_or_called_by_another_name():
    assert amounts(BESIDE, {"points": 20}) == {"part": Fraction("6.6"), "other": Fraction("6.6")}


def test_beside_a_verb_no_other_may_stand():
    with pytest.raises(PolicyError) as raised:
        amounts(BESIDE.replace("round: {to: 0.1, way: down}", "add: [points, 1]"), {"points": 20})
    assert "“add” means nothing here" in [each.message for each in raised.value.problems]


SHARES = """
words: {records: {courses: {fields: {hours: number, area: {type: code, of: [ethics, subject]}}}}}
parameters: {due: 100}
values:
  share: {choose: [{when: {group.area: ethics}, value: 10 %}, {otherwise: 20 %}]}
  due_of_area: {multiply: [due, share]}
  of_area: {from: courses, steps: [{keep: {area: group.area}}, {worth: hours}], give: sum}
rules: {each: {for_each: {group: area, from: courses, also: [ethics]}, need: {of_area: {at_least: due_of_area}}}}
"""


def test_a_value_may_rest_on_another_that_speaks_of_the_group_at_hand():
    found = findings(SHARES, {"courses": [{"hours": 8, "area": "subject"}]})
    assert [found[f"each.{area}"]["shortfall"] for area in ("ethics", "subject")] == [10, 12]
