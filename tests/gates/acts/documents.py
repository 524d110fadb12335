"""Papers: a person's, and taking one back."""

from collections.abc import Callable
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.documents import actions, queries
from teacher_growth.documents.rules import DocumentKind
from teacher_growth.errors import NotVisible


def _of_person(_world: Any, actor: Actor, teacher_id: int) -> None:
    if not queries.of_person(teacher_id, actor, DocumentKind.TRAINING_CERTIFICATE):
        raise NotVisible


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "documents.read_of_person": _of_person,
    "documents.revoke": lambda _world, actor, row_id: actions.revoke(row_id, actor=actor, version=1, reason="gate"),
}
