from teacher_growth.achievements.actions.deciding import (
    Batch,
    check_achievement,
    check_achievements,
    decision_fault,
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
    "Batch", "check_achievement", "check_achievements", "correct_achievement", "decision_fault", "note_use",
    "record_achievement", "return_achievement", "return_achievements", "withdraw_achievement",
]  # fmt: skip
