from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.database import write_tx
from teacher_growth.i18n import _
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.routes import tables
from teacher_growth.mentoring.routes.blueprint import bp
from teacher_growth.mentoring.routes.naming import place_names
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.tables import chosen_ids
from teacher_growth.web.words import refusal_words

MOST_IN_A_BATCH = 200
MOST_TOLD = 5


@bp.get("/mentoring/pairs")
@requires(Permission.MENTORING_READ, for_others=True)
def pair_list() -> Any:
    actor = current_actor()
    proposes = actor.may_for_others(Permission.MENTORING_PROPOSE)
    return render_template("mentoring/pair_list.html", page=tables.pair_page(actor), may_propose=proposes)


@bp.post("/mentoring/pairs/approvals")
@requires(Permission.MENTORING_APPROVE, for_others=True)
def pair_batch() -> Any:
    actor = current_actor()
    ids = _whole_result(actor) if request.form.get("all") else chosen_ids(request.form)
    with write_tx():
        batch = actions.approve_pairs(ids[:MOST_IN_A_BATCH], actor=actor)
    _report(actor, batch, left=len(ids) - len(ids[:MOST_IN_A_BATCH]))
    return redirect(url_for("mentoring.pair_list", **{"for": request.form.get("for") or "me"}))


@bp.get("/mentoring/without-mentor")
@requires(Permission.MENTORING_READ, for_others=True)
def without_list() -> Any:
    return render_template("mentoring/without_list.html", page=tables.newcomer_page(current_actor()))


@bp.get("/mentoring/mine")
@requires(Permission.MENTORING_ACCEPT)
def my_pairs() -> Any:
    actor = current_actor()
    found = queries.my_pairs(actor)
    names = place_names(found)
    asked = [pair for pair in found if queries.unanswered(pair, actor.teacher_id)]
    others = [pair for pair in found if pair not in asked]
    return render_template("mentoring/my_pairs.html", asked=asked, others=others, names=names, me=actor.teacher_id)


def _whole_result(actor: Any) -> list[int]:
    """Of the whole filtered list, those that wait for the actor."""
    table = tables.pair_table(actor, {}, set())
    waiting = {each.id for each in rows(queries.waiting(actor).order_by(MentorPair.id))}
    return [each.id for each in rows(table.matching(request.form)) if each.id in waiting]


def _report(actor: Any, batch: actions.Batch, *, left: int) -> None:
    if batch.approved:
        flash(_("已同意 %(count)s 对", count=len(batch.approved)))
    elif not batch.refused:
        flash(_("没有选中可以审批的结对"), "warning")
    refused = batch.refused[:MOST_TOLD]
    pairs = {
        each.id: each for each in rows(queries.pairs(actor).where(MentorPair.id.in_([each for each, _r in refused])))
    }
    for pair_id, refusal in refused:
        pair = pairs[pair_id]
        who = _("%(mentor)s 带 %(mentee)s", mentor=pair.mentor.name, mentee=pair.mentee.name)
        flash(_("未办理：%(who)s。%(why)s", who=who, why=refusal_words(refusal)), "error")
    more = len(batch.refused) - len(refused)
    if more or left:
        flash(_("另有 %(count)s 对没有办理，仍在列表中", count=more + left), "warning")
