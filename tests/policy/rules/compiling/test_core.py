from tests.policy.rules.policies import amounts

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
