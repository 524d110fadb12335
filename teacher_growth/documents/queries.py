"""Issued documents: one, a person's, and the public check."""

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, rows, unrestricted, visible
from teacher_growth.database import db
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import DocumentKind


def document(document_id: int, actor: Actor) -> IssuedDocument:
    return fetch(IssuedDocument, document_id, actor, Permission.DOCUMENTS_READ)


def of_person(teacher_id: int, actor: Actor, kind: DocumentKind) -> list[IssuedDocument]:
    """Those the actor may read, newest first."""
    statement = visible(IssuedDocument, actor, Permission.DOCUMENTS_READ)
    statement = statement.where(IssuedDocument.teacher_id == teacher_id, IssuedDocument.kind == kind)
    return rows(statement.order_by(IssuedDocument.id.desc()))


def with_code(code: str) -> IssuedDocument | None:
    statement = select(IssuedDocument).where(IssuedDocument.code == code)
    return db.session.scalars(unrestricted(statement, reason="whoever holds the paper may check it")).one_or_none()
