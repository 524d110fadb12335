from tests.policy.rules.policies import judged

PAY = """
words: {facts: {served: {type: number, unit: month}, rate: {type: number, unit: yuan}, due: {type: number, unit: hour}}}
values:
  pay: {multiply: [served, rate]}
  share: {multiply: [due, served]}
  double: {multiply: [served, 2]}
amounts: {pay: pay, share: share, double: double}
"""


def test_a_product_is_in_the_unit_that_is_not_of_time():
    found = judged(PAY, {"served": 3, "rate": 300, "due": 2})["amounts"]
    assert {name: each["unit"] for name, each in found.items()} == {"pay": "yuan", "share": "hour", "double": "month"}
