"""An activity that was entered wrongly: corrected, or withdrawn."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.clock import today
from teacher_growth.i18n import _
from teacher_growth.organisations import queries as organisations
from teacher_growth.people.models import Teacher
from teacher_growth.training import actions, queries
from teacher_growth.training.forms import ActivityCorrectionForm, ActivityWithdrawalForm
from teacher_growth.training.models import TrainingActivity
from teacher_growth.training.routes.activities import all_known, say, why
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.tables import chosen_ids


@bp.route("/activities/<int:activity_id>/correction", methods=["GET", "POST"])
@requires(Permission.TRAINING_ENTER, for_others=True)
def activity_correction(activity_id: int) -> Any:
    form, activity = ActivityCorrectionForm(), _activity(activity_id)
    people, attended = _people(activity)
    form.begin_with(activity, queries.evidence_of(activity))
    pasted = queries.resolve(form.pasted.data or "", people)
    ticked = list(
        dict.fromkeys([*(chosen_ids(request.form) if form.is_submitted() else attended), *pasted.teacher_ids])
    )
    if form.ready() and all_known(form, pasted) and (entered := _correct(activity, form, ticked)):
        say(entered, pasted)
        return redirect(url_for(".activity_page", activity_id=entered.activity_id))
    activity = _activity(activity_id)  # after a refusal the row was expired
    return render_template(
        "training/activity_correction.html", form=form, activity=activity, people=people, ticked=set(ticked),
        open_items=[(each, why(each)) for each in pasted.open], today=today(),
    ), form.status  # fmt: skip


def _people(activity: TrainingActivity) -> tuple[list[Teacher], list[int]]:
    """Whom one may tick: the school's people, and who was there and has left since; and who was there."""
    actor = current_actor()
    roster, attended = queries.roster(activity.organisation_id, actor), queries.attended(activity.id, actor)
    here = {each.id for each in roster}
    return [*roster, *(each for each in attended if each.id not in here)], [each.id for each in attended]


def _correct(activity: TrainingActivity, form: ActivityCorrectionForm, ticked: Sequence[int]) -> Any:
    school = organisations.find(activity.organisation_id)
    line = form.line_by(school.name if school else "")
    right = actions.Activity(line, form.plan.data or None, form.lecturer.data or None)
    activity_id, done = activity.id, list[actions.Entered]()

    def correct() -> None:
        done.append(
            actions.correct_activity(
                activity_id, right, ticked, actor=current_actor(), version=form.version.data or 0,
                reason=form.reason.data or "", files=form.evidence.data or [], keep=form.keep.data or (),
            )
        )  # fmt: skip

    return done[0] if form.perform(correct) else None


@bp.route("/activities/<int:activity_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.TRAINING_ENTER, for_others=True)
def activity_withdrawal(activity_id: int) -> Any:
    actor, form = current_actor(), ActivityWithdrawalForm()
    activity = _activity(activity_id)
    if form.ready() and form.perform(
        lambda: actions.withdraw_activity(
            activity_id, actor=actor, version=form.version.data or 0, reason=form.reason.data or ""
        )
    ):
        flash(_("已作废，不再计入"))
        return redirect(url_for(".activity_page", activity_id=activity_id))
    activity = _activity(activity_id)
    if not form.is_submitted():
        form.version.data = activity.version
    count = len(queries.attended(activity_id, actor))
    return render_template("training/activity_withdrawal.html", form=form, activity=activity, count=count), form.status


def _activity(activity_id: int) -> TrainingActivity:
    return fetch(TrainingActivity, activity_id, current_actor(), Permission.TRAINING_ENTER)
