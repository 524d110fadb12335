"""The list of teachers, the search behind pickers, and the page of one teacher."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, rows
from teacher_growth.clock import today
from teacher_growth.i18n import _l
from teacher_growth.people import queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import Sex, Stage, Subject
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Page, Table
from teacher_growth.web.words import choices, word

bp = Blueprint("people", __name__)


@bp.get("/people")
@requires(Permission.PEOPLE_READ, for_others=True)
def person_list() -> Any:
    actor = current_actor()
    return render_template("people/person_list.html", page=_page(actor, queries.teachers(actor)))


@bp.get("/people/options")
@requires(Permission.PEOPLE_READ, for_others=True)
def person_options() -> Any:
    """For the person picker: at most 20 of those the actor sees."""
    actor = current_actor()
    found = queries.search(actor, request.args.get("q", "")[:40])
    schools = queries.schools_of(actor, [each.id for each in found], today())
    return [{"id": each.id, "text": each.name, "hint": " · ".join(_hint(each, schools.get(each.id)))} for each in found]


@bp.get("/people/doubles")
@requires(Permission.PEOPLE_WRITE, for_others=True)
def double_list() -> Any:
    actor = current_actor()
    return render_template("people/double_list.html", page=_page(actor, queries.possible_doubles(actor)))


@bp.get("/people/<int:teacher_id>")
@requires(Permission.PEOPLE_READ)
def person_page(teacher_id: int) -> Any:
    actor, as_of = current_actor(), _as_of()
    teacher = fetch(Teacher, teacher_id, actor, Permission.PEOPLE_READ)
    kinds = [kind for kind in FactKind if actor.may(reads(kind))]
    found = {kind: queries.facts(kind, teacher_id, actor, as_of=as_of) for kind in kinds}
    places = {each.organisation_id for facts in found.values() for each in facts if hasattr(each, "organisation_id")}
    return render_template(
        "people/person_page.html", teacher=teacher, facts=found, as_of=as_of, names=queries.organisation_names(places)
    )


def _as_of() -> date | None:
    try:
        return date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return None


def _hint(teacher: Teacher, school: Any) -> list[str]:
    parts = [school.name if school else "", word(teacher.subject), teacher.staff_number]
    return [part for part in parts if part]


def _page(actor: Actor, statement: Any) -> Page:
    schools: dict[int, Any] = {}

    def load(page_statement: Any) -> list[Any]:
        found = rows(page_statement)
        schools.update(queries.schools_of(actor, [row.id for row in found], today()))
        return found

    return read(_table(statement, schools), load=load)


def _table(statement: Any, schools: dict[int, Any]) -> Table:
    return Table(
        key="people",
        statement=statement,
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Teacher.name_key, card=True),
            Column("number", _l("工号"), value=lambda row: row.staff_number, sort=Teacher.staff_number),
            Column("school", _l("学校"), value=lambda row: schools[row.id].name if row.id in schools else ""),
            Column("sex", _l("性别"), value=lambda row: word(row.sex)),
            Column("born", _l("出生年月"), value=lambda row: row.birth_date and row.birth_date.strftime("%Y-%m"), sort=Teacher.birth_date),
            Column("stage", _l("学段"), value=lambda row: word(row.stage), sort=Teacher.stage, card=True),
            Column("subject", _l("学科"), value=lambda row: word(row.subject), sort=Teacher.subject, card=True),
        ],
        filters=[
            Filter("q", _l("姓名、拼音、工号或学校"), kind="text", apply=queries.matching),
            Filter("stage", _l("学段"), kind="choice", choices=choices(Stage), apply=_stage),
            Filter("subject", _l("学科"), kind="choice", choices=choices(Subject), apply=_subject),
            Filter("sex", _l("性别"), kind="choice", choices=choices(Sex), apply=_sex),
        ],
        default_sort="name",
        tie=Teacher.id,
        row_url=lambda row: url_for("people.person_page", teacher_id=row.id),
    )  # fmt: skip


def _stage(statement: Any, value: str) -> Any:
    return statement.where(Teacher.stage == Stage(value))


def _subject(statement: Any, value: str) -> Any:
    return statement.where(Teacher.subject == Subject(value))


def _sex(statement: Any, value: str) -> Any:
    return statement.where(Teacher.sex == Sex(value))
