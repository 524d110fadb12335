from tests.policy.rules.policies import amounts, judged

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


BY_DEGREE = """
words: {facts: {degree: {type: code, of: [doctor, master, bachelor]}, years: number}}
tables: {needed: {keys: [degree], values: {doctor: 2, master: 3, bachelor: 5}}}
rules: {long_enough: {need: {years: {at_least: {table: needed}}}}}
"""


def test_of_an_unknown_key_only_the_cells_that_there_are_are_possible():
    assert judged(BY_DEGREE, {"years": 5})["outcome"] == "met"
    assert judged(BY_DEGREE, {"years": 4})["outcome"] == "cannot_tell"
    assert judged(BY_DEGREE.replace("master: 3, ", ""), {"years": 5})["outcome"] == "cannot_tell"


CLASSES = """
words: {facts: {points: number}}
tables: {class_of: {rows: [{when: {points: {at_least: 80}}, value: 1}]}}
rules: {first_class: {need: {value: {table: class_of}, at_most: 1}}}
"""


def test_where_no_row_of_a_table_applies_nothing_is_told():
    assert [judged(CLASSES, {"points": each})["outcome"] for each in (80, 79)] == ["met", "cannot_tell"]
