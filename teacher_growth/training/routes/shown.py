"""What pages show of lines: a transcript with its totals, one line with its story and evidence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.accounts.queries import account_names
from teacher_growth.claims import queries as claims
from teacher_growth.claims.routes.shown import story
from teacher_growth.claims.rules import LIVING, OPEN, ClaimState
from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.organisations.rules import school_year
from teacher_growth.people.queries import organisation_names, principals_of, schools_of
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Doubt, Route, Unit
from teacher_growth.web.listing import offer
from teacher_growth.web.tables import Column, book_of, export_urls, small_sheet
from teacher_growth.web.words import word
from teacher_growth.web.words.training import DOUBTS, RETURN_REASONS, WHAT_NEXT


@dataclass
class Totals:
    """Tenths by route and unit; the two units are never added."""

    counted: dict[tuple[Route, Unit], int] = field(default_factory=dict)
    waiting: dict[Unit, int] = field(default_factory=dict)

    def of_unit(self, unit: Unit) -> int:
        return sum(amount for (_route, each), amount in self.counted.items() if each is unit)


def totals(teacher_id: int, year: int, lines: Iterable[TrainingRecord]) -> Totals:
    found = Totals(queries.counted_of(teacher_id, year))
    for each in lines:
        if each.state in OPEN:
            found.waiting[each.unit] = found.waiting.get(each.unit, 0) + each.amount
    return found


def transcript_of(teacher_id: int) -> dict[str, Any]:
    """One school year of a person's lines, all there is to show of it."""
    years = queries.years_of(teacher_id)
    year = asked_year(years)
    lines = queries.transcript(teacher_id, year)
    living = [each for each in lines if each.state in LIVING]
    schools = {each.organisation_id for each in lines}
    return {
        "year": year,
        "years": sorted({year, *years}, reverse=True),
        "totals": totals(teacher_id, year, lines),
        "living": living,
        "gone": [each for each in lines if each.state not in LIVING],
        "evidence": queries.evidence_by_record(living),
        "schools": organisation_names(schools),
        "names": account_names(each.decided_by_id for each in lines),
        "what_next": _what_next(principals_of(schools, today())),
        "routes": list(Route),
        "units": list(Unit),
        "exports": export_urls(request.args) if living else [],
    }


def asked_year(years: Sequence[int]) -> int:
    """The one asked for, else this one, else the last with lines."""
    asked = request.args.get("year", "")
    if asked.isascii() and asked.isdigit() and 1980 <= int(asked) <= 2100:
        return int(asked)
    this = school_year(today())
    return this if this in years or not years else years[0]


def seen_by(actor: Actor) -> Callable[[TrainingRecord], bool]:
    """Lines of another school are listed; their pages, numbers and evidence are that school's, and one's own."""
    return lambda line: (
        line.teacher_id == actor.teacher_id or actor.holds_at(Permission.TRAINING_READ, line.organisation_id)
    )


def offer_transcript(teacher: Any, shown: dict[str, Any], actor: Actor) -> None:
    """The year's living lines as a file, where one is asked for."""
    title = _("%(name)s的培训记录（%(year)s 学年）", name=teacher.name, year=shown["year"])
    conditions = [(_("人员"), f"{teacher.name} {teacher.staff_number}"), (_("学年"), str(shown["year"]))]
    columns = transcript_columns(shown["schools"], shown["names"], seen_by(actor))
    offer(book_of(small_sheet(title, columns, shown["living"], conditions)))


def transcript_columns(
    schools: Mapping[int, str], names: Mapping[int, str], seen: Callable[[TrainingRecord], bool]
) -> list[Column]:
    return [
        Column("title", _l("培训名称"), value=lambda row: row.title),
        Column("provider", _l("主办单位"), value=lambda row: row.provider),
        Column("route", _l("途径"), value=lambda row: word(row.route)),
        Column("starts_on", _l("开始日期"), value=lambda row: row.starts_on, kind="date"),
        Column("ends_on", _l("结束日期"), value=lambda row: row.ends_on, kind="date"),
        Column("amount", _l("数量"), value=lambda row: row.amount, kind="amount"),
        Column("unit", _l("单位"), value=lambda row: word(row.unit)),
        Column("certificate", _l("证书编号"), value=lambda row: row.certificate if seen(row) else None),
        *decision_columns(schools, names),
    ]


def decision_columns(schools: Mapping[int, str], names: Mapping[int, str]) -> list[Column]:
    """Of any claim: where it stands, who answers for it."""
    return [
        Column("state", _l("状态"), value=lambda row: word(row.state)),
        Column("school", _l("核实单位"), value=lambda row: schools.get(row.organisation_id)),
        Column("decided_by", _l("核实人"), value=lambda row: names.get(row.decided_by_id)),
        Column("decided_at", _l("核实时间"), value=lambda row: row.decided_at, kind="moment"),
    ]


def _what_next(principals: set[tuple[int, int]]) -> Callable[[TrainingRecord], Any]:
    def words(line: TrainingRecord) -> Any:
        if line.state is ClaimState.SUBMITTED and (line.teacher_id, line.organisation_id) in principals:
            return _("等待上级教育局核实")
        return WHAT_NEXT[line.state]

    return words


def reasons() -> tuple[Any, ...]:
    return RETURN_REASONS


def facts_of(line: TrainingRecord) -> dict[str, Any]:
    """What the page of a line and the page of its decision both show."""
    before, principals = claims.chain(line), principals_of([line.organisation_id], today())
    return {
        "line": line,
        "before": before[0] if before else None,
        "evidence": queries.evidence_of(line),
        "doubts": [(Doubt(each), DOUBTS[each]) for each in line.doubts],
        "story": story(line, _entered, _("核实")),
        "school": organisation_names([line.organisation_id])[line.organisation_id],
        "by_county": (line.teacher_id, line.organisation_id) in principals,
        "what_next": _what_next(principals)(line),
        "activity_closed": queries.closed_reason(line) if line.activity_id else None,
    }


def _entered(line: Any) -> str:
    return _("学校登记") if line.activity_id else _("填报")


def may_certify(actor: Actor, teacher_id: int) -> bool:
    """The school to which the person belongs today is one for which the actor issues documents."""
    school = schools_of(actor, [teacher_id], today()).get(teacher_id)
    return school is not None and actor.holds_at(Permission.DOCUMENTS_ISSUE, school.id)
