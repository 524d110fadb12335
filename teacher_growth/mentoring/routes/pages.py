"""Proposing a pair, and the page of one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.clock import today
from teacher_growth.i18n import _
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.forms import PairForm, person_id
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.routes.blueprint import bp
from teacher_growth.mentoring.routes.steps import steps_of
from teacher_growth.mentoring.rules import ASKED, CAPACITY, PairKind, PairState
from teacher_growth.organisations.rules import school_year, school_year_bounds
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import organisation_names, schools_of, teachers
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.words import word

PROPOSE = Permission.MENTORING_PROPOSE


@bp.route("/mentoring/pairs/new", methods=["GET", "POST"])
@requires(PROPOSE, for_others=True)
def pair_new() -> Any:
    actor, form = current_actor(), PairForm()
    if not form.is_submitted():
        form.mentee.data = person_id(request.args.get("mentee"))
        form.letter_date.data = _usual_letter_date()
    if form.ready() and form.perform(lambda: _propose(form, actor)):
        flash(_("已提出，师傅和徒弟会收到待办，都确认后由校长审批"))
        return redirect(url_for("mentoring.pair_list"))
    _keep_chosen(form, actor)
    return render_template("mentoring/pair_new.html", form=form, capacity=CAPACITY), form.status


@bp.get("/mentoring/mentors/options")
@requires(PROPOSE, for_others=True)
def mentor_options() -> Any:
    """For the picker of mentors: at most 20 of the county's teachers, by name, school and subject only."""
    text = request.args.get("q", "")[:40].strip()
    found = [
        each for school in _own_schools(current_actor()) for each in queries.found_mentors(school, today(), text=text)
    ]
    options = {each[0]: {"id": each[0], "text": each[1], "hint": _hint(each)} for each in found} if text else {}
    return list(options.values())[:20]


@bp.get("/mentoring/pairs/<int:pair_id>")
@requires(Permission.MENTORING_READ)
def pair_page(pair_id: int) -> Any:
    actor = current_actor()
    pair = queries.find(pair_id, actor)
    staff = actor.may_for_others(Permission.MENTORING_READ)
    above = (url_for("mentoring.pair_list"), _("师徒结对")) if staff else (url_for("mentoring.my_pairs"), _("我的师徒"))
    return render_template(
        "mentoring/pair_page.html", pair=pair, acts=_acts(pair, actor), list_url=above[0], list_label=above[1],
        **shown(pair),
    )  # fmt: skip


def shown(pair: MentorPair) -> dict[str, Any]:
    """What every page of one pair shows."""
    schools = organisation_names({pair.organisation_id, pair.mentor_organisation_id})
    actors = {pair.proposed_by_id, pair.approved_by_id, pair.mentor_side_approved_by_id, pair.closed_by_id}
    above = queries.decided_above(pair.id) if pair.state in ASKED else []
    return {"schools": schools, "steps": steps_of(pair, schools, queries.account_names(actors), above)}


def _acts(pair: MentorPair, actor: Actor) -> set[str]:
    """What this actor may do now: names of endpoints."""
    found = set()
    if queries.unanswered(pair, actor.teacher_id) or (pair.state in ASKED and pair.has(actor.teacher_id)):
        found.add("pair_answer")
    if pair.state in ASKED and actor.holds_at(PROPOSE, pair.organisation_id):
        found.add("pair_withdrawal")
    if pair.has(actor.teacher_id):
        return found
    if pair.state is PairState.ACCEPTED and _is_asked(pair, actor):
        found.add("pair_decision")
    sides = (pair.organisation_id, pair.mentor_organisation_id)
    may_end = any(actor.holds_at(each, side) for each in (PROPOSE, Permission.MENTORING_APPROVE) for side in sides)
    return found | {"pair_end"} if pair.state is PairState.ACTIVE and may_end else found


def _is_asked(pair: MentorPair, actor: Actor) -> bool:
    return actor.may_for_others(Permission.MENTORING_APPROVE) and bool(queries.sides_for(pair.id, actor))


def _propose(form: PairForm, actor: Actor) -> None:
    actions.propose_pair(
        actor=actor, mentor_id=form.mentor.data, mentee_id=form.mentee.data, kind=PairKind(form.kind.data),
        letter_date=form.letter_date.data, planned_end=form.planned_end.data,
    )  # fmt: skip


def _usual_letter_date() -> Any:
    """1 September of this school year: it may be changed, and usually need not be."""
    return school_year_bounds(school_year(today()))[0]


def _own_schools(actor: Actor) -> list[int]:
    return sorted(grant.organisation_id for grant in actor.grants if grant.gives(PROPOSE))


def _keep_chosen(form: PairForm, actor: Actor) -> None:
    """The pickers begin empty; what was chosen stays."""
    if form.mentee.data:
        wanted = teachers(actor, PROPOSE).where(Teacher.id == form.mentee.data)
        schools = schools_of(actor, [form.mentee.data], today())
        form.mentee.choices = [
            SelectChoice(each.id, " · ".join([each.name, *([schools[each.id].name] if each.id in schools else [])]))
            for each in rows(wanted)
        ]
    if form.mentor.data:
        found = [
            each for school in _own_schools(actor)
            for each in queries.found_mentors(school, today(), teacher_id=form.mentor.data)
        ]  # fmt: skip
        form.mentor.choices = [SelectChoice(each[0], f"{each[1]} · {each[3]}") for each in found[:1]]


def _hint(found: tuple[int, str, Any, str]) -> str:
    return " · ".join(part for part in (found[3], word(found[2])) if part)
