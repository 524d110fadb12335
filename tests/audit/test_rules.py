"""The chain by itself: what holds, and what each change shows as."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.audit.rules import CHAINED, FIRST, anchor_faults, canonical_line, chain_faults, chain_hash
from teacher_growth.database import canonical

KEY = "a key"


def entries(*bodies):
    found, prev = [], FIRST
    for seq, body in enumerate(bodies, 1):
        entry = dict.fromkeys(CHAINED) | {"seq": seq, "prev": prev, "body": body}
        prev = chain_hash(KEY, canonical_line(entry, canonical))
        found.append(entry | {"hash": prev})
    return found


def faults(chain, key=KEY):
    return [(each.kind, each.seq) for each in chain_faults(chain, key, canonical)]


@given(st.lists(st.text(), max_size=8))
def test_an_untouched_chain_has_no_fault(bodies):
    assert faults(entries(*bodies)) == []


@given(st.lists(st.text(), min_size=1, max_size=8), st.data())
def test_a_changed_column_shows_where_it_stands(bodies, data):
    chain = entries(*bodies)
    at = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([each for each in CHAINED if each not in ("seq", "prev")]))
    chain[at][name] = f"not {chain[at][name]}"
    assert faults(chain) == [("content", at + 1)]


def test_a_missing_and_two_swapped_entries_show():
    one, two, three = entries("a", "b", "c")
    assert faults([one, three]) == [("gap", 2), ("chain", 3)]
    assert faults([two, one]) == [("gap", 1), ("chain", 2), ("gap", 3), ("chain", 1)]


def test_a_chain_written_anew_needs_the_key():
    assert faults(entries("a", "b"), "another key") == [("content", 1), ("content", 2)]


def test_the_line_names_every_chained_column_in_order():
    entry = {name: f"«{name}»" for name in CHAINED}
    assert json.loads(canonical_line(entry, canonical)) == [f"«{name}»" for name in CHAINED]


@pytest.mark.parametrize(("columns", "others"), [({"a": 1, "b": 2}, {"b": 2, "a": 1})])
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(columns, others):
    assert canonical(columns) == canonical(others)


def test_what_was_anchored_must_be_there_as_it_was():
    hashes = {1: "one", 2: "two"}
    assert list(anchor_faults([(1, "one"), (2, "two")], hashes)) == []
    found = [(each.kind, each.seq) for each in anchor_faults([(1, "one"), (2, "2"), (3, "three")], hashes)]
    assert found == [("anchor_differs", 2), ("cut_tail", 3)]
