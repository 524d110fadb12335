"""Where people are at work, and how many mentees a mentor has: asked across schools, whoever asks."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, literal, null, select, union, union_all

from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.facts import in_force, known
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import PairKind, PairState, Stay, most_at_once
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher, WorkPlace
from teacher_growth.people.queries import matching
from teacher_growth.people.rules.codes import LeavingReason, Subject


def stays_of(teacher_ids: Iterable[int]) -> dict[int, list[Stay]]:
    """All periods on record at work somewhere, the relation's first, then places by their share."""
    ids = list(teacher_ids)
    relation = select(
        PersonnelRelation.teacher_id, PersonnelRelation.organisation_id, PersonnelRelation.valid_from,
        PersonnelRelation.valid_to, PersonnelRelation.leaving_reason, literal(101).label("rank"), PersonnelRelation.id,
    ).where(PersonnelRelation.teacher_id.in_(ids), known(PersonnelRelation))  # fmt: skip
    place = select(
        WorkPlace.teacher_id, WorkPlace.organisation_id, WorkPlace.valid_from, WorkPlace.valid_to, null(),
        WorkPlace.share, WorkPlace.id,
    ).where(WorkPlace.teacher_id.in_(ids), known(WorkPlace))  # fmt: skip
    both = union_all(relation, place).subquery()
    statement = select(both).order_by(both.c.rank.desc(), both.c.valid_from, both.c.id)
    found: dict[int, list[Stay]] = {each: [] for each in ids}
    for row in db.session.execute(unrestricted(statement, reason="both are at work there on the letter's date")):
        stay = Stay(row.organisation_id, row.valid_from, row.valid_to, row.rank > 100, row.leaving_reason)
        found[row.teacher_id].append(stay)
    return found


def side_schools(teacher_id: int, day: date) -> list[int]:
    """The schools somebody is at work at that day, the personnel relation's first."""
    stays = stays_of([teacher_id])[teacher_id]
    there = [each for each in stays if each.since <= day and (each.until is None or each.until >= day)]
    return list(dict.fromkeys(each.organisation_id for each in there))


def mentees_at_once(mentor_id: int, kind: PairKind, since: date, states: Iterable[PairState]) -> int:
    """The most mentees of a kind at once from that day on, in every school; ended pairs count as long as they ran."""
    return most_at_once(_periods(MentorPair.mentor_id == mentor_id, kind, since, states), since)


def has_mentor(mentee_id: int, kind: PairKind, since: date, states: Iterable[PairState]) -> bool:
    return bool(_periods(MentorPair.mentee_id == mentee_id, kind, since, states))


def _periods(
    whose: ColumnElement[bool], kind: PairKind, since: date, states: Iterable[PairState]
) -> list[tuple[date, date | None]]:
    counted = MentorPair.state.in_(list(states)) | (
        (MentorPair.state == PairState.ENDED) & (MentorPair.ended_on >= since)
    )
    statement = select(MentorPair.letter_date, MentorPair.ended_on).where(whose, MentorPair.kind == kind, counted)
    statement = unrestricted(statement, reason="a mentor's places and a mentee's mentor count in every school")
    return list(db.session.execute(statement).all())


def colleagues(organisation_id: int, day: date) -> CompoundSelect[tuple[int]]:
    """Ids of all from whom a mentor may come: whose relation is in the same county that day, or who work here."""
    return union(
        select(PersonnelRelation.teacher_id).where(
            in_force(PersonnelRelation, day), PersonnelRelation.organisation_id.in_(_county(organisation_id))
        ),
        select(WorkPlace.teacher_id).where(in_force(WorkPlace, day), WorkPlace.organisation_id == organisation_id),
    )


def _county(organisation_id: int) -> Select[tuple[int]]:
    """Whatever lies under the office over the school."""
    above = select(Organisation.parent_id).where(Organisation.id == organisation_id).scalar_subquery()
    county = select(Organisation.path).where(Organisation.id == above).scalar_subquery()
    return select(Organisation.id).where(Organisation.path.startswith(county))


def found_mentors(
    organisation_id: int, day: date, *, text: str = "", teacher_id: int | None = None, limit: int = 20
) -> list[tuple[int, str, Subject | None, str]]:
    """(id, name, subject, school) of those a mentor may be taken from, one's own school first."""
    own_first = case((PersonnelRelation.organisation_id == organisation_id, 0), else_=1)
    statement = matching(select(Teacher), text).where(Teacher.id.in_(colleagues(organisation_id, day)))
    if teacher_id is not None:
        statement = statement.where(Teacher.id == teacher_id)
    statement = (
        statement.with_only_columns(Teacher.id, Teacher.name, Teacher.subject, Organisation.name)
        .join(PersonnelRelation, PersonnelRelation.teacher_id == Teacher.id)
        .join(Organisation, Organisation.id == PersonnelRelation.organisation_id)
        .where(in_force(PersonnelRelation, day))
        .order_by(own_first, Teacher.name_key, Teacher.id)
        .limit(limit)
    )
    statement = unrestricted(statement, reason="mentors of the county's other schools: name, school and subject only")
    return list(db.session.execute(statement).all())


def found_externals(
    organisation_id: int, day: date, *, text: str = "", teacher_id: int | None = None, limit: int = 20
) -> list[tuple[int, str, Subject | None, str]]:
    """(id, name, subject, place) of mentors without a posting here that day (外聘).

    Those whose file is kept in the county or by an office above the school, and those who retired from the county.
    """
    county, path = _county(organisation_id), Organisation.path
    above = select(path).where(Organisation.id == organisation_id).scalar_subquery()
    offices = select(Organisation.id).where(above.startswith(path))
    posted = select(PersonnelRelation.teacher_id).where(in_force(PersonnelRelation, day))
    retired_from = (
        select(func.max(PersonnelRelation.organisation_id))
        .where(
            PersonnelRelation.teacher_id == Teacher.id, known(PersonnelRelation), PersonnelRelation.valid_to < day,
            PersonnelRelation.leaving_reason == LeavingReason.RETIRED, PersonnelRelation.organisation_id.in_(county),
        )
        .correlate(Teacher)
        .scalar_subquery()
    )  # fmt: skip
    kept = Teacher.keeper_id.in_(county) | Teacher.keeper_id.in_(offices)
    statement = matching(select(Teacher), text).where(kept | retired_from.is_not(None), Teacher.id.not_in(posted))
    if teacher_id is not None:
        statement = statement.where(Teacher.id == teacher_id)
    statement = (
        statement.with_only_columns(Teacher.id, Teacher.name, Teacher.subject, Organisation.name)
        .join(Organisation, Organisation.id == func.coalesce(retired_from, Teacher.keeper_id))
        .order_by(Teacher.name_key, Teacher.id)
        .limit(limit)
    )
    statement = unrestricted(statement, reason="mentors without a posting here: name, subject and keeper only")
    return list(db.session.execute(statement).all())
