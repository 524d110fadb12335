"""What bureaus do to organisations: create, rename, move, close, and record dated facts."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.forms import (
    ChangeForm,
    CloseForm,
    EditForm,
    FactForm,
    FiguresForm,
    MembershipForm,
    MoveForm,
    OrganisationForm,
    RenameForm,
    RuralForm,
)
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.routes.blueprint import bp
from teacher_growth.web.guards import current_actor, requires

WRITE = Permission.ORGANISATIONS_WRITE


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def organisation_new() -> Any:
    actor, form = current_actor(), OrganisationForm()
    above = request.args.get("parent", "")
    if not form.is_submitted() and above.isascii() and above.isdigit():
        form.parent_id.data = int(above[:9])
    made: list[int] = []
    if form.ready() and form.perform(lambda: made.append(actions.create_organisation(actor=actor, **form.values()).id)):
        flash(_("已建立机构"))
        return redirect(url_for("organisations.organisation_page", organisation_id=made[0]))
    return render_template("organisations/organisation_new.html", form=form), form.status


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def organisation_edit(organisation_id: int) -> Any:
    actor, form = current_actor(), EditForm()
    name = _changed(organisation_id, actor, form)
    form.begin_with(writable(organisation_id, actor))
    done = form.ready() and form.perform(
        lambda: actions.edit_organisation(
            organisation_id, actor=actor, version=form.version.data, **form.values()
        )
    )  # fmt: skip
    if done:
        flash(_("已修改"))
        return back(organisation_id)
    page = {"form": form, "name": name, "organisation_id": organisation_id}
    return render_template("organisations/organisation_edit.html", **page), form.status


@bp.route("/organisations/<int:organisation_id>/name", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def organisation_rename(organisation_id: int) -> Any:
    actor, form = current_actor(), RenameForm()
    organisation = _changed(organisation_id, actor, form)
    done = form.ready() and form.perform(
        lambda: actions.rename_organisation(
            organisation_id, actor=actor, name=form.name.data, since=form.since.data, document=form.document.data,
            version=form.version.data,
        )
    )  # fmt: skip
    if done:
        flash(_("已更名，原来的名称保留在沿革中"))
        return back(organisation_id)
    page = {"form": form, "name": organisation, "organisation_id": organisation_id}
    return render_template("organisations/organisation_rename.html", **page), form.status


@bp.route("/organisations/<int:organisation_id>/parent", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def organisation_move(organisation_id: int) -> Any:
    actor, form = current_actor(), MoveForm()
    organisation = _changed(organisation_id, actor, form)
    done = form.ready() and form.perform(
        lambda: actions.move_organisation(
            organisation_id, actor=actor, parent_id=form.parent_id.data, since=form.since.data,
            document=form.document.data, version=form.version.data,
        )
    )  # fmt: skip
    if done:
        flash(_("隶属关系已变更"))
        return back(organisation_id)
    page = {"form": form, "name": organisation, "organisation_id": organisation_id}
    return render_template("organisations/organisation_move.html", **page), form.status


@bp.route("/organisations/<int:organisation_id>/closing", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def organisation_close(organisation_id: int) -> Any:
    actor, form = current_actor(), CloseForm()
    organisation = _changed(organisation_id, actor, form)
    done = form.ready() and form.perform(
        lambda: actions.close_organisation(
            organisation_id, actor=actor, closed_on=form.closed_on.data, document=form.document.data,
            version=form.version.data,
        )
    )  # fmt: skip
    if done:
        flash(_("机构已关闭"))
        return back(organisation_id)
    page = {"form": form, "name": organisation, "organisation_id": organisation_id}
    return render_template("organisations/organisation_close.html", **page), form.status


@bp.route("/organisations/<int:organisation_id>/rural/new", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def rural_new(organisation_id: int) -> Any:
    return _fact_page("organisations/rural_new.html", organisation_id, RuralForm)


@bp.route("/organisations/<int:organisation_id>/figures/new", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def figures_new(organisation_id: int) -> Any:
    return _fact_page("organisations/figures_new.html", organisation_id, FiguresForm)


@bp.route("/organisations/<int:organisation_id>/memberships/new", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def membership_new(organisation_id: int) -> Any:
    return _fact_page("organisations/membership_new.html", organisation_id, MembershipForm)


def _fact_page(template: str, organisation_id: int, make: Callable[[], FactForm]) -> Any:
    actor, form = current_actor(), make()
    name = writable(organisation_id, actor).name
    if form.ready() and form.perform(lambda: actions.record_organisation_fact(form.fact(organisation_id), actor=actor)):
        flash(_("已登记"))
        return back(organisation_id)
    return render_template(template, form=form, name=name, organisation_id=organisation_id), form.status


def _changed(organisation_id: int, actor: Actor, form: ChangeForm) -> str:
    """The name; the form carries the version that was read."""
    organisation = writable(organisation_id, actor)
    if not form.is_submitted():
        form.version.data = organisation.version
    return organisation.name


def writable(organisation_id: int, actor: Actor) -> Organisation:
    organisation = queries.find(organisation_id)
    if organisation is None or not actor.holds_at(WRITE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    return organisation


def back(organisation_id: int) -> Any:
    return redirect(url_for("organisations.organisation_page", organisation_id=organisation_id))
