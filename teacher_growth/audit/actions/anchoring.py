"""Heads of the chain, kept in files outside the database: what a cut tail or a restored old copy cannot satisfy.

After every commit the head goes into the day's `heads-DATE.log`; every 1,000 entries and each day one line with the
schema fingerprint goes into `anchors.log`, after which older heads files may go. Point the folder elsewhere by
TEACHER_GROWTH_ANCHORS: who can write the database should not be able to write it.
"""

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.audit.rules import ANCHOR_EVERY
from teacher_growth.clock import now, today
from teacher_growth.ddl import trigger_fingerprint


class Anchors:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note_head(self, session: Session) -> None:
        """The step after a commit. A crash before it leaves the database ahead of its anchors, which is no fault."""
        head = session.info["write"].get("audit_head")
        if head is None:
            return
        seq, digest = head
        self._append(f"heads-{today().isoformat()}.log", f"{seq} {digest}")
        if seq % ANCHOR_EVERY == 0:
            self.write(session, seq, digest)

    def write(self, session: Session, seq: int, digest: str) -> None:
        line = {
            "seq": seq,
            "hash": digest,
            "at": now().isoformat(),
            "triggers": trigger_fingerprint(session.connection()),
        }
        self._append("anchors.log", json.dumps(line, sort_keys=True), sync=True)

    def all(self) -> list[tuple[int, str]]:
        """Every head on file, in order; a torn last line is passed over."""
        found: set[tuple[int, str]] = set()
        for path in sorted(self.folder.glob("heads-*.log")):
            for line in path.read_text().splitlines():
                seq, _, digest = line.partition(" ")
                if seq.isdigit() and len(digest) == 64:
                    found.add((int(seq), digest))
        for anchor in self.written():
            found.add((anchor["seq"], anchor["hash"]))
        return sorted(found)

    def written(self) -> list[dict[str, Any]]:
        path = self.folder / "anchors.log"
        if not path.exists():
            return []
        lines = []
        for line in path.read_text().splitlines():
            try:
                lines.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return lines

    def drop_old_heads(self, *, keep: int = 2) -> None:
        """Only after the daily anchor: the days before the last `keep` are covered by it."""
        for path in sorted(self.folder.glob("heads-*.log"))[:-keep]:
            path.unlink()

    def _append(self, name: str, line: str, *, sync: bool = False) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            if sync:
                os.fsync(handle)
        finally:
            os.close(handle)
