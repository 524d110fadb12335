"""One's own lines: logging, correcting, withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims import actions as claims
from teacher_growth.claims.rules import ClaimState
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
from teacher_growth.training.rules import Line, Voucher, line_fault


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
    before, kept = asdict(old.line), queries.files_of(old, keep)
    replaced, sources = claims.begin_correction(old, version), [each.source_sha256 for each in kept]
    row = _sent(
        line, old.organisation_id, actor, files, sources=sources, replaced=replaced, activity_id=old.activity_id
    )
    _attach(row, [*kept, *(store(each, actor=actor) for each in files)])
    record(Event.TRAINING_CORRECTED, row, actor=actor, corrects=record_id, before=before, **_told(row, files))
    return row


def withdraw_record(record_id: int, *, actor: Actor, version: int) -> TrainingRecord:
    """Takes back a line of one's own that nobody has verified."""
    row = queries.own_record(record_id, actor)
    return claims.withdraw(row, version, event=Event.TRAINING_WITHDRAWN, actor=actor)


def _check(line: Line, files: Sequence[Received]) -> None:
    if (fault := line_fault(line, today())) is not None:
        raise Refused(fault)
    if len(files) > MOST_PER_RECORD:
        raise Refused("claim_files", most=MOST_PER_RECORD)


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
        school_year=school_year(line.ends_on), voucher=Voucher.SELF, state=ClaimState.SUBMITTED,
        doubts=queries.doubts_for(checked)[person], entered_by_id=actor.user_id, entered_at=now(),
        corrects_id=replaced[0] if replaced else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _attach(row: TrainingRecord, files: Sequence[StoredFile]) -> None:
    if len(files) > MOST_PER_RECORD:
        raise Refused("claim_files", most=MOST_PER_RECORD)
    for position, each in enumerate(files, 1):
        db.session.add(TrainingEvidence(record_id=row.id, file_id=each.id, position=position))
    db.session.flush()


def _told(row: TrainingRecord, files: Sequence[Received]) -> dict[str, object]:
    """For the trail."""
    return {"after": asdict(row.line), "doubts": row.doubts, "files": [each.sha256 for each in files]}
