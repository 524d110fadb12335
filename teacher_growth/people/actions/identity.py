"""Identity documents: recorded, corrected, voided, shown to one who says what for. The trail holds no number."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.accounts.actions import refuse_when_too_many
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.facts import add, supersede, void
from teacher_growth.people.models import IdentityDocument, IdentitySeal, Teacher
from teacher_growth.people.rules.identity import (
    SHOWN,
    IdentityKind,
    RevealPurpose,
    differences,
    holds_number,
    number_fault,
    tidy,
    tries_of,
)
from teacher_growth.people.rules.sealing import Keyring, Unreadable


def record_identity(
    teacher_id: int, /, *, actor: Actor, keys: Keyring, kind: IdentityKind, number: str, compared: bool, **dated: Any
) -> IdentityDocument:
    """`compared`: somebody holds the document and says that it is the file that differs. Nobody records his own.

    The edge notes an `identity_taken` as a failed try, when this transaction is undone.
    """
    person = _person(teacher_id, actor)
    _refuse_when_too_many(actor)
    plain = tidy(number)
    differs = _check(person, kind, plain, compared)
    made = IdentityDocument(teacher_id=teacher_id, kind=kind, length=len(plain), tail=plain[-SHOWN:], **dated)
    add(made, actor.user_id)
    _seal(made, plain, keys)
    record(Event.IDENTITY_RECORDED, made, actor=actor, kind=kind, differs=differs)
    return made


def supersede_identity(
    document_id: int, /, *, actor: Actor, keys: Keyring, reason: str, kind: IdentityKind, number: str | None,
    compared: bool, valid_from: date, **dated: Any,
) -> IdentityDocument:  # fmt: skip
    """Corrects a document; without a number the one on record stays. An `identity_taken` counts as above."""
    old = _writable(document_id, actor)
    person = fetch(Teacher, old.teacher_id, actor, Permission.IDENTITY_WRITE)
    seal = fetch(IdentitySeal, document_id, actor, Permission.IDENTITY_WRITE)
    _refuse_number_in(reason)
    if number:
        _refuse_when_too_many(actor)
    plain = tidy(number) if number else _opened(seal, keys)
    differs = _check(person, kind, plain, compared)
    seal.in_use = False
    changes = {"kind": kind, "length": len(plain), "tail": plain[-SHOWN:], "valid_from": valid_from} | dated
    made = supersede(old, actor.user_id, **changes)
    _seal(made, plain, keys)
    record(
        Event.IDENTITY_SUPERSEDED, made, actor=actor, kind=kind, reason=reason, number_changed=bool(number),
        differs=differs,
    )  # fmt: skip
    return made


def void_identity(document_id: int, /, *, actor: Actor, reason: str) -> IdentityDocument:
    """Says that the document was never this person's; its number may then be another's."""
    old = _writable(document_id, actor)
    _refuse_number_in(reason)
    fetch(IdentitySeal, document_id, actor, Permission.IDENTITY_WRITE).in_use = False
    made = void(old, actor.user_id, reason=reason)
    record(Event.IDENTITY_VOIDED, made, actor=actor, kind=old.kind, reason=reason)
    return made


def reveal_identity(document_id: int, /, *, actor: Actor, keys: Keyring, purpose: RevealPurpose, text: str) -> str:
    """The number. That it was shown, to whom and what for, is on record when this transaction ends, or nothing is."""
    document = fetch(IdentityDocument, document_id, actor, Permission.IDENTITY_REVEAL)
    if document.superseded_at is not None or document.voided:
        raise Refused("fact_superseded")
    _refuse_number_in(text)
    number = _opened(fetch(IdentitySeal, document_id, actor, Permission.IDENTITY_REVEAL), keys)
    record(Event.IDENTITY_REVEALED, document, actor=actor, kind=document.kind, purpose=purpose, text=text)
    return number


def reseal_identities(*, actor: Actor, keys: Keyring) -> int:
    """Under the newest key, all that lies under older ones; how many. All or none: one of them unreadable stops it."""
    statement = select(IdentitySeal).where(IdentitySeal.key_number != keys.current).order_by(IdentitySeal.id)
    seals = list(db.session.scalars(unrestricted(statement.with_for_update(), reason="a new key seals them all")))
    kinds = select(IdentityDocument.id, IdentityDocument.kind)
    found = db.session.execute(unrestricted(kinds, reason="a new key seals them all"))
    kind_of = {row.id: row.kind for row in found}
    for seal in seals:
        number = _opened(seal, keys)
        seal.sealed, seal.key_number = keys.seal(number, seal.row), keys.current
        seal.digest = keys.digest(kind_of[seal.id], number)
    if seals:
        record(Event.IDENTITY_RESEALED, seals[0], actor=actor, count=len(seals), key=keys.current)
    return len(seals)


def _person(teacher_id: int, actor: Actor) -> Teacher:
    person = fetch(Teacher, teacher_id, actor, Permission.IDENTITY_WRITE)
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    return person


def _refuse_when_too_many(actor: Actor) -> None:
    refuse_when_too_many(ThrottleKind.STRANGER, tries_of(actor.user_id), actor=actor, moment=now())


def _writable(document_id: int, actor: Actor) -> IdentityDocument:
    document = fetch(IdentityDocument, document_id, actor, Permission.IDENTITY_WRITE)
    if actor.teacher_id == document.teacher_id:
        raise SelfInterest()
    if document.voided:
        raise Refused("fact_voided")
    if document.superseded_at is not None:
        raise Refused("fact_superseded")
    return document


def _check(person: Teacher, kind: IdentityKind, number: str, compared: bool) -> list[str]:
    """What differs from the file, once somebody answers for it."""
    if fault := number_fault(kind, number):
        raise Refused(fault)
    found = differences(kind, number, person.sex, person.birth_date)
    if found and not compared:
        raise Refused("identity_differs")
    return found


def _seal(document: IdentityDocument, number: str, keys: Keyring) -> None:
    """A number is one person's in the whole city; of two at once the index refuses one."""
    taken = select(IdentitySeal.id).where(
        IdentitySeal.digest.in_(keys.digests(document.kind, number).values()), IdentitySeal.in_use.is_(True)
    )
    if db.session.scalar(unrestricted(taken, reason="an identity number is one person's in the whole city")):
        raise Refused("identity_taken")
    seal = IdentitySeal(
        id=document.id, teacher_id=document.teacher_id, key_number=keys.current,
        digest=keys.digest(document.kind, number), in_use=True,
    )  # fmt: skip
    seal.sealed = keys.seal(number, seal.row)
    try:
        with db.session.begin_nested():
            db.session.add(seal)
    except IntegrityError as error:
        raise Refused("identity_taken") from error


def _opened(seal: IdentitySeal, keys: Keyring) -> str:
    try:
        return keys.open(seal.sealed, seal.row, seal.key_number)
    except Unreadable as error:
        raise Refused("identity_unreadable") from error


def _refuse_number_in(text: str) -> None:
    if holds_number(text):
        raise Refused("identity_number_in_text")
