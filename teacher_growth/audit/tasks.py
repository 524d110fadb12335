"""The daily anchor: the chain's end goes where whoever can write the database cannot."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.actions import Anchors, record
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import write_tx


def anchor(_args: Mapping[str, Any], _progress: Callable[..., None]) -> dict[str, Any] | None:
    """Anchors the last committed entry, notes that as an entry of its own, then drops heads files it covers."""
    anchors: Anchors = current_app.extensions["anchors"]
    with write_tx() as session:
        last = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)
        head = session.scalars(unrestricted(last, reason="the end of the chain")).first()
        if head is None:
            return None
        seq, digest = head.seq, head.hash
        anchors.write(session, seq, digest)
        record(Event.ANCHOR_WRITTEN, head, actor=SYSTEM, seq=seq, hash=digest)
    anchors.drop_old_heads()
    return {"seq": seq, "hash": digest}


TASKS = {"audit.anchor": anchor}
DAILY = ("audit.anchor",)
