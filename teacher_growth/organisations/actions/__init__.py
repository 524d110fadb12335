"""Creating organisations, renaming and moving them, and their dated lines. Never commit."""

from teacher_growth.organisations.actions.changing import (
    close_organisation,
    create_organisation,
    edit_organisation,
    move_organisation,
    rename_organisation,
)
from teacher_growth.organisations.actions.correcting import correct_line, void_line
from teacher_growth.organisations.actions.recording import record_organisation_fact

__all__ = [
    "close_organisation",
    "correct_line",
    "create_organisation",
    "edit_organisation",
    "move_organisation",
    "record_organisation_fact",
    "rename_organisation",
    "void_line",
]
