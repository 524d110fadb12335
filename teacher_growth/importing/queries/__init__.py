"""A batch, its rows, what was said of them."""

from teacher_growth.importing.queries.batches import (
    batch,
    batches,
    built_on,
    changed_since,
    counted,
    effects_of,
    errors,
    faults,
    open_with_key,
    remembered,
    rows_of,
)

__all__ = [
    "batch", "batches", "built_on", "changed_since", "counted", "effects_of", "errors", "faults", "open_with_key",
    "remembered", "rows_of",
]  # fmt: skip
