"""What waits for somebody: each domain offers its own to-dos, `app.py` registers them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor


@dataclass(frozen=True)
class Todo:
    """`code` has words in web/words (with %(count)s); `endpoint` and `args` lead to where it is done."""

    code: str
    count: int
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict)
    oldest: date | None = None
    due: date | None = None


Source = Callable[[Actor], list[Todo]]


class Todos:
    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources

    def of(self, actor: Actor) -> list[Todo]:
        """Nearest deadline first, then the oldest."""
        found = [todo for source in self.sources for todo in source(actor) if todo.count]
        return sorted(found, key=lambda todo: (todo.due or date.max, todo.oldest or date.max, todo.code))

    def count(self, actor: Actor) -> int:
        return sum(todo.count for todo in self.of(actor))
