"""The house, held by machine: where things lie, how long they are, who may commit."""

import ast
import re
from collections import Counter

import pytest

from tests.architecture.source import (
    PACKAGE,
    ROOT,
    TESTS,
    calls,
    constant,
    dotted,
    enclosing,
    functions,
    keyword,
    modules,
    templates,
    unrestricted_calls,
)
from tests.services import SERVICES

FILE_LINES, TEST_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 400, 40, 150
TOO_LONG: dict[str, str] = {
    "migrations/versions/0002_organisations.py": "tables as they were first made, column by column",
    "migrations/versions/0003_people.py": "tables as they were first made, column by column",
}
"""Files, functions and templates that may be longer, each with its reason."""

NOT_VERBS = {
    "accounts.actions.passwords.matches": "checks a password, changes nothing",
    "audit.actions.recording.chain": "a step of write_tx, registered by app.py",
    "claims.actions.begin_correction": "a step that two verbs share",
    "jobs.actions.queueing.register": "a table of names, filled by app.py",
    "jobs.actions.running.": "the worker's own wheel: nobody acts, the task it runs names the system",
    "training.actions.summing.": "a step of write_tx, registered by app.py, and what it and the demo share",
    "achievements.actions.bulk.": "steps of an import, which names the actor",
    "claims.actions.take_back": "a step of undoing an import",
    "importing.actions.": "steps of an import; its verbs take an actor",
    "mentoring.actions.bulk.": "steps of an import",
    "organisations.actions.holding.": "steps that the verbs share",
    "people.actions.bulk.": "steps of an import",
    "training.actions.bulk.": "steps of an import",
    "training.actions.certifying.verified_amounts": "adds up, changes nothing",
    "training.actions.entering.": "steps that two verbs share",
    "mentoring.actions.holding.": "steps that the verbs share",
}
"""Public functions among the actions, or a module's (a dot at the end), that need no actor, each with its reason."""

UNIQUE_END = re.compile(r"(\.id|\.seq|\.c\.id|\btie)(\.(asc|desc)\(\))?(\.nulls_(first|last)\(\))?$")


def too_long_files():
    for folder, most in ((PACKAGE, FILE_LINES), (ROOT / "migrations", FILE_LINES), (TESTS, TEST_LINES)):
        for path in sorted(folder.rglob("*.py")):
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > most:
                yield path.relative_to(ROOT).as_posix(), lines


def too_long_functions():
    for path, tree in modules().items():
        for each in functions(tree):
            if (lines := (each.end_lineno or 0) - each.lineno + 1) > FUNCTION_LINES:
                yield f"{dotted(path)}.{each.name}", lines


def too_long_templates():
    for path, text in templates().items():
        if (lines := len(text.splitlines())) > TEMPLATE_LINES:
            yield path, lines


@pytest.mark.parametrize("found", [too_long_files, too_long_functions, too_long_templates])
def test_sizes_are_kept(found):
    assert {name: lines for name, lines in found() if name not in TOO_LONG} == {}


def test_exceptions_to_sizes_are_few_and_needed():
    found = {name for each in (too_long_files, too_long_functions, too_long_templates) for name, _ in each()}
    assert set(TOO_LONG) <= found
    assert len(TOO_LONG) <= 5


def test_only_write_tx_commits():
    found = [(path, enclosing(call)) for path, tree in modules().items() for call in calls(tree, "commit")]
    assert found == [("database.py", "write_tx")]


def public_actions():
    for path, tree in modules().items():
        if "actions" in dotted(path).split("."):
            for each in tree.body:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                    yield f"{dotted(path)}.{each.name}", {argument.arg for argument in each.args.kwonlyargs}


def test_every_action_takes_an_actor():
    without = [name for name, keywords in public_actions() if "actor" not in keywords]
    assert [name for name in without if not name.startswith(tuple(NOT_VERBS))] == []
    assert [each for each in NOT_VERBS if not any(name.startswith(each) for name in without)] == []


NAMED_ENOUGH = {
    "importing.actions.": "the steps of one import, told in their order",
    "training.actions.": "the steps of one import, told in their order",
}
"""Public functions among the actions, or a module's, without a contract in words, each with its reason."""


def test_every_action_states_its_contract():
    silent = [
        f"{dotted(path)}.{each.name}"
        for path, tree in modules().items()
        if "actions" in dotted(path).split(".")
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_") and not ast.get_docstring(each)
    ]
    assert [name for name in silent if not name.startswith(tuple(NAMED_ENOUGH))] == []
    assert [each for each in NAMED_ENOUGH if not any(name.startswith(each) for name in silent)] == []


def test_unrestricted_reads_are_the_listed_ones():
    listed = (TESTS / "architecture" / "unrestricted.txt").read_text(encoding="utf-8").splitlines()
    assert unrestricted_calls() == listed  # python -m tests.architecture.source > tests/architecture/unrestricted.txt


