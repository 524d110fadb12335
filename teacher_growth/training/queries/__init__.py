from teacher_growth.training.queries.activities import activities, activity, lines_of
from teacher_growth.training.queries.doubts import Checked, doubts_for
from teacher_growth.training.queries.evidence import evidence_by_record, evidence_counts, evidence_of
from teacher_growth.training.queries.hours import hours_by
from teacher_growth.training.queries.people import principals_of, school_on, transcript_owner
from teacher_growth.training.queries.records import (
    account_names,
    chain,
    correction_of,
    next_waiting,
    on_duty,
    own_record,
    queue,
    record,
    school_names,
    todos,
    transcript,
    years_of,
)
from teacher_growth.training.queries.roster import Pasted, PastedState, Resolved, resolve, roster

__all__ = [
    "Checked",
    "Pasted",
    "PastedState",
    "Resolved",
    "account_names",
    "activities",
    "activity",
    "chain",
    "correction_of",
    "doubts_for",
    "evidence_by_record",
    "evidence_counts",
    "evidence_of",
    "hours_by",
    "lines_of",
    "next_waiting",
    "on_duty",
    "own_record",
    "principals_of",
    "queue",
    "record",
    "resolve",
    "roster",
    "school_names",
    "school_on",
    "todos",
    "transcript",
    "transcript_owner",
    "years_of",
]
