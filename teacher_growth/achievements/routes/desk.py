"""The desk of those who check originals: the queue, one by one, in batch."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.forms import BatchReturnForm, DecisionForm
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.achievements.routes.seen import shown
from teacher_growth.achievements.routes.tables import Beside, desk_table
from teacher_growth.achievements.rules import MOST_AT_ONCE, AchievementState, can_become
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.i18n import _
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import chosen_ids
from teacher_growth.web.words import refusal_words
from teacher_growth.web.words.achievements import RETURN_REASONS


@bp.get("/queue")
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def queue() -> Any:
    beside = Beside()
    page = read(desk_table(current_actor(), request.args, beside), load=beside.load)
    return render_template("achievements/queue.html", page=page)


@bp.route("/<int:achievement_id>/decision", methods=["GET", "POST"])
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def achievement_decision(achievement_id: int) -> Any:
    actor, form = current_actor(), DecisionForm()
    row = queries.achievement(achievement_id, actor)
    not_oneself(actor, row.teacher_id)
    if not actor.holds_at(Permission.ACHIEVEMENTS_CHECK, row.organisation_id):
        raise NotVisible("Achievement", achievement_id)
    if form.ready() and form.perform(lambda: _decide(achievement_id, form)):
        flash(_("已核对") if form.decision.data == "check" else _("已退回，教师会收到待办"))
        following = queries.next_waiting(actor)
        if following is None:
            return redirect(url_for(".queue"))
        return redirect(url_for(".achievement_decision", achievement_id=following))
    row = queries.achievement(achievement_id, actor)  # after a refusal the row was expired
    if not form.is_submitted():
        form.version.data = row.version
    may = {name: can_become(row.state, then) for name, then in POSSIBLE.items()}
    return render_template(
        "achievements/achievement_decision.html", form=form, reasons=RETURN_REASONS, **may, **shown(row)
    ), form.status


POSSIBLE = {"may_check": AchievementState.CHECKED, "may_return": AchievementState.RETURNED}


def _decide(achievement_id: int, form: DecisionForm) -> None:
    actor, version = current_actor(), form.version.data or 0
    if form.decision.data == "check":
        actions.check_achievement(achievement_id, actor=actor, version=version)
    else:
        actions.return_achievement(achievement_id, actor=actor, version=version, reason=form.reason.data or "")


@bp.post("/queue/batch")
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def achievement_batch() -> Any:
    """Checks at once; returning asks for the reason first."""
    ids = _chosen(current_actor())
    if not ids:
        flash(_("没有选中任何一项"), "warning")
        return redirect(url_for(".queue"))
    return _check(ids) if request.form.get("action") == "check" else _return(ids)


def _check(ids: Sequence[int]) -> Any:
    form, done = BaseForm(), actions.Batch()

    def check() -> None:
        nonlocal done
        done = actions.check_achievements(ids, actor=current_actor())

    form.perform(check)
    return _report(done, _("已核对 %(count)s 项", count=len(done.done)))


def _return(ids: Sequence[int]) -> Any:
    form, done = BatchReturnForm(), actions.Batch()

    def send_back() -> None:
        nonlocal done
        done = actions.return_achievements(ids, actor=current_actor(), reason=form.reason.data or "")

    if "reason" in request.form and form.ready() and form.perform(send_back):
        return _report(done, _("已退回 %(count)s 项", count=len(done.done)))
    first = queries.queue(current_actor()).where(Achievement.id.in_(ids[:5])).order_by(Achievement.id)
    return render_template(
        "achievements/achievement_batch.html", form=form, ids=ids, items=rows(first), reasons=RETURN_REASONS,
        asked="reason" in request.form,
    ), form.status  # fmt: skip


def _report(done: actions.Batch, words: str) -> Any:
    """How many were done; those left out stay in the queue, with the reason said."""
    parts = [
        _("%(count)s 项未办：%(why)s", count=len(ids), why=refusal_words(Refused(code, now=_("别的状态"))))
        for code, ids in done.left_out.items()
    ]
    if done.done:
        flash(words)
    if parts:
        flash(_("；").join(parts), "warning")
    return redirect(url_for(".queue"))


def _chosen(actor: Actor) -> list[int]:
    """The ticked rows, or with `all` those of the whole result; so many that one transaction stays short."""
    if request.form.get("all") != "1":
        return chosen_ids(request.form)[:MOST_AT_ONCE]
    table = desk_table(actor, request.form, Beside())
    return [each.id for each in rows(table.matching(request.form).limit(MOST_AT_ONCE))]
