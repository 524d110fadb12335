"""Verifying and returning lines."""

from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.rules import Event
from teacher_growth.claims.actions import Desk
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Voucher


def _vouch(row: TrainingRecord, actor: Actor) -> dict[str, Any]:
    """From now on the one who verified what only the teacher had said answers for it."""
    before = row.voucher
    if row.voucher is Voucher.SELF:
        row.voucher = Voucher.COUNTY if DESK.is_from_above(row, actor) else Voucher.SCHOOL
    return {"voucher": [before, row.voucher]}


DESK = Desk(TrainingRecord, Permission.TRAINING_VERIFY, Event.TRAINING_VERIFIED, Event.TRAINING_RETURNED, _vouch)
verify_record, return_record = DESK.verify, DESK.send_back
verify_records, return_records = DESK.verify_many, DESK.send_back_many
