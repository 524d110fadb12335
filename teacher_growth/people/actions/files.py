"""Everything that is put into a teacher's file. Facts are added, superseded or voided, never changed."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.facts import Fact, add, known, overlapping, supersede, true_on, values_of, void
from teacher_growth.organisations import queries as organisations
from teacher_growth.organisations.models import Organisation
from teacher_growth.people import queries
from teacher_growth.people.models import PersonnelRelation, Post, Teacher, TeacherProfile, WorkPlace
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.checks import value_fault
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind, PostKind
from teacher_growth.people.rules.kinds import FactKind, writes
from teacher_growth.pinyin import name_key, person_text

PROFILE_FIELDS = ("name", "sex", "birth_date", "stage", "subject")


def create_teacher(
    *, actor: Actor, staff_number: str | None, organisation_id: int, since: date, external: bool = False, **profile: Any
) -> Teacher:
    """A new file. Own staff get a personnel relation next (record_fact); an organisation keeps an external person's.

    An external person need not have a number: one is given.
    """
    if external and not staff_number:
        staff_number = f"W{secrets.randbelow(10**8):08}"
    if not actor.holds_at(Permission.PEOPLE_WRITE, organisation_id) or not organisations.find(organisation_id):
        raise NotVisible("Organisation", organisation_id)
    taken = select(Teacher.id).where(Teacher.staff_number == staff_number)
    if db.session.scalar(unrestricted(taken, reason="staff numbers are unique in the whole city")) is not None:
        raise Refused("staff_number_taken", staff_number=staff_number)
    teacher = Teacher(staff_number=staff_number, keeper_id=organisation_id if external else None)
    _show(teacher, profile)
    try:  # of two at once, the second waits here
        with db.session.begin_nested():
            db.session.add(teacher)
    except IntegrityError as error:
        raise Refused("staff_number_taken", staff_number=staff_number) from error
    add(TeacherProfile(teacher_id=teacher.id, valid_from=since, **profile), actor.user_id)
    record(Event.TEACHER_CREATED, teacher, actor=actor, people=(teacher.id,), staff_number=staff_number)
    return teacher


def create_person(
    *, actor: Actor, organisation_id: int, since: date, not_a_double: bool, employment: Employment | None, **values: Any
) -> Teacher:
    """A file, and for own staff (with `employment`) the personnel relation and the place of work, from one day.

    `not_a_double`: somebody looked at those with the same name and birth date and said it is another person.
    """
    external = employment is None
    teacher = create_teacher(
        actor=actor, organisation_id=organisation_id, since=since, external=external, **values
    )  # fmt: skip
    if not not_a_double and queries.doubles_of(actor, teacher.name, teacher.birth_date, ignoring=teacher.id).found:
        raise Refused("person_double")
    if not external:
        here = {"organisation_id": organisation_id, "valid_from": since}
        record_fact(FactKind.RELATION, teacher.id, actor=actor, employment=employment, **here)
        record_fact(FactKind.PLACE, teacher.id, actor=actor, kind=PlaceKind.REGULAR, **here)
    return teacher


def end_relation(
    teacher_id: int, /, *, actor: Actor, last_day: date, reason: LeavingReason, document: str | None
) -> PersonnelRelation:
    """Somebody leaves (退休, 辞职, 调出 …): the personnel relation ends, and with it places and posts."""
    fetch(Teacher, teacher_id, actor, Permission.PEOPLE_WRITE)
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    relation = _open_relation(teacher_id)
    if relation is None:
        raise Refused("relation_none")
    if not actor.holds_at(Permission.PEOPLE_WRITE, relation.organisation_id):
        raise Refused("relation_elsewhere")
    return _leave(relation, actor, last_day, reason, document)


def transfer(
    teacher_id: int, /, *, actor: Actor, organisation_id: int, since: date, employment: Employment, document: str
) -> PersonnelRelation:
    """Ends the relation there and begins one here, by the receiving side, or by a bureau over it."""
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    if not actor.holds_at(Permission.PEOPLE_WRITE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    relation = _open_relation(teacher_id)
    if relation is not None and relation.organisation_id == organisation_id:
        raise Refused("transfer_here_already")
    if relation is not None:
        _leave(relation, actor, since - timedelta(days=1), LeavingReason.TRANSFERRED, document)
    here = {"organisation_id": organisation_id, "valid_from": since, "document": document}
    record_fact(FactKind.PLACE, teacher_id, actor=actor, kind=PlaceKind.TRANSFER, **here)
    made: Any = record_fact(FactKind.RELATION, teacher_id, actor=actor, employment=employment, **here)
    return made


def refuse_closing_with_people(closed: Sequence[Organisation], /, *, actor: Actor, caused_by: Event) -> None:
    """The answer to a closing: not while anybody has a personnel relation there beyond that day."""
    for each in closed:
        statement = select(func.count(PersonnelRelation.id)).where(
            PersonnelRelation.organisation_id == each.id,
            known(PersonnelRelation),
            or_(PersonnelRelation.valid_to.is_(None), PersonnelRelation.valid_to > each.closed_on),
        )
        if found := db.session.scalar(unrestricted(statement, reason="a place with people is not closed")):
            raise Refused("organisation_has_people", count=found)


def record_fact(kind: FactKind, teacher_id: int, /, *, actor: Actor, **values: Any) -> Fact:
    """Puts a dated fact into a file. Nobody writes his own."""
    model = MODELS[kind]
    _may_write(kind, teacher_id, actor, values.get("organisation_id"))
    _check_office(kind, values, actor)
    _check_values(kind, values)
    fact = model(teacher_id=teacher_id, **values)
    _check(kind, teacher_id, values["valid_from"], values.get("valid_to"))
    add(fact, actor.user_id)
    _after(fact)
    record(Event.FACT_RECORDED, fact, actor=actor, kind=kind, after=values_of(fact))
    return fact


def supersede_fact(kind: FactKind, fact_id: int, /, *, actor: Actor, reason: str, **changes: Any) -> Fact:
    """Corrects a fact: the corrected copy takes its place, the old line stays readable. It stays the same person's."""
    if "teacher_id" in changes:
        raise ValueError("a fact cannot become another person's: void it and record a new one")
    old = _writable(kind, fact_id, actor)
    _check_office(kind, values_of(old) | changes, actor)
    place = changes.get("organisation_id", getattr(old, "organisation_id", None))
    if place != getattr(old, "organisation_id", None) and not actor.holds_at(writes(kind), place):
        raise NotVisible("Organisation", place)  # nobody is moved to a school by a correction
    period = {"valid_from": old.valid_from, "valid_to": old.valid_to} | changes
    _check_values(kind, values_of(old) | changes)
    _check(kind, old.teacher_id, period["valid_from"], period["valid_to"], ignoring=old.id)
    made: Fact = _replace(kind, old, actor, reason, **changes)
    return made


