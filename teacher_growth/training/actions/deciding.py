"""Verifying and returning, one by one and in batch. Nobody decides his own line, the school not its principal's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import LIVING, MOST_AT_ONCE, RecordState, Voucher, can_become


@dataclass
class Batch:
    """What was done, and what was left out with the reason."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def left_out(self) -> dict[str, list[int]]:
        """By the code of the reason."""
        found: dict[str, list[int]] = {}
        for record_id, refusal in self.refused:
            found.setdefault(refusal.code, []).append(record_id)
        return found


def verify_record(record_id: int, *, actor: Actor, version: int) -> TrainingRecord:
    row = _one(record_id, actor, version)
    _verify(row, actor)
    return row


def return_record(record_id: int, *, actor: Actor, version: int, reason: str) -> TrainingRecord:
    """Back to the teacher with a reason; a verified line so returned no longer counts."""
    row = _one(record_id, actor, version)
    _return(row, actor, reason)
    return row


def verify_records(record_ids: Sequence[int], *, actor: Actor) -> Batch:
    """Each line with its own check and its own entry in the trail; doubtful ones are left for a look at each."""

    def verify(row: TrainingRecord) -> None:
        if row.doubts:
            raise Refused("training_doubted")
        _verify(row, actor)

    return _each(record_ids, actor, verify)


def return_records(record_ids: Sequence[int], *, actor: Actor, reason: str) -> Batch:
    """Only lines that still wait: what counts is taken back one by one, by somebody who has looked at it."""

    def send_back(row: TrainingRecord) -> None:
        if row.state is not RecordState.SUBMITTED:
            raise Refused("training_state", now=row.state)
        _return(row, actor, reason)

    return _each(record_ids, actor, send_back)


def decision_fault(
    row: TrainingRecord, then: RecordState, *, actor: Actor, principals: Iterable[tuple[int, int]] | None = None
) -> str | None:
    """The code with which the verbs would refuse this actor's decision as things stand; None when it is his."""
    try:
        if principals is None:
            principals = queries.principals_of([row.organisation_id], today())
        _check_may_decide(row, actor, principals)
        _check_state(row, then)
    except Refused as refusal:
        return refusal.code
    return None


def _one(record_id: int, actor: Actor, version: int) -> TrainingRecord:
    row = fetch(TrainingRecord, record_id, actor, Permission.TRAINING_VERIFY)
    _check_may_decide(row, actor, queries.principals_of([row.organisation_id], today()))
    if row.version != version:
        raise Refused("stale")
    return row


def _each(record_ids: Sequence[int], actor: Actor, act: Callable[[TrainingRecord], None]) -> Batch:
    batch = Batch()
    wanted = list(dict.fromkeys(record_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("training_too_many_records", most=MOST_AT_ONCE)
    statement = visible(TrainingRecord, actor, Permission.TRAINING_VERIFY).where(TrainingRecord.id.in_(wanted))
    statement = statement.order_by(TrainingRecord.id).with_for_update(of=TrainingRecord)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).all()
    principals = queries.principals_of({each.organisation_id for each in found}, today())
    for row in found:
        try:
            _check_may_decide(row, actor, principals)
            act(row)
        except Refused as refusal:
            batch.refused.append((row.id, refusal))
        else:
            batch.done.append(row.id)
    return batch


def _check_may_decide(row: TrainingRecord, actor: Actor, principals: Iterable[tuple[int, int]]) -> None:
    if actor.teacher_id is not None and row.teacher_id == actor.teacher_id:
        raise SelfInterest()
    if (row.by_county or (row.teacher_id, row.organisation_id) in principals) and not _from_above(row, actor):
        raise Refused("needs_county")


def _from_above(row: TrainingRecord, actor: Actor) -> bool:
    """The right to verify comes from an organisation above the school, not from the school itself."""
    return actor.is_system or any(
        grant.organisation_id != row.organisation_id
        and (grant.organisation_ids is None or row.organisation_id in grant.organisation_ids)
        for grant in actor.grants
        if grant.gives(Permission.TRAINING_VERIFY)
    )


def _check_state(row: TrainingRecord, then: RecordState) -> None:
    if not can_become(row.state, then):
        raise Refused("training_state", now=row.state)
    if then is RecordState.RETURNED and queries.correction_of(row.id) is not None:
        raise Refused("training_correction_open")


def _verify(row: TrainingRecord, actor: Actor) -> None:
    _check_state(row, RecordState.VERIFIED)
    before = row.voucher
    if row.voucher is Voucher.SELF:  # from now on the one who verified answers for it
        row.voucher = Voucher.COUNTY if _from_above(row, actor) else Voucher.SCHOOL
    _decide(row, RecordState.VERIFIED, actor)
    vouchers, replaced = [before, row.voucher], _replace(row)
    record(Event.TRAINING_VERIFIED, row, actor=actor, voucher=vouchers, doubts=row.doubts, replaces=replaced)


def _return(row: TrainingRecord, actor: Actor, reason: str) -> None:
    _check_state(row, RecordState.RETURNED)
    before = row.state
    row.return_reason = reason
    _decide(row, RecordState.RETURNED, actor)
    record(Event.TRAINING_RETURNED, row, actor=actor, before=before, reason=reason)


def _decide(row: TrainingRecord, state: RecordState, actor: Actor) -> None:
    row.state, row.decided_at = state, now()
    row.decided_by_id, row.decided_by_teacher_id = actor.user_id, actor.teacher_id


def _replace(row: TrainingRecord) -> list[int]:
    """The lines a verified correction takes the place of stop counting in the same moment."""
    if row.corrects_id is None:
        return []
    replaced = [each.id for each in queries.chain(row) if each.state in LIVING]
    statement = select(TrainingRecord).where(TrainingRecord.id.in_(replaced)).with_for_update()
    for each in db.session.scalars(unrestricted(statement, reason="lines a correction takes the place of")):
        each.state, each.closed_at = RecordState.SUPERSEDED, now()
    return replaced
