"""Lines: a transcript, one record, what waits."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, rows, unrestricted
from teacher_growth.claims import queries as claims
from teacher_growth.database import db
from teacher_growth.messages.queries import Todo
from teacher_growth.people.models import Teacher
from teacher_growth.training.models import TrainingRecord


def record(record_id: int, actor: Actor) -> TrainingRecord:
    teacher = joinedload(TrainingRecord.teacher)
    return fetch(TrainingRecord, record_id, actor, Permission.TRAINING_READ, teacher, joined=(Teacher,))


def own_record(record_id: int, actor: Actor) -> TrainingRecord:
    """One's own, to correct or withdraw it."""
    return fetch(TrainingRecord, record_id, actor, Permission.TRAINING_LOG)


def transcript(teacher_id: int, year: int | None = None) -> list[TrainingRecord]:
    """All lines of a person the actor was found to see (`transcript_owner`), newest first, whichever school answers."""
    statement = select(TrainingRecord).where(TrainingRecord.teacher_id == teacher_id)
    if year is not None:
        statement = statement.where(TrainingRecord.school_year == year)
    statement = statement.order_by(TrainingRecord.ends_on.desc(), TrainingRecord.id.desc())
    return rows(unrestricted(statement, reason="the transcript of a person the actor sees"))


def years_of(teacher_id: int) -> list[int]:
    statement = select(TrainingRecord.school_year).where(TrainingRecord.teacher_id == teacher_id).distinct()
    found = db.session.scalars(unrestricted(statement, reason="the transcript of a person the actor sees"))
    return sorted(found, reverse=True)


def todos(actor: Actor) -> list[Todo]:
    """What waits for the actor: to verify, and returned to herself."""
    found = [
        Todo("training_principals" if each.of_principals else "training_to_verify", each.count, "training.queue",
             oldest=each.since)
        for each in claims.waiting(TrainingRecord, actor, Permission.TRAINING_VERIFY)
    ]  # fmt: skip
    if sent_back := claims.returned(TrainingRecord, actor, Permission.TRAINING_LOG):
        found.append(Todo("training_returned", sent_back[0], "training.transcript", oldest=sent_back[1]))
    return found
