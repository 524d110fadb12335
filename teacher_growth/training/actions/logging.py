"""One's own lines: logging, correcting, withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.files.actions import store
from teacher_growth.files.models import StoredFile
from teacher_growth.files.rules import MOST_PER_RECORD
from teacher_growth.files.store import Received
from teacher_growth.organisations.rules import school_year
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingEvidence, TrainingRecord
from teacher_growth.training.queries import Checked
from teacher_growth.training.rules import Line, RecordState, Voucher, can_become, line_fault


def log_record(line: Line, *, actor: Actor, files: Sequence[Received] = ()) -> TrainingRecord:
    """A line about oneself, for the school of that day to verify; the principal's own for the county."""
    if actor.teacher_id is None or not actor.may_for_itself(Permission.TRAINING_LOG):
        raise NotVisible("Teacher", actor.teacher_id)
    _check(line, files)
    school = queries.school_on(actor, line.ends_on, today())
    if school is None:
        raise Refused("training_no_school")
    row = _sent(line, school.id, actor, files)
    _attach(row, [store(each, actor=actor) for each in files])
    record(Event.TRAINING_LOGGED, row, actor=actor, **_told(row, files))
    return row


def correct_record(
    record_id: int,
    line: Line,
    *,
    actor: Actor,
    version: int,
    files: Sequence[Received] = (),
    keep: Collection[int] = (),
) -> TrainingRecord:
    """A new line in place of a returned or verified one of one's own; a verified one counts until the new one does.

    `keep`: ids of the old line's files that go along.
    """
    old = queries.own_record(record_id, actor)
    _check(line, files)
    if old.version != version:
        raise Refused("stale")
    if not can_become(old.state, RecordState.SUPERSEDED):
        raise Refused("training_state", now=old.state)
    if queries.correction_of(old.id) is not None:
        raise Refused("training_correction_open")
    kept = [each for each in queries.evidence_of(old) if each.id in keep and each.id in _own_files(old.id)]
    before, sources = asdict(old.line), [each.source_sha256 for each in kept]
    replaced = [old.id, *(each.id for each in queries.chain(old))]
    if old.state is RecordState.RETURNED:
        old.state, old.closed_at = RecordState.SUPERSEDED, now()
    row = _sent(
        line, old.organisation_id, actor, files, sources=sources, replaced=replaced, activity_id=old.activity_id
    )
    _attach(row, [*kept, *(store(each, actor=actor) for each in files)])
    record(Event.TRAINING_CORRECTED, row, actor=actor, corrects=record_id, before=before, **_told(row, files))
    return row


def withdraw_record(record_id: int, *, actor: Actor, version: int) -> TrainingRecord:
    """Takes back a line of one's own that nobody has verified."""
    row = queries.own_record(record_id, actor)
    if row.version != version:
        raise Refused("stale")
    if not can_become(row.state, RecordState.WITHDRAWN):
        raise Refused("training_state", now=row.state)
    before = row.state
    row.state, row.closed_at = RecordState.WITHDRAWN, now()
    record(Event.TRAINING_WITHDRAWN, row, actor=actor, before=before)
    return row


def _check(line: Line, files: Sequence[Received]) -> None:
    if (fault := line_fault(line, today())) is not None:
        raise Refused(fault)
    if len(files) > MOST_PER_RECORD:
        raise Refused("training_files", most=MOST_PER_RECORD)


def _sent(
    line: Line,
    organisation_id: int,
    actor: Actor,
    files: Sequence[Received],
    *,
    sources: Sequence[str] = (),
    replaced: Sequence[int] = (),
    activity_id: int | None = None,
) -> TrainingRecord:
    person = actor.teacher_id or 0
    sent = [*sources, *(each.source_sha256 for each in files)]
    checked = Checked(line, [person], sources=sent, ignoring=replaced)
    row = TrainingRecord(
        **asdict(line), teacher_id=person, organisation_id=organisation_id, activity_id=activity_id,
        school_year=school_year(line.ends_on), voucher=Voucher.SELF, state=RecordState.SUBMITTED,
        by_county=(person, organisation_id) in queries.principals_of([organisation_id], today()),
        doubts=queries.doubts_for(checked)[person], entered_by_id=actor.user_id, entered_at=now(),
        corrects_id=replaced[0] if replaced else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _own_files(record_id: int) -> set[int]:
    statement = TrainingEvidence.__table__.select().where(TrainingEvidence.record_id == record_id)
    return {each.file_id for each in db.session.execute(statement)}


def _attach(row: TrainingRecord, files: Sequence[StoredFile]) -> None:
    if len(files) > MOST_PER_RECORD:
        raise Refused("training_files", most=MOST_PER_RECORD)
    for position, each in enumerate(files, 1):
        db.session.add(TrainingEvidence(record_id=row.id, file_id=each.id, position=position))
    db.session.flush()


def _told(row: TrainingRecord, files: Sequence[Received]) -> dict[str, object]:
    """For the trail."""
    return {"after": asdict(row.line), "doubts": row.doubts, "files": [each.sha256 for each in files]}
