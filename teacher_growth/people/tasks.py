"""Once a day: accounts of those whose new relation begins today go along."""

from collections.abc import Callable, Mapping
from typing import Any

from teacher_growth.access.actor import SYSTEM
from teacher_growth.accounts.actions import move_accounts as move
from teacher_growth.database import write_tx
from teacher_growth.people import queries
from teacher_growth.setwise import chunks


def move_accounts(_args: Mapping[str, Any], _progress: Callable[..., None]) -> dict[str, int]:
    with write_tx():
        strayed = queries.strayed_accounts()
        moved = [move({each: strayed[each] for each in part}, actor=SYSTEM) for part in chunks(sorted(strayed))]
    return {"moved": sum(moved)}


TASKS = {"people.move_accounts": move_accounts}
DAILY = ("people.move_accounts",)
