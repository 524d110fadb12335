"""What pages of people and of organisations ask of the past, and every dated line with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request

from teacher_growth.clock import SHANGHAI


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


def asked_day(name: str = "as_of") -> date | None:
    """The day the address asks for, if it names one."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def asked_moment() -> datetime | None:
    """The moment `known_at`, as written here; outside of what the system could know it is left out."""
    try:
        moment = datetime.fromisoformat(request.args.get("known_at", ""))
    except ValueError:
        return None
    if not 2000 <= moment.year <= 2100:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
