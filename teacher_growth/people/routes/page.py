"""One person's file as of a day and as known at a moment, and every line of one kind ever recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.accounts.queries import account_names
from teacher_growth.audit.queries import reasons_of
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible
from teacher_growth.organisations import queries as organisations
from teacher_growth.people import queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.routes.identity import identity_door
from teacher_growth.people.routes.opening import account_beside
from teacher_growth.people.routes.path import steps_of
from teacher_growth.people.rules.codes import LeavingReason
from teacher_growth.people.rules.kinds import FactKind, reads, writes
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.history import Line, asked_day, asked_moment, history_of
from teacher_growth.web.words import word


@dataclass(frozen=True)
class May:
    """What the reader may do with this person's file, kind by kind."""

    read: list[FactKind]
    write: list[FactKind]
    own: bool

    @property
    def move(self) -> bool:
        return FactKind.RELATION in self.write


@bp.get("/people/<int:teacher_id>")
@requires(Permission.PEOPLE_READ)
def person_page(teacher_id: int) -> Any:
    actor, as_of, known_at = current_actor(), asked_day(), asked_moment()
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
        head=_head(teacher, actor, as_of or today()),
        may=may,
        asked=asked,
        account=account_beside(teacher_id, actor),
        beside=_beside(teacher_id, actor) | identity_door(teacher_id, actor),
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
        lines=_lines(recorded),
        names=names_in(recorded),
        may=may,
    )


def _head(teacher: Teacher, actor: Actor, day: date) -> dict[str, Any]:
    """What one looks for first: school, title and tier of the day; of an external person who keeps the file."""
    teacher_id, keeper_id = teacher.id, teacher.keeper_id
    ids = [teacher_id]
    return {
        "school": queries.schools_of(actor, ids, day).get(teacher_id),
        "keeper": None if keeper_id is None else organisations.find(keeper_id),
        "title": queries.titles_of(ids, day).get(teacher_id),
        "tier": queries.tiers_of(ids, day).get(teacher_id),
    }


def _beside(teacher_id: int, actor: Actor) -> dict[str, str]:
    """Where training and achievements stand, for those who may see them."""
    if teacher_id == actor.teacher_id:
        return {"training": url_for("training.transcript"), "achievements": url_for("achievements.my_achievements")}
    pages = {
        Permission.TRAINING_READ: ("training", "training.person_transcript"),
        Permission.ACHIEVEMENTS_READ: ("achievements", "achievements.person_achievements"),
    }
    held = queries.permitted(teacher_id, actor, (each for each in pages if actor.may_for_others(each)))
    return {name: url_for(page, teacher_id=teacher_id) for each, (name, page) in pages.items() if each in held}


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


def _lines(recorded: list[Any]) -> list[Line]:
    names = account_names(each.recorded_by_id for each in recorded)
    return history_of(recorded, names, {key: _why(text) for key, text in reasons_of(recorded).items()})


def _why(text: str) -> str:
    """Typed by somebody, or why the person left."""
    return word(LeavingReason(text)) if text in set(LeavingReason) else text
