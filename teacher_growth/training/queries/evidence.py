"""Evidence of lines the actor was found to see: the line's own files, then those of its activity."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, or_, select

from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.files.models import StoredFile
from teacher_growth.training.models import TrainingActivity, TrainingEvidence, TrainingRecord


def evidence_of(subject: TrainingRecord | TrainingActivity) -> list[StoredFile]:
    """In the order in which they were sent; place 1 is the first."""
    if isinstance(subject, TrainingActivity):
        whose = TrainingEvidence.activity_id == subject.id
    else:
        whose = or_(
            TrainingEvidence.record_id == subject.id,
            TrainingEvidence.activity_id == (subject.activity_id or 0),
        )
    statement = (
        select(StoredFile)
        .join(TrainingEvidence, TrainingEvidence.file_id == StoredFile.id)
        .where(whose)
        .order_by(TrainingEvidence.activity_id.nulls_first(), TrainingEvidence.position, TrainingEvidence.id)
    )
    return list(db.session.scalars(unrestricted(statement, reason="evidence of a line the actor sees")))


def files_of(record: TrainingRecord, wanted: Collection[int]) -> list[StoredFile]:
    """Of the line's own files, not its activity's, those with the ids wanted."""
    statement = select(TrainingEvidence.file_id).where(TrainingEvidence.record_id == record.id)
    own = set(db.session.scalars(statement)) & set(wanted)
    return [each for each in evidence_of(record) if each.id in own]


def evidence_counts(records: Sequence[TrainingRecord]) -> dict[int, int]:
    """Record id → how many files, in one query."""
    own = _counted(TrainingEvidence.record_id, (each.id for each in records))
    shared = _counted(TrainingEvidence.activity_id, {each.activity_id for each in records if each.activity_id})
    return {each.id: own.get(each.id, 0) + shared.get(each.activity_id or 0, 0) for each in records}


def evidence_by_record(records: Sequence[TrainingRecord]) -> dict[int, list[StoredFile]]:
    """For each line its own files and those of its activity, in one query."""
    activities = {each.activity_id for each in records if each.activity_id}
    statement = (
        select(TrainingEvidence.record_id, TrainingEvidence.activity_id, StoredFile)
        .join(StoredFile, TrainingEvidence.file_id == StoredFile.id)
        .where(
            or_(
                TrainingEvidence.record_id.in_([each.id for each in records]),
                TrainingEvidence.activity_id.in_(activities),
            )
        )
        .order_by(TrainingEvidence.position, TrainingEvidence.id)
    )
    own: dict[int, list[StoredFile]] = {}
    shared: dict[int, list[StoredFile]] = {}
    found = db.session.execute(unrestricted(statement, reason="evidence of a line the actor sees"))
    for record_id, activity_id, file in found:
        (shared.setdefault(activity_id, []) if record_id is None else own.setdefault(record_id, [])).append(file)
    return {each.id: own.get(each.id, []) + shared.get(each.activity_id or 0, []) for each in records}


def _counted(column, ids: Iterable[int]) -> dict[int, int]:
    statement = select(column, func.count()).where(column.in_(list(ids))).group_by(column)
    return dict(db.session.execute(statement).all())
