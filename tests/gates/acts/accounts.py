"""The verbs of accounts that people with a file have."""

from collections.abc import Callable
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.accounts import actions as accounts
from teacher_growth.people import actions
from tests.factories.accounts import password_hash


def _reset(_world: Any, actor: Actor, row_id: int) -> None:
    actions.reset_teacher_password(row_id, actor=actor)


ACTS: dict[str, Callable[[Any, Actor, int], Any]] = {
    "accounts.reset_password": lambda _world, actor, row_id: accounts.reset_password(row_id, actor=actor),
    "people.open_teacher_accounts": lambda _world, actor, row_id: actions.open_teacher_accounts(
        {row_id: password_hash()}, actor=actor
    ),
    "people.reset_teacher_password": _reset,
    "people.reset_openers_password": _reset,
}
