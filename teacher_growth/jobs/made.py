"""Files that work in the background made for the one who asked: whole or not there, kept for a time."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from teacher_growth.disk import settle

KEPT = timedelta(days=7)


def new_name(format_: str) -> str:
    """Settled when the work is asked for: work that is done twice makes one file."""
    return f"{secrets.token_hex(16)}.{format_}"


@dataclass(frozen=True)
class Shelf:
    folder: Path

    def open(self) -> Path:
        """The folder itself, also for what is written on the way; nobody else on the machine reads it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """A draft to write to: it takes its name when everything is written and on the disk."""
        for left in self.open().glob(f"{name}.*.part"):  # by a worker that died over it
            left.unlink(missing_ok=True)
        draft = self.folder / f"{name}.{os.getpid()}.part"
        try:
            yield draft
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.replace(self.folder / name)
            settle(self.folder)
        finally:
            draft.unlink(missing_ok=True)

    def described(self, name: str, download_name: str) -> dict[str, Any]:
        """What a task gives back under `file`: its page offers it to the one who asked."""
        return {"stored": name, "name": download_name, "size": (self.folder / name).stat().st_size}

    def find(self, name: str) -> Path | None:
        path = self.folder / Path(name).name
        return path if path.is_file() else None

    def forget(self, before: datetime) -> int:
        """How many files older than that were removed, drafts of workers that died among them."""
        old = [each for each in self.folder.glob("*") if each.is_file() and each.stat().st_mtime < before.timestamp()]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)
