"""What pages show of lines: totals of a year, one line's story, its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request

from teacher_growth.clock import local, today
from teacher_growth.i18n import _
from teacher_growth.organisations.rules import school_year
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import COUNTED, LIVING, OPEN, Doubt, RecordState, Route, Unit
from teacher_growth.web.words.training import DOUBTS, RETURN_REASONS, WHAT_NEXT


@dataclass
class Totals:
    """Tenths by route and unit; the two units are never added."""

    counted: dict[tuple[Route, Unit], int] = field(default_factory=dict)
    waiting: dict[Unit, int] = field(default_factory=dict)

    def of_unit(self, unit: Unit) -> int:
        return sum(amount for (_route, each), amount in self.counted.items() if each is unit)


def totals(lines: Iterable[TrainingRecord]) -> Totals:
    found = Totals()
    for each in lines:
        if each.state in COUNTED:
            key = (each.route, each.unit)
            found.counted[key] = found.counted.get(key, 0) + each.amount
        elif each.state in OPEN:
            found.waiting[each.unit] = found.waiting.get(each.unit, 0) + each.amount
    return found


def transcript_of(teacher_id: int) -> dict[str, Any]:
    """One school year of a person's lines, all there is to show of it."""
    years = queries.years_of(teacher_id)
    year = _year(years)
    lines = queries.transcript(teacher_id, year)
    living = [each for each in lines if each.state in LIVING]
    return {
        "year": year,
        "years": sorted({year, *years}, reverse=True),
        "totals": totals(lines),
        "living": living,
        "gone": [each for each in lines if each.state not in LIVING],
        "evidence": queries.evidence_by_record(living),
        "schools": queries.school_names(lines),
        "names": queries.account_names(each.decided_by_id for each in lines),
        "what_next": what_next,
        "routes": list(Route),
        "units": list(Unit),
    }


def _year(years: Sequence[int]) -> int:
    """The one asked for, else this one, else the last with lines."""
    asked = request.args.get("year", "")
    if asked.isascii() and asked.isdigit() and 1980 <= int(asked) <= 2100:
        return int(asked)
    this = school_year(today())
    return this if this in years or not years else years[0]


def what_next(line: TrainingRecord) -> Any:
    if line.state is RecordState.SUBMITTED and line.by_county:
        return _("等待上级教育局核实")
    return WHAT_NEXT[line.state]


def doubt_words(line: TrainingRecord) -> list[tuple[Doubt, Any]]:
    return [(Doubt(each), DOUBTS[each]) for each in line.doubts]


def reasons() -> tuple[Any, ...]:
    return RETURN_REASONS


def story(line: TrainingRecord) -> list[dict[str, Any]]:
    """Who did what when, as the line itself and those it corrects tell it."""
    lines = [*reversed(queries.chain(line)), line]
    names = queries.account_names(each for one in lines for each in (one.entered_by_id, one.decided_by_id))
    return [event for each in lines for event in _events(each, names)]


def _events(line: TrainingRecord, names: dict[int, str]) -> list[dict[str, Any]]:
    who = names.get(line.entered_by_id or 0, _("系统"))
    entered = _("更正后提交") if line.corrects_id else _("学校登记") if line.activity_id else _("填报")
    events = [_event(line.entered_at, entered, who, "info", "send")]
    if line.decided_at is not None:
        who = names.get(line.decided_by_id or 0, _("系统"))
        if line.return_reason and line.state is not RecordState.VERIFIED:
            note = f"{who} · {line.return_reason}"
            events.append(_event(line.decided_at, _("退回"), note, "refused", "arrow-back-up"))
        else:
            events.append(_event(line.decided_at, _("核实"), who, "done", "circle-check"))
    if line.closed_at is not None:
        words = _("撤回") if line.state is RecordState.WITHDRAWN else _("由更正后的一条代替")
        events.append(_event(line.closed_at, words, "", "closed", "history"))
    return events


def _event(at: datetime, title: str, note: str, tone: str, icon: str) -> dict[str, Any]:
    return {"on": local(at).date(), "title": title, "note": note, "tone": tone, "icon": icon}
