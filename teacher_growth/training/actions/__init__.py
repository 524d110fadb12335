"""Everything that can be done to a line. Each asks who acts, narrows to scope, and never commits."""

from teacher_growth.training.actions.amending import correct_activity, withdraw_activity
from teacher_growth.training.actions.deciding import (
    DESK,
    return_record,
    return_records,
    verify_record,
    verify_records,
)
from teacher_growth.training.actions.entering import Activity, Entered, enter_activity
from teacher_growth.training.actions.logging import correct_record, log_record, withdraw_record

__all__ = [
    "DESK", "Activity", "Entered", "correct_activity", "correct_record", "enter_activity", "log_record",
    "return_record", "return_records", "verify_record", "verify_records", "withdraw_activity", "withdraw_record",
]  # fmt: skip
