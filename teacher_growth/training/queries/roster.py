"""Who belongs to a school, and which of them a pasted list names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, visible
from teacher_growth.people.models import PersonnelRelation, Teacher, WorkPlace
from teacher_growth.people.models.work import at_work_in
from teacher_growth.pinyin import fold
from teacher_growth.training.rules import pasted_items


class PastedState(StrEnum):
    FOUND = "found"
    DOUBLED = "doubled"  # named before: counted once
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"  # several of that name
    MISMATCH = "mismatch"  # name and staff number are of two persons


@dataclass(frozen=True)
class Pasted:
    text: str
    state: PastedState
    people: tuple[Teacher, ...] = ()  # the one found, or those it may mean


@dataclass
class Resolved:
    items: list[Pasted] = field(default_factory=list)

    @property
    def teacher_ids(self) -> list[int]:
        return [each.people[0].id for each in self.items if each.state is PastedState.FOUND]

    @property
    def open(self) -> list[Pasted]:
        """What somebody must look at before anything is entered."""
        return [each for each in self.items if each.state not in (PastedState.FOUND, PastedState.DOUBLED)]

    @property
    def doubled(self) -> list[Pasted]:
        return [each for each in self.items if each.state is PastedState.DOUBLED]


def roster(organisation_id: int, actor: Actor) -> list[Teacher]:
    """Those who belong to or work at the school now."""
    statement = visible(Teacher, actor, Permission.TRAINING_ENTER, joined=(PersonnelRelation, WorkPlace))
    statement = statement.where(at_work_in(Teacher.id, frozenset({organisation_id})))
    return rows(statement.order_by(Teacher.name_key, Teacher.id))


def resolve(text: str, people: Sequence[Teacher]) -> Resolved:
    """Each entry of a pasted list: names, staff numbers, or both; looked up among `people` only."""
    by_number = {fold(each.staff_number): each for each in people}
    by_name: dict[str, list[Teacher]] = {}
    for each in people:
        by_name.setdefault(fold(each.name), []).append(each)
    found, seen = Resolved(), set()
    for item in pasted_items(text):
        pasted = _found(item, by_number, by_name)
        if pasted.state is PastedState.FOUND:
            if pasted.people[0].id in seen:
                pasted = Pasted(item, PastedState.DOUBLED, pasted.people)
            seen.add(pasted.people[0].id)
        found.items.append(pasted)
    return found


def _found(item: str, by_number: dict[str, Teacher], by_name: dict[str, list[Teacher]]) -> Pasted:
    numbered = [by_number[part] for part in _parts(item) if part in by_number]
    named = by_name.get(fold(item)) or [each for part in _parts(item) for each in by_name.get(part, ())]
    if numbered:
        agrees = not named or numbered[0] in named
        others = [part for part in _parts(item) if part not in by_number and not part.isdigit()]
        if agrees and (named or not others):
            return Pasted(item, PastedState.FOUND, (numbered[0],))
        return Pasted(item, PastedState.MISMATCH, (numbered[0], *named))
    if not named:
        return Pasted(item, PastedState.UNKNOWN)
    return Pasted(item, PastedState.FOUND if len(named) == 1 else PastedState.AMBIGUOUS, tuple(named))


def _parts(item: str) -> Iterable[str]:
    return [fold(part) for part in item.split()]
