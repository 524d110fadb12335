"""The source as data, for the house rules. `python -m tests.architecture.source` prints unrestricted.txt."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "teacher_growth"
TEMPLATES = ROOT / "templates"
TESTS = ROOT / "tests"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(folder: Path = PACKAGE) -> dict[str, ast.Module]:
    """Path inside the folder, as posix → its tree; parents are set on every node."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]  # for ancestors()
        found[path.relative_to(folder).as_posix()] = tree
    return found


@cache
def templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")
    }


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or a method of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in names:
                yield node


def ancestors(node: ast.AST) -> Iterator[ast.AST]:
    while (node := getattr(node, "parent", None)) is not None:  # type: ignore[assignment]  # set by modules()
        yield node


def enclosing(node: ast.AST) -> str:
    """The outermost function or class a node stands in."""
    named = [each.name for each in ancestors(node) if isinstance(each, Function | ast.ClassDef)]
    return named[-1] if named else "<module>"


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def constant(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def enums(*, only_rules: bool = True) -> dict[str, type[StrEnum]]:
    """The codes that the rules (and access/roles.py) define, by class name."""
    found: dict[str, type[StrEnum]] = {}
    for path in modules():
        name = dotted(path)
        if only_rules and "rules" not in name.split(".") and name != "access.roles":
            continue
        module = importlib.import_module(f"teacher_growth.{name}")
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, StrEnum) and kind.__module__ == module.__name__:
                found[kind.__name__] = kind
    return found


def unrestricted_calls() -> list[str]:
    """`module:function reason`, one line a call site."""
    lines = []
    for path, tree in modules().items():
        if path == "access/scope.py":
            continue
        for call in calls(tree, "unrestricted"):
            reason = keyword(call, "reason")
            words = constant(reason) or (ast.unparse(reason) if reason else "")
            lines.append(f"{dotted(path)}:{enclosing(call)} {words}")
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(unrestricted_calls()))  # noqa: T201 -- its purpose
