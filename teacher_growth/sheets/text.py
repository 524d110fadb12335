"""Texts that a spreadsheet program would take for a formula (CWE-1236), and their way back."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MARK = "'"


def is_formula(text: str) -> bool:
    return text.startswith(STARTS)


def safe(text: str) -> str:
    """For csv: a mark in front, as one types it into a cell that shall stay text."""
    return MARK + text if is_formula(text.lstrip(MARK)) else text


def unsafe(text: str) -> str:
    """What `safe` was given: takes its mark away, and no other."""
    return text.removeprefix(MARK) if is_formula(text.lstrip(MARK)) else text
