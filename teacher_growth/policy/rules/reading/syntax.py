"""What YAML's own complaints mean, in words for who writes the file."""

import yaml

from teacher_growth.policy.rules.reading.problems import Problem

FULL_WIDTH = {
    "：": ":",
    "，": ",",
    "“": '"',
    "”": '"',
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "－": "-",
    "＃": "#",
}

MEANINGS = (
    ("cannot start any token", "a sign that cannot begin a value", "put the text in quotes"),
    ("mapping values are not allowed", "a colon where none may stand", "indent by blanks alike, quote texts with ': '"),
    ("could not find expected ':'", "a name without its colon", "write NAME: VALUE, with a blank after the colon"),
    ("unexpected end of stream", "quotes or brackets that are never closed", "look above for the opening one"),
    ("undefined alias", "* refers to something that has no & mark", "put a text that begins with * in quotes"),
    ("unknown escape", "a backslash that means nothing", "use single quotes where backslashes stand"),
    ("expected the node content", "a sign where a value should stand", "put the text in quotes"),
    ("document start", "the file goes on where it should have ended", "one file holds one policy: no --- between"),
    ("flow", "a list or mapping in brackets is not closed, or lacks a comma", "look for the bracket and the commas"),
    ("expected key", "a line that does not fit those above it", "entries that belong together begin in one column"),
    ("block", "a line that does not fit those above it", "entries that belong together begin in one column"),
    ("special characters", "an unprintable character", "delete it, or paste the text anew as plain text"),
    ("control characters", "an unprintable character", "delete it, or paste the text anew as plain text"),
)  # fmt: skip


BEGINS_EARLIER = ("could not find expected ':'", "unexpected end of stream", "flow")
"""Complaints whose cause stands where the parser began to read, not where it gave up."""


def syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = " ".join(str(each) for each in (getattr(error, "context", ""), getattr(error, "problem", "")) if each)
    said = said or str(getattr(error, "reason", "")) or str(error)
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if any(sign in said for sign in BEGINS_EARLIER):
        marks.reverse()
    mark = next((each for each in marks if each), None)
    line = mark.line + 1 if mark else line_at(text, getattr(error, "position", None))
    message, hint = meaning(said, line_of(text, line))
    if wide := wide_signs(text, line):
        hint = f"the line has {wide}; the language uses the narrow signs"
    return Problem(file, line, "", message, hint)


def meaning(said: str, line: str) -> tuple[str, str]:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab where only blanks may indent", "replace each tab by two blanks"
    return next(((words, hint) for sign, words, hint in MEANINGS if sign in said), ("not readable as YAML", said))


def line_of(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def line_at(text: str, position: object) -> int:
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def wide_signs(text: str, line: int) -> str:
    """The wide signs of the line, or of the one above where the parser only stumbled afterwards."""
    for number in (line, line - 1):
        if found := [each for each in FULL_WIDTH if each in line_of(text, number)]:
            return " ".join(f"{each} instead of {FULL_WIDTH[each]}" for each in found)
    return ""
