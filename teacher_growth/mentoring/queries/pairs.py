"""Pairs an actor may see, and who was paired with whom on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, visible
from teacher_growth.database import LARGEST_ID
from teacher_growth.errors import NotVisible
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import RAN
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.queries import matching

WITH_NAMES = (joinedload(MentorPair.mentor), joinedload(MentorPair.mentee))


def pairs(
    actor: Actor, permission: Permission = Permission.MENTORING_READ, *, joined: Iterable[type[Any]] = ()
) -> Select[tuple[MentorPair]]:
    """With the names of both: whoever may see a pair may see who is in it, of whichever school."""
    statement = visible(MentorPair, actor, permission, joined=(Teacher, PersonnelRelation, *joined))
    return statement.options(*WITH_NAMES)


def find(pair_id: int, actor: Actor, *permissions: Permission) -> MentorPair:
    """The pair as a page shows it, if the actor holds one of these permissions on it."""
    for permission in permissions or (Permission.MENTORING_READ,):
        wanted = pairs(actor, permission).where(MentorPair.id == pair_id)
        if 0 < pair_id <= LARGEST_ID and (found := rows(wanted)):
            pair: MentorPair = found[0]
            return pair
    raise NotVisible("MentorPair", pair_id)


def my_pairs(actor: Actor) -> list[MentorPair]:
    """One's own, the newest letter first."""
    own = or_(MentorPair.mentor_id == actor.teacher_id, MentorPair.mentee_id == actor.teacher_id)
    statement = pairs(actor, Permission.MENTORING_ACCEPT).where(own)
    return rows(statement.order_by(MentorPair.letter_date.desc(), MentorPair.id.desc()))


def ran_on(day: date) -> ColumnElement[bool]:
    return (
        MentorPair.state.in_(RAN)
        & (MentorPair.letter_date <= day)
        & or_(MentorPair.ended_on.is_(None), MentorPair.ended_on >= day)
    )


def pairs_on(actor: Actor, day: date) -> Select[tuple[MentorPair]]:
    """In force that day: from the letter's date to the day of the end, both included."""
    return pairs(actor).where(ran_on(day))


def mentees_of(actor: Actor, teacher_ids: Iterable[int], day: date) -> dict[int, list[MentorPair]]:
    """Per mentor, in one query."""
    return _by(MentorPair.mentor_id, actor, teacher_ids, day)


def mentors_of(actor: Actor, teacher_ids: Iterable[int], day: date) -> dict[int, list[MentorPair]]:
    """Per mentee, in one query."""
    return _by(MentorPair.mentee_id, actor, teacher_ids, day)


def _by(column: Any, actor: Actor, teacher_ids: Iterable[int], day: date) -> dict[int, list[MentorPair]]:
    found: dict[int, list[MentorPair]] = {}
    statement = pairs_on(actor, day).where(column.in_(list(teacher_ids)))
    for pair in rows(statement.order_by(MentorPair.letter_date, MentorPair.id)):
        found.setdefault(getattr(pair, column.key), []).append(pair)
    return found


def with_text(statement: Select[tuple[MentorPair]], text: str) -> Select[tuple[MentorPair]]:
    """Mentor or mentee by name, pinyin, number or school."""
    people = matching(select(Teacher.id), text)  # type: ignore[arg-type]  # its rows are counted on, not read
    return statement.where(MentorPair.mentor_id.in_(people) | MentorPair.mentee_id.in_(people))
