"""One person's file as of a day and as known at a moment, and every line of one kind ever recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, request

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.clock import SHANGHAI, today
from teacher_growth.errors import NotVisible
from teacher_growth.people import queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.routes.path import steps_of
from teacher_growth.people.rules.kinds import FactKind, reads, writes
from teacher_growth.web.guards import current_actor, requires


@dataclass(frozen=True)
class May:
    """What the reader may do with this person's file, kind by kind."""

    read: list[FactKind]
    write: list[FactKind]
    own: bool

    @property
    def move(self) -> bool:
        return FactKind.RELATION in self.write


@dataclass(frozen=True)
class Line:
    """A line of the history with what became of it."""

    fact: Any
    by: str
    became: str  # current, superseded, voided
    at: datetime | None = None
    ended_by: str = ""
    why: str = ""


@bp.get("/people/<int:teacher_id>")
@requires(Permission.PEOPLE_READ)
def person_page(teacher_id: int) -> Any:
    actor, as_of, known_at = current_actor(), _day(), _moment()
    teacher = fetch(Teacher, teacher_id, actor, Permission.PEOPLE_READ)
    may = what_may(teacher_id, actor)
    found = {kind: queries.facts(kind, teacher_id, actor, as_of=as_of, known_at=known_at) for kind in may.read}
    names = names_in([line for lines in found.values() for line in lines])
    asked = queries.keepers_of(teacher_id, actor, today()) if may.own else None
    return render_template(
        "people/person_page.html",
        teacher=teacher,
        facts={kind: _current_first(lines, as_of or today()) for kind, lines in found.items()},
        steps=steps_of(found, names),
        as_of=as_of,
        known_at=known_at,
        day=as_of or today(),
        names=names,
        head=_head(teacher_id, actor, as_of or today()),
        may=may,
        asked=asked,
    )


@bp.get("/people/<int:teacher_id>/facts/<string:kind>/history")
@requires(Permission.PEOPLE_READ)
def fact_history(teacher_id: int, kind: str) -> Any:
    actor, fact_kind = current_actor(), kind_of(kind)
    teacher = fetch(Teacher, teacher_id, actor, Permission.PEOPLE_READ)
    may = what_may(teacher_id, actor)
    if fact_kind not in may.read:
        raise NotVisible(kind, teacher_id)
    recorded = queries.history(fact_kind, teacher_id, actor)
    return render_template(
        "people/fact_history.html",
        teacher=teacher,
        kind=fact_kind,
        lines=_lines(fact_kind, recorded),
        names=names_in(recorded),
        may=may,
    )


def _head(teacher_id: int, actor: Actor, day: date) -> dict[str, Any]:
    """What one looks for first: school, title and tier of the day."""
    ids = [teacher_id]
    return {
        "school": queries.schools_of(actor, ids, day).get(teacher_id),
        "title": queries.titles_of(actor, ids, day).get(teacher_id),
        "tier": queries.tiers_of(actor, ids, day).get(teacher_id),
    }


def what_may(teacher_id: int, actor: Actor) -> May:
    own = teacher_id == actor.teacher_id
    held = queries.permitted(teacher_id, actor, {ask(kind) for kind in FactKind for ask in (reads, writes)})
    read = [kind for kind in FactKind if reads(kind) in held]
    return May(read, [] if own else [kind for kind in read if writes(kind) in held], own)


def kind_of(text: str) -> FactKind:
    if text not in set(FactKind):
        raise NotVisible("FactKind", text)
    return FactKind(text)


def names_in(facts: list[Any]) -> dict[int, str]:
    return queries.organisation_names({each.organisation_id for each in facts if hasattr(each, "organisation_id")})


def _current_first(lines: list[Any], day: date) -> list[tuple[Any, bool]]:
    """Each line and whether it holds that day; those that do stand first, the newest of each on top."""
    marked = [(line, line.valid_from <= day and (line.valid_to is None or line.valid_to >= day)) for line in lines]
    return sorted(marked, key=lambda each: not each[1])


def _lines(kind: FactKind, recorded: list[Any]) -> list[Line]:
    """Newest first; the line that voids another is told with the voided one."""
    names = queries.account_names(each.recorded_by_id for each in recorded)
    reasons = queries.reasons_of(kind, recorded)
    after = {each.supersedes_id: each for each in recorded if each.supersedes_id is not None}

    def line(fact: Any) -> Line:
        by, then = names.get(fact.recorded_by_id, ""), after.get(fact.id)
        if then is None:
            return Line(fact, by, "current")
        why = then.note if then.voided else reasons.get(then.id, "")
        became = "voided" if then.voided else "superseded"
        return Line(fact, by, became, fact.superseded_at, names.get(then.recorded_by_id, ""), why or "")

    return [line(each) for each in reversed(recorded) if not each.voided]


def _day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return None


def _moment() -> datetime | None:
    """A moment as written here; outside of what the system could know it is left out."""
    try:
        moment = datetime.fromisoformat(request.args.get("known_at", ""))
    except ValueError:
        return None
    if not 2000 <= moment.year <= 2100:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
