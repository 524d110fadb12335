"""Reading and verifying the trail."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, unrestricted, visible
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event, Fault, anchor_faults, chain_faults
from teacher_growth.database import LARGEST_ID, Base, canonical, db
from teacher_growth.ddl import wrong_triggers
from teacher_growth.errors import NotVisible

BATCH = 5000
SAME_VERB = timedelta(minutes=10)  # from a line to the entry of its verb, at the end of the transaction
UNDER_WAY = 16
"""Transactions that may be between their commit and the note of their head when the machine dies."""


def entries(actor: Actor) -> Select[tuple[AuditEntry]]:
    return visible(AuditEntry, actor, Permission.AUDIT_READ)


def entry(seq: int, actor: Actor) -> AuditEntry:
    """Or NotVisible."""
    found: list[AuditEntry] = rows(entries(actor).where(AuditEntry.seq == seq)) if 0 < seq <= LARGEST_ID else []
    if not found:
        raise NotVisible("AuditEntry", seq)
    return found[0]


def reasons_of(lines: Iterable[Any]) -> dict[int, str]:
    """Why dated facts, all of one table, took the place of others: the entry was written with the line."""
    written = [
        (AuditEntry.subject_type == type(each).__name__)
        & (AuditEntry.subject_id == each.id)
        & AuditEntry.at.between(each.recorded_at, each.recorded_at + SAME_VERB)
        for each in lines
        if each.supersedes_id is not None
    ]
    if not written:
        return {}
    statement = select(AuditEntry.subject_id, AuditEntry.body).where(
        AuditEntry.event.in_((Event.FACT_SUPERSEDED, Event.IDENTITY_SUPERSEDED, Event.ORGANISATION_FACT_SUPERSEDED)),
        or_(*written),
    )
    found = db.session.execute(unrestricted(statement, reason="why a line that may be read was corrected"))
    return {row.subject_id: json.loads(row.body).get("reason", "") for row in found}


def verify(key: str, anchored: list[tuple[int, str]]) -> tuple[int, list[Fault]]:
    """How many entries there are, and everything that is wrong with them. `anchored`: heads kept outside."""
    hashes: dict[int, str] = {}

    def walked() -> Iterator[Mapping[str, Any]]:
        for entry in _all_entries():
            hashes[entry["seq"]] = entry["hash"]
            yield entry

    faults: list[Fault] = []
    try:
        faults += chain_faults(walked(), key, canonical)
    except ValueError as error:  # a moment that is none
        faults.append(Fault("content", len(hashes) + 1, f"cannot be read: {error}"))
    faults += anchor_faults(anchored, hashes)
    faults += _unanchored_faults(max((seq for seq, _ in anchored), default=0))
    connection = db.session.connection()
    faults += [Fault("trigger", None, name) for name in wrong_triggers(connection, Base.metadata)]
    return len(hashes), faults


def _unanchored_faults(newest: int) -> list[Fault]:
    """Every commit notes its head, and a crash loses those of the transactions under way, no more."""
    beyond = select(func.count(AuditEntry.at.distinct())).where(AuditEntry.seq > newest)
    if (db.session.scalar(unrestricted(beyond, reason="verifying the whole chain")) or 0) <= UNDER_WAY:
        return []
    return [Fault("anchor_missing", newest + 1, "nothing outside knows of these entries")]


def _all_entries() -> Iterator[Mapping[str, Any]]:
    statement = unrestricted(select(AuditEntry.__table__).order_by(AuditEntry.seq), reason="verifying the whole chain")
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)).mappings():
        yield dict(row) | {"at": row["at"].isoformat()}
