"""Background work on files, by name: what `jobs` may run."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.scope import unrestricted
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.files import actions
from teacher_growth.files.models import StoredFile
from teacher_growth.files.rules import IMAGES
from teacher_growth.files.store import Store

DRAFTS_KEPT = 24 * 3600  # seconds: older ones were left behind by a crash


def make_thumbnail(args: Mapping[str, Any], _progress: Callable[..., None]) -> None:
    """args: file_id. For an image that came in without one; done twice it does nothing twice."""
    statement = select(StoredFile).where(StoredFile.id == args["file_id"], StoredFile.thumbnail_sha256.is_(None))
    file = db.session.scalars(unrestricted(statement, reason="its small picture")).one_or_none()
    if file is None or file.media_type not in IMAGES:
        return
    small, file_id = Store(current_app.config["FILES"]).thumbnail_of(file.sha256, file.media_type), file.id
    with write_tx():
        actions.set_thumbnail(file_id, small, actor=SYSTEM)


def clean(_args: Mapping[str, Any], _progress: Callable[..., None]) -> dict[str, int]:
    before = now().timestamp() - DRAFTS_KEPT
    old = [each for each in (current_app.config["FILES"] / ".tmp").glob("*") if each.stat().st_mtime < before]
    for draft in old:
        draft.unlink(missing_ok=True)
    return {"drafts": len(old)}


TASKS = {"files.make_thumbnail": make_thumbnail, "files.clean": clean}
DAILY = ("files.clean",)