def void_fact(kind: FactKind, fact_id: int, /, *, actor: Actor, reason: str) -> Fact:
    """Says that a fact was never so; the line stays in the history with the reason. Nobody voids his own."""
    old = _writable(kind, fact_id, actor)
    before = values_of(old)
    line = void(old, actor.user_id, reason=reason)
    _after(line)
    record(Event.FACT_VOIDED, line, actor=actor, kind=kind, before=before, reason=reason)
    return line


def _open_relation(teacher_id: int) -> PersonnelRelation | None:
    """The one that has not ended by today, locked with the person."""
    reason = "who takes somebody in ends what binds him elsewhere"
    person = select(Teacher.id).where(Teacher.id == teacher_id).with_for_update()
    db.session.execute(unrestricted(person, reason=reason))
    statement = select(PersonnelRelation).where(
        PersonnelRelation.teacher_id == teacher_id,
        known(PersonnelRelation),
        or_(PersonnelRelation.valid_to.is_(None), PersonnelRelation.valid_to >= today()),
    )
    statement = statement.order_by(PersonnelRelation.valid_from, PersonnelRelation.id).limit(1)
    return db.session.scalars(unrestricted(statement, reason=reason)).first()


def _leave(
    relation: PersonnelRelation, actor: Actor, last_day: date, reason: LeavingReason, document: str | None
) -> PersonnelRelation:
    """Who is transferred leaves the places and posts of that school; who leaves for good leaves all."""
    for kind, model in ((FactKind.PLACE, WorkPlace), (FactKind.POST, Post)):
        statement = select(model).where(
            model.teacher_id == relation.teacher_id,
            known(model),
            model.valid_from <= last_day,
            or_(model.valid_to.is_(None), model.valid_to > last_day),
        )
        if reason is LeavingReason.TRANSFERRED:
            statement = statement.where(model.organisation_id == relation.organisation_id)
        why = "who leaves a school leaves his places and posts"
        for line in db.session.scalars(unrestricted(statement.order_by(model.id), reason=why)).all():
            _replace(kind, line, actor, reason, valid_to=last_day)
    changes: dict[str, Any] = {"valid_to": last_day, "leaving_reason": reason}
    changes |= {"document": document} if document else {}
    made: PersonnelRelation = _replace(FactKind.RELATION, relation, actor, reason, **changes)
    return made


