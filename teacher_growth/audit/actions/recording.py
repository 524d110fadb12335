"""One entry per verb, in the verb's own transaction; chained and inserted as its last statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.models import AuditEntry, AuditPerson
from teacher_growth.audit.rules import FIRST, Event, canonical_line, chain_hash
from teacher_growth.clock import now
from teacher_growth.database import canonical, writing

MOST_PEOPLE = 36  # ids of ten digits still fit the column
LOCK = 711_001  # the chain's advisory lock on PostgreSQL; taken last, since an early lock costs most of the throughput


def record(
    event: Event,
    subject: Any,
    *,
    actor: Actor,
    people: tuple[int | None, ...] = (),
    caused_by: Event | None = None,
    **details: Any,
) -> None:
    """Notes what was done to `subject` for the trail: codes and values, before and after, why.

    Raises RuntimeError outside write_tx. `people`: teachers concerned.
    """
    notes = writing()
    if notes is None:
        raise RuntimeError(f"{event}: recorded outside write_tx")
    if caused_by is not None:
        details["caused_by"] = caused_by
    notes.setdefault("audit", []).append((event, subject, actor, people, details))


def concern(event: Event, subjects: Sequence[Any], *, actor: Actor) -> None:
    """Says to those who answer an event that it happened to many rows; one entry of the verb tells of them all."""
    notes = writing()
    if notes is None:
        raise RuntimeError(f"{event}: told outside write_tx")
    if subjects:
        notes.setdefault("concerned", []).append((event, tuple(subjects), actor))


def chain(session: Session, key: str) -> None:
    """The last step of a write transaction: gives the noted entries their place in the chain."""
    noted = session.info["write"].get("audit", [])
    if not noted:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    reasons = list(session.info["write"].get("reasons", []))  # the verb's own, without the two below
    last = session.execute(
        unrestricted(
            select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1),
            reason="the end of the chain",
        )
    ).first()
    seq, prev = (last.seq, last.hash) if last else (0, FIRST)
    values = []
    place: dict[str, Any] = {"at": now()}  # one moment for one transaction
    concerned = []
    for event, subject, actor, people, details in noted:
        seq += 1
        place |= {"seq": seq, "prev": prev}
        named = _concerned(subject, people)
        values.append(_entry(place, key, reasons, event, subject, actor, named, details))
        concerned += [{"teacher_id": each, "seq": seq} for each in named]
        prev = values[-1]["hash"]
    session.execute(unrestricted(insert(AuditEntry), reason="the chain"), values)
    if concerned:
        session.execute(unrestricted(insert(AuditPerson), reason="the chain"), concerned)
    session.info["write"]["audit_head"] = (seq, prev)  # goes with the transaction when it fails


def _concerned(subject: Any, people: Any) -> list[int]:
    own = {getattr(subject, name, None) for name in ("teacher_id", "mentor_id", "mentee_id")}
    return sorted({each for each in (*people, *own) if each is not None})


def _entry(
    place: dict[str, Any],
    key: str,
    reasons: list[str],
    event: Event,
    subject: Any,
    actor: Actor,
    concerned: list[int],
    details: Any,
) -> dict[str, Any]:
    entry: dict[str, Any] = place | {
        "user_id": actor.user_id,
        "acting_as": actor.acting_as,
        "session_id": actor.session_id,
        "address": actor.address,
        "event": str(event),
        "subject_type": type(subject).__name__,
        "subject_id": getattr(subject, "id", None),
        "organisation_id": getattr(subject, "organisation_id", None),
        "people": "".join(f" {each}" for each in concerned[:MOST_PEOPLE]) + " ",
        "body": canonical(details | ({"unrestricted": sorted(set(reasons))} if reasons else {})),
    }
    entry["hash"] = chain_hash(key, canonical_line(entry | {"at": entry["at"].isoformat()}, canonical))
    return entry
