"""Reading and verifying the trail."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Fault, anchor_faults, chain_faults
from teacher_growth.database import Base, canonical, db
from teacher_growth.ddl import missing_triggers

BATCH = 5000


def entries(actor: Actor) -> Select[tuple[AuditEntry]]:
    return visible(AuditEntry, actor, Permission.AUDIT_READ)


def verify(key: str, anchored: list[tuple[int, str]]) -> tuple[int, list[Fault]]:
    """How many entries there are, and everything that is wrong with them. `anchored`: heads kept outside."""
    hashes: dict[int, str] = {}

    def walked() -> Iterator[Mapping[str, Any]]:
        for entry in _all_entries():
            hashes[entry["seq"]] = entry["hash"]
            yield entry

    faults = list(chain_faults(walked(), key, canonical))
    faults += anchor_faults(anchored, hashes)
    connection = db.session.connection()
    faults += [Fault("trigger", None, name) for name in missing_triggers(connection, Base.metadata)]
    return len(hashes), faults


def _all_entries() -> Iterator[Mapping[str, Any]]:
    statement = unrestricted(select(AuditEntry.__table__).order_by(AuditEntry.seq), reason="verifying the whole chain")
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)).mappings():
        yield dict(row) | {"at": row["at"].isoformat()}
