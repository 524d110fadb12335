"""From a file to what is on record, and back."""

from teacher_growth.importing.actions.applying import apply_batch
from teacher_growth.importing.actions.receiving import choose_columns, drop_batch, receive
from teacher_growth.importing.actions.staging import stage
from teacher_growth.importing.actions.undoing import undo_batch

__all__ = ["apply_batch", "choose_columns", "drop_batch", "receive", "stage", "undo_batch"]
