"""What each sheet of the national workbook is filled from: one statement a sheet, in the order of staff numbers."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, String, case, func, literal, select, type_coerce
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.achievements.models import Achievement
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import today
from teacher_growth.exporting.kinds import PERSON, PLACE, Source, people_today
from teacher_growth.facts import in_force, known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Honour, Teacher, WorkPlace
from teacher_growth.people.queries import FILTERED, MODELS
from teacher_growth.people.rules.codes import HonourKind, PlaceKind, Stage
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Unit

Make = Callable[[Actor, Select[Any]], Source]

ELSEWHERE = (PlaceKind.EXCHANGE, PlaceKind.SUPPORT, PlaceKind.CIRCUIT, PlaceKind.SECONDMENT, PlaceKind.ATTACHMENT)
PRIMARY = (Stage.PRESCHOOL, Stage.PRIMARY)


def _people(actor: Actor, ids: Select[Any]) -> Source:
    """As the roster writes it, with what the national system asks besides."""
    source = people_today(actor, today(), reads=(*FILTERED, Honour))
    place = aliased(WorkPlace)
    where = select(place.kind).where(
        place.teacher_id == Teacher.id, in_force(place, today()), place.kind.in_(ELSEWHERE)
    )
    special = select(func.count(Honour.id)).where(
        Honour.teacher_id == Teacher.id, known(Honour), Honour.kind == HonourKind.SPECIAL_GRADE
    )
    more = {
        "form": source.values["employment"], "special": special.correlate(Teacher).scalar_subquery() > 0,
        "place": func.coalesce(
            where.order_by(place.id).limit(1).correlate(Teacher).scalar_subquery(), literal(PlaceKind.REGULAR.value)
        ),
    }  # fmt: skip
    return Source(source.statement.where(Teacher.id.in_(ids)), {**source.values, **more}, source.order, source.tie)


def _of(kind: FactKind, *only: Any, **more: Any) -> Make:
    """All that is on record of one kind of fact; nothing where the actor may not read it."""
    model = MODELS[kind]
    own = {each.key: each for each in model.__mapper__.column_attrs if each.key not in PERSON}
    values = {key: getattr(model, key) for key in own} | PERSON | more

    def make(actor: Actor, ids: Select[Any]) -> Source:
        statement = visible(model, actor, reads(kind), joined=(Teacher, *FILTERED)).where(known(model), *only)
        statement = statement.join_from(model, Teacher, Teacher.id == model.teacher_id)
        if hasattr(model, "organisation_id"):
            statement = statement.join_from(model, Organisation, Organisation.id == model.organisation_id)
        statement = statement.where(model.teacher_id.in_(ids))
        return Source(statement, values, [Teacher.staff_number, model.valid_from], model.id)

    return make


def _claims(model: Any, permission: Permission, day: Any, **more: Any) -> Make:
    """What was verified: nothing else is reported upwards."""
    values = {each.key: getattr(model, each.key) for each in model.__mapper__.column_attrs} | PERSON | more

    def make(actor: Actor, ids: Select[Any]) -> Source:
        statement = visible(model, actor, permission, joined=(Teacher, *FILTERED))
        statement = statement.where(model.state == ClaimState.VERIFIED, model.teacher_id.in_(ids))
        joined = statement.join_from(model, Teacher, Teacher.id == model.teacher_id)
        return Source(joined, values, [Teacher.staff_number, day], model.id)

    return make


def _title() -> Any:
    family = case((Teacher.stage.in_(PRIMARY), "41"), else_="05")
    return family.op("||")(type_coerce(MODELS[FactKind.TITLE].level, String))


def _amount(unit: Unit) -> Any:
    return case((TrainingRecord.unit == unit, TrainingRecord.amount))


SOURCES: dict[str, Make] = {
    "people": _people,
    "degrees": _of(FactKind.DEGREE),
    "relations": _of(FactKind.RELATION, **PLACE),
    "posts": _of(FactKind.POST, **PLACE),
    "titles": _of(FactKind.TITLE, title=_title()),
    "assessments": _of(FactKind.ASSESSMENT),
    "ethics": _of(FactKind.ETHICS),
    "discipline": _of(FactKind.DISCIPLINE),
    "teaching": _of(FactKind.TEACHING, stage=Teacher.stage),
    "awards": _claims(Achievement, Permission.ACHIEVEMENTS_READ, Achievement.issued_on),
    "honours": _of(FactKind.HONOUR, honour=Honour.name),
    "training": _claims(
        TrainingRecord, Permission.TRAINING_READ, TrainingRecord.ends_on,
        hours=_amount(Unit.HOUR), credits=_amount(Unit.CREDIT),
    ),
    "exchange": _of(FactKind.PLACE, WorkPlace.kind.in_(ELSEWHERE), **PLACE),
}  # fmt: skip
