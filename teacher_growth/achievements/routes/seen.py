"""The page of an item and a person's file: whoever may read them."""

from typing import Any

from flask import render_template

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.achievements.routes.tables import Beside, file_table
from teacher_growth.achievements.rules import AchievementDoubt, AchievementState, can_become
from teacher_growth.clock import local
from teacher_growth.i18n import _
from teacher_growth.people.models import Teacher
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read


@bp.get("/<int:achievement_id>")
@requires(Permission.ACHIEVEMENTS_READ)
def achievement_page(achievement_id: int) -> Any:
    actor = current_actor()
    row = queries.achievement(achievement_id, actor)
    own, correction = row.teacher_id == actor.teacher_id, queries.correction_of(row.id)
    ways = (AchievementState.CHECKED, AchievementState.RETURNED)
    return render_template(
        "achievements/achievement_page.html",
        **shown(row),
        own=own,
        correction=correction,
        may_correct=own and can_become(row.state, AchievementState.SUPERSEDED) and correction is None,
        may_withdraw=own and can_become(row.state, AchievementState.WITHDRAWN),
        may_decide=actor.holds_at(Permission.ACHIEVEMENTS_CHECK, row.organisation_id)
        and any(actions.decision_fault(row, then, actor=actor) is None for then in ways),
    )


@bp.get("/of/<int:teacher_id>")
@requires(Permission.ACHIEVEMENTS_READ, for_others=True)
def person_achievements(teacher_id: int) -> Any:
    """A teacher's file for staff; who left keeps only what this school answers for."""
    actor, beside = current_actor(), Beside()
    teacher = fetch(Teacher, teacher_id, actor, Permission.ACHIEVEMENTS_READ)
    page = read(file_table(queries.file_of(teacher_id, actor), beside), load=beside.load)
    return render_template("achievements/person_achievements.html", page=page, teacher=teacher)


def shown(row: Achievement) -> dict[str, Any]:
    """What every page of one item shows."""
    before = queries.chain(row)
    return {
        "row": row,
        "school": queries.school_names([row])[row.organisation_id],
        "files": queries.evidence_of(row),
        "doubts": [AchievementDoubt(each) for each in row.doubts],
        "checker": queries.account_names([row.decided_by_id]).get(row.decided_by_id or 0, _("系统")),
        "story": _story([*reversed(before), row]),
        "uses": queries.uses_of([row.id, *(each.id for each in before)]),
    }


def _story(items: list[Achievement]) -> list[dict[str, Any]]:
    """Who did what when, as the item itself and those it corrects tell it."""
    names = queries.account_names(each for row in items for each in (row.entered_by_id, row.decided_by_id))
    return [event for row in items for event in _events(row, names)]


def _events(row: Achievement, names: dict[int, str]) -> list[dict[str, Any]]:
    entered = _("更正后提交") if row.corrects_id else _("登记")
    events = [_event(row.entered_at, entered, names.get(row.entered_by_id or 0, _("系统")), "info", "send")]
    if row.decided_at is not None:
        who = names.get(row.decided_by_id or 0, _("系统"))
        if row.return_reason and row.state is not AchievementState.CHECKED:
            note = f"{who} · {row.return_reason}"
            events.append(_event(row.decided_at, _("退回"), note, "refused", "arrow-back-up"))
        else:
            events.append(_event(row.decided_at, _("核对原件"), who, "done", "shield-check"))
    if row.closed_at is not None:
        words = _("撤回") if row.state is AchievementState.WITHDRAWN else _("由更正后的一项代替")
        events.append(_event(row.closed_at, words, "", "closed", "history"))
    return events


def _event(at: Any, title: str, note: str, tone: str, icon: str) -> dict[str, Any]:
    return {"on": local(at).date(), "title": title, "note": note, "tone": tone, "icon": icon}
