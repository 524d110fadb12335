"""Who comes and who goes: new people, people taken in from elsewhere, and the end of a relation."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.accounts.actions import note_failure
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.clock import now, today
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _
from teacher_growth.people import actions, queries
from teacher_growth.people.forms import ArrivalForm, ExternalForm, LeavingForm, PersonForm, StaffForm
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.routes.writing import writable
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.web.guards import current_actor, requires


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, for_others=True)
def person_new() -> Any:
    form = StaffForm()
    made = _created(form, lambda: form.employment.data)
    if made:
        return redirect(url_for("people.person_page", teacher_id=made))
    return render_template("people/person_new.html", form=form, doubles=_doubles(form)), form.status


@bp.route("/people/external/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, for_others=True)
def external_new() -> Any:
    form = ExternalForm()
    made = _created(form, lambda: None)
    if made:
        return redirect(url_for("people.person_page", teacher_id=made))
    return render_template("people/external_new.html", form=form, doubles=_doubles(form)), form.status


@bp.route("/people/arrivals/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, for_others=True)
def arrival_new() -> Any:
    """By the receiving side, which need not see the person yet, or by a bureau over it."""
    actor, form = current_actor(), ArrivalForm()
    _begin_at_home(form, actor)
    _begin_with_person(form, actor)
    taken: list[int] = []
    if form.ready() and form.perform(lambda: taken.append(actions.take_in(actor=actor, **form.values()).teacher_id)):
        flash(_("已接收"))
        return redirect(url_for("people.person_page", teacher_id=taken[0]))
    if form.refused == "person_unknown":
        with write_tx():
            note_failure(ThrottleKind.STRANGER, str(actor.user_id), actor=actor, moment=now())
    return render_template("people/arrival_new.html", form=form), form.status


@bp.route("/people/<int:teacher_id>/leaving", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, for_others=True)
def person_leaving(teacher_id: int) -> Any:
    actor, form = current_actor(), LeavingForm()
    name = writable(teacher_id, FactKind.RELATION, actor)
    relations = queries.facts(FactKind.RELATION, teacher_id, actor, as_of=today())
    places = queries.organisation_names({each.organisation_id for each in relations})
    if form.ready() and form.perform(lambda: _end(teacher_id, actor, form)):
        flash(_("人事关系已结束"))
        return redirect(url_for("people.person_list"))
    page = {"form": form, "name": name, "teacher_id": teacher_id, "places": list(places.values())}
    return render_template("people/person_leaving.html", **page), form.status


def _end(teacher_id: int, actor: Actor, form: LeavingForm) -> None:
    actions.end_relation(
        teacher_id, actor=actor, last_day=form.last_day.data, reason=form.leaving_reason.data,
        document=form.document.data,
    )  # fmt: skip


def _created(form: PersonForm, employment: Any) -> int | None:
    """The id of the person made from this form."""
    actor, made = current_actor(), []
    _begin_at_home(form, actor)
    if form.ready() and form.perform(
        lambda: made.append(actions.create_person(actor=actor, employment=employment(), **form.profile()).id)
    ):
        may_open = bool(actor.may_for_others(Permission.ACCOUNTS_OPEN))
        flash(_("已建立档案。本人还没有账号，可在本页开通") if may_open else _("已建立档案"))
    return made[0] if form.status == 200 and made else None


def _doubles(form: PersonForm) -> Any:
    """People to compare with, once somebody was typed."""
    if not form.is_submitted() or not form.name.data:
        return None
    actor = current_actor()
    found = queries.doubles_of(actor, form.name.data, form.birth_date.data, form.staff_number.data)
    schools = queries.schools_of(actor, [each.id for each in found.seen], today())
    return {"seen": [(each, schools.get(each.id)) for each in found.seen], "elsewhere": found.elsewhere}


def _begin_at_home(form: Any, actor: Actor) -> None:
    """A school's clerk writes for his school."""
    if not form.is_submitted() and not actor.everywhere(Permission.PEOPLE_WRITE):
        places = {grant.organisation_id for grant in actor.grants if grant.gives(Permission.PEOPLE_WRITE)}
        form.organisation_id.data = min(places, default=None) if len(places) == 1 else None


def _begin_with_person(form: ArrivalForm, actor: Actor) -> None:
    """From the page of somebody one sees: number and name are filled in."""
    asked = request.args.get("person", "")
    if form.is_submitted() or not (asked.isascii() and asked.isdigit()):
        return
    try:
        teacher = fetch(Teacher, int(asked[:10]), actor, Permission.PEOPLE_READ)
    except NotVisible:
        return
    form.staff_number.data, form.name.data = teacher.staff_number, teacher.name
