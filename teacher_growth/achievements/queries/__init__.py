from teacher_growth.achievements.queries.doubts import doubts_for
from teacher_growth.achievements.queries.evidence import evidence_by_item, evidence_counts, evidence_of, uses_of
from teacher_growth.achievements.queries.items import achievement, file_of, mine, own_achievement, sees, todos

__all__ = [
    "achievement", "doubts_for", "evidence_by_item", "evidence_counts", "evidence_of", "file_of", "mine",
    "own_achievement", "sees", "todos", "uses_of",
]  # fmt: skip
