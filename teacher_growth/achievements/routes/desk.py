"""The desk of those who check originals: the queue, one by one, in batch."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.achievements import queries
from teacher_growth.achievements.actions import DESK
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.achievements.routes.seen import shown
from teacher_growth.achievements.routes.tables import desk_table
from teacher_growth.claims import queries as claims
from teacher_growth.claims.forms import BatchReturnForm, DecisionForm
from teacher_growth.claims.routes import desk as desks
from teacher_growth.claims.routes.tables import Beside
from teacher_growth.errors import NotVisible
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Table
from teacher_growth.web.words.achievements import RETURN_REASONS


@bp.get("/queue")
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def queue() -> Any:
    beside = Beside(queries.evidence_counts, DESK)
    return render_template("achievements/queue.html", page=read(desk_table(request.args, beside), load=beside.load))


@bp.route("/<int:achievement_id>/decision", methods=["GET", "POST"])
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def achievement_decision(achievement_id: int) -> Any:
    actor, form = current_actor(), DecisionForm()
    row = queries.achievement(achievement_id, actor)
    not_oneself(actor, row.teacher_id)
    if not actor.holds_at(Permission.ACHIEVEMENTS_CHECK, row.organisation_id):
        raise NotVisible("Achievement", achievement_id)
    if desks.decided(DESK, achievement_id, form):
        following = claims.next_waiting(Achievement, actor, Permission.ACHIEVEMENTS_CHECK)
        if following is None:
            return redirect(url_for(".queue"))
        return redirect(url_for(".achievement_decision", achievement_id=following))
    row = queries.achievement(achievement_id, actor)  # after a refusal the row was expired
    if not form.is_submitted():
        form.version.data = row.version
    return render_template(
        "achievements/achievement_decision.html", form=form, reasons=RETURN_REASONS, **desks.possible(DESK, row),
        **shown(row),
    ), form.status  # fmt: skip


@bp.post("/queue/batch")
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def achievement_batch() -> Any:
    def table() -> Table:
        return desk_table(request.form, Beside(queries.evidence_counts))

    return desks.BatchPage(DESK, table, url_for(".queue"), _ask).answer()


def _ask(form: BatchReturnForm, ids: Sequence[int]) -> Any:
    chosen = claims.queue(Achievement, current_actor(), Permission.ACHIEVEMENTS_CHECK)
    first = rows(chosen.where(Achievement.id.in_(ids[:5])).order_by(Achievement.id))
    return render_template(
        "achievements/achievement_batch.html", form=form, ids=ids, items=first, reasons=RETURN_REASONS,
        asked="reason" in request.form,
    )  # fmt: skip
