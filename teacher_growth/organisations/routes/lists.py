"""The list of organisations, the tree, and the search behind pickers."""

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy.orm import joinedload

from teacher_growth.access.permissions import Permission
from teacher_growth.database import db
from teacher_growth.i18n import _l
from teacher_growth.organisations import queries
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.routes.blueprint import bp
from teacher_growth.organisations.routes.staff import teachers_at
from teacher_growth.organisations.rules import OrganisationKind, SchoolType
from teacher_growth.pinyin import pattern
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices, word


@bp.get("/organisations")
@requires(Permission.ORGANISATIONS_READ)
def organisation_list() -> Any:
    may_create = current_actor().may_for_others(Permission.ORGANISATIONS_WRITE)
    return render_template("organisations/organisation_list.html", page=read(_table()), may_create=may_create)


@bp.get("/organisations/tree")
@requires(Permission.ORGANISATIONS_READ)
def organisation_tree() -> Any:
    """City, counties, schools, with how many schools and people below each: one query a level, one for the people."""
    levels, found = [], [each for each in [queries.root()] if each is not None]
    while found:
        levels.append(found)
        found = queries.open_below([each.id for each in found])
    every = [each for level in levels for each in level]
    branches = queries.branches(every, teachers_at([each.id for each in every], current_actor()))
    return render_template("organisations/organisation_tree.html", root=branches[0] if branches else None)


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
        title=_l("机构"),
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
            Column("closed", _l("关闭日期"), value=lambda row: row.closed_on, sort=Organisation.closed_on, kind="date"),
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
