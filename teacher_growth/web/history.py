"""Every dated line ever recorded, with what became of it: what histories of people and of organisations show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Line:
    """`by`, `ended_by`: who; empty for the system, None for readers who are not told."""

    fact: Any
    by: str | None
    became: str  # current, superseded, voided
    at: datetime | None = None
    ended_by: str | None = None
    why: str = ""


def history_of(recorded: Sequence[Any], names: Mapping[int, str] | None, reasons: Mapping[int, str]) -> list[Line]:
    """Newest first; the line that voids another is told with the voided one. `reasons`: by the line that replaced."""
    after = {each.supersedes_id: each for each in recorded if each.supersedes_id is not None}

    def who(line: Any) -> str | None:
        return None if names is None else names.get(line.recorded_by_id, "")

    def told(line: Any) -> Line:
        then = after.get(line.id)
        if then is None:
            return Line(line, who(line), "current")
        became, why = ("voided", then.note) if then.voided else ("superseded", reasons.get(then.id))
        return Line(line, who(line), became, line.superseded_at, who(then), why or "")

    return [told(each) for each in reversed(recorded) if not each.voided]
