"""The dated lines of an organisation: all that were ever recorded, and correcting or voiding one."""

from collections.abc import Iterable
from typing import Any

from flask import flash, render_template

from teacher_growth.access.permissions import Permission
from teacher_growth.audit.queries import reasons_of
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.i18n import _
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.forms import CORRECTING
from teacher_growth.organisations.routes.blueprint import bp
from teacher_growth.organisations.routes.changing import WRITE, back, writable
from teacher_growth.organisations.routes.staff import account_names
from teacher_growth.organisations.rules import LineKind
from teacher_growth.web.fields import VoidForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.history import history_of


@bp.get("/organisations/<int:organisation_id>/lines/<string:kind>/history")
@requires(Permission.ORGANISATIONS_READ)
def line_history(organisation_id: int, kind: str) -> Any:
    """Open to all, as the organisation is; who wrote is told to those who may write."""
    line_kind, organisation = _kind(kind), queries.find(organisation_id)
    if organisation is None:
        raise NotVisible("Organisation", organisation_id)
    may_write = current_actor().holds_at(WRITE, organisation_id)
    recorded = queries.history(line_kind, organisation_id)
    names = account_names(each.recorded_by_id for each in recorded) if may_write else None
    return render_template(
        "organisations/line_history.html",
        organisation=organisation,
        kind=line_kind,
        lines=history_of(recorded, names, _reasons(line_kind, recorded)),
        names=queries.names_of(recorded),
        may_write=may_write,
    )


@bp.route("/organisations/<int:organisation_id>/lines/<string:kind>/<int:line_id>/correct", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def line_correction(organisation_id: int, kind: str, line_id: int) -> Any:
    actor, line_kind = current_actor(), _kind(kind)
    name, form = writable(organisation_id, actor).name, CORRECTING[line_kind]()
    form.begin_with(_current(line_kind, organisation_id, line_id, form.is_submitted()))
    if form.ready() and form.perform(
        lambda: actions.correct_line(line_kind, line_id, actor=actor, reason=form["reason"].data, **form.values())
    ):
        flash(_("已更正，原来的内容保留在历史中"))
        return back(organisation_id)
    page = {"form": form, "name": name}
    return _line_page("organisations/line_correction.html", line_kind, organisation_id, line_id, **page), form.status


@bp.route("/organisations/<int:organisation_id>/lines/<string:kind>/<int:line_id>/void", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def line_void(organisation_id: int, kind: str, line_id: int) -> Any:
    actor, line_kind, form = current_actor(), _kind(kind), VoidForm()
    name = writable(organisation_id, actor).name
    _current(line_kind, organisation_id, line_id, form.is_submitted())
    if form.ready() and form.perform(
        lambda: actions.void_line(line_kind, line_id, actor=actor, reason=form.reason.data)
    ):
        flash(_("已作废，原来的内容保留在历史中"))
        return back(organisation_id)
    page = {"form": form, "name": name}
    return _line_page("organisations/line_void.html", line_kind, organisation_id, line_id, **page), form.status


def _line_page(template: str, kind: LineKind, organisation_id: int, line_id: int, **page: Any) -> str:
    line = queries.line(kind, organisation_id, line_id)
    names = queries.names_of([line])
    return render_template(template, kind=kind, line=line, names=names, organisation_id=organisation_id, **page)


def _current(kind: LineKind, organisation_id: int, line_id: int, is_submitted: bool) -> Any:
    """The line to change. One that was replaced meanwhile says so at once; when sent, the verb says it."""
    line = queries.line(kind, organisation_id, line_id)
    if not is_submitted and line.superseded_at is not None:
        raise Refused("fact_superseded")
    if not is_submitted and line.voided:
        raise Refused("fact_voided")
    return line


def _reasons(kind: LineKind, recorded: Iterable[Any]) -> dict[int, str]:
    """What a correction gave, else why a line was replaced without one."""
    usual = _("同一学年再次登记") if kind is LineKind.FIGURES else _("登记了后一条，这一条到前一天为止")
    return {each.id: usual for each in recorded if each.supersedes_id is not None} | reasons_of(recorded)


def _kind(text: str) -> LineKind:
    if text not in set(LineKind):
        raise NotVisible("LineKind", text)
    return LineKind(text)
