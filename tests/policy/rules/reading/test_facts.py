import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules.reading.exact import DateRange, Duration, day_from, written
from teacher_growth.policy.rules.reading.facts import Calendars, facts_in, read_facts
from teacher_growth.policy.rules.reading.marked import load
from tests.factories.policies import a_vocabulary, refusals, some_facts

OWN = a_vocabulary("""
words:
  facts:
    born: {type: date, month_means: last}
    score: {type: number, at_least: 0, at_most: 100}
    roles: codes roles
    retired: yes_no
    served: duration
    stay: period
    nick: text
    points: {type: number, if_missing: 0}
  records:
    visits: {fields: {from: date, to: date, hours: number, place: code}, records: {marks: {fields: {score: number}}}}
    works: {fields: {published: date, title: text}, dated_by: published, if_missing: []}
    notes:
  codes: {roles: [a, b, "no"]}
  list: {quota: number}
""")


def day(text):
    return DateRange(day_from(text), day_from(text))


def test_a_subject_in_each_form_is_the_same():
    one = {"id": "t1", "score": 57.5}
    forms = [one, [one], {"subjects": [one]}]
    assert len({str(some_facts(each, OWN).subjects) for each in forms}) == 1


def test_values_are_exact_by_their_type():
    subject = some_facts({
        "score": 57.50, "born": "1980-02", "roles": ["b", "a", "a"], "retired": False, "served": "P2Y7M16D",
        "stay": {"from": "2020-01-01", "to": None}, "nick": "老师", "sex": "female",
    }, OWN).subjects[0]  # fmt: skip
    assert subject.values == {
        "score": Fraction(115, 2), "born": day("1980-02-29"), "roles": frozenset({"a", "b"}), "retired": False,
        "served": Duration(31, 16), "stay": (day("2020-01-01"), None), "nick": "老师", "sex": "female",
        "points": Fraction(0),
    }  # fmt: skip


def test_endless_numbers_and_shares():
    shares = ("2/7", "20 %", {"part": 3, "of": 8})
    found = [some_facts({"score": each}, OWN).subjects[0].values["score"] for each in shares]
    assert found == [Fraction(2, 7), Fraction(1, 5), Fraction(3, 8)]


def test_unknown_is_not_none():
    subject = some_facts({"id": "t", "born": None, "visits": None, "notes": []}, OWN).subjects[0]
    assert (subject.values, subject.records) == ({"points": Fraction(0)}, {"works": [], "notes": []})


def test_records_go_by_date_then_id_and_the_undated_last():
    rows = [
        {"id": "z"}, {"from": "2020-03-01", "id": "c"}, {"from": "2020-03-01", "id": "b"}, {"from": "2020-03-01"},
        {"from": "2019-12"},
    ]  # fmt: skip
    visits = some_facts({"visits": rows}, OWN).subjects[0].records["visits"]
    assert [each.id for each in visits] == ["visits[4]", "b", "c", "visits[3]", "z"]


def test_spans_and_dates_are_told_apart():
    records = some_facts({
        "visits": [{"from": "2020-01-01"}], "works": [{"published": "2020-01-01"}],
        "notes": [{"date": "2020-01-01"}, {"from": "2020-01-02", "to": "2020-01-03"}],
    }, OWN).subjects[0].records  # fmt: skip
    one = day("2020-01-01")
    every = [each for kind in ("visits", "works", "notes") for each in records[kind]]
    assert [(each.begins, each.ends, each.is_span) for each in every] == [
        (one, None, True), (one, one, False), (one, one, False), (day("2020-01-02"), day("2020-01-03"), True),
    ]  # fmt: skip


def test_records_nest_and_parties_too():
    data = {"visits": [{"id": "v", "marks": [{"score": 1}]}], "mentor": {"id": "m", "born": "1970-01-01", "notes": []}}
    subject = some_facts(data, OWN).subjects[0]
    assert [each.id for each in subject.records["visits"][0].records["marks"]] == ["marks[0]"]
    mentor = subject.parties["mentor"]
    assert (mentor.id, mentor.values["born"], mentor.records["notes"]) == ("m", day("1970-01-01"), [])


def test_the_file_names_its_day_calendars_and_round():
    found = some_facts({
        "as_of": "2026-08-31", "list": {"places": 40, "quota": 1, "given": ["t1"]}, "subjects": [{"id": "t1"}],
        "calendars": {"terms": [{"from": "2026-02-16", "to": "2026-06-30"}], "holidays": ["2026-05-01"]},
    }, OWN)  # fmt: skip
    assert (found.as_of, found.given) == (day_from("2026-08-31"), ("t1",))
    assert found.list_facts == {"places": Fraction(40), "quota": Fraction(1)}
    term = (day_from("2026-02-16"), day_from("2026-06-30"))
    assert found.calendars == Calendars((term,), frozenset({day_from("2026-05-01")}), None)


def test_ids_by_place_where_none_is_given():
    assert [each.id for each in some_facts([{}, {"id": 7}]).subjects] == ["subjects[0]", "7"]


