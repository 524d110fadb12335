"""Codes and their words, permissions and their uses: nothing without the other."""

import ast
import re

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, OWN, Role
from teacher_growth.audit.rules import Event
from teacher_growth.web.words import EVENTS, REFUSALS, TODOS, TONES, WORDS
from tests.architecture.source import calls, constant, enums, functions, modules

FILLED = re.compile(r"%\((\w+)\)[sd]")
FAULTS = "have hints: tests/importing/test_hints.py"
WITHOUT_WORDS = {"Event": "has words of its own kind"} | dict.fromkeys(
    ("Fault", "RowFault", "SheetFault", "FileFault"), FAULTS
)

FOR_A_LATER_PART: dict[Permission, str] = {}
"""Permissions no route asks for yet."""


def test_every_code_has_a_word_and_every_word_a_code():
    anywhere = enums(only_rules=False)
    wanted = {*enums(), *WORDS} - set(WITHOUT_WORDS)
    codes = {name: {each.value for each in anywhere[name]} for name in wanted if name in anywhere}
    assert {name: set(words) for name, words in WORDS.items()} == codes


def test_every_tone_belongs_to_a_code():
    kinds = enums()
    assert {name: sorted(set(tones) - {each.value for each in kinds[name]}) for name, tones in TONES.items()} == {
        name: [] for name in TONES
    }


def test_every_event_has_a_word():
    assert set(EVENTS) == {each.value for each in Event}


def refusals() -> dict[str, list[set[str]]]:
    """Code → the details given at each place that refuses with it."""
    found: dict[str, list[set[str]]] = {}
    for tree in modules().values():
        for call in calls(tree, "Refused"):
            if code := constant(call.args[0]) if call.args else None:
                places = found.setdefault(code, [])
                if all(each.arg for each in call.keywords):  # `**details` cannot be seen from here
                    places.append({each.arg for each in call.keywords if each.arg})
        for code in returned_faults(tree) | ({"self_interest"} if any(calls(tree, "SelfInterest")) else set()):
            found.setdefault(code, [])
    return found


def returned_faults(tree: ast.Module) -> set[str]:
    """Codes that functions named `…_fault` give back."""
    return {
        code
        for each in functions(tree)
        if each.name.endswith("_fault")
        for node in ast.walk(each)
        if isinstance(node, ast.Return) and (code := constant(node.value))
    }


def spoken() -> set[str]:
    """Every text constant outside the words themselves."""
    return {
        code
        for path, tree in modules().items()
        if not path.startswith("web/words/")
        for node in ast.walk(tree)
        if (code := constant(node))
    }


def test_every_refusal_has_words():
    assert set(refusals()) - set(REFUSALS) == set()


def test_every_listed_refusal_and_todo_is_used():
    assert {*REFUSALS, *TODOS} - spoken() == set()


def test_every_refusal_gives_what_its_words_need():
    found = {
        code: sorted(set(FILLED.findall(str(REFUSALS[code]))) - given)
        for code, places in refusals().items()
        for given in places
        if code in REFUSALS and set(FILLED.findall(str(REFUSALS[code]))) - given
    }
    assert found == {}


def todos() -> set[str]:
    return {
        code
        for tree in modules().values()
        for call in calls(tree, "Todo")
        if (code := constant(call.args[0] if call.args else None))
    }


def test_every_todo_has_words():
    assert todos() - set(TODOS) == set()


def test_every_role_has_permissions():
    assert set(MAY) == set(Role)


def test_every_permission_is_given_to_somebody():
    given = OWN.union(*MAY.values())
    assert set(Permission) - given == set()


def asked_for() -> set[str]:
    return {
        node.attr
        for path, tree in modules().items()
        if not path.startswith("access/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) in ("Permission", "P")
    }


def test_every_permission_is_asked_for_or_listed():
    asked = asked_for()
    assert {each for each in Permission if each.name not in asked} == set(FOR_A_LATER_PART)


def test_permissions_and_events_are_sorted_and_well_formed():
    assert [each.name for each in Permission] == sorted(each.name for each in Permission)
    assert [each.name for each in Event] == sorted(each.name for each in Event)
    assert all(re.fullmatch(r"[a-z_]+:[a-z_]+", each) for each in Permission)
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", each) for each in Event)
