"""Entries of a checklist, each served by records; with use_once a record serves one entry only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacher_growth.policy.rules.reading.problems import PolicyError
from tests.policy.rules.policies import findings, judged

FILE = """
words:
  codes: {kinds: [plan, report, case]}
  records:
    works: {fields: {date: date, kind: code kinds}}
rules:
  file:
    checklist:
      from: works
      use_once: yes
      entries:
        any_work: {keep: {kind: [plan, report]}}
        plan: {kind: plan}
        cases: {keep: {kind: case}, count: 2}
"""


def works(*kinds):
    return {
        "id": "t1",
        "works": [{"id": f"w{at}", "date": f"2025-01-{at + 1:02}", "kind": kind} for at, kind in enumerate(kinds)],
    }


def test_a_record_serves_where_it_is_needed():
    parts = findings(FILE, works("plan", "report", "case"))
    assert [parts[code]["result"] for code in ("file", "any_work", "plan", "cases")] == [
        "not_met",
        "met",
        "met",
        "not_met",
    ]
    assert [parts[code]["counted"][0]["record"] for code in ("any_work", "plan", "cases")] == ["w1", "w0", "w2"]
    assert (parts["cases"]["found"], parts["cases"]["shortfall"]) == (1, 1)


def test_one_record_does_not_serve_two_entries():
    parts = findings(FILE, works("plan", "case", "case"))
    assert (parts["any_work"]["result"], parts["plan"]["result"], parts["plan"]["shortfall"]) == ("met", "not_met", 1)


def test_it_may_where_that_is_allowed():
    assert judged(FILE.replace("use_once: yes", "use_once: no"), works("plan", "case", "case"))["outcome"] == "met"


def test_an_unknown_kind_cannot_be_told():
    verdict = judged(FILE, works("plan", None, "case", "case"))
    assert (verdict["outcome"], verdict["missing"]) == ("cannot_tell", ["works[w1].kind"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["plan", "report", "case"]), max_size=6))
def test_as_many_are_served_as_can_be(kinds):
    plans, reports, cases = (kinds.count(each) for each in ("plan", "report", "case"))
    full = plans >= 1 and plans + reports >= 2 and cases >= 2
    assert judged(FILE, works(*kinds))["outcome"] == ("met" if full else "not_met")


def test_a_checklist_without_entries_is_refused():
    text = FILE[: FILE.index("        any_work")].rstrip().removesuffix("entries:") + "entries: {}\n"
    with pytest.raises(PolicyError, match="a checklist has at least one entry"):
        judged(text, works())
