"""Files of many people at once, where each belongs, and one identity document of a file."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible
from teacher_growth.people import queries
from teacher_growth.people.actions import bulk
from teacher_growth.people.models import IdentityDocument, Teacher
from teacher_growth.people.rules.codes import TitleLevel
from teacher_growth.people.rules.kinds import FactKind

SINCE = date(2025, 9, 1)


def _record_titles(_world: Any, actor: Actor, row_id: int) -> None:
    title = {"teacher_id": min(row_id, LARGEST_ID), "level": TitleLevel.SENIOR, "valid_from": SINCE}
    bulk.record_facts(FactKind.TITLE, [title], actor=actor)


def _correct_relations(_world: Any, actor: Actor, row_id: int) -> None:
    bulk.correct_facts(FactKind.RELATION, [(min(row_id, LARGEST_ID), {"document": "gate"})], actor=actor)


def _file(_world: Any, actor: Actor, row_id: int) -> None:
    if not rows(queries.teachers(actor).where(Teacher.id == row_id)):
        raise NotVisible


def _homes(_world: Any, actor: Actor, row_id: int) -> None:
    if not queries.homes_of(actor, [row_id]):
        raise NotVisible


def _identity(_world: Any, actor: Actor, row_id: int) -> None:
    """As an address would name it: under the person whose it is."""
    owner = select(IdentityDocument.teacher_id).where(IdentityDocument.id == min(row_id, LARGEST_ID))
    teacher_id = db.session.scalar(owner.execution_options(unrestricted="gate")) or 0
    queries.identity(teacher_id, row_id, actor, Permission.IDENTITY_WRITE)


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "people.record_titles": _record_titles,
    "people.correct_relations": _correct_relations,
    "people.read_homes": _homes,
    "people.read_identity": _identity,
    "people.read_taken_back": _file,
}
