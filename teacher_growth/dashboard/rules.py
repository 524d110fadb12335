"""Hours and credits by county, stage, school and rural class. Pure. Tenths; the two units are never added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from teacher_growth.organisations.rules import PlaceClass
from teacher_growth.people.rules.codes import Stage
from teacher_growth.training.rules import Unit


class Dimension(StrEnum):
    COUNTY = "county"
    SCHOOL = "school"
    STAGE = "stage"
    RURAL = "rural"


class RuralBand(StrEnum):
    """The statistical classes in three bands: 11x city, 12x town, 2xx countryside."""

    CITY = "city"
    TOWN = "town"
    COUNTRYSIDE = "countryside"
    UNKNOWN = "unknown"


def band_of(place_class: PlaceClass | None) -> RuralBand:
    if place_class is None:
        return RuralBand.UNKNOWN
    if place_class.value.startswith("2"):
        return RuralBand.COUNTRYSIDE
    return RuralBand.CITY if place_class.value.startswith("11") else RuralBand.TOWN


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
    """One group a key, in order of first appearance of the heads; what has no key is left out."""
    groups: dict[object, Group] = {}
    for head in heads:
        if (name := key.get((head.school_id, head.stage))) is not None:
            groups.setdefault(name, Group(name)).teachers += head.teachers
    for each in sums:
        if (name := key.get((each.school_id, each.stage))) is not None:
            groups.setdefault(name, Group(name)).amounts[each.unit] += each.amount
    return list(groups.values())
