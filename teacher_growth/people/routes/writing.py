"""Recording, correcting and voiding a fact. Which kinds, which people: the queries and verbs say."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.i18n import _
from teacher_growth.people import actions, queries
from teacher_growth.people.forms import CORRECTING, RECORDING, FactForm
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.routes.page import kind_of, names_in, what_may
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.web.fields import VoidForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.words import word


@bp.route("/people/<int:teacher_id>/facts/<string:kind>/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_READ, for_others=True)
def fact_new(teacher_id: int, kind: str) -> Any:
    actor, fact_kind = current_actor(), kind_of(kind)
    name = writable(teacher_id, fact_kind, actor)
    form = RECORDING[fact_kind]()
    _suggest(form, teacher_id, actor)
    if form.ready() and form.perform(lambda: actions.record_fact(fact_kind, teacher_id, actor=actor, **form.values())):
        flash(_("已登记%(kind)s", kind=word(fact_kind)))
        return redirect(url_for("people.person_page", teacher_id=teacher_id))
    page = {"form": form, "kind": fact_kind, "teacher_id": teacher_id, "name": name}
    return render_template("people/fact_new.html", **page), form.status


@bp.route("/people/<int:teacher_id>/facts/<string:kind>/<int:fact_id>/correct", methods=["GET", "POST"])
@requires(Permission.PEOPLE_READ, for_others=True)
def fact_correction(teacher_id: int, kind: str, fact_id: int) -> Any:
    actor, fact_kind = current_actor(), kind_of(kind)
    name, form = writable(teacher_id, fact_kind, actor), CORRECTING[fact_kind]()
    fact = current(fact_kind, teacher_id, fact_id, actor, form.is_submitted())
    form.begin_with(fact)
    places = names_in([fact])
    if form.ready() and form.perform(
        lambda: actions.supersede_fact(fact_kind, fact_id, actor=actor, reason=form["reason"].data, **form.values())
    ):
        flash(_("已更正，原来的内容保留在历史中"))
        return redirect(url_for("people.person_page", teacher_id=teacher_id))
    fact = queries.fact(fact_kind, teacher_id, fact_id, actor)
    page = {"form": form, "kind": fact_kind, "teacher_id": teacher_id, "name": name, "fact": fact, "names": places}
    return render_template("people/fact_correction.html", **page), form.status


@bp.route("/people/<int:teacher_id>/facts/<string:kind>/<int:fact_id>/void", methods=["GET", "POST"])
@requires(Permission.PEOPLE_READ, for_others=True)
def fact_void(teacher_id: int, kind: str, fact_id: int) -> Any:
    actor, fact_kind, form = current_actor(), kind_of(kind), VoidForm()
    name = writable(teacher_id, fact_kind, actor)
    places = names_in([current(fact_kind, teacher_id, fact_id, actor, form.is_submitted())])
    if form.ready() and form.perform(
        lambda: actions.void_fact(fact_kind, fact_id, actor=actor, reason=form.reason.data)
    ):
        flash(_("已作废，原来的内容保留在历史中"))
        return redirect(url_for("people.person_page", teacher_id=teacher_id))
    fact = queries.fact(fact_kind, teacher_id, fact_id, actor)
    page = {"form": form, "kind": fact_kind, "teacher_id": teacher_id, "name": name, "fact": fact, "names": places}
    return render_template("people/fact_void.html", **page), form.status


def writable(teacher_id: int, kind: FactKind, actor: Actor) -> str:
    """The person's name, if the actor may write this kind; one's own file is written by others (403)."""
    name = fetch(Teacher, teacher_id, actor, Permission.PEOPLE_READ).name
    if teacher_id == actor.teacher_id:
        raise SelfInterest()
    if kind not in what_may(teacher_id, actor).write:
        raise NotVisible(kind, teacher_id)
    return name


def current(kind: FactKind, teacher_id: int, fact_id: int, actor: Actor, is_submitted: bool) -> Any:
    """The line to change. One that was replaced meanwhile says so at once; when sent, the verb says it."""
    fact = queries.fact(kind, teacher_id, fact_id, actor)
    if not is_submitted and fact.superseded_at is not None:
        raise Refused("fact_superseded")
    if not is_submitted and fact.voided:
        raise Refused("fact_voided")
    return fact


def _suggest(form: FactForm, teacher_id: int, actor: Actor) -> None:
    """Most facts happen at today's school."""
    if "organisation_id" in form and not form.is_submitted():
        school = queries.schools_of(actor, [teacher_id], today()).get(teacher_id)
        form["organisation_id"].data = school.id if school else None
