"""How far work is, told beside the database: on SQLite one that writes lets nobody else write until it is done.

A hint for a waiting page, in a small file: lost with a crash, and no harm done.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from flask import current_app

OFTEN = 0.3  # seconds; more often no page asks


class Beacon:
    """Of one attempt at one job."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self.path = Path(current_app.config["HOME"]) / "progress" / f"{job_id}-{attempt}.json"
        self.last = 0.0

    def tell(self, reached: Mapping[str, Any]) -> None:
        if monotonic() - self.last < OFTEN:
            return
        self.last = monotonic()
        draft = self.path.with_suffix(".tmp")
        with suppress(OSError):  # a full disk is for the work itself to notice
            self.path.parent.mkdir(exist_ok=True)
            draft.write_text(json.dumps(reached))
            draft.replace(self.path)

    def told(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError, TypeError):
            return {}

    def put_out(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
