"""Issuing a document and taking it back."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import canonical, db
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import ALPHABET, CODE_LENGTH, DocumentKind
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.models import Organisation


def issue(
    kind: DocumentKind, teacher_id: int, organisation_id: int, data: Mapping[str, Any], *, actor: Actor
) -> IssuedDocument:
    """The next number of the organisation's year. `data`: all that is printed, with `name` and `school`.

    The domain that asks has found that the person may be certified; nobody issues for himself. The trail keeps a hash
    of the data, no name.
    """
    if not actor.holds_at(Permission.DOCUMENTS_ISSUE, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    year = today().year
    document = IssuedDocument(
        kind=kind, organisation_id=organisation_id, teacher_id=teacher_id, year=year, data=dict(data),
        number=_next_number(kind, organisation_id, year),
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        issued_at=now(), issued_by_id=actor.user_id, issued_by_teacher_id=actor.teacher_id,
    )  # fmt: skip
    db.session.add(document)
    db.session.flush()
    record(
        Event.DOCUMENT_ISSUED, document, actor=actor, people=(teacher_id,), kind=kind,
        number=[year, document.number], sha256=sha256(canonical(document.data).encode()).hexdigest(),
    )  # fmt: skip
    return document


def revoke(document_id: int, *, actor: Actor, version: int, reason: str) -> IssuedDocument:
    """It stays, and whoever checks it is told that it no longer holds."""
    document = fetch(IssuedDocument, document_id, actor, Permission.DOCUMENTS_ISSUE)
    if actor.teacher_id is not None and document.teacher_id == actor.teacher_id:
        raise SelfInterest()
    if document.version != version:
        raise Refused("stale")
    if document.revoked_at is not None:
        raise Refused("document_revoked")
    document.revoked_at, document.revoked_reason = now(), reason
    record(Event.DOCUMENT_REVOKED, document, actor=actor, people=(document.teacher_id,), reason=reason)
    return document


def _next_number(kind: DocumentKind, organisation_id: int, year: int) -> int:
    db.session.get_one(Organisation, organisation_id, with_for_update=True)  # of two at once, the second waits
    statement = select(func.max(IssuedDocument.number)).where(
        IssuedDocument.kind == kind, IssuedDocument.organisation_id == organisation_id, IssuedDocument.year == year
    )
    return (db.session.scalar(unrestricted(statement, reason="the next number of a document")) or 0) + 1
