"""Dated lines of organisations: the name each has, and a year's figures."""

from datetime import date
from typing import TYPE_CHECKING

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.organisations import actions, queries
from teacher_growth.organisations.models import SchoolFigures
from teacher_growth.organisations.rules import LineKind

if TYPE_CHECKING:
    from tests.gates.world import World


def settle(world: "World") -> None:
    for key, place in world.places.items():
        line = SchoolFigures(
            organisation_id=place, school_year=2020, pupils=9, classes=1, posts=2, valid_from=date(2020, 9, 1)
        )
        with write_tx():
            figures = actions.record_organisation_fact(line, actor=SYSTEM).id
        name = queries.lines(LineKind.NAME, place)[0].id
        for kind, row_id in (("name_line", name), ("figures_line", figures)):
            world.put(kind, key, row_id, at=frozenset({key}))
