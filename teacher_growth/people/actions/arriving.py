"""People taken in from elsewhere."""

from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.actions import refuse_when_too_many
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.facts import Fact
from teacher_growth.people.actions.files import record_fact, transfer
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import PlaceKind
from teacher_growth.people.rules.kinds import FactKind


def take_in(*, actor: Actor, staff_number: str, name: str, kind: PlaceKind, **values: Any) -> Fact:
    """A school takes in somebody whose number and name it was told, for good (调动) or for a time (交流, 支教 …).

    The same answer whether number or name is wrong, and not too many: nobody looks up people this way.
    The edge notes a `person_unknown` as a failed try, when this transaction is undone.
    """
    refuse_when_too_many(ThrottleKind.STRANGER, str(actor.user_id), actor=actor, moment=now())
    statement = select(Teacher.id).where(Teacher.staff_number == staff_number, Teacher.name == name)
    reason = "a school takes in somebody it does not see yet"
    teacher_id = db.session.scalar(unrestricted(statement, reason=reason))
    if teacher_id is None:
        raise Refused("person_unknown")
    if kind is not PlaceKind.TRANSFER:
        return record_fact(FactKind.PLACE, teacher_id, actor=actor, kind=kind, **values)
    return transfer(
        teacher_id, actor=actor, organisation_id=values["organisation_id"], since=values["valid_from"],
        employment=values["employment"], document=values["document"],
    )  # fmt: skip
