"""Claims: what people state about themselves and somebody else verifies (training, achievements). Pure."""

from enum import StrEnum


class ClaimState(StrEnum):
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


NEXT = {
    ClaimState.SUBMITTED: {ClaimState.VERIFIED, ClaimState.RETURNED, ClaimState.WITHDRAWN},
    ClaimState.RETURNED: {ClaimState.SUPERSEDED, ClaimState.WITHDRAWN},
    ClaimState.VERIFIED: {ClaimState.SUPERSEDED, ClaimState.RETURNED},
}
OPEN = frozenset({ClaimState.SUBMITTED, ClaimState.RETURNED})
COUNTED = frozenset({ClaimState.VERIFIED})
LIVING = OPEN | COUNTED
MOST_AT_ONCE = 1000  # of one batch


def can_become(now: ClaimState, then: ClaimState) -> bool:
    return then in NEXT.get(now, ())
