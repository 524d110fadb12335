"""Everything that is put into a teacher's file. Facts are added, superseded or voided, never changed."""

from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.facts import Fact, add, known, overlapping, supersede, values_of, void
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.kinds import FactKind, writes
from teacher_growth.pinyin import name_key, person_text


PROFILE_FIELDS = ("name", "sex", "birth_date", "stage", "subject")


def create_teacher(
    *, actor: Actor, staff_number: str, organisation_id: int, since: date, external: bool = False, **profile: Any
) -> Teacher:
    """A new file. Own staff get a personnel relation next (record_fact); an external person is kept by the organisation."""
    if not actor.holds_at(Permission.PEOPLE_WRITE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    taken = select(Teacher.id).where(Teacher.staff_number == staff_number)
    if db.session.scalar(unrestricted(taken, reason="staff numbers are unique in the whole city")) is not None:
        raise Refused("staff_number_taken", staff_number=staff_number)
    teacher = Teacher(staff_number=staff_number, keeper_id=organisation_id if external else None)
    _show(teacher, profile)
    db.session.add(teacher)
    db.session.flush()
    add(TeacherProfile(teacher_id=teacher.id, valid_from=since, **profile), actor.user_id)
    record(Event.TEACHER_CREATED, teacher, actor=actor, people=(teacher.id,), staff_number=staff_number)
    return teacher


def record_fact(kind: FactKind, teacher_id: int, /, *, actor: Actor, **values: Any) -> Fact:
    """Puts a dated fact into a file. Nobody writes his own."""
    model = MODELS[kind]
    _may_write(kind, teacher_id, actor, values.get("organisation_id"))
    fact = model(teacher_id=teacher_id, **values)
    _check(fact, ignoring=None)
    add(fact, actor.user_id)
    _after(fact)
    record(Event.FACT_RECORDED, fact, actor=actor, kind=kind, after=values_of(fact))
    return fact


def supersede_fact(kind: FactKind, fact_id: int, /, *, actor: Actor, reason: str, **changes: Any) -> Fact:
    """Corrects a fact: the corrected copy takes its place, the old line stays readable."""
    old = _writable(kind, fact_id, actor)
    before = values_of(old)
    new = supersede(old, actor.user_id, **changes)
    _check(new, ignoring=new.id)
    _after(new)
    record(Event.FACT_SUPERSEDED, new, actor=actor, kind=kind, before=before, after=values_of(new), reason=reason)
    return new


def void_fact(kind: FactKind, fact_id: int, /, *, actor: Actor, reason: str) -> Fact:
    old = _writable(kind, fact_id, actor)
    before = values_of(old)
    line = void(old, actor.user_id, reason=reason)
    record(Event.FACT_VOIDED, line, actor=actor, kind=kind, before=before, reason=reason)
    return line


def _writable(kind: FactKind, fact_id: int, actor: Actor) -> Any:
    fact = fetch(MODELS[kind], fact_id, actor, writes(kind))
    if fact.teacher_id == actor.teacher_id:
        raise SelfInterest()
    return fact


def _may_write(kind: FactKind, teacher_id: int, actor: Actor, organisation_id: int | None) -> None:
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    permission = writes(kind)
    arriving = kind in (FactKind.RELATION, FactKind.PLACE) and organisation_id is not None
    if arriving and actor.holds_at(permission, organisation_id or 0):
        return  # a school takes in somebody it does not see yet
    fetch(Teacher, teacher_id, actor, permission)


def _check(fact: Fact, *, ignoring: int | None) -> None:
    """The personnel relation is one at a time; the person's row is the lock."""
    if not isinstance(fact, PersonnelRelation):
        return
    db.session.execute(
        unrestricted(
            select(Teacher.id).where(Teacher.id == fact.teacher_id).with_for_update(), reason="one relation at a time"
        )
    )
    statement = select(PersonnelRelation).where(
        PersonnelRelation.teacher_id == fact.teacher_id,
        known(PersonnelRelation),
        overlapping(PersonnelRelation, fact.valid_from, fact.valid_to),
    )
    for other in db.session.scalars(unrestricted(statement, reason="one relation at a time")):
        if other.id != ignoring and other is not fact:
            raise Refused("relation_overlaps", valid_from=other.valid_from)


def _after(fact: Fact) -> None:
    if isinstance(fact, TeacherProfile):
        statement = select(Teacher).where(Teacher.id == fact.teacher_id)
        teacher = db.session.scalars(unrestricted(statement, reason="today's name for lists")).one()
        _show(teacher, {name: getattr(fact, name) for name in PROFILE_FIELDS})


def _show(teacher: Teacher, profile: dict[str, Any]) -> None:
    for name, value in profile.items():
        setattr(teacher, name, value)
    teacher.name_key = name_key(teacher.name)
    teacher.search_text = person_text(teacher.name, teacher.staff_number)
