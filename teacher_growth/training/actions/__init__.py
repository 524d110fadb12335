"""Everything that can be done to a line. Each asks who acts, narrows to scope, and never commits."""

from teacher_growth.training.actions.amending import correct_activity, withdraw_activity
from teacher_growth.training.actions.certifying import certify_year, verified_amounts
from teacher_growth.training.actions.deciding import (
    DESK,
    return_record,
    return_records,
    verify_record,
    verify_records,
)
from teacher_growth.training.actions.entering import Activity, Entered, enter_activity
from teacher_growth.training.actions.logging import correct_record, log_record, withdraw_record
from teacher_growth.training.actions.summing import count_all, rebuild_sums, recount, settle

__all__ = [
    "DESK", "Activity", "Entered", "certify_year", "correct_activity", "correct_record", "count_all",
    "enter_activity", "log_record", "rebuild_sums", "recount", "return_record", "return_records", "settle",
    "verified_amounts", "verify_record", "verify_records", "withdraw_activity", "withdraw_record",
]  # fmt: skip
