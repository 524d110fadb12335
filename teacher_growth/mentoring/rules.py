"""Mentor pairs (师徒结对, 青蓝结对): kinds, states, invariants. Pure. Who may and how many by policy comes later."""

from enum import StrEnum


class PairKind(StrEnum):
    SUBJECT = "subject"  # 教学导师
    HEAD_TEACHER = "head_teacher"  # 班主任导师


class PairState(StrEnum):
    PROPOSED = "proposed"  # by 教务处; mentor and mentee are asked
    ACCEPTED = "accepted"  # by both; the principal is asked
    ACTIVE = "active"
    DECLINED = "declined"  # by mentor or mentee
    REFUSED = "refused"  # by a principal
    WITHDRAWN = "withdrawn"  # by 教务处
    ENDED = "ended"


class EndReason(StrEnum):
    COMPLETED = "completed"  # 满师
    TRANSFERRED = "transferred"
    RETIRED = "retired"
    LEAVE = "leave"
    MISMATCH = "mismatch"
    OTHER = "other"


NEXT = {
    PairState.PROPOSED: {PairState.ACCEPTED, PairState.DECLINED, PairState.WITHDRAWN},
    PairState.ACCEPTED: {PairState.ACTIVE, PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN},
    PairState.ACTIVE: {PairState.ENDED},
}
OPEN = frozenset({PairState.PROPOSED, PairState.ACCEPTED, PairState.ACTIVE})
CAPACITY = 2
"""Mentees a mentor has at once, of one kind: what schools do (domain notes §2, observed); a policy takes over later."""


def can_become(now: PairState, then: PairState) -> bool:
    return then in NEXT.get(now, ())
