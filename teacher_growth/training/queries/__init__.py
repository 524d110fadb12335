from teacher_growth.training.queries.activities import (
    activities,
    activity,
    attended,
    closed_reason,
    lines_of,
    successor_of,
    with_corrected,
)
from teacher_growth.training.queries.doubts import Checked, doubts_for
from teacher_growth.training.queries.evidence import evidence_by_record, evidence_counts, evidence_of, files_of
from teacher_growth.training.queries.hours import hours_by
from teacher_growth.training.queries.people import school_on, transcript_owner
from teacher_growth.training.queries.records import (
    own_record,
    record,
    todos,
    transcript,
    years_of,
)
from teacher_growth.training.queries.roster import Pasted, PastedState, Resolved, resolve, roster
from teacher_growth.training.queries.sums import KEPT, Difference, counted_of, differences, key_of, lines_counted

__all__ = [
    "KEPT",
    "Checked",
    "Difference",
    "Pasted",
    "PastedState",
    "Resolved",
    "activities",
    "activity",
    "attended",
    "closed_reason",
    "counted_of",
    "differences",
    "doubts_for",
    "evidence_by_record",
    "evidence_counts",
    "evidence_of",
    "files_of",
    "hours_by",
    "key_of",
    "lines_counted",
    "lines_of",
    "own_record",
    "record",
    "resolve",
    "roster",
    "school_on",
    "successor_of",
    "with_corrected",
    "todos",
    "transcript",
    "transcript_owner",
    "years_of",
]
