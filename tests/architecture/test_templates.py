"""Pages lie where their endpoint says, every part is used, Chinese stands inside `_()`."""

import ast
import re

from tests.architecture.source import PACKAGE, ancestors, calls, constant, modules, templates
from tests.architecture.test_vendor import drawn

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3001-\u303f]")
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")  # signs alone may be part of a pattern
SHARED = ("layouts/", "components/", "errors/")
SPOKEN = {
    "pinyin.py": "surnames and their readings",
    "web/navigation.py:LANGUAGES": "a language names itself",
    "importing/comparing/taking.py:TOTALS": "how files call their row of totals",
    "policy/rules/explaining/words.py": "the engine speaks both languages itself: a decision is kept with its words",
    "policy/rules/reading/declarations.py:IMPLIED": "labels in both languages, the same",
    "policy/rules/compiling/hints.py:SPELL": "how durations are written by mistake",
}
"""Where Chinese is data, not words for a page."""

TRANSLATED = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
QUOTED = re.compile(r""""([^"\n]*)"|'([^'\n]*)'""")
FOR_A_LATER_PART: dict[str, str] = {}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
STATIC = PACKAGE / "static"
OF_A_LIBRARY = re.compile(r"ts-.+|focus|option")
"""CSS classes that Tom Select gives its own elements."""
IMPORT = re.compile(r"""\{%-?\s*from\s+['"]([^'"]+)['"]\s+import\s+(.+?)\s*-?%\}""", re.DOTALL)


def pages() -> set[str]:
    return {path for path in templates() if not path.startswith(SHARED) and not path.rsplit("/", 1)[-1].startswith("_")}


def test_every_page_is_named_after_an_endpoint(app):
    assert {path for path in pages() if path.removesuffix(".html").replace("/", ".") not in app.view_functions} == set()


def rendered() -> set[str]:
    found = {
        name
        for tree in modules().values()
        for call in calls(tree, "render_template")
        if call.args and (name := constant(call.args[0]))
    }
    words = {constant(node) for node in ast.walk(modules()["web/errors.py"])}
    return found | {path for path in templates() if path.startswith("errors/") and path[7:-5] in words}


def test_every_rendered_template_exists():
    assert rendered() - set(templates()) == set()


def test_every_template_is_used():
    texts = [*templates().values(), *(ast.unparse(tree) for tree in modules().values())]
    quoted = {words for text in texts for pair in QUOTED.findall(text) for words in pair if words}
    families = tuple(each for each in quoted if "/_" in each and each.endswith("_"))  # 'dashboard/_guide_' ~ name
    named = {path for path in templates() if path in quoted or path.startswith(families)}
    assert set(templates()) - named - rendered() - set(FOR_A_LATER_PART) == set()


def test_a_page_is_rendered_by_its_own_blueprint():
    found = []
    for path, tree in modules().items():
        for call in calls(tree, "render_template"):
            name = constant(call.args[0]) if call.args else None
            if name and name in pages() and name.split("/")[0] != path.split("/")[0]:
                found.append((path, name))
    assert found == []


def test_every_imported_macro_is_used():
    found = []
    for path, text in templates().items():
        for _, names in IMPORT.findall(text):
            for each in names.removesuffix("with context").split(","):
                name = each.split(" as ")[-1].strip()
                if not re.search(rf"\b{re.escape(name)}\b", IMPORT.sub("", text)):
                    found.append(f"{path}: {name}")
    assert found == []


def test_every_imported_macro_exists():
    found = []
    for path, text in templates().items():
        for source, names in IMPORT.findall(text):
            for each in names.removesuffix("with context").split(","):
                name = each.split(" as ")[0].strip()
                if not re.search(rf"macro\s+{re.escape(name)}\s*\(", templates().get(source, "")):
                    found.append(f"{path}: {name} of {source}")
    assert found == []


def words_in(text: str) -> set[str]:
    return {word for pair in QUOTED.findall(text) for quoted in pair for word in quoted.split()}


def named_words() -> set[str]:
    """What templates put in a class or hand to a macro, and every word that code and scripts hold between quotes."""
    texts = [COMMENT.sub("", text) for text in templates().values()]
    classes = {
        word for text in texts for each in re.findall(r'class="([^"]*)"', text) for word in JINJA.sub(" ", each).split()
    }
    inside = {word for text in texts for each in JINJA.findall(text) for word in words_in(each)}
    scripts = {word for path in (STATIC / "js").glob("*.js") for word in words_in(path.read_text(encoding="utf-8"))}
    code = {word for tree in modules().values() for node in ast.walk(tree) if (word := constant(node))}
    return classes | inside | scripts | code


def test_every_macro_is_used():
    """Where it stands, or in a template that imports it."""
    texts = {path: COMMENT.sub("", text) for path, text in templates().items()}
    imported = {
        (source, each.split(" as ")[0].strip())
        for text in texts.values()
        for source, names in IMPORT.findall(text)
        for each in names.removesuffix("with context").split(",")
    }
    unused = {
        (path, name)
        for path, text in texts.items()
        for name in re.findall(r"\bmacro\s+(\w+)", text)
        if len(re.findall(rf"\b{name}\(", text)) < 2
    }
    assert unused - imported == set()


def test_every_icon_is_used():
    assert drawn() - named_words() == set()


def styled() -> set[str]:
    """The classes our own style sheets name."""
    sheets = (path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css"))
    selectors = (
        each for text in sheets for each in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.S))
    )
    return {name for each in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", each)}


def test_every_css_class_is_used():
    named = named_words()
    ends = {  # is-{{ tone }}, tier-{{ tier }}
        each
        for text in templates().values()
        for each in re.findall(r"""class="[^"]*?\b([a-z]+-)(?:\{\{|['"] ~)""", text)
    }
    left = {each for each in styled() - named if not OF_A_LIBRARY.fullmatch(each)}
    assert {each for each in left if not each.startswith(tuple(ends))} == set()


def test_chinese_in_templates_stands_inside_underscore():
    left = {path: TRANSLATED.sub("_(", COMMENT.sub("", text)) for path, text in templates().items()}
    found = [
        f"{path}: {line.strip()[:80]}"
        for path, text in left.items()
        for line in text.splitlines()
        if CHINESE.search(line)
    ]
    assert found == []


def is_translated(node: ast.Constant) -> bool:
    parent = getattr(node, "parent", None)
    return isinstance(parent, ast.Call) and getattr(parent.func, "id", None) in ("_", "_l")


def is_docstring(node: ast.Constant) -> bool:
    return isinstance(getattr(node, "parent", None), ast.Expr)


def is_spoken(path: str, node: ast.Constant) -> bool:
    targets = [
        ast.unparse(target) for each in ancestors(node) if isinstance(each, ast.Assign) for target in each.targets
    ]
    return path in SPOKEN or any(f"{path}:{target}" in SPOKEN for target in targets)


def test_chinese_in_code_stands_inside_underscore():
    found = [
        f"{path}:{node.lineno} {node.value}"
        for path, tree in modules().items()
        if not path.startswith("demo/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and IDEOGRAPH.search(node.value)
        and not (is_translated(node) or is_docstring(node) or is_spoken(path, node))
    ]
    assert found == []
