"""Files opened for many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.actions.bulk.recording import PROFILE_FIELDS, shown_columns
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile, WorkPlace
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind, Sex, Stage, Subject
from teacher_growth.setwise import Effect, add_facts, chunks, insert_many, load, update_many

UNIQUE = "staff numbers are unique in the whole city"


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Own staff: with the personnel relation and the place of work from one day, to another if they have left."""

    staff_number: str
    name: str
    sex: Sex
    organisation_id: int
    since: date
    employment: Employment
    birth_date: date | None = None
    stage: Stage | None = None
    subject: Subject | None = None
    document: str | None = None
    last_day: date | None = None
    leaving_reason: LeavingReason | None = None

    @property
    def profile(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in PROFILE_FIELDS}


def person_faults(people: Sequence[NewPerson], actor: Actor) -> dict[int, str]:
    """Place in the list → why this file cannot be opened."""
    there = _there({each.organisation_id for each in people})
    taken = {each["staff_number"] for each in _same_numbers(people) if not each["voided"]}
    faults: dict[int, str] = {}
    seen: set[str] = set()
    for place, each in enumerate(people):
        holds = actor.holds_at(Permission.PEOPLE_WRITE, each.organisation_id)
        if not holds or each.organisation_id not in there:
            faults[place] = "not_visible"
        elif each.staff_number in taken or each.staff_number in seen:
            faults[place] = "staff_number_taken"
        seen.add(each.staff_number)
    return faults


def create_people(people: Sequence[NewPerson], *, actor: Actor) -> tuple[list[int], list[Effect]]:
    """Their ids in order, and what was made. A number of a file that was taken back gets its file again."""
    for place, fault in person_faults(people, actor).items():
        if fault == "not_visible":
            raise NotVisible("Organisation", people[place].organisation_id)
        raise Refused(fault, staff_number=people[place].staff_number)
    again = {each["staff_number"]: each["id"] for each in _same_numbers(people)}
    fresh = [each for each in people if each.staff_number not in again]
    made = insert_many(Teacher, [_row(each) | {"keeper_id": None, "version": 1} for each in fresh])
    update_many(
        Teacher, [{"id": again[each.staff_number]} | _row(each) for each in people if each.staff_number in again]
    )
    ids = dict(zip((each.staff_number for each in fresh), made, strict=True)) | again
    return [ids[each.staff_number] for each in people], _with_facts(people, ids, actor)


def _with_facts(people: Sequence[NewPerson], ids: dict[str, int], actor: Actor) -> list[Effect]:
    effects = [Effect("teacher", ids[each.staff_number]) for each in people]
    base = [{"teacher_id": ids[each.staff_number], "valid_from": each.since} for each in people]
    rows = list(zip(base, people, strict=True))
    effects += add_facts(TeacherProfile, [line | each.profile for line, each in rows], actor.user_id)
    where = [
        line | {"organisation_id": each.organisation_id, "document": each.document, "valid_to": each.last_day}
        for line, each in rows
    ]  # fmt: skip
    employed = [
        line | {"employment": each.employment, "leaving_reason": each.leaving_reason}
        for line, each in zip(where, people, strict=True)
    ]  # fmt: skip
    effects += add_facts(PersonnelRelation, employed, actor.user_id)
    effects += add_facts(WorkPlace, [line | {"kind": PlaceKind.REGULAR} for line in where], actor.user_id)
    return effects


def _row(person: NewPerson) -> dict[str, Any]:
    shown = shown_columns(person.staff_number, person.profile)
    return {"staff_number": person.staff_number, **shown, "voided": False}


def _same_numbers(people: Sequence[NewPerson]) -> list[Any]:
    return load(Teacher, Teacher.staff_number, {each.staff_number for each in people}, reason=UNIQUE)


def _there(organisation_ids: set[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(organisation_ids)):
        found.update(db.session.scalars(select(Organisation.id).where(Organisation.id.in_(part))))
    return found
