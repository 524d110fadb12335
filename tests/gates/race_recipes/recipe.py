"""What a recipe is, and what most of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from teacher_growth.database import db, write_tx

if TYPE_CHECKING:
    from tests.gates.races import Outcome


@dataclass(frozen=True)
class Recipe:
    set_up: Callable[[], Any]
    act: Callable[[Any, int], Any]
    judge: Callable[["Outcome"], list[str]]


def in_tx(verb: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    def act(made: Any, number: int) -> None:
        with write_tx():
            verb(made, number)

    return act


def scalar(statement: Any) -> Any:
    return db.session.scalar(statement.execution_options(unrestricted="gate"))


def exactly_one(outcome: "Outcome") -> list[str]:
    """One wins, all others are refused, and the trail tells of one."""
    done = outcome.answers["done"]
    faults = [] if done == 1 else [f"{done} won: {dict(outcome.answers)}"]
    return faults if outcome.entries == done else [*faults, f"{outcome.entries} entries for {done} changes"]


def entries_as_done(outcome: "Outcome") -> list[str]:
    done = outcome.answers["done"]
    return [] if outcome.entries == done else [f"{outcome.entries} entries for {done} changes"]
