from teacher_growth.achievements.queries.doubts import doubts_for
from teacher_growth.achievements.queries.evidence import evidence_counts, evidence_of, uses_of
from teacher_growth.achievements.queries.items import (
    account_names,
    achievement,
    chain,
    correction_of,
    file_of,
    may_decide,
    mine,
    next_waiting,
    own_achievement,
    queue,
    school_names,
    whose_turn,
)
from teacher_growth.achievements.queries.waiting import todos

__all__ = [
    "account_names", "achievement", "chain", "correction_of", "doubts_for", "evidence_counts", "evidence_of", "file_of",
    "may_decide", "mine", "next_waiting", "own_achievement", "queue", "school_names", "todos", "uses_of", "whose_turn",
]  # fmt: skip
