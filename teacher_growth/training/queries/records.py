"""Lines: one's own transcript, one record, and the queue of those who verify."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account
from teacher_growth.clock import local
from teacher_growth.database import db
from teacher_growth.messages.queries import Todo
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import RecordState


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


def queue(actor: Actor) -> Select[tuple[TrainingRecord]]:
    """Lines the actor may verify where they stand, of others, with their teacher; lists narrow it by state."""
    return (
        visible(TrainingRecord, actor, Permission.TRAINING_VERIFY, joined=(Teacher,))
        .join(TrainingRecord.teacher)
        .options(contains_eager(TrainingRecord.teacher))
        .where(TrainingRecord.teacher_id != (actor.teacher_id or 0))
    )


def on_duty(actor: Actor) -> ColumnElement[bool]:
    """Whose turn it is: a school's own lines are the school's, its principal's are the organisation's above it."""
    places = {grant.organisation_id for grant in actor.grants if grant.gives(Permission.TRAINING_VERIFY)}
    below = select(Organisation.id).where(Organisation.parent_id.in_(places))
    return or_(
        and_(TrainingRecord.by_county.is_(False), TrainingRecord.organisation_id.in_(places)),
        and_(TrainingRecord.by_county.is_(True), TrainingRecord.organisation_id.in_(below)),
    )


def next_waiting(actor: Actor) -> int | None:
    """The id of the line that has waited longest for the actor."""
    statement = queue(actor).where(TrainingRecord.state == RecordState.SUBMITTED, on_duty(actor))
    ordered = statement.order_by(TrainingRecord.entered_at, TrainingRecord.id).limit(1)
    found = db.session.scalars(ordered).first()
    return None if found is None else found.id


def chain(record: TrainingRecord) -> list[TrainingRecord]:
    """The lines it takes the place of, nearest first."""
    found: list[TrainingRecord] = []
    wanted = record.corrects_id
    while wanted is not None:
        statement = select(TrainingRecord).where(TrainingRecord.id == wanted)
        line = db.session.scalars(unrestricted(statement, reason="the line this one corrects")).one()
        found.append(line)
        wanted = line.corrects_id
    return found


def correction_of(record_id: int) -> int | None:
    """The id of the living line that corrects this one."""
    statement = select(TrainingRecord.id).where(
        TrainingRecord.corrects_id == record_id, TrainingRecord.state != RecordState.WITHDRAWN
    )
    return db.session.scalar(unrestricted(statement, reason="the line that corrects this one"))


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {each for each in account_ids if each is not None}
    statement = select(Account.id, Account.name).where(Account.id.in_(wanted))
    found = db.session.execute(unrestricted(statement, reason="who did what with a line the actor sees"))
    return {row.id: row.name for row in found}


def school_names(lines: Iterable[TrainingRecord]) -> dict[int, str]:
    wanted = {each.organisation_id for each in lines}
    return {
        row.id: row.name
        for row in db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    }


def todos(actor: Actor) -> list[Todo]:
    found = []
    if actor.may_for_others(Permission.TRAINING_VERIFY) and not actor.is_system:
        statement = (
            visible(TrainingRecord, actor, Permission.TRAINING_VERIFY)
            .with_only_columns(TrainingRecord.by_county, func.count(), func.min(TrainingRecord.entered_at))
            .where(
                TrainingRecord.state == RecordState.SUBMITTED, on_duty(actor),
                TrainingRecord.teacher_id != (actor.teacher_id or 0),
            )
            .group_by(TrainingRecord.by_county)
        )  # fmt: skip
        for by_county, count, oldest in db.session.execute(statement):
            day = local(oldest).date()
            if by_county:
                found.append(Todo("training_principals", count, "training.queue", oldest=day))
            else:
                found.append(Todo("training_to_verify", count, "training.queue", oldest=day))
    return found + _returned(actor)


def _returned(actor: Actor) -> list[Todo]:
    if not actor.may_for_itself(Permission.TRAINING_LOG):
        return []
    statement = (
        visible(TrainingRecord, actor, Permission.TRAINING_LOG)
        .with_only_columns(func.count(), func.min(TrainingRecord.decided_at))
        .where(TrainingRecord.teacher_id == actor.teacher_id, TrainingRecord.state == RecordState.RETURNED)
    )
    count, oldest = db.session.execute(statement).one()
    return [Todo("training_returned", count, "training.transcript", oldest=local(oldest).date())] if count else []
