"""One's own transcript, logging, correcting, withdrawing; the page of a line."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.claims import queries as claims
from teacher_growth.claims.forms import WithdrawalForm
from teacher_growth.claims.routes.desk import is_decidable
from teacher_growth.claims.rules import ClaimState, can_become
from teacher_growth.clock import today
from teacher_growth.documents import queries as documents
from teacher_growth.documents.rules import DocumentKind
from teacher_growth.i18n import _
from teacher_growth.training import actions, queries
from teacher_growth.training.forms import CorrectionForm, RecordForm
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.training.routes.shown import facts_of, may_certify, offer_transcript, seen_by, transcript_of
from teacher_growth.web.guards import current_actor, requires


@bp.get("")
@requires(Permission.TRAINING_READ)
def transcript() -> Any:
    actor = current_actor()
    if actor.teacher_id is None:
        return redirect(url_for(".queue" if actor.may_for_others(Permission.TRAINING_VERIFY) else ".activity_list"))
    issued = documents.of_person(actor.teacher_id, actor, DocumentKind.TRAINING_CERTIFICATE)
    shown = transcript_of(actor.teacher_id)
    offer_transcript(queries.transcript_owner(actor.teacher_id, actor), shown, actor)
    return render_template("training/transcript.html", issued=issued, **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TRAINING_LOG)
def record_new() -> Any:
    form, actor = RecordForm(), current_actor()
    if form.ready() and form.perform(
        lambda: actions.log_record(form.line(), actor=actor, files=form.evidence.data or [])
    ):
        flash(_("已提交，等待核实"))
        return redirect(url_for(".transcript"))
    return render_template("training/record_new.html", form=form, today=today()), form.status


@bp.get("/records/<int:record_id>")
@requires(Permission.TRAINING_READ)
def record_page(record_id: int) -> Any:
    actor = current_actor()
    line = queries.record(record_id, actor)
    open_correction = claims.correction_of(line)
    own = line.teacher_id == actor.teacher_id
    return render_template(
        "training/record_page.html",
        **facts_of(line),
        open_correction=open_correction,
        may_correct=own and can_become(line.state, ClaimState.SUPERSEDED) and open_correction is None,
        may_withdraw=own and can_become(line.state, ClaimState.WITHDRAWN),
        may_decide=is_decidable(actions.DESK, line),
    )


@bp.route("/records/<int:record_id>/correction", methods=["GET", "POST"])
@requires(Permission.TRAINING_LOG)
def record_correction(record_id: int) -> Any:
    actor, form = current_actor(), CorrectionForm()
    line = queries.own_record(record_id, actor)
    form.begin_with(line, [] if line.activity_id else queries.evidence_of(line))
    if form.ready() and form.perform(lambda: _correct(record_id, form)):
        flash(_("更正已提交，等待核实"))
        return redirect(url_for(".transcript"))
    line = queries.own_record(record_id, actor)  # after a refusal the row was expired
    return render_template("training/record_correction.html", form=form, line=line, today=today()), form.status


def _correct(record_id: int, form: CorrectionForm) -> None:
    actions.correct_record(
        record_id, form.line(), actor=current_actor(), version=form.version.data or 0, files=form.evidence.data or [],
        keep=form.keep.data or (),
    )  # fmt: skip


@bp.route("/records/<int:record_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.TRAINING_LOG)
def record_withdrawal(record_id: int) -> Any:
    actor, form = current_actor(), WithdrawalForm()
    if form.ready() and form.perform(
        lambda: actions.withdraw_record(record_id, actor=actor, version=form.version.data or 0)
    ):
        flash(_("已撤回，不再计入"))
        return redirect(url_for(".transcript"))
    line = queries.own_record(record_id, actor)
    if not form.is_submitted():
        form.version.data = line.version
    return render_template("training/record_withdrawal.html", form=form, line=line), form.status


@bp.get("/people/<int:teacher_id>")
@requires(Permission.TRAINING_READ, for_others=True)
def person_transcript(teacher_id: int) -> Any:
    actor = current_actor()
    teacher = queries.transcript_owner(teacher_id, actor)
    issued = documents.of_person(teacher_id, actor, DocumentKind.TRAINING_CERTIFICATE)
    shown = transcript_of(teacher_id)
    offer_transcript(teacher, shown, actor)
    own = teacher_id == actor.teacher_id
    return render_template(
        "training/person_transcript.html", teacher=teacher, seen=seen_by(actor), issued=issued, **shown,
        may_revoke=lambda each: not own and actor.holds_at(Permission.DOCUMENTS_ISSUE, each.organisation_id),
        may_certify=bool(shown["totals"].counted) and not own and may_certify(actor, teacher_id),
    )  # fmt: skip
