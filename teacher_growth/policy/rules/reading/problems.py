"""What is wrong with a file, said at its place with a hint."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is 0 where a text has no lines, `path` empty where the whole file is meant."""

    file: str
    line: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        path = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return " ".join(f"{place}{path}{self.message}{hint}".split())


class ProblemsError(Exception):
    """Carries all that was found, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(each) for each in problems))
        self.problems = list(problems)


class PolicyError(ProblemsError):
    """The policy file is wrong."""


class FactsError(ProblemsError):
    """The facts are wrong, or an option that goes with them."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A hint for a name nobody declared: `did you mean hours?`"""
    by_folded = {each.casefold(): each for each in sorted(names)}
    found = difflib.get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f"did you mean {by_folded[found[0]]}?" if found else None


def known_names(name: str, names: Iterable[str]) -> str:
    """The nearest name, or where none is near the first few there are."""
    listed = sorted(names)
    if found := nearest(name, listed):
        return found
    if not listed:
        return "none is declared"
    more = ", …" if len(listed) > 12 else ""
    return f"known: {', '.join(listed[:12])}{more}"
