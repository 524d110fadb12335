"""The row of a file that lies in the store."""

from sqlalchemy import update

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.files.models import StoredFile
from teacher_growth.files.store import Received


def store(received: Received, *, actor: Actor) -> StoredFile:
    """A row of its own for each sending: nobody learns that another has sent the same. Audited with what it proves."""
    row = StoredFile(
        sha256=received.sha256, source_sha256=received.source_sha256, size=received.size,
        media_type=received.media_type, name=received.name, thumbnail_sha256=received.thumbnail_sha256, stored_at=now(),
        stored_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def set_thumbnail(file_id: int, sha256: str, *, actor: Actor) -> None:
    """Names the small picture of an image that had none; background work only."""
    if not actor.is_system:
        raise NotVisible("StoredFile", file_id)
    statement = update(StoredFile).where(StoredFile.id == file_id, StoredFile.thumbnail_sha256.is_(None))
    db.session.execute(unrestricted(statement.values(thumbnail_sha256=sha256), reason="its small picture"))
