from teacher_growth.achievements.actions.deciding import (
    DESK,
    check_achievement,
    check_achievements,
    return_achievement,
    return_achievements,
)
from teacher_growth.achievements.actions.recording import (
    correct_achievement,
    record_achievement,
    withdraw_achievement,
)
from teacher_growth.achievements.actions.using import note_use

__all__ = [
    "DESK", "check_achievement", "check_achievements", "correct_achievement", "note_use", "record_achievement",
    "return_achievement", "return_achievements", "withdraw_achievement",
]  # fmt: skip
