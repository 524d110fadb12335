from teacher_growth.accounts.actions.following import move_accounts
from teacher_growth.accounts.actions.managing import (
    create_account,
    disable_account,
    enable_account,
    end_role,
    give_role,
    open_accounts,
    reset_password,
    reset_password_of_teacher,
    reset_second_factor,
)
from teacher_growth.accounts.actions.passwords import change_password, hasher, matches
from teacher_growth.accounts.actions.second_factor import enrol_second_factor, spend_code
from teacher_growth.accounts.actions.sessions import end_session, start_session, touch_session
from teacher_growth.accounts.actions.tries import note_failure, refuse_when_too_many

__all__ = [
    "change_password",
    "create_account",
    "disable_account",
    "enable_account",
    "end_role",
    "end_session",
    "enrol_second_factor",
    "give_role",
    "hasher",
    "matches",
    "move_accounts",
    "note_failure",
    "open_accounts",
    "refuse_when_too_many",
    "reset_password",
    "reset_password_of_teacher",
    "reset_second_factor",
    "spend_code",
    "start_session",
    "touch_session",
]
