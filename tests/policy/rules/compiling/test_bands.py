from tests.policy.rules.policies import amounts

POINTS = """
words:
  records: {works: {fields: {level: {type: code, of: [city, county]}}}}
tables: {points: {keys: [level], values: {city: 4, county: 1}}}
values: {total: {from: works, steps: [{worth: {table: points}}], give: sum}}
amounts: {total: total}
"""


def test_a_table_over_no_records_gives_none():
    assert amounts(POINTS, {"works": []}) == {"total": 0}


CHOSEN = """
words: {records: {works: {fields: {points: number}}}}
values:
  total: {from: works, steps: [{worth: {choose: [{when: {points: {at_least: 5}}, value: points}]}}], give: sum}
amounts: {total: total}
"""


def test_a_choice_over_no_records_gives_none():
    assert amounts(CHOSEN, {"works": []}) == {"total": 0}


def test_a_table_over_records_gives_each_its_cell():
    assert amounts(POINTS, {"works": [{"level": "city"}, {"level": "county"}]}) == {"total": 5}
