from fractions import Fraction

import pytest

from teacher_growth.policy.rules.reading.marked import MOST_NODES, decoded, load
from tests.factories.policies import refusals

POLICY = """\
# a comment
rules:
  total:
    need: {hours: {at_least: 6.50}}
  list:
    - one
    - two: yes
"""
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{each}: &a{each} [*a{each - 1}, *a{each - 1}]\n" for each in range(1, 30))


def test_every_node_has_its_line_and_path():
    at = {each.path: each.line for each in load(POLICY, "p.yaml").walk()}
    assert at == {
        "": 2, "rules": 2, "rules.total": 3, "rules.total.need": 4, "rules.total.need.hours": 4,
        "rules.total.need.hours.at_least": 4, "rules.list": 5, "rules.list[0]": 6, "rules.list[1]": 7,
        "rules.list[1].two": 7,
    }  # fmt: skip


def test_scalars_mean_what_they_look_like_and_nothing_more():
    text = "[6.50, -3, .5, yes, No, TRUE, ~, null, '6', on, y, 12:30, 010, 1_000, 1e3, 2/7, 2020-01-01, none, 20 %]"
    assert load(text, "p").plain() == [
        Fraction(13, 2), Fraction(-3), Fraction(1, 2), True, False, True, None, None, "6", "on", "y", "12:30", "010",
        "1_000", "1e3", "2/7", "2020-01-01", "none", "20 %",
    ]  # fmt: skip


def test_a_number_keeps_its_text():
    node = load("a: 1.50", "p").mapping["a"]
    assert (node.value, node.text, node.quoted, node.raw()) == (Fraction(3, 2), "1.50", False, "1.50")


def test_numbers_where_numbers_are_wanted():
    nodes = load("['2/7', 20 %, 6, x, yes]", "p").items
    assert [each.number for each in nodes] == [Fraction(2, 7), Fraction(1, 5), Fraction(6), None, None]


def test_keys_are_texts_as_written():
    assert list(load("{yes: 1, 01: 2, 1.50: 3, ~: 4, 2020-01-01: 5}", "p").mapping) == [
        "yes", "01", "1.50", "~", "2020-01-01",
    ]  # fmt: skip


def test_aliases_are_written_out_at_their_own_paths():
    root = load("a: &x {b: 1}\nc: *x", "p")
    assert [(each.path, each.line) for each in root.walk()] == [("", 1), ("a", 1), ("a.b", 1), ("c", 2), ("c.b", 1)]


def test_an_empty_file_is_nothing():
    assert [load(each, "p").value for each in ("", "# only a comment\n")] == [None, None]


def test_duplicate_keys_are_told_with_both_lines_all_of_them():
    assert refusals(load, "a: 1\nb: {c: 1,\n  c: 2}\na: 3", "p") == [
        "p:3: b.c: 'c' stands twice, here and on line 2 (keep one, or rename one)",
        "p:4: a: 'a' stands twice, here and on line 1 (keep one, or rename one)",
    ]


WIDE = "the line has ： instead of :; the language uses the narrow signs"
OPEN = "a list or mapping in brackets is not closed, or lacks a comma (look for the bracket and the commas)"
BLANKS = "entries that belong together begin in one column"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a:\n\tb: 1", "p:2: a tab where only blanks may indent (replace each tab by two blanks)"),
        ("a: b: c", "p:1: a colon where none may stand (indent by blanks alike, quote texts with ': ')"),
        ("a：6\nb: 1", f"p:2: a colon where none may stand ({WIDE})"),
        ("a: 1\nfoo\nb: 2", "p:2: a name without its colon (write NAME: VALUE, with a blank after the colon)"),
        ("b:\n  - x\n c: 1", f"p:3: a line that does not fit those above it ({BLANKS})"),
        ("a: 'x", "p:1: quotes or brackets that are never closed (look above for the opening one)"),
        ("a: [1, 2", f"p:1: {OPEN}"),
        ("a: %x", "p:1: a sign that cannot begin a value (put the text in quotes)"),
        ('a: "\\q"', "p:1: a backslash that means nothing (use single quotes where backslashes stand)"),
        ("a: \x01", "p:1: an unprintable character (delete it, or paste the text anew as plain text)"),
        ("a: \ud800", "p:1: half of a character (save the file as UTF-8)"),
        ("a: *b", "p:1: * refers to something that has no & mark (put a text that begins with * in quotes)"),
        ("a: &x [*x]", "p:1: *x contains itself (name a value instead)"),
        ("a\n---\nb", "p:2: a second document begins (one file, one policy: no --- between)"),
        ("<<: {a: 1}", "p:1: merge keys (<<) are not part of the language (write the entries out, or name a value)"),
        ("a: " + "9" * 41, "p:1: a: a number too long (at most 40 digits; an identifier goes in quotes)"),
    ],
)  # fmt: skip
def test_what_is_not_the_language_is_refused_in_plain_words(text, problem):
    assert refusals(load, text, "p") == [problem]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['x']", "!x y", "!!timestamp 2020-01-01", "!!set {a}"]
)
def test_tags_are_refused(tag):
    (refused,) = refusals(load, f"a: {tag}", "p")
    assert refused.endswith("are not part of the language (a text that begins with ! goes in quotes)")


def test_a_name_is_one_word():
    (refused,) = refusals(load, "? [a]\n: b", "p")
    assert refused.startswith("p:1: a list or mapping where a name should stand")


@pytest.mark.parametrize("text", [BOMB, "[" * 100 + "]" * 100, "\n".join(" " * each + "a:" for each in range(100))])
def test_bombs_are_refused(text):
    (refused,) = refusals(load, text, "p")
    assert "too large or too deep" in refused or "nested deeper than 60 levels" in refused


def test_brackets_without_end_do_not_exhaust_the_stack():
    assert len(refusals(load, "[" * 100_000, "p")) == 1


def test_a_file_too_long_is_refused():
    assert refusals(load, "#" * 2_000_001, "p") == [
        "p:1: longer than 2000000 characters (split it into several policies)"
    ]
    assert MOST_NODES == 300_000


def test_bytes_are_utf_8():
    assert decoded("\ufeff学时".encode(), "p") == "学时"
    assert refusals(decoded, b"a: 1\n" + "教师".encode("gbk"), "p") == [
        "p:2: not UTF-8 text (save the file with the encoding UTF-8)"
    ]
