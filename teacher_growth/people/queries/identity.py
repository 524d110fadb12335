"""Identity documents as pages may show them, who looked at a number, and whose a number is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, rows, unrestricted, visible
from teacher_growth.accounts.models import Account
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.facts import known
from teacher_growth.people.models import IdentityDocument, IdentitySeal, Teacher
from teacher_growth.people.rules.identity import IdentityKind, RevealPurpose, tidy
from teacher_growth.people.rules.sealing import Keyring


@dataclass(frozen=True)
class Reveal:
    """One look at a number: when, by whom, in which roles, what for."""

    at: datetime
    by: str
    acting_as: str
    kind: IdentityKind
    purpose: RevealPurpose
    text: str


def identities(teacher_id: int, actor: Actor) -> list[IdentityDocument]:
    statement = visible(IdentityDocument, actor, Permission.IDENTITY_READ)
    statement = statement.where(IdentityDocument.teacher_id == teacher_id, known(IdentityDocument))
    return rows(statement.order_by(IdentityDocument.valid_from.desc(), IdentityDocument.id.desc()))


def identity_history(teacher_id: int, actor: Actor) -> list[IdentityDocument]:
    """Every line ever recorded, in the order of recording."""
    statement = visible(IdentityDocument, actor, Permission.IDENTITY_READ)
    statement = statement.where(IdentityDocument.teacher_id == teacher_id)
    return rows(statement.order_by(IdentityDocument.recorded_at, IdentityDocument.id))


def identity(teacher_id: int, document_id: int, actor: Actor, permission: Permission) -> IdentityDocument:
    found = fetch(IdentityDocument, document_id, actor, permission)
    if found.teacher_id != teacher_id:
        raise NotVisible("IdentityDocument", document_id)
    return found


def reveals(documents: Sequence[IdentityDocument]) -> list[Reveal]:
    """Newest first, of documents that the reader may know of: the person herself among them."""
    statement = (
        select(AuditEntry.at, AuditEntry.acting_as, AuditEntry.body, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.user_id)
        .where(
            AuditEntry.event == Event.IDENTITY_REVEALED, AuditEntry.subject_type == IdentityDocument.__name__,
            AuditEntry.subject_id.in_([each.id for each in documents]),
        )
        .order_by(AuditEntry.seq.desc())
    )  # fmt: skip
    found = db.session.execute(unrestricted(statement, reason="who looked at a number of a file that may be read"))
    return [_reveal(row) for row in found]


def person_with_number(kind: IdentityKind, number: str, actor: Actor, keys: Keyring) -> Teacher | None:
    """Whose this very number is, among those whose documents the actor may know of."""
    digests = keys.digests(kind, tidy(number)).values()
    statement = visible(IdentitySeal, actor, Permission.IDENTITY_READ).where(
        IdentitySeal.digest.in_(digests), IdentitySeal.in_use.is_(True)
    )
    seal = db.session.scalars(statement.order_by(IdentitySeal.id).limit(1)).one_or_none()
    if seal is None:
        return None
    person = visible(Teacher, actor, Permission.IDENTITY_READ).where(Teacher.id == seal.teacher_id)
    return db.session.scalars(person).one_or_none()


def keys_in_use() -> set[int]:
    statement = select(IdentitySeal.key_number).distinct()
    return set(db.session.scalars(unrestricted(statement, reason="which keys are still needed")))


def _reveal(row: Any) -> Reveal:
    body = json.loads(row.body)
    kind, purpose = IdentityKind(body["kind"]), RevealPurpose(body["purpose"])
    return Reveal(row.at, row.name or "", row.acting_as, kind, purpose, body["text"])