NONE = "[{…}]; [] where there are known to be none"
LAST = "to is the last day included"
INSIDE = "known: as_of, calendars, list, subjects; facts of a person stand inside subjects"
DECLARE = "did you mean places?; declare it under words, list"
NEAR = "did you mean holidays?"
OWN_ID = "each record of a kind has its own"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"scor": 1}, "scor: 'scor' is not declared (did you mean score?)"),
        ({"score": "many"}, "score: a number is expected, not 'many' (a number: 6, 6.5, \"2/7\" or 20 %)"),
        ({"score": True}, "score: a number is expected, not true"),
        ({"score": 101}, "score: 101 is more than score may be (at most 100)"),
        ({"score": -0.5}, "score: -0.5 is less than score may be (at least 0)"),
        ({"born": "1980-02-30"}, "born: a date is expected, not '1980-02-30' (there is no such day)"),
        ({"born": "1980-02-01T08:00"}, (
            "born: a date is expected, not '1980-02-01T08:00'"
            " (without the time of day: YYYY-MM-DD)"
        )),
        ({"sex": "femal"}, "sex: 'femal' is no code of sexes (did you mean female?)"),
        ({"roles": "a"}, "roles: a list of codes is expected, not 'a' ([a])"),
        ({"roles": ["a", "c"]}, "roles[1]: 'c' is no code of roles (known: a, b, no)"),
        ({"retired": "yes"}, "retired: true or false is expected, not 'yes' (without quotes)"),
        ({"served": "2Y"}, "served: a duration is expected, not '2Y' (written \"P2Y7M\" or \"P16D\")"),
        ({"stay": {"from": "2020-02", "to": "2020-01"}}, "stay.to: to lies before from (to is the last day included)"),
        ({"visits": {}}, f"visits: a list of records is expected, not an object ({NONE})"),
        ({"visits": [1]}, "visits[0]: a record is an object, not 1 ({…})"),
        ({"visits": [{"hour": 1}]}, "visits[0].hour: 'hour' is not declared (did you mean hours?)"),
        ({"visits": [{"from": "2020-02", "to": "2020-01"}]}, f"visits[0].to: to lies before from ({LAST})"),
        ({"visits": [{"id": "a"}, {"id": "a"}]}, f"visits[1].id: the id 'a' stands twice ({OWN_ID})"),
        ({"visits": [{"marks": [{"score": "x"}]}]}, (
            "visits[0].marks[0].score: a number is expected, not 'x'"
            " (a number: 6, 6.5, \"2/7\" or 20 %)"
        )),
        ({"mentor": {"bron": 1}}, "mentor.bron: 'bron' is not declared (did you mean born?)"),
        ({"as_of": "2026-08"}, "as_of: a date is expected, not '2026-08' (to the day: YYYY-MM-DD)"),
        ([{"id": "a"}, {"id": "a"}], "[1].id: the id 'a' stands twice (each subject has its own)"),
        ({"subjects": [], "born": "1980"}, f"born: 'born' is not known here ({INSIDE})"),
        ({"subjects": [], "list": {"given": ["x"]}}, "list.given[0]: 'x' is the id of no subject (none is declared)"),
        ({"subjects": [], "list": {"plces": 1}}, f"list.plces: 'plces' is not declared ({DECLARE})"),
        ({"subjects": [], "calendars": {"holiday": []}}, f"calendars.holiday: 'holiday' is no calendar ({NEAR})"),
        ({"list": {"places": 1}}, "list without subjects (put the subject under \"subjects\": [{…}])"),
        (3, "a subject, a list of subjects or an object with subjects is expected, not 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_at_its_path(data, problem):
    assert refusals(some_facts, data, OWN) == [f"facts.json:1: {problem}"]


def test_all_problems_come_at_once_with_their_lines():
    text = '{"subjects": [\n {"id": "a",\n  "scor": 1},\n {"id": "b", "visits": [\n  {"hours": "x"}]}\n]}'
    assert [each.split(": ")[0:2] for each in refusals(read_facts, text, "f", OWN)] == [
        ["f:3", "subjects[0].scor"], ["f:5", "subjects[1].visits[0].hours"],
    ]  # fmt: skip


def test_facts_of_a_case_are_the_same_in_yaml():
    node = load('{id: 7, born: 1980, score: 57.50, visits: [{from: 2020-03-01, place: 010}], roles: ["no"]}', "c.yaml")
    data = {"id": 7, "born": "1980", "score": 57.5, "visits": [{"from": "2020-03-01", "place": "010"}], "roles": ["no"]}
    assert facts_in(node, OWN) == some_facts(data, OWN)
    (refused,) = refusals(facts_in, load("a: 1\nscore: x", "c.yaml"), a_vocabulary("facts: {a: number, score: number}"))
    assert refused.startswith("c.yaml:2: score: a number is expected")


NUMBERS = st.decimals(min_value=0, max_value=100, allow_nan=False, places=3)
ROWS = st.lists(st.fixed_dictionaries({}, optional={"from": st.dates().map(str), "hours": NUMBERS}), max_size=6)


@settings(max_examples=50)
@given(ROWS, NUMBERS, st.randoms(use_true_random=False))
def test_numbers_come_through_and_the_order_of_named_records_does_not_matter(rows, score, random):
    named = [each | {"id": str(number)} for number, each in enumerate(rows)]
    mixed = random.sample(named, len(named))
    read = [
        read_facts(json.dumps({"score": score, "visits": each}, default=float), "f", OWN).subjects[0]
        for each in (named, mixed)
    ]
    assert read[0] == read[1]
    assert read[0].values["score"] == Fraction(written(Fraction(score)))


NAMES = ["id", "born", "score", "visits", "marks", "mentor", "subjects", "list", "x"]


@settings(max_examples=100)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=12,
))  # fmt: skip
def test_anything_is_read_or_refused(data):
    for each in refusals(some_facts, data, OWN):
        assert each.startswith("facts.json:1: ")
