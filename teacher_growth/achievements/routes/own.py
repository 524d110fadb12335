"""One's own file: the list, recording, correcting, withdrawing."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.forms import CorrectionForm, ItemForm
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.achievements.routes.seen import shown
from teacher_growth.achievements.routes.tables import file_table
from teacher_growth.claims.forms import WithdrawalForm
from teacher_growth.claims.routes.tables import Beside
from teacher_growth.claims.rules import ClaimState, can_become
from teacher_growth.clock import today
from teacher_growth.errors import Refused
from teacher_growth.i18n import _
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read


@bp.get("")
@requires(Permission.ACHIEVEMENTS_WRITE)
def my_achievements() -> Any:
    beside = Beside(queries.evidence_counts)
    page = read(file_table(_("我的业绩"), queries.mine(current_actor()), beside), load=beside.load)
    return render_template("achievements/my_achievements.html", page=page)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACHIEVEMENTS_WRITE)
def achievement_new() -> Any:
    form, actor = ItemForm(), current_actor()
    if form.ready() and form.perform(
        lambda: actions.record_achievement(form.item(), actor=actor, files=form.evidence.data)
    ):
        flash(_("已登记。请把原件带给学校核对，核对后各处都可以使用"))
        return redirect(url_for(".my_achievements"))
    return render_template("achievements/achievement_new.html", form=form, today=today()), form.status


@bp.route("/<int:achievement_id>/correction", methods=["GET", "POST"])
@requires(Permission.ACHIEVEMENTS_WRITE)
def achievement_correction(achievement_id: int) -> Any:
    form, row = CorrectionForm(), queries.own_achievement(achievement_id, current_actor())
    if not can_become(row.state, ClaimState.SUPERSEDED):
        raise Refused("claim_state", now=row.state)
    form.begin_with(row, queries.evidence_of(row))
    if form.ready() and form.perform(lambda: _correct(achievement_id, form)):
        flash(_("更正已提交，等待核对"))
        return redirect(url_for(".my_achievements"))
    row = queries.own_achievement(achievement_id, current_actor())  # after a refusal the row was expired
    return render_template("achievements/achievement_correction.html", form=form, row=row, today=today()), form.status


def _correct(achievement_id: int, form: CorrectionForm) -> None:
    actions.correct_achievement(
        achievement_id, form.item(), actor=current_actor(), version=form.version.data or 0, files=form.evidence.data,
        keep=form.keep.data or (),
    )  # fmt: skip


@bp.route("/<int:achievement_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.ACHIEVEMENTS_WRITE)
def achievement_withdrawal(achievement_id: int) -> Any:
    form, actor = WithdrawalForm(), current_actor()
    if form.ready() and form.perform(
        lambda: actions.withdraw_achievement(achievement_id, actor=actor, version=form.version.data or 0)
    ):
        flash(_("已撤回"))
        return redirect(url_for(".my_achievements"))
    queries.own_achievement(achievement_id, actor)  # a colleague who may read it has nothing to take back here
    row = queries.achievement(achievement_id, actor)
    if not form.is_submitted():
        form.version.data = row.version
    return render_template("achievements/achievement_withdrawal.html", form=form, **shown(row)), form.status
