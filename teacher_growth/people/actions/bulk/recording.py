"""Facts put on record and corrected, many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.audit.actions import concern
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.facts import known
from teacher_growth.people.actions.bulk.asking import asked, refuse, refuse_any
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.kinds import FactKind, writes
from teacher_growth.people.rules.periods import overlaps, shown_profile
from teacher_growth.pinyin import name_key, person_text
from teacher_growth.setwise import Effect, add_facts, chunks, load, supersede_facts, update_many

PROFILE_FIELDS = ("name", "sex", "birth_date", "stage", "subject")
LOCKED = "one relation at a time"


def record_facts(kind: FactKind, rows: Sequence[Mapping[str, Any]], *, actor: Actor) -> list[Effect]:
    """Each row: `teacher_id` and the columns of the fact. Nobody writes his own."""
    question = asked(kind, [each["teacher_id"] for each in rows], actor)
    refuse_any(question, [(each["teacher_id"], each) for each in rows])
    check_relations(kind, rows)
    made = add_facts(MODELS[kind], rows, actor.user_id)
    _after(kind, [each["teacher_id"] for each in rows], Event.FACT_RECORDED, actor)
    return made


def correct_facts(kind: FactKind, changes: Sequence[tuple[int, Mapping[str, Any]]], *, actor: Actor) -> list[Effect]:
    """(id of the fact, what is different) for each: the corrected copies take their places."""
    lines = writable(kind, [fact_id for fact_id, _new in changes], actor)
    question = asked(kind, [each["teacher_id"] for each in lines.values()], actor)
    for fact_id, new in changes:
        if "teacher_id" in new:
            raise ValueError("a fact cannot become another person's: void it and record a new one")
        wanted = {**lines[fact_id], **new}
        refuse(question.fault(wanted["teacher_id"], wanted), wanted)
    check_relations(kind, [{**lines[fact_id], **new} for fact_id, new in changes], ignoring=set(lines))
    made = supersede_facts(MODELS[kind], [(lines[fact_id], new) for fact_id, new in changes], actor.user_id)
    _after(kind, [each["teacher_id"] for each in lines.values()], Event.FACT_SUPERSEDED, actor)
    return made


def writable(kind: FactKind, fact_ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    """The lines as they stand, if the actor may write every one of them."""
    model = MODELS[kind]
    found: dict[int, Any] = {}
    for part in chunks(sorted(set(fact_ids))):
        statement = visible(model, actor, writes(kind)).with_only_columns(*model.__table__.c).where(model.id.in_(part))
        found |= {each["id"]: each for each in db.session.execute(statement).mappings()}
    if missing := set(fact_ids) - set(found):
        raise NotVisible(model.__name__, min(missing))
    for each in found.values():
        if each["teacher_id"] == actor.teacher_id:
            raise SelfInterest()
        if each["voided"]:
            raise Refused("fact_voided")
        if kind is FactKind.RELATION and not actor.holds_at(writes(kind), each["organisation_id"]):
            raise Refused("relation_elsewhere")
    return found


def check_relations(kind: FactKind, rows: Sequence[Mapping[str, Any]], *, ignoring: set[int] | None = None) -> None:
    """The personnel relation is one at a time; the people's rows are the lock, in the order of their ids."""
    if kind is not FactKind.RELATION:
        return
    held = relations_of([each["teacher_id"] for each in rows], lock=True)
    periods: dict[int, list[Any]] = {
        person: [each for each in lines if each["id"] not in (ignoring or ())] for person, lines in held.items()
    }
    for row in rows:
        others = periods.setdefault(row["teacher_id"], [])
        for other in others:
            if overlaps(row["valid_from"], row.get("valid_to"), other["valid_from"], other.get("valid_to")):
                raise Refused("relation_overlaps", valid_from=other["valid_from"])
        others.append(row)


def relations_of(teacher_ids: Sequence[int], *, lock: bool = False) -> dict[int, list[Any]]:
    """What is known of the personnel relations of each, earliest first."""
    if lock:
        lock_people(teacher_ids)
    found: dict[int, list[Any]] = {}
    for each in load(PersonnelRelation, PersonnelRelation.teacher_id, teacher_ids, known(PersonnelRelation),
                     reason=LOCKED):  # fmt: skip
        found.setdefault(each["teacher_id"], []).append(each)
    return found


def lock_people(teacher_ids: Sequence[int]) -> None:
    """Nobody else changes their files until the end; in one order, so that no two wait for each other."""
    if db.session.get_bind().dialect.name == "sqlite":
        return  # its only writer holds everything
    for part in chunks(sorted(set(teacher_ids))):
        statement = select(Teacher.id).where(Teacher.id.in_(part)).order_by(Teacher.id).with_for_update()
        db.session.execute(unrestricted(statement, reason=LOCKED))


def _after(kind: FactKind, teacher_ids: Sequence[int], event: Event, actor: Actor) -> None:
    if kind is FactKind.PROFILE:
        show_profiles(teacher_ids)
    if kind in (FactKind.RELATION, FactKind.PLACE):
        tell(MODELS[kind], event, teacher_ids, actor)


def tell(model: type[Any], event: Event, teacher_ids: Sequence[int], actor: Actor) -> None:
    """Those who answer changes of relations and places look at whose they are."""
    for part in chunks(sorted(set(teacher_ids)), 1000):
        concern(event, [model(teacher_id=each) for each in part], actor=actor)


def show_profiles(teacher_ids: Sequence[int]) -> None:
    """Lists show the profile of today."""
    profiles: dict[int, list[Any]] = {}
    for each in load(TeacherProfile, TeacherProfile.teacher_id, teacher_ids, known(TeacherProfile)):
        profiles.setdefault(each["teacher_id"], []).append(each)
    numbers = {each["id"]: each["staff_number"] for each in load(Teacher, Teacher.id, profiles)}
    rows = []
    for person, lines in profiles.items():
        shown = shown_profile(lines, today())
        rows.append({"id": person} | shown_columns(numbers[person], {name: shown[name] for name in PROFILE_FIELDS}))
    update_many(Teacher, rows)


def shown_columns(staff_number: str, profile: Mapping[str, Any]) -> dict[str, Any]:
    """What the person's own row says for lists and search."""
    own = {name: profile.get(name) for name in PROFILE_FIELDS}
    name = own["name"]
    return own | {"name_key": name_key(name), "search_text": person_text(name, staff_number)}
