"""Files as they were sent, kept under their hash until nobody needs them: for the second look, and for going back."""

import hashlib
import os
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from teacher_growth.importing.reading.limits import LARGEST_FILE
from teacher_growth.importing.reading.parent import Spooled, spool
from teacher_growth.importing.rules.faults import FileFault, FileRefused

CHUNK = 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
READ = "read-2"  # counts on when the reader learns something: what an older one read is not taken for it


@dataclass(frozen=True)
class Kept:
    sha256: str
    name: str
    size: int


class Uploads:
    """A folder for each file: `file`, and beside it what was read of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256 / "file"

    def sheets(self, sha256: str, name: str) -> list[Spooled]:
        """What the file holds. Raises FileRefused."""
        path = self.path(sha256)
        if not path.exists():
            raise FileRefused(FileFault.FILE_EMPTY)
        found = spool(path, path.with_name(READ))
        if len(found) == 1 and found[0].name == "file":  # a text file is called by its own name
            found[0].name = Path(name).stem
        return found

    def keep(self, stream: IO[bytes], name: str | None) -> Kept:
        """On disk to the last octet before any row names it. Raises FileRefused."""
        draft = self._draft()
        try:
            digest, size = hashlib.sha256(), 0
            with draft.open("wb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > LARGEST_FILE:
                        raise FileRefused(FileFault.FILE_LARGE, most=LARGEST_FILE // CHUNK)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise FileRefused(FileFault.FILE_EMPTY)
            place = self.path(digest.hexdigest())
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(place)
            return Kept(digest.hexdigest(), plain_name(name), size)
        finally:
            draft.unlink(missing_ok=True)

    def keep_path(self, path: Path) -> Kept:
        """A file, or a folder of csv files as one archive."""
        if not path.is_dir():
            with path.open("rb") as stream:
                return self.keep(stream, path.name)
        with self._packed(path) as packed, packed.open("rb") as stream:
            return self.keep(stream, f"{path.resolve().name}.zip")

    def others(self, used: set[str], before: datetime) -> list[str]:
        """Hashes of the files here that are not used, and came before that."""
        files = (each for each in self.folder.glob("*/file") if each.parent.name not in used)
        return [each.parent.name for each in files if each.stat().st_mtime < before.timestamp()]

    def forget_drafts(self, before: datetime) -> None:
        """Left behind by a crash."""
        for each in (self.folder / ".tmp").glob("*"):
            if each.stat().st_mtime < before.timestamp():
                each.unlink(missing_ok=True)

    def forget(self, sha256: str) -> None:
        shutil.rmtree(self.folder / sha256, ignore_errors=True)

    @contextmanager
    def _packed(self, folder: Path) -> Iterator[Path]:
        """The same folder gives the same archive, so pressing again is the same work."""
        members = [each for each in sorted(folder.iterdir()) if each.suffix.lower() in (".csv", ".txt")]
        if not members:
            raise FileRefused(FileFault.FILE_NO_SHEET)
        draft = self._draft()
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                for each in members:
                    archive.writestr(zipfile.ZipInfo(each.name, EPOCH), each.read_bytes(), zipfile.ZIP_DEFLATED)
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _draft(self) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is typed about people is nobody else's
        folder = self.folder / ".tmp"
        folder.mkdir(exist_ok=True)
        return folder / uuid.uuid4().hex


def plain_name(name: str | None) -> str:
    """As the sender calls it: text for people, never a path."""
    bare = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in bare if each.isprintable()).strip(" .")[-200:] or "file"
