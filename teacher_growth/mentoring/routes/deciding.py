"""Answering, approving, withdrawing, ending: one form each."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.i18n import _
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.forms import AcceptanceForm, AnswerForm, EndForm, WithdrawalForm
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.routes.blueprint import bp
from teacher_growth.mentoring.routes.pages import acts, shown
from teacher_growth.mentoring.rules import CAPACITY, EndReason, PairState
from teacher_growth.web.guards import current_actor, not_oneself, requires

READ, APPROVE, PROPOSE = Permission.MENTORING_READ, Permission.MENTORING_APPROVE, Permission.MENTORING_PROPOSE


@bp.route("/mentoring/pairs/<int:pair_id>/answer", methods=["GET", "POST"])
@requires(Permission.MENTORING_ACCEPT)
def pair_answer(pair_id: int) -> Any:
    """For the mentor and the mentee, each for themselves."""
    actor, form = current_actor(), AnswerForm()
    if form.ready() and form.perform(lambda: _answer(pair_id, form)):
        flash(_("已确认") if form.decision.data == "yes" else _("已告知教务处您没有接受"))
        return redirect(url_for("mentoring.my_pairs"))
    pair = queries.find(pair_id, actor, Permission.MENTORING_ACCEPT)
    _with_version(form, pair)
    accepted = not queries.unanswered(pair, actor.teacher_id)
    return render_template(
        "mentoring/pair_answer.html", form=form, pair=pair, accepted=accepted, me=actor.teacher_id, **shown(pair)
    ), form.status


@bp.route("/mentoring/pairs/<int:pair_id>/acceptance", methods=["GET", "POST"])
@requires(PROPOSE, for_others=True)
def pair_acceptance(pair_id: int) -> Any:
    """For a mentor without a posting and without an account here: 教务处 records what he signed."""
    actor, form = current_actor(), AcceptanceForm()
    if form.ready() and form.perform(
        lambda: actions.record_acceptance(pair_id, actor=actor, document=form.document.data)
    ):
        flash(_("已登记师傅的意见"))
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    pair = queries.find(pair_id, actor, PROPOSE)
    not_oneself(actor, pair.mentor_id, pair.mentee_id)
    if not form.is_submitted() and "pair_acceptance" not in acts(pair, actor):
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    return render_template("mentoring/pair_acceptance.html", form=form, pair=pair, **shown(pair)), form.status


@bp.route("/mentoring/pairs/<int:pair_id>/decision", methods=["GET", "POST"])
@requires(APPROVE, for_others=True)
def pair_decision(pair_id: int) -> Any:
    actor, form = current_actor(), AnswerForm()
    if form.ready() and form.perform(lambda: _decide(pair_id, form)):
        flash(_("已同意") if form.decision.data == "yes" else _("已退回，教务处会看到您的理由"))
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    pair = queries.find(pair_id, actor, APPROVE)
    not_oneself(actor, pair.mentor_id, pair.mentee_id)
    if not form.is_submitted() and "pair_decision" not in acts(pair, actor):
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    _with_version(form, pair)
    load = queries.mentees_at_once(pair.mentor_id, pair.kind, pair.letter_date, (PairState.ACTIVE,))
    return render_template(
        "mentoring/pair_decision.html", form=form, pair=pair, load=load, capacity=CAPACITY, **shown(pair)
    ), form.status


@bp.route("/mentoring/pairs/<int:pair_id>/withdrawal", methods=["GET", "POST"])
@requires(PROPOSE, for_others=True)
def pair_withdrawal(pair_id: int) -> Any:
    actor, form = current_actor(), WithdrawalForm()
    if form.ready() and form.perform(
        lambda: actions.withdraw_pair(pair_id, actor=actor, version=form.version.data, reason=form.reason.data)
    ):
        flash(_("已撤回"))
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    pair = queries.find(pair_id, actor, PROPOSE)
    if not form.is_submitted() and "pair_withdrawal" not in acts(pair, actor):
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    _with_version(form, pair)
    return render_template("mentoring/pair_withdrawal.html", form=form, pair=pair, **shown(pair)), form.status


@bp.route("/mentoring/pairs/<int:pair_id>/end", methods=["GET", "POST"])
@requires(READ, for_others=True)
def pair_end(pair_id: int) -> Any:
    actor, form = current_actor(), EndForm()
    if form.ready() and form.perform(lambda: _end(pair_id, form)):
        flash(_("师徒结对已结束"))
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    pair = queries.find(pair_id, actor, PROPOSE, APPROVE)
    not_oneself(actor, pair.mentor_id, pair.mentee_id)
    if not form.is_submitted() and "pair_end" not in acts(pair, actor):
        return redirect(url_for("mentoring.pair_page", pair_id=pair_id))
    _with_version(form, pair)
    if not form.is_submitted():
        form.ended_on.data = today()
    return render_template("mentoring/pair_end.html", form=form, pair=pair, **shown(pair)), form.status


def _answer(pair_id: int, form: AnswerForm) -> None:
    actor = current_actor()
    if form.decision.data == "yes":
        actions.accept_pair(pair_id, actor=actor)
    else:
        actions.decline_pair(pair_id, actor=actor, version=form.version.data, reason=form.reason.data or "")


def _decide(pair_id: int, form: AnswerForm) -> None:
    actor, version = current_actor(), form.version.data
    if form.decision.data == "yes":
        actions.approve_pair(pair_id, actor=actor, version=version)
    else:
        actions.refuse_pair(pair_id, actor=actor, version=version, reason=form.reason.data or "")


def _end(pair_id: int, form: EndForm) -> None:
    actions.end_pair(
        pair_id, actor=current_actor(), version=form.version.data, ended_on=form.ended_on.data,
        reason=EndReason(form.reason.data), note=form.note.data,
    )  # fmt: skip


def _with_version(form: Any, pair: MentorPair) -> None:
    if not form.is_submitted():
        form.version.data = pair.version
