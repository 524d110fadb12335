"""The page of an item and a person's file: whoever may read them."""

from typing import Any

from flask import render_template

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.accounts.queries import account_names
from teacher_growth.achievements import queries
from teacher_growth.achievements.actions import DESK
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.achievements.routes.tables import file_table
from teacher_growth.achievements.rules import AchievementDoubt
from teacher_growth.claims import queries as claims
from teacher_growth.claims.routes.desk import is_decidable
from teacher_growth.claims.routes.shown import story
from teacher_growth.claims.routes.tables import Beside
from teacher_growth.claims.rules import ClaimState, can_become
from teacher_growth.clock import today
from teacher_growth.i18n import _
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import organisation_names, permitted, principals_of
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read


@bp.get("/<int:achievement_id>")
@requires(Permission.ACHIEVEMENTS_READ)
def achievement_page(achievement_id: int) -> Any:
    actor = current_actor()
    row = queries.achievement(achievement_id, actor)
    own, correction = row.teacher_id == actor.teacher_id, claims.correction_of(row)
    leads_on = correction is not None and queries.sees(correction, actor)
    return render_template(
        "achievements/achievement_page.html",
        **shown(row),
        own=own,
        correction=correction if leads_on else None,
        may_correct=own and can_become(row.state, ClaimState.SUPERSEDED) and correction is None,
        may_withdraw=own and can_become(row.state, ClaimState.WITHDRAWN),
        may_decide=is_decidable(DESK, row),
    )


@bp.get("/of/<int:teacher_id>")
@requires(Permission.ACHIEVEMENTS_READ, for_others=True)
def person_achievements(teacher_id: int) -> Any:
    """A teacher's file for staff. Of somebody who has left they keep the items their school answers for, one by one."""
    actor, beside = current_actor(), Beside(queries.evidence_counts)
    teacher = fetch(Teacher, teacher_id, actor, Permission.ACHIEVEMENTS_READ)
    title = _("%(name)s的业绩", name=teacher.name)
    page = read(file_table(title, queries.file_of(teacher_id, actor), beside), load=beside.load)
    return render_template("achievements/person_achievements.html", page=page, teacher=teacher)


def shown(row: Achievement) -> dict[str, Any]:
    """What every page of one item shows."""
    before, principals = claims.chain(row), principals_of([row.organisation_id], today())
    return {
        "row": row,
        "file_is_open": bool(permitted(row.teacher_id, current_actor(), [Permission.ACHIEVEMENTS_READ])),
        "school": organisation_names([row.organisation_id])[row.organisation_id],
        "files": queries.evidence_of(row),
        "doubts": [AchievementDoubt(each) for each in row.doubts],
        "checker": account_names([row.decided_by_id]).get(row.decided_by_id or 0, _("系统")),
        "story": story(row, lambda _row: _("登记"), _("核对原件")),
        "by_county": (row.teacher_id, row.organisation_id) in principals,
        "uses": queries.uses_of([row.id, *(each.id for each in before)]),
    }
