"""Whose lines, and which school answers for them."""

from datetime import date

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, visible
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.facts import in_force
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher


def transcript_owner(teacher_id: int, actor: Actor) -> Teacher:
    """The person, if the actor may read the training of those who work there now, or of himself."""
    return fetch(Teacher, teacher_id, actor, Permission.TRAINING_READ)


def school_on(actor: Actor, day: date, today: date) -> Organisation | None:
    """The school that answers for one's line of that day: where the personnel relation was, else where it is now."""
    if actor.teacher_id is None:
        raise NotVisible("Teacher", None)
    statement = (
        visible(PersonnelRelation, actor, Permission.PEOPLE_READ)
        .join(Organisation, Organisation.id == PersonnelRelation.organisation_id)
        .with_only_columns(Organisation)
        .where(PersonnelRelation.teacher_id == actor.teacher_id)
    )
    for each in (day, today):
        found = db.session.scalars(
            statement.where(in_force(PersonnelRelation, each)).order_by(PersonnelRelation.id.desc())
        ).first()
        if found is not None:
            return found
    return None
