"""The list of people with its filters, possible doubles, and the search behind pickers."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from flask import render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.people import queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.routes.identity import may_identify
from teacher_growth.people.rules.codes import Employment, Sex, Stage, Subject, Tier, TitleLevel
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.history import asked_day
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Page, Table
from teacher_growth.web.words import choices, word


@bp.get("/people")
@requires(Permission.PEOPLE_READ, for_others=True)
def person_list() -> Any:
    actor = current_actor()
    page = _page(actor, queries.teachers(actor, joined=queries.FILTERED), _l("教师名册"))
    return render_template(
        "people/person_list.html", page=page, may_write=actor.may_for_others(Permission.PEOPLE_WRITE),
        may_open=actor.may_for_others(Permission.ACCOUNTS_OPEN), may_identify=may_identify(actor),
    )  # fmt: skip


def people_asked_for(actor: Actor) -> tuple[Any, Any]:
    """The roster as the address under way filters it: a statement of ids, and what was asked for, in words."""
    table = _table(actor, "", queries.teachers(actor, joined=queries.FILTERED), {}, asked_day("on") or today())
    return table.matching(request.args).order_by(None).with_only_columns(Teacher.id), table.conditions(request.args)


@bp.get("/people/options")
@requires(Permission.PEOPLE_READ, for_others=True)
def person_options() -> Any:
    """For the person picker: at most 20 of those the actor sees."""
    actor = current_actor()
    found = queries.search(actor, request.args.get("q", "")[:40])
    schools = queries.schools_named([each.id for each in found], today())
    return [{"id": each.id, "text": each.name, "hint": " · ".join(hint(each, schools.get(each.id)))} for each in found]


@bp.get("/people/doubles")
@requires(Permission.PEOPLE_WRITE, for_others=True)
def double_list() -> Any:
    actor = current_actor()
    return render_template(
        "people/double_list.html", page=_page(actor, queries.possible_doubles(actor), _l("可能重复的教师"))
    )


def hint(teacher: Teacher, school: str | None) -> list[str]:
    place = school or (_("外聘") if teacher.is_external else "")
    parts = [place, word(teacher.subject), teacher.staff_number]
    return [part for part in parts if part]


def _page(actor: Actor, statement: Any, title: Any) -> Page:
    day = asked_day("on") or today()  # schools, titles and tiers are those of that day
    beside: dict[str, dict[int, Any]] = {"school": {}, "title": {}, "tier": {}}

    def load(page_statement: Any) -> list[Teacher]:
        found = queries.found_by(page_statement)
        ids = [row.id for row in found]
        beside["school"] |= _kept(found)
        beside["school"] |= queries.schools_named(ids, day)
        beside["title"] |= queries.titles_of(ids, day)
        beside["tier"] |= queries.tiers_of(ids, day)
        return found

    return read(_table(actor, title, statement, beside, day), load=load)


def _kept(found: list[Teacher]) -> dict[int, str]:
    """Who keeps the files of external persons."""
    keepers = {each.keeper_id for each in found if each.keeper_id is not None}
    names = queries.organisation_names(keepers) if keepers else {}
    kept = ((each.id, names[each.keeper_id]) for each in found if each.keeper_id is not None)
    return {key: _("%(place)s（外聘）", place=name) for key, name in kept}


def _table(actor: Actor, title: Any, statement: Any, beside: dict[str, dict[int, Any]], day: date) -> Table:
    return Table(
        key="people",
        title=title,
        statement=statement,
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Teacher.name_key, card=True),
            Column("number", _l("工号"), value=lambda row: row.staff_number, sort=Teacher.staff_number),
            Column("school", _l("学校"), value=lambda row: beside["school"].get(row.id, ""), card=True),
            Column("born", _l("出生年月"), value=_month, sort=Teacher.birth_date),
            Column("stage", _l("学段"), value=lambda row: word(row.stage), sort=Teacher.stage),
            Column("subject", _l("学科"), value=lambda row: word(row.subject), sort=Teacher.subject, card=True),
            Column("title", _l("职称"), value=lambda row: word(beside["title"].get(row.id))),
            Column("tier", _l("梯队"), value=lambda row: word(beside["tier"].get(row.id))),
        ],
        filters=_filters(actor, day),
        default_sort="name",
        tie=Teacher.id,
        row_url=lambda row: url_for("people.person_page", teacher_id=row.id),
    )


def _filters(actor: Actor, day: date) -> list[Filter]:
    places = [(str(each.id), ("　" * depth) + each.name) for each, depth in queries.places_read(actor)]
    return [
        Filter("q", _l("姓名、工号或学校"), apply=queries.matching),
        Filter("at", _l("单位"), kind="choice", choices=places, apply=lambda s, v: queries.below(s, int(v), day)),
        Filter("on", _l("哪一天在岗"), kind="date", apply=queries.at_work_on),
        _choice("stage", _l("学段"), Stage, lambda s, v: s.where(Teacher.stage == v)),
        _choice("subject", _l("学科"), Subject, lambda s, v: s.where(Teacher.subject == v)),
        _choice("sex", _l("性别"), Sex, lambda s, v: s.where(Teacher.sex == v)),
        _choice("title", _l("职称"), TitleLevel, lambda s, v: queries.with_title(s, v, day)),
        _choice("tier", _l("梯队"), Tier, lambda s, v: queries.in_tier(s, v, day)),
        _choice("employment", _l("用工性质"), Employment, lambda s, v: queries.employed(s, v, day)),
    ]


def _choice(key: str, label: Any, kind: type[StrEnum], narrowed: Callable[[Any, Any], Any]) -> Filter:
    return Filter(key, label, kind="choice", choices=choices(kind), apply=lambda s, value: narrowed(s, kind(value)))


def _month(row: Teacher) -> str:
    return row.birth_date.strftime("%Y-%m") if row.birth_date else ""
