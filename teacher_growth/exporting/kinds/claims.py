"""Achievements and training lines that stand: what was withdrawn or corrected is left out."""

from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.achievements.models import Achievement
from teacher_growth.claims.rules import LIVING
from teacher_growth.exporting.kinds.source import PERSON, Source
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind, spec
from teacher_growth.training.models import TrainingRecord


def achievements(actor: Actor) -> Source:
    return _claims(Kind.ACHIEVEMENTS, Achievement, actor, Permission.ACHIEVEMENTS_READ, Achievement.issued_on)


def training(actor: Actor) -> Source:
    return _claims(Kind.TRAINING, TrainingRecord, actor, Permission.TRAINING_READ, TrainingRecord.starts_on)


def _claims(kind: Kind, model: Any, actor: Actor, permission: Permission, day: Any) -> Source:
    statement = visible(model, actor, permission, joined=(Teacher,)).where(model.state.in_(LIVING))
    own = {each.key: getattr(model, each.key) for each in spec(kind).columns if hasattr(model, each.key)}
    joined = statement.join_from(model, Teacher, Teacher.id == model.teacher_id)
    return Source(joined, own | PERSON, [Teacher.staff_number, day], model.id)
