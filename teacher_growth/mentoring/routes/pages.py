"""Proposing a pair, and the page of one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.accounts.queries import account_names
from teacher_growth.clock import today
from teacher_growth.i18n import _
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.forms import PairForm, person_id
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.routes.blueprint import bp
from teacher_growth.mentoring.routes.naming import place_names
from teacher_growth.mentoring.routes.steps import steps_of
from teacher_growth.mentoring.rules import ASKED, CAPACITY, PairKind, PairState
from teacher_growth.organisations.rules import school_year, school_year_bounds
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import schools_of, teachers
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
    """For the picker of mentors: at most 20 of the county's teachers, then externals; name, place and subject only."""
    text = request.args.get("q", "")[:40].strip()
    found = _mentors(current_actor(), text=text) if text else []
    return list({each[0]: {"id": each[0], "text": each[1], "hint": hint} for each, hint in found}.values())[:20]


@bp.get("/mentoring/pairs/<int:pair_id>")
@requires(Permission.MENTORING_READ)
def pair_page(pair_id: int) -> Any:
    actor = current_actor()
    pair = queries.find(pair_id, actor)
    staff = actor.may_for_others(Permission.MENTORING_READ)
    above = (url_for("mentoring.pair_list"), _("师徒结对")) if staff else (url_for("mentoring.my_pairs"), _("我的师徒"))
    return render_template(
        "mentoring/pair_page.html", pair=pair, acts=acts(pair, actor), list_url=above[0], list_label=above[1],
        **shown(pair),
    )  # fmt: skip


def shown(pair: MentorPair) -> dict[str, Any]:
    """What every page of one pair shows."""
    schools = place_names([pair])
    actors = {pair.proposed_by_id, pair.approved_by_id, pair.mentor_side_approved_by_id, pair.closed_by_id}
    above = queries.decided_above(pair.id) if pair.state in ASKED else []
    waits = pair.state is PairState.PROPOSED and pair.mentor_accepted_at is None
    on_paper = waits and queries.answers_on_paper(pair)
    return {"schools": schools, "steps": steps_of(pair, schools, account_names(actors), above, on_paper)}


def acts(pair: MentorPair, actor: Actor) -> set[str]:
    """What this actor may do now: names of endpoints."""
    found = set()
    if queries.unanswered(pair, actor.teacher_id) or (pair.state in ASKED and pair.has(actor.teacher_id)):
        found.add("pair_answer")
    if pair.state in ASKED and actor.holds_at(PROPOSE, pair.organisation_id):
        found.add("pair_withdrawal")
    if pair.has(actor.teacher_id):
        return found
    if pair.state is PairState.PROPOSED and _may_record(pair, actor):
        found.add("pair_acceptance")
    if pair.state is PairState.ACCEPTED and _is_asked(pair, actor):
        found.add("pair_decision")
    if pair.state is PairState.ACTIVE and queries.may_end(pair, actor):
        found.add("pair_end")
    return found


def _may_record(pair: MentorPair, actor: Actor) -> bool:
    mine = actor.holds_at(PROPOSE, pair.organisation_id) and pair.mentor_accepted_at is None
    return mine and queries.answers_on_paper(pair)


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
        found = _mentors(actor, teacher_id=form.mentor.data)
        form.mentor.choices = [SelectChoice(each[0], f"{each[1]} · {hint}") for each, hint in found[:1]]


def _mentors(actor: Actor, **wanted: Any) -> list[tuple[tuple[int, str, Any, str], str]]:
    """Whom the actor may take, each with where and what: teachers first, then those without a posting here."""
    schools = _own_schools(actor)
    found = [(each, "") for school in schools for each in queries.found_mentors(school, today(), **wanted)]
    found += [(each, _("外聘")) for school in schools for each in queries.found_externals(school, today(), **wanted)]
    return [(each, " · ".join(part for part in (external, each[3], word(each[2])) if part)) for each, external in found]
