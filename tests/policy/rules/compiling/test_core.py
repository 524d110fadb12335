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
