from fractions import Fraction

from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.reading.vocabulary import CodeSet, Word
from tests.factories.policies import a_vocabulary, refusals

OWN = """
words:
  facts:
    born: {type: date, month_means: last, label: {zh: 出生, en: Born}}
    rank: code ranks
    roles: {type: codes, of: [a, b], label: 角色}
    days: {type: number, unit: day, at_least: 0, at_most: 366, if_missing: 0, source: leave.days}
  records:
    visits:
      fields: {from: date, place: text}
      records: {marks: {fields: {score: number}}}
    works: {fields: {published: date}, dated_by: published, if_missing: []}
    notes:
  parties:
    mentor: {label: 师傅, facts: {rank: number}}
  codes: {routes: {self: 自主选课, other: {zh: 其他, en: Other}}}
  scales: {ranks: [none, 3, 2, 1]}
  list: {quota: number}
"""


def test_short_and_long_forms_of_words():
    own = a_vocabulary(OWN)
    assert own.words["born"] == Word("born", "date", Label("出生", "Born"), month_means="last")
    assert own.words["rank"] == Word("rank", "code", Label("rank", "rank"), of="ranks")
    assert own.words["days"] == Word(
        "days",
        "number",
        Label("days", "days"),
        "day",
        None,
        Fraction(0),
        Fraction(366),
        Fraction(0),
        "any",
        "leave.days",
    )
    assert own.code_sets[own.words["roles"].of].codes == ("a", "b")


def test_code_sets_and_scales():
    own = a_vocabulary(OWN)
    assert own.code_sets["ranks"] == CodeSet(
        "ranks", ("none", "3", "2", "1"), {each: Label(each, each) for each in ("none", "3", "2", "1")}, ordered=True
    )
    assert own.code_sets["routes"].labels == {"self": Label("自主选课", "自主选课"), "other": Label("其他", "Other")}
    assert own.code_sets["routes"].ordered is False


def test_kinds_say_how_they_are_dated():
    kinds = a_vocabulary(OWN).kinds
    assert {name: kinds[name].dated_by for name in ("visits", "works", "notes", "training")} == {
        "visits": "from", "works": "published", "notes": "", "training": "date",
    }  # fmt: skip
    assert sorted(kinds["visits"].fields) == ["from", "place", "to"]
    assert sorted(kinds["notes"].fields) == ["date", "from", "to"]
    assert sorted(kinds["visits"].kinds["marks"].fields) == ["date", "from", "score", "to"]
    assert [kinds[name].if_missing for name in ("works", "notes")] == [(), None]


def test_a_party_knows_its_own_words_then_the_files_then_the_houses():
    mentor = a_vocabulary(OWN).parties["mentor"]
    assert [mentor.words[name].type for name in ("rank", "days", "stage")] == ["number", "number", "code"]
    assert mentor.words["born"].month_means == "last"
    assert {"visits", "training"} <= set(mentor.kinds)


def test_what_a_file_declares_wins_and_a_name_means_one_thing():
    own = a_vocabulary("records: {born: {fields: {date: date}}}")
    assert ("born" in own.words, "born" in own.kinds, "mentor" in own.parties) == (False, True, True)


def test_list_facts_know_places():
    assert sorted(a_vocabulary(OWN).list_words) == ["places", "quota"]


OTHER = "choose another name, such as amount_value or own_amount"
NEAR = "did you mean titles?; declare it under codes or scales"


def test_everything_wrong_is_told_with_line_and_hint():
    assert refusals(a_vocabulary, "\n".join((
        "words:",
        "  facts:",
        "    amount: number",
        "    rank: {type: code, of: titels}",
        "    x: dat",
        "    y: {type: number, unti: hour, if_missing: a}",
        "    z: {type: date, at_least: 3}",
        "    a-b: date",
        "  scales: {grades: [low, low]}",
        "  records: {k: {fields: {date: number}}, rank: {}}",
        "  other: 1",
    ))) == [
        "policy.yaml:11: words.other: 'other' is not known here (known: codes, facts, list, parties, records, scales)",
        "policy.yaml:9: words.scales.grades[1]: the code 'low' stands twice (keep one)",
        f"policy.yaml:3: words.facts.amount: 'amount' is a word of the language ({OTHER})",
        f"policy.yaml:4: words.facts.rank.of: 'titels' is no code set or scale ({NEAR})",
        "policy.yaml:5: words.facts.x: 'dat' is no type (did you mean date?)",
        "policy.yaml:6: words.facts.y.unti: 'unti' is not known here (did you mean unit?)",
        "policy.yaml:6: words.facts.y.if_missing: a number is expected, not 'a' (a number: 6, 6.5, \"2/7\" or 20 %)",
        "policy.yaml:7: words.facts.z.at_least: a date has no bounds",
        "policy.yaml:8: words.facts.a-b: 'a-b' is no name (letters, digits and _, no blank, no digit first)",
        "policy.yaml:10: words.records.k.fields.date: 'date' in records is a date (choose another name)",
        "policy.yaml:10: words.records.rank: 'rank' is declared twice, here and on line 4 (a name means one thing)",
    ]  # fmt: skip
