"""The verbs of identity documents, with a key that lies in the gate's own home."""

from collections.abc import Callable
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.errors import NotVisible
from teacher_growth.people import actions, queries
from teacher_growth.people.rules.identity import IdentityKind, RevealPurpose
from tests.factories.identity import with_a_key

GIVEN: dict[str, Any] = {
    "kind": IdentityKind.PASSPORT, "number": "ZZ99999999", "compared": False, "valid_from": date(2025, 9, 1),
    "valid_to": None, "document": None,
}  # fmt: skip


def _read(_world: Any, actor: Actor, row_id: int) -> None:
    if not queries.identities(row_id, actor):
        raise NotVisible


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "people.read_identities": _read,
    "people.record_identity": lambda _world, actor, row_id: actions.record_identity(
        row_id, actor=actor, keys=with_a_key(), **GIVEN
    ),
    "people.supersede_identity": lambda _world, actor, row_id: actions.supersede_identity(
        row_id, actor=actor, keys=with_a_key(), reason="gate", **GIVEN
    ),
    "people.void_identity": lambda _world, actor, row_id: actions.void_identity(row_id, actor=actor, reason="gate"),
    "people.reveal_identity": lambda _world, actor, row_id: actions.reveal_identity(
        row_id, actor=actor, keys=with_a_key(), purpose=RevealPurpose.REPORTING, text="gate"
    ),
}
