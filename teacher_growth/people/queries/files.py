"""What a person's file says as of a day and as known at a moment, and how each line came there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import count, fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.facts import Fact, in_force, known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import (
    AssessmentYear,
    Certificate,
    Degree,
    DisciplineRecord,
    EthicsRecord,
    Honour,
    Leave,
    Listing,
    PersonnelRelation,
    Post,
    Teacher,
    TeacherProfile,
    TeacherTitle,
    Teaching,
    TierHeld,
    WorkPlace,
)
from teacher_growth.people.queries.finding import schools_of
from teacher_growth.people.rules.kinds import FactKind, reads, writes

MODELS: dict[FactKind, type[Any]] = {
    FactKind.PROFILE: TeacherProfile,
    FactKind.RELATION: PersonnelRelation,
    FactKind.PLACE: WorkPlace,
    FactKind.POST: Post,
    FactKind.TITLE: TeacherTitle,
    FactKind.DEGREE: Degree,
    FactKind.LEAVE: Leave,
    FactKind.ASSESSMENT: AssessmentYear,
    FactKind.ETHICS: EthicsRecord,
    FactKind.DISCIPLINE: DisciplineRecord,
    FactKind.TEACHING: Teaching,
    FactKind.CERTIFICATE: Certificate,
    FactKind.TIER: TierHeld,
    FactKind.LISTING: Listing,
    FactKind.HONOUR: Honour,
}


def facts(
    kind: FactKind, teacher_id: int, actor: Actor, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Fact]:
    """One kind of a person's facts, newest first; all periods unless `as_of` is given."""
    model = MODELS[kind]
    statement = visible(model, actor, reads(kind)).where(model.teacher_id == teacher_id)
    statement = statement.where(known(model, known_at) if as_of is None else in_force(model, as_of, known_at))
    return rows(statement.order_by(model.valid_from.desc(), model.id.desc()))


def history(kind: FactKind, teacher_id: int, actor: Actor) -> list[Fact]:
    """Every line ever recorded, the superseded and voided ones too, in the order of recording."""
    model = MODELS[kind]
    return rows(recorded(kind, teacher_id, actor).order_by(model.recorded_at, model.id))


def recorded(kind: FactKind, teacher_id: int, actor: Actor) -> Select[Any]:
    """The same, to be counted."""
    model = MODELS[kind]
    return visible(model, actor, reads(kind)).where(model.teacher_id == teacher_id)


def fact(kind: FactKind, teacher_id: int, fact_id: int, actor: Actor) -> Any:
    """One line of this person's file that the actor may correct."""
    found = fetch(MODELS[kind], fact_id, actor, writes(kind))
    if found.teacher_id != teacher_id:
        raise NotVisible(MODELS[kind].__name__, fact_id)
    return found


def permitted(teacher_id: int, actor: Actor, permissions: Iterable[Permission]) -> set[Permission]:
    """Which of these the actor holds over this person."""
    return {
        each
        for each in set(permissions)
        if actor.may(each) and count(visible(Teacher, actor, each).where(Teacher.id == teacher_id))
    }


def keepers_of(teacher_id: int, actor: Actor, on: date) -> tuple[Organisation | None, list[str]]:
    """The school that keeps somebody's file, and who there writes in it: whom to ask."""
    school = schools_of(actor, [teacher_id], on).get(teacher_id)
    if school is None:
        return None, []
    statement = (
        select(Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.organisation_id == school.id, RoleGrant.role == Role.ACADEMIC_OFFICE, RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= on), Account.disabled_at.is_(None),
            or_(Account.teacher_id.is_(None), Account.teacher_id != teacher_id),
        )
        .order_by(Account.id)
    )  # fmt: skip
    return school, list(db.session.scalars(unrestricted(statement.limit(3), reason="whom a person may ask")))
