"""Hours by county, stage, school or rural class."""

from typing import Any

from flask import render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import now, today
from teacher_growth.dashboard import queries
from teacher_growth.dashboard.routes.blueprint import bp
from teacher_growth.dashboard.rules import Dimension, Group, mean
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, _l
from teacher_growth.organisations import queries as organisations
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.pinyin import pattern
from teacher_growth.training.rules import Unit
from teacher_growth.web.filters import amount
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import all_columns, offer, read
from teacher_growth.web.tables import Book, Column, Filter, Table, book_of, export_urls, small_sheet
from teacher_growth.web.words import word


@bp.get("/dashboard/hours")
@requires(Permission.DASHBOARD_READ, for_others=True)
def hours() -> Any:
    """Hours by county, stage, school or rural class, from the whole of one's area down to a school."""
    within, year = _within(), _year()
    dimensions = _dimensions(within)
    by = _dimension(dimensions)
    by_school = by is Dimension.SCHOOL
    groups = [] if by_school else queries.hours(current_actor(), year, by, within, today())
    lines = [_line(group, place, within, year) for group, place in groups]
    if not by_school:
        offer(_book(lines, by, within, year))
    return render_template(
        "dashboard/hours.html",
        page=read(_school_table(year, within), load=all_columns) if by_school else None,
        within=within,
        chain=organisations.chain(within),
        year=year,
        years=queries.years(today()),
        by=by,
        dimensions=dimensions,
        lines=lines,
        exports=export_urls(request.args),
        moment=now(),
    )


def _within() -> Organisation:
    """The organisation asked for, else the highest one the actor answers for (of several, the first entered)."""
    actor, asked = current_actor(), request.args.get("organisation", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        organisation = organisations.find(int(asked))
        if organisation is None or not actor.holds_at(Permission.DASHBOARD_READ, organisation.id):
            raise NotVisible("Organisation", asked)
        return organisation
    if actor.everywhere(Permission.DASHBOARD_READ):
        found = organisations.root()
    else:
        found = organisations.highest(
            grant.organisation_id for grant in actor.grants if grant.gives(Permission.DASHBOARD_READ)
        )
    if found is None:
        raise NotVisible("Organisation")
    return found


def _year() -> int:
    asked, offered = request.args.get("year", ""), queries.years(today())
    return next((each for each in offered if str(each) == asked), offered[0])


def _dimensions(within: Organisation) -> list[Dimension]:
    """What can be told apart inside: counties only in the city, schools not inside a school."""
    idle = {OrganisationKind.CITY: (), OrganisationKind.COUNTY: (Dimension.COUNTY,)}
    return [each for each in Dimension if each not in idle.get(within.kind, (Dimension.COUNTY, Dimension.SCHOOL))]


def _dimension(offered: list[Dimension]) -> Dimension:
    asked = request.args.get("by", "")
    return Dimension(asked) if asked in offered else offered[0]


def _line(group: Group, place: Organisation | None, within: Organisation, year: int) -> dict[str, Any]:
    """What the page shows of a group: its name, where a click leads, and its figures as text."""
    name = word(group.key) if place is None else _("市直属") if place.id == within.id else place.name
    return {
        "group": group,
        "name": name,
        "url": place and url_for(".hours", organisation=place.id, by=Dimension.SCHOOL.value, year=year),
        "teachers": group.teachers,
        "hours": amount(group.amounts[Unit.HOUR]),
        "hours_each": amount(group.mean(Unit.HOUR)),
        "credits": amount(group.amounts[Unit.CREDIT]),
        "credits_each": amount(group.mean(Unit.CREDIT)),
    }


def _book(lines: list[dict[str, Any]], by: Dimension, within: Organisation, year: int) -> Book:
    """The same figures as a file, amounts as numbers."""
    columns = [
        Column("name", word(by), value=lambda row: row["name"]),
        Column("teachers", _l("教师"), value=lambda row: row["group"].teachers, kind="number"),
        Column("hours", _l("学时"), value=lambda row: row["group"].amounts[Unit.HOUR], kind="amount"),
        Column("hours_each", _l("人均学时"), value=lambda row: row["group"].mean(Unit.HOUR), kind="amount"),
        Column("credits", _l("学分"), value=lambda row: row["group"].amounts[Unit.CREDIT], kind="amount"),
        Column("credits_each", _l("人均学分"), value=lambda row: row["group"].mean(Unit.CREDIT), kind="amount"),
    ]
    title = _("%(place)s培训学时学分（%(year)s 学年，按%(by)s）", place=within.name, year=year, by=word(by))
    return book_of(small_sheet(title, columns, lines, [(_("单位"), within.name), (_("学年"), str(year))]))


def _school_table(year: int, within: Organisation) -> Table:
    statement = queries.schools(current_actor(), year, within, today())
    teachers, hours_, credits_ = statement.selected_columns[-3:]
    return Table(
        key="schools",
        title=_("%(place)s各校培训学时学分（%(year)s 学年）", place=within.name, year=year),
        statement=statement,
        row_id=lambda row: row.Organisation.id,
        columns=[
            Column("name", _l("学校"), value=lambda row: row.Organisation.name, sort=Organisation.name, card=True),
            Column("teachers", _l("教师"), value=lambda row: row.teachers or 0, sort=teachers, kind="number"),
            Column("hours", _l("学时"), value=lambda row: row.hour or 0, sort=hours_, kind="amount", card=True),
            Column("hours_each", _l("人均学时"), value=lambda row: _mean(row, Unit.HOUR), kind="amount"),
            Column("credits", _l("学分"), value=lambda row: row.credit or 0, sort=credits_, kind="amount", card=True),
            Column("credits_each", _l("人均学分"), value=lambda row: _mean(row, Unit.CREDIT), kind="amount"),
        ],
        filters=[Filter("q", _l("学校名称或拼音"), kind="text", apply=_school_search)],
        default_sort="name",
        tie=Organisation.id,
        row_url=lambda row: url_for(".hours", organisation=row.Organisation.id, by=Dimension.STAGE.value, year=year),
    )


def _mean(row: Any, unit: Unit) -> int | None:
    return mean(getattr(row, unit.value) or 0, row.teachers or 0)


def _school_search(statement: Any, text: str) -> Any:
    return statement.where(Organisation.search_text.like(pattern(text), escape="!"))