def test_every_unrestricted_read_has_a_reason():
    assert [line for line in unrestricted_calls() if not line.partition(" ")[2].strip()] == []


def test_nobody_sets_the_unrestricted_option_by_hand():
    found = [
        (path, enclosing(call))
        for path, tree in modules().items()
        for call in calls(tree, "execution_options")
        if path not in ("access/scope.py", "demo/loading.py") and keyword(call, "unrestricted") is not None
    ]
    assert found == []


def test_every_order_ends_in_a_unique_column():
    found = []
    for path, tree in modules().items():
        for call in calls(tree, "order_by"):
            last = ast.unparse(call.args[-1]) if call.args else ""
            key = ", ".join(ast.unparse(each) for each in call.args)
            grouped = f"group_by({key})" in ast.unparse(call.func)  # one row for each
            if last != "None" and not grouped and not UNIQUE_END.search(last):
                found.append(f"{path}:{call.lineno} {last}")
    assert found == []


def test_every_table_breaks_ties_by_a_unique_column():
    found = []
    for path, tree in modules().items():
        for call in calls(tree, "Table"):
            tie = keyword(call, "tie")
            if tie is None or not UNIQUE_END.search(ast.unparse(tie)):
                found.append(f"{path}:{call.lineno}")
    assert found == []


def test_everything_public_has_a_user():
    """What a module defines is named elsewhere in the application; a route or a command, decorated, need not be."""
    texts = [*templates().values(), (ROOT / "wsgi.py").read_text(encoding="utf-8")]
    texts += [(PACKAGE / path).read_text(encoding="utf-8") for path in modules()]
    named = Counter(word for text in texts for word in re.findall(r"\w+", text))
    found = {
        f"{dotted(path)}.{each.name}"
        for path, tree in modules().items()
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and not each.decorator_list and named[each.name] == 1
    }
    assert found == set()


def test_only_clock_asks_the_time():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        for call in calls(tree, "today", "now", "utcnow", "fromtimestamp")
        if path != "clock.py" and isinstance(call.func, ast.Attribute)
    ]
    assert found == []


def test_only_settings_reads_the_environment():
    found = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and path != "settings.py"
    }
    assert found == set()


EXCEPTION = re.compile(r"#\s*(noqa|type: ignore|pragma:|mypy:|djlint:)|\{#\s*djlint:off")
REASON = re.compile(r"noqa: [A-Z0-9, ]+ -- \S|type: ignore\[[a-z, -]+\] {1,2}# \S|(pragma|mypy|djlint):.+(--|#) \S")


def test_every_exception_to_a_tool_says_why():
    """`# noqa: X -- why`, `# type: ignore[x]  # why`; exceptions for a whole folder stand in pyproject.toml."""
    folders = [PACKAGE, TESTS, ROOT / "migrations", ROOT / ".ci", ROOT / "templates"]
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for folder in folders
        for path in sorted(each for each in folder.rglob("*") if each.suffix in (".py", ".html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if EXCEPTION.search(line) and not REASON.search(line) and "re.compile(" not in line
    ]
    assert found == []


def test_no_test_replaces_our_own_code():
    found = []
    for path, tree in modules(TESTS).items():
        for node in ast.walk(tree):
            names = [each.name for each in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if getattr(node, "module", None) == "unittest.mock" or {"mock", "unittest.mock"} & set(names):
                found.append(f"{path}: mock")
        for call in calls(tree, "setattr", "patch"):
            target = ast.unparse(call.args[0]) if call.args else ""
            owner = getattr(getattr(call.func, "value", None), "id", "")
            if owner in ("monkeypatch", "mocker", "mock") and target not in ("os", "sys", "socket", "shutil"):
                found.append(f"{path}:{call.lineno} {target}")
    assert found == []


def test_the_packages_for_the_tests_are_said_alike():
    """By a skip, by the README and by what CI installs."""
    packages = [name for each in SERVICES.values() for name in each.package.split()]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [f"apt-get install {each.package}" in each.reason for each in SERVICES.values()] == [True] * len(SERVICES)
    assert f"apt-get install {' '.join(packages)}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    of_tools = {"make", "git", "python3.11-venv"}
    assert set(re.findall(r"^need (\S+)", ci, re.MULTILINE)) - of_tools == set(packages)


def test_no_test_is_named_twice():
    found = []
    for path, tree in modules(TESTS).items():
        names = [each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]
        found += [f"{path}: {name}" for name in set(names) if names.count(name) > 1]
    assert found == []


def test_source_helpers_find_what_they_look_for():
    tree = ast.parse("def f():\n    session.commit()\n    unrestricted(x, reason='why')")
    assert [constant(keyword(call, "reason")) for call in calls(tree, "unrestricted")] == ["why"]
    assert len(list(calls(tree, "commit"))) == 1
