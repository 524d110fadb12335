"""An identity document of everybody, and the key that turns the feature on."""

from typing import TYPE_CHECKING

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.people import actions
from teacher_growth.people.rules.identity import IdentityKind
from tests.factories.identity import SINCE, with_a_key

if TYPE_CHECKING:
    from tests.gates.world import World


def settle(world: "World") -> None:
    keys = with_a_key()
    for key, person in world.people.items():
        if person.plan.double:
            continue
        with write_tx():
            made = actions.record_identity(
                person.id, actor=SYSTEM, keys=keys, kind=IdentityKind.PASSPORT, number=f"Z{person.number:08}",
                compared=False, valid_from=SINCE, valid_to=None, document=person.mark("identity"),
            ).id  # fmt: skip
        person.more.add("identity")
        world.put("identity", key, made, at=person.plan.at, people=frozenset({key}))
        world.put("identified", key, person.id, at=person.plan.at, people=frozenset({key}))
