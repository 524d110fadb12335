from fractions import Fraction

from tests.policy.rules.policies import findings

STAY = """
words: {records: {stays: {fields: {from: date, to: date}}}}
values:
  points:
    from: stays
    steps: [{split: each_year}, {length: {in: months, whole: down}}, {worth: {divide: [{multiply: [amount, nth]}, 12]}}]
    give: sum
rules: {enough: {need: {points: {at_least: 10}}}}
"""


def test_the_pieces_of_a_record_are_counted_as_one():
    found = findings(STAY, {"stays": [{"id": "s1", "from": "2020-09-01", "to": "2023-02-28"}]})["enough"]
    assert (found["found"], found["counted"]) == (Fraction(9, 2), [{"record": "s1", "amount": Fraction(9, 2)}])
