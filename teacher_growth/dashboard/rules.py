"""Hours and credits by county, stage, school and rural class. Pure. Tenths; the two units are never added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.rules import Unit


class Dimension(StrEnum):
    COUNTY = "county"
    SCHOOL = "school"
    STAGE = "stage"
    RURAL = "rural"


class Unknown(StrEnum):
    """What a teacher without a stage, or a school without a statistical class, is counted under."""

    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sum:
    """Verified amount of one unit at one school for one stage."""

    school_id: int
    stage: Stage | None
    unit: Unit
    amount: int


@dataclass(frozen=True)
class Head:
    """How many teachers a school has for one stage."""

    school_id: int
    stage: Stage | None
    teachers: int


def mean(amount: int, teachers: int) -> int | None:
    """Tenths a teacher, rounded half up; None where there are none."""
    return None if not teachers else (2 * amount + teachers) // (2 * teachers)


@dataclass
class Group:
    key: object
    teachers: int = 0
    amounts: dict[Unit, int] = field(default_factory=lambda: dict.fromkeys(Unit, 0))

    def mean(self, unit: Unit) -> int | None:
        return mean(self.amounts[unit], self.teachers)


def grouped(sums: Iterable[Sum], heads: Iterable[Head], key: Mapping[tuple[int, Stage | None], object]) -> list[Group]:
    """One group a key, in order of first appearance of the heads. `key`: of each school and stage."""
    groups: dict[object, Group] = {}
    for head in heads:
        name = key[head.school_id, head.stage]
        groups.setdefault(name, Group(name)).teachers += head.teachers
    for each in sums:
        name = key[each.school_id, each.stage]
        groups.setdefault(name, Group(name)).amounts[each.unit] += each.amount
    return list(groups.values())


def flat(body: Any, path: str = "") -> list[tuple[str, Any]]:
    """A body of the trail as lines, in its order: where a value stands (`after.amount`, `files.0`), and the value."""
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else None
    if inside is None or not body:
        return [(path, body)]
    return [line for name, value in inside for line in flat(value, f"{path}.{name}" if path else str(name))]
