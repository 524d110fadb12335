"""Whose accounts a school opens: those whose personnel relation, or file of an external person, lies with it."""

from typing import TYPE_CHECKING

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, Role

if TYPE_CHECKING:
    from tests.gates.people import Person
    from tests.gates.world import World

RELATION = {"seconded": "s3", "arriving": "s3", "corrected": "s4"}
"""Where somebody belongs, who also works elsewhere."""


def settle(world: "World") -> None:
    """`staff`: everybody with a home; `openable`: no account.

    `teacher_account`: may do no more than a teacher; `openers_account`: opens others'.
    """
    holders = {who.own: who for who in world.actors.values() if who.account_id}
    for key, person in world.people.items():
        home = _home(person)
        if not home:
            continue
        lies = {"at": home, "people": frozenset({key})}
        world.put("staff", key, person.id, **lies)
        who = holders.get(key)
        if who is None:
            world.put("openable", key, person.id, **lies)
        elif who.part.role in (None, Role.TEACHER):
            world.put("teacher_account", key, person.id, says={"login": (who.key, "login")}, **lies)
        elif Permission.ACCOUNTS_OPEN in MAY[who.part.role]:
            world.put("openers_account", key, person.id, **lies)


def _home(person: "Person") -> frozenset[str]:
    found = RELATION.get(person.plan.how)
    return frozenset({found}) if found else person.plan.at
