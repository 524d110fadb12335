"""What is under way while a batch is applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.rules.cells import typed
from teacher_growth.setwise import Effect
from teacher_growth.sheets import Kind, spec


@dataclass
class Work:
    """What is under way: what was made so far, and what later rows may name."""

    ground: Ground
    effects: list[Effect] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # organisations of this file
    numbers: dict[str, int] = field(default_factory=dict)  # people of this file
    people: set[int] = field(default_factory=set)

    def person(self, row: Any) -> int:
        """Whom a row is about: on record, or made by this batch."""
        return row.values["teacher_id"] or self.numbers[row.key]

    def place(self, given: Any) -> Any:
        return self.places[given] if isinstance(given, str) else given


def understood(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a staged row, as they were before they were kept."""
    columns = {each.key: each for each in spec(kind).columns}
    return {key: typed(columns[key], value) if key in columns else value for key, value in values.items()}
