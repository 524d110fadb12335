"""The trail (审计): what is recorded, and the chain that shows any later change. Pure.

An entry's hash is HMAC-SHA256 over the canonical JSON of all its columns, the previous hash among them.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

FIRST = "0" * 64
ANCHOR_EVERY = 1000
CHAINED = (
    "seq", "prev", "at", "user_id", "acting_as", "session_id", "address", "event", "subject_type", "subject_id",
    "organisation_id", "people", "body",
)  # fmt: skip


class Event(StrEnum):
    ACCOUNT_CREATED = "accounts.account.created"
    ACCOUNT_DISABLED = "accounts.account.disabled"
    ACCOUNT_ENABLED = "accounts.account.enabled"
    ACCOUNT_MOVED = "accounts.account.moved"
    ACCOUNT_PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105 -- an event
    ACCOUNT_PASSWORD_RESET = "accounts.password.reset"  # noqa: S105 -- an event
    ACCOUNT_SIGNED_IN = "accounts.session.started"
    ACCOUNT_SIGNED_OUT = "accounts.session.ended"
    ACHIEVEMENT_CHECKED = "achievements.item.checked"
    ACHIEVEMENT_RECORDED = "achievements.item.recorded"
    ACHIEVEMENT_RETURNED = "achievements.item.returned"
    ACHIEVEMENT_SUPERSEDED = "achievements.item.superseded"
    ACHIEVEMENT_USED = "achievements.item.used"
    ACHIEVEMENT_WITHDRAWN = "achievements.item.withdrawn"
    ANCHOR_WRITTEN = "audit.anchor.written"
    DEMO_BUILT = "demo.town.built"
    DOCUMENT_ISSUED = "documents.document.issued"
    DOCUMENT_REVOKED = "documents.document.revoked"
    FACT_RECORDED = "people.fact.recorded"
    FACT_SUPERSEDED = "people.fact.superseded"
    FACT_VOIDED = "people.fact.voided"
    GRANT_ENDED = "accounts.grant.ended"
    GRANT_GIVEN = "accounts.grant.given"
    IDENTITY_RECORDED = "people.identity.recorded"
    IDENTITY_RESEALED = "people.identity.resealed"
    IDENTITY_REVEALED = "people.identity.revealed"
    IDENTITY_SUPERSEDED = "people.identity.superseded"
    IDENTITY_VOIDED = "people.identity.voided"
    IMPORT_APPLIED = "importing.batch.applied"
    IMPORT_UNDONE = "importing.batch.undone"
    LIST_EXPORTED = "exporting.list.exported"
    ORGANISATION_CHANGED = "organisations.organisation.changed"
    ORGANISATION_CLOSED = "organisations.organisation.closed"
    ORGANISATION_CREATED = "organisations.organisation.created"
    ORGANISATION_FACT_RECORDED = "organisations.fact.recorded"
    ORGANISATION_FACT_SUPERSEDED = "organisations.fact.superseded"
    ORGANISATION_FACT_VOIDED = "organisations.fact.voided"
    PAIR_ACCEPTED = "mentoring.pair.accepted"
    PAIR_APPROVED = "mentoring.pair.approved"
    PAIR_DECLINED = "mentoring.pair.declined"
    PAIR_ENDED = "mentoring.pair.ended"
    PAIR_PROPOSED = "mentoring.pair.proposed"
    PAIR_REFUSED = "mentoring.pair.refused"
    PAIR_WITHDRAWN = "mentoring.pair.withdrawn"
    PLATFORM_DECIDED = "importing.platform.decided"
    SECOND_FACTOR_ENROLLED = "accounts.second_factor.enrolled"
    SECOND_FACTOR_RESET = "accounts.second_factor.reset"
    TEACHER_CREATED = "people.teacher.created"
    TRAINING_ACTIVITY_CORRECTED = "training.activity.corrected"
    TRAINING_ACTIVITY_WITHDRAWN = "training.activity.withdrawn"
    TRAINING_CORRECTED = "training.record.corrected"
    TRAINING_ENTERED = "training.activity.entered"
    TRAINING_LOGGED = "training.record.logged"
    TRAINING_RETURNED = "training.record.returned"
    TRAINING_SUMS_REBUILT = "training.sums.rebuilt"
    TRAINING_VERIFIED = "training.record.verified"
    TRAINING_WITHDRAWN = "training.record.withdrawn"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the trail; `seq` where it shows first."""

    kind: str  # gap, chain, content, anchor_missing, anchor_differs, trigger, cut_tail
    seq: int | None
    detail: str


def canonical_line(entry: Mapping[str, Any], canonical: Any) -> str:
    return str(canonical([entry[name] for name in CHAINED]))


def chain_hash(key: str, line: str) -> str:
    return hmac.new(key.encode(), line.encode(), sha256).hexdigest()


def chain_faults(entries: Iterable[Mapping[str, Any]], key: str, canonical: Any) -> Iterator[Fault]:
    """Walks the whole chain in order of seq."""
    expected_seq, prev = 1, FIRST
    for entry in entries:
        if entry["seq"] != expected_seq:
            yield Fault("gap", expected_seq, f"expected {expected_seq}, found {entry['seq']}")
        if entry["prev"] != prev:
            yield Fault("chain", entry["seq"], "does not follow the entry before it")
        if chain_hash(key, canonical_line(entry, canonical)) != entry["hash"]:
            yield Fault("content", entry["seq"], "content and hash differ")
        expected_seq, prev = entry["seq"] + 1, entry["hash"]


def anchor_faults(anchors: Iterable[tuple[int, str]], hashes: Mapping[int, str]) -> Iterator[Fault]:
    """What stands in an anchor must stand in the database: an older copy or a cut tail does not hold it."""
    for seq, digest in anchors:
        if seq not in hashes:
            yield Fault("cut_tail", seq, "anchored, but no longer there")
        elif hashes[seq] != digest:
            yield Fault("anchor_differs", seq, "another entry was anchored here")
