"""One organisation: what it is, was and belongs to, its dated classes, its figures and people."""

from typing import Any

from flask import render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible
from teacher_growth.organisations import queries
from teacher_growth.organisations.routes.blueprint import bp
from teacher_growth.organisations.routes.staff import established_on, teachers_at
from teacher_growth.organisations.rules import LineKind, school_year_bounds
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.history import asked_day, asked_moment
from teacher_growth.web.words.organisations import RUNNERS

SHOWN = (LineKind.RURAL, LineKind.MEMBERSHIP, LineKind.NAME, LineKind.PARENT)
"""As lists, in this order; the figures are a table."""


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.ORGANISATIONS_READ)
def organisation_page(organisation_id: int) -> Any:
    actor, organisation, asked = current_actor(), queries.find(organisation_id), _asked()
    if organisation is None:
        raise NotVisible("Organisation", organisation_id)
    figures = queries.lines(LineKind.FIGURES, organisation_id, **asked)
    days = {each.id: min(school_year_bounds(each.school_year)[1], today()) for each in figures}
    in_post = established_on(organisation_id, set(days.values()), actor) if figures else {}
    may_write = actor.holds_at(Permission.ORGANISATIONS_WRITE, organisation_id)
    reads = actor.holds_at(Permission.PEOPLE_READ, organisation_id)
    below = queries.below_ids(organisation) if reads else []
    dated = {kind: queries.lines(kind, organisation_id, **asked) for kind in SHOWN}
    return render_template(
        "organisations/organisation_page.html",
        organisation=organisation,
        chain=queries.chain(organisation),
        runner=RUNNERS.get(organisation.runner or "", ""),
        figures=[(each, in_post.get(days[each.id])) for each in figures],
        dated=dated,
        names=queries.names_of(line for lines in dated.values() for line in lines),
        kinds=LineKind,
        recording=_recording(organisation_id) if may_write else {},
        members=queries.members(organisation_id, asked["as_of"] or today(), asked["known_at"]),
        teachers=sum((teachers_at(below, actor) or {}).values()) if reads else None,
        day=asked["as_of"] or today(),
        **asked,
        may_write=may_write,
    )


def _asked() -> dict[str, Any]:
    return {"as_of": asked_day(), "known_at": asked_moment()}


def _recording(organisation_id: int) -> dict[LineKind, str]:
    """Where the next line of a kind is recorded; a new name or parent stands under 更多."""
    endpoints = {LineKind.RURAL: "rural_new", LineKind.MEMBERSHIP: "membership_new", LineKind.FIGURES: "figures_new"}
    return {
        kind: url_for(f"organisations.{endpoint}", organisation_id=organisation_id)
        for kind, endpoint in endpoints.items()
    }
