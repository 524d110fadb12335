"""The bell between web and worker: huey's queue, in a file of its own beside the database.

It carries no work, only "look into the table": a lost or doubled ring does no harm, and nothing is pickled.
"""

import logging
from functools import cached_property
from pathlib import Path
from typing import Any

from huey import SqliteHuey
from sqlalchemy.orm import Session

MOST_RINGS = 8  # more would only wake workers that find nothing
logger = logging.getLogger(__name__)


class Bell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _storage(self) -> Any:
        self.folder.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("teacher_growth", filename=str(self.folder / "huey.db"), results=False, timeout=1).storage

    def ring(self, times: int = 1) -> None:
        for _ in range(min(times, MOST_RINGS)):
            self._storage.enqueue(b"look")

    def heard(self) -> bool:
        """Takes one ring out of the queue. An unreadable queue is a silent one: the worker looks each minute anyway."""
        try:
            return bool(self._storage.queue_size()) and self._storage.dequeue() is not None
        except Exception:
            logger.exception("the queue of rings cannot be read")
            self.__dict__.pop("_storage", None)
            return False

    def ring_for_new_jobs(self, session: Session) -> None:
        """The step after a commit. What was committed stays so, bell or no bell."""
        if new := session.info["write"].get("jobs", 0):
            try:
                self.ring(new)
            except Exception:
                logger.exception("the worker could not be woken; it will find the job within a minute")
