"""The list of organisations and the page of one."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import joinedload

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _l
from teacher_growth.organisations import queries
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind, SchoolType
from teacher_growth.pinyin import pattern
from teacher_growth.web.guards import requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices, word

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
@requires(Permission.ORGANISATIONS_READ)
def organisation_list() -> Any:
    return render_template("organisations/organisation_list.html", page=read(_table()))


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.ORGANISATIONS_READ)
def organisation_page(organisation_id: int) -> Any:
    organisation = queries.find(organisation_id)
    if organisation is None:
        raise NotVisible("Organisation", organisation_id)
    return render_template(
        "organisations/organisation_page.html",
        organisation=organisation,
        chain=queries.chain(organisation),
        names=queries.names(organisation_id),
        parents=queries.parents(organisation_id),
        rural=queries.rural_classes([organisation_id], today()).get(organisation_id, []),
        figures=queries.figures(organisation_id),
        groups=queries.memberships(organisation_id, today()),
        members=queries.members(organisation_id, today()),
    )


@bp.get("/organisations/options")
@requires(Permission.ORGANISATIONS_READ)
def organisation_options() -> Any:
    """For the school picker: at most 20."""
    like = pattern(request.args.get("q", "")[:40])
    statement = queries.organisations().options(joinedload(Organisation.parent))
    statement = statement.where(Organisation.search_text.like(like, escape="!")).order_by(
        Organisation.name, Organisation.id
    )
    found = db.session.scalars(statement.limit(20))
    return [{"id": each.id, "text": each.name, "hint": each.parent.name if each.parent else ""} for each in found]


def _table() -> Table:
    return Table(
        key="organisations",
        statement=queries.organisations().options(joinedload(Organisation.parent)),
        columns=[
            Column("name", _l("名称"), value=lambda row: row.name, sort=Organisation.name, card=True),
            Column("kind", _l("类别"), value=lambda row: word(row.kind), sort=Organisation.kind, card=True),
            Column(
                "type",
                _l("办学类型"),
                value=lambda row: word(row.school_type),
                sort=Organisation.school_type,
                card=True,
            ),
            Column("parent", _l("上级"), value=lambda row: row.parent.name if row.parent else ""),
            Column("code", _l("标识码"), value=lambda row: row.code or row.division or "", sort=Organisation.code),
        ],
        filters=[
            Filter("q", _l("名称、拼音或标识码"), kind="text", apply=_search),
            Filter("kind", _l("类别"), kind="choice", choices=choices(OrganisationKind), apply=_kind),
            Filter("type", _l("办学类型"), kind="choice", choices=choices(SchoolType), apply=_type),
        ],
        default_sort="name",
        tie=Organisation.id,
        row_url=lambda row: url_for("organisations.organisation_page", organisation_id=row.id),
    )


def _search(statement: Any, text: str) -> Any:
    return statement.where(Organisation.search_text.like(pattern(text), escape="!"))


def _kind(statement: Any, value: str) -> Any:
    return statement.where(Organisation.kind == OrganisationKind(value))


def _type(statement: Any, value: str) -> Any:
    return statement.where(Organisation.school_type == SchoolType(value))
