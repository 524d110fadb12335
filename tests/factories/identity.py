"""a_number(): of a place that does not exist, so that it is nobody's; an_identity(): recorded by the system."""

from datetime import date
from pathlib import Path

from flask import current_app

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.people import actions
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.identity import IdentityKind, check_character
from teacher_growth.people.rules.sealing import Keyring
from teacher_growth.settings import identity_keys, keep_identity_keys

KEY = bytes(range(32))
SINCE = date(2020, 1, 1)


def with_a_key() -> Keyring:
    """Turns the feature on in this home."""
    home = Path(current_app.config["HOME"])
    keep_identity_keys(home, identity_keys(home) or {1: KEY})
    return Keyring(identity_keys(home))


def a_number(born: date = date(1985, 3, 1), order: int = 2) -> str:
    """An even order says female."""
    digits = f"990000{born:%Y%m%d}{order:03}"
    return digits + check_character(digits)


def an_identity(teacher: Teacher, number: str | None = None, kind: IdentityKind = IdentityKind.RESIDENT) -> int:
    """Its id."""
    teacher_id, keys = teacher.id, with_a_key()
    given = {"valid_from": SINCE, "valid_to": None, "document": None, "compared": True}
    with write_tx():
        return actions.record_identity(
            teacher_id, actor=SYSTEM, keys=keys, kind=kind, number=number or a_number(order=teacher_id * 2 % 1000),
            **given,
        ).id  # fmt: skip
