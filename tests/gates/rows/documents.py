"""Certificates that were issued: by the school to which the person belongs today."""

from typing import TYPE_CHECKING

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.organisations.rules import school_year
from teacher_growth.training.actions import certify_year
from tests.gates.rows.training import ACTIVITIES, DAY, LEARNERS

if TYPE_CHECKING:
    from tests.gates.world import World

BELONGS = {"seconded": "s3", "former": "s3"}
WORDS = {"title": "培训证明", "body": ["特此证明。"], "summary": "自主选课 1 学时"}


def settle(world: "World") -> None:
    """After training: what is certified are the lines verified there."""
    for person in list(world.people.values()):
        if person.key not in LEARNERS and not (person.key.startswith("file_") and person.plan.how == "regular"):
            if person.plan.how == "regular" and person.key not in ACTIVITIES["s1_a"]:
                world.put("uncertifiable", person.key, person.id, at=person.plan.at, people=frozenset({person.key}))
            continue
        with write_tx():
            made = certify_year(person.id, school_year(DAY), lambda *_told: WORDS, actor=SYSTEM).id
        at = frozenset({BELONGS.get(person.key) or next(iter(person.plan.at))})
        world.put("issued", person.key, made, at=at, people=frozenset({person.key}))
        world.put("certifiable", person.key, person.id, at=at, people=frozenset({person.key}))
