"""Which comparer a kind has."""

from typing import Any

from teacher_growth.importing.comparing.achievements import AchievementComparer
from teacher_growth.importing.comparing.facts import SORTS, FactComparer
from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.comparing.organisations import OrganisationComparer
from teacher_growth.importing.comparing.pairs import PairComparer
from teacher_growth.importing.comparing.people import PeopleComparer
from teacher_growth.importing.comparing.training import CreditComparer, TrainingComparer
from teacher_growth.sheets import Kind


def comparer(kind: Kind, ground: Ground) -> Any:
    """An object that compares rows in order, part by part, and tells at last who is missing."""
    if kind in SORTS:
        return FactComparer(ground, kind)
    return COMPARERS[kind](ground)


COMPARERS: dict[Kind, Any] = {
    Kind.ORGANISATIONS: OrganisationComparer,
    Kind.PEOPLE: PeopleComparer,
    Kind.ACHIEVEMENTS: AchievementComparer,
    Kind.TRAINING: TrainingComparer,
    Kind.CREDITS: CreditComparer,
    Kind.PAIRS: PairComparer,
}
