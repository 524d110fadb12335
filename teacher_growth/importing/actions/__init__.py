"""From a file to what is on record, and back."""

from teacher_growth.importing.actions.applying import apply_batch
from teacher_growth.importing.actions.asking import (
    APPLY,
    MARK,
    STAGE,
    UNDO,
    ask_for_marked_copy,
    ask_to_apply,
    ask_to_compare_again,
    ask_to_stage,
    ask_to_undo,
)
from teacher_growth.importing.actions.cleaning import files_in_use, forget_batch, forget_old_rows, stale_batches
from teacher_growth.importing.actions.deciding import Leaving, decide_doubtful, decide_missing
from teacher_growth.importing.actions.receiving import choose_columns, drop_batch, receive
from teacher_growth.importing.actions.staging import stage
from teacher_growth.importing.actions.undoing import undo_batch

__all__ = [
    "APPLY", "MARK", "STAGE", "UNDO", "Leaving", "apply_batch", "ask_for_marked_copy", "ask_to_apply",
    "ask_to_compare_again", "ask_to_stage", "ask_to_undo", "choose_columns", "decide_doubtful", "decide_missing",
    "drop_batch", "files_in_use", "forget_batch", "forget_old_rows", "receive", "stage", "stale_batches", "undo_batch",
]  # fmt: skip