def _replace(kind: FactKind, old: Any, actor: Actor, reason: str, /, **changes: Any) -> Any:
    before = values_of(old)
    new = supersede(old, actor.user_id, **changes)
    _after(new)
    record(Event.FACT_SUPERSEDED, new, actor=actor, kind=kind, before=before, after=values_of(new), reason=reason)
    return new


def _writable(kind: FactKind, fact_id: int, actor: Actor) -> Any:
    fact = fetch(MODELS[kind], fact_id, actor, writes(kind))
    if fact.teacher_id == actor.teacher_id:
        raise SelfInterest()
    if fact.voided:
        raise Refused("fact_voided")
    _check_office(kind, values_of(fact), actor)
    if kind is FactKind.RELATION and not actor.holds_at(writes(kind), fact.organisation_id):
        raise Refused("relation_elsewhere")  # a school that borrows somebody does not end what binds him elsewhere
    return fact


def _check_office(kind: FactKind, values: Mapping[str, Any], actor: Actor) -> None:
    """A principal's post is written above the school: on it rests who verifies his own records."""
    principal = kind is FactKind.POST and values["kind"] is PostKind.PRINCIPAL
    if principal and not actor.holds_above(writes(kind), values["organisation_id"]):
        raise Refused("principal_post")


def _check_values(kind: FactKind, values: Mapping[str, Any]) -> None:
    if fault := value_fault(kind, values):
        raise Refused(fault)


def _may_write(kind: FactKind, teacher_id: int, actor: Actor, organisation_id: int | None) -> None:
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    permission = writes(kind)
    arriving = kind in (FactKind.RELATION, FactKind.PLACE) and organisation_id is not None
    if arriving and actor.holds_at(permission, organisation_id or 0) and _exists(teacher_id):
        return  # a school takes in somebody it does not see yet
    fetch(Teacher, teacher_id, actor, permission)
    if organisation_id is not None and not actor.holds_at(permission, organisation_id):
        raise NotVisible("Organisation", organisation_id)  # a school writes what is so at the school


def _exists(teacher_id: int) -> bool:
    statement = select(Teacher.id).where(Teacher.id == teacher_id)
    return 0 < teacher_id <= LARGEST_ID and (
        db.session.scalar(unrestricted(statement, reason="a school takes in somebody it does not see yet")) is not None
    )


def _check(
    kind: FactKind, teacher_id: int, valid_from: date, valid_to: date | None, *, ignoring: int | None = None
) -> None:
    """The personnel relation is one at a time; the person's row is the lock."""
    if kind is not FactKind.RELATION:
        return
    person = select(Teacher.id).where(Teacher.id == teacher_id).with_for_update()
    db.session.execute(unrestricted(person, reason="one relation at a time"))
    statement = select(PersonnelRelation.id, PersonnelRelation.valid_from).where(
        PersonnelRelation.teacher_id == teacher_id,
        known(PersonnelRelation),
        overlapping(PersonnelRelation, valid_from, valid_to),
    )
    statement = statement.order_by(PersonnelRelation.valid_from, PersonnelRelation.id)
    for other in db.session.execute(unrestricted(statement, reason="one relation at a time")):
        if other.id != ignoring:
            raise Refused("relation_overlaps", valid_from=other.valid_from)


def _after(fact: Fact) -> None:
    """Lists show the profile of today; with none for today, the newest."""
    if not isinstance(fact, TeacherProfile):
        return
    statement = select(TeacherProfile).where(TeacherProfile.teacher_id == fact.teacher_id, known(TeacherProfile))
    newest = statement.order_by(TeacherProfile.valid_from.desc(), TeacherProfile.id.desc()).limit(1)
    for wanted in (newest.where(true_on(TeacherProfile, today())), newest):
        if profile := db.session.scalars(unrestricted(wanted, reason="today's name for lists")).first():
            person = select(Teacher).where(Teacher.id == fact.teacher_id)
            teacher = db.session.scalars(unrestricted(person, reason="today's name for lists")).one()
            _show(teacher, {name: getattr(profile, name) for name in PROFILE_FIELDS})
            return


def _show(teacher: Teacher, profile: dict[str, Any]) -> None:
    for name, value in profile.items():
        setattr(teacher, name, value)
    teacher.name_key = name_key(teacher.name)
    teacher.search_text = person_text(teacher.name, teacher.staff_number)
