"""A batch and its rows: where they stand. Pure."""

from datetime import timedelta
from enum import StrEnum


class BatchState(StrEnum):
    RECEIVED = "received"  # stored, not looked at yet
    REFUSED = "refused"  # the file cannot be taken
    MAPPING = "mapping"  # which column is what has to be said
    STAGED = "staged"  # read and compared: to be looked at
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"  # looked at and given up; its rows are gone


NEXT = {
    BatchState.RECEIVED: {BatchState.REFUSED, BatchState.MAPPING, BatchState.STAGED, BatchState.DROPPED},
    BatchState.MAPPING: {BatchState.RECEIVED, BatchState.DROPPED},
    BatchState.STAGED: {BatchState.RECEIVED, BatchState.APPLIED, BatchState.DROPPED},
    BatchState.APPLIED: {BatchState.UNDONE},
}
OPEN_KEPT = timedelta(days=14)  # a batch that nobody decides about; its rows hold what is typed about people
FORGOTTEN_AFTER = timedelta(days=90)  # rows and file of a batch that was carried out; what it made is known for good
UNNAMED_KEPT = timedelta(days=1)  # a file that no batch names: its request died
OPEN = frozenset({BatchState.RECEIVED, BatchState.MAPPING, BatchState.STAGED})


class SameLine(StrEnum):
    """What somebody says of a doubtful line of the platform."""

    PLATFORM = "same"  # ours is the same one, the platform's words count
    OURS = "ours"  # the same one, ours count
    OTHER = "other"  # two lines


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"  # perhaps one of ours written otherwise: nothing happens until somebody has decided
    MISSING = "missing"  # on record, not in the file: nothing happens to it
    LEFT_OUT = "left_out"  # said so: marked to be deleted, a total, filtered by the mapping


TAKEN = frozenset({Verdict.NEW, Verdict.CHANGED})
COUNTED = {
    Verdict.NEW: "created", Verdict.CHANGED: "updated", Verdict.SAME: "unchanged", Verdict.REFUSED: "refused",
    Verdict.DOUBTFUL: "doubtful",
}  # fmt: skip


def can_become(now: BatchState, then: BatchState) -> bool:
    return then in NEXT.get(now, ())
