import json
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.audit.models import AuditEntry
from teacher_growth.database import db
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher


@dataclass
class School:
    """A school with everybody a pair needs."""

    place: Organisation
    mentor: Teacher
    mentee: Teacher
    office: Actor
    principal: Actor


def staffed(place: Organisation) -> School:
    return School(
        place, a_teacher("吴老师", place), a_teacher("小林", place, since=date(2025, 9, 1)),
        an_actor(Role.ACADEMIC_OFFICE, place), an_actor(Role.PRINCIPAL, place, a_teacher("校长", place)),
    )  # fmt: skip


@pytest.fixture
def county(app):
    return a_county()


@pytest.fixture
def school(county):
    return staffed(a_school(county=county))


@pytest.fixture
def neighbour(county):
    """Another school of the county."""
    return staffed(a_school(county=county))


@pytest.fixture
def entries():
    """entries("PAIR_ACCEPTED", …): (event's last word, body) of all entries about pairs, in order."""

    def read() -> list[tuple[str, dict]]:
        db.session.rollback()
        statement = select(AuditEntry.event, AuditEntry.body).where(AuditEntry.subject_type == "MentorPair")
        found = db.session.execute(statement.order_by(AuditEntry.seq).execution_options(unrestricted="a test"))
        return [(event.rsplit(".", 1)[1], json.loads(body)) for event, body in found]

    return read
