"""A batch, its rows, what was said of them."""

from teacher_growth.importing.queries.batches import (
    batch,
    batches,
    built_on,
    changed_since,
    counted,
    doubtful,
    effects_of,
    errors,
    faults,
    first_built_on,
    job_under_way,
    last_job,
    missing_people,
    open_with_key,
    remembered,
    rows_of,
    to_do,
    todos,
)

__all__ = [
    "batch", "batches", "built_on", "changed_since", "counted", "doubtful", "effects_of", "errors", "faults",
    "first_built_on", "job_under_way", "last_job", "missing_people", "open_with_key", "remembered", "rows_of", "to_do",
    "todos",
]  # fmt: skip
