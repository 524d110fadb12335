"""Which permission a kind of sheet needs: that of the acts it is made of."""

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.sheets import Kind

NEEDED: dict[Kind, tuple[P, ...]] = {
    Kind.ORGANISATIONS: (P.ORGANISATIONS_WRITE,),
    Kind.LEAVES: (P.HEALTH_WRITE,),
    Kind.ACHIEVEMENTS: (P.ACHIEVEMENTS_CHECK,),
    Kind.TRAINING: (P.TRAINING_ENTER, P.TRAINING_VERIFY),
    Kind.CREDITS: (P.TRAINING_ENTER, P.TRAINING_VERIFY),
    Kind.PAIRS: (P.MENTORING_APPROVE,),
}
"""Any one of them; every other kind is people:write."""


def needed(kind: Kind) -> tuple[P, ...]:
    return NEEDED.get(kind, (P.PEOPLE_WRITE,))


def kinds_of(actor: Actor) -> list[Kind]:
    """What this actor may import anywhere."""
    return [kind for kind in Kind if any(actor.may_for_others(each) for each in needed(kind))]
