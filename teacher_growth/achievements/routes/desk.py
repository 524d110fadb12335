"""The desk of those who check originals: the queue, one by one, in batch."""

from collections import Counter
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
from teacher_growth.achievements.routes.tables import DeskBeside, desk_table
from teacher_growth.achievements.rules import MOST_AT_ONCE, AchievementState
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.i18n import _
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import chosen_ids
from teacher_growth.web.words import refusal_words, word
from teacher_growth.web.words.achievements import RETURN_REASONS


@bp.get("/queue")
@requires(Permission.ACHIEVEMENTS_CHECK, for_others=True)
def queue() -> Any:
    beside = DeskBeside(current_actor())
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
    return render_template(
        "achievements/achievement_decision.html", form=form, reasons=RETURN_REASONS, **_possible(row, actor),
        **shown(row),
    ), form.status  # fmt: skip


def _possible(row: Achievement, actor: Actor) -> dict[str, Any]:
    """What the verbs would take, and, where that is nothing, whose it is."""
    check, send_back = (
        actions.decision_fault(row, then, actor=actor) for then in (AchievementState.CHECKED, AchievementState.RETURNED)
    )
    told = send_back if send_back in ("achievement_needs_county", "achievement_correction_open") else None
    why_not = told and refusal_words(Refused(told))
    return {"may_check": check is None, "may_return": send_back is None, "why_not": why_not}


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
    if len(ids) > MOST_AT_ONCE:
        flash(refusal_words(Refused("achievement_too_many", most=MOST_AT_ONCE)), "warning")
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
    left = Counter(_why(refusal) for _id, refusal in done.refused)
    parts = [_("%(count)s 项未办：%(why)s", count=count, why=why) for why, count in left.items()]
    if done.done:
        flash(words)
    if parts:
        flash(_("；").join(parts), "warning")
    return redirect(url_for(".queue"))


def _why(refusal: Refused) -> Any:
    if refusal.code == "achievement_state":
        return _("已是“%(state)s”", state=word(refusal.details["now"]))
    return refusal_words(refusal)


def _chosen(actor: Actor) -> list[int]:
    """One more than a batch may hold, so that what is too many is said and nothing is left out in silence."""
    if request.form.get("all") != "1":
        return chosen_ids(request.form)[: MOST_AT_ONCE + 1]
    table = desk_table(actor, request.form, DeskBeside(actor))
    return [each.id for each in rows(table.matching(request.form).limit(MOST_AT_ONCE + 1))]
