"""What waits for somebody."""

from sqlalchemy import func

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.queries.items import mine, to_decide, whose_turn
from teacher_growth.achievements.rules import AchievementState
from teacher_growth.clock import local
from teacher_growth.database import db
from teacher_growth.messages.queries import Todo


def todos(actor: Actor) -> list[Todo]:
    return [*_to_check(actor), *_returned(actor)]


def _to_check(actor: Actor) -> list[Todo]:
    if actor.is_system or not actor.may_for_others(Permission.ACHIEVEMENTS_CHECK):
        return []
    statement = (
        to_decide(actor)
        .with_only_columns(Achievement.by_county, func.count(), func.min(Achievement.entered_at))
        .where(Achievement.state == AchievementState.RECORDED, whose_turn(actor))
        .group_by(Achievement.by_county)
    )
    found = []
    for by_county, count, oldest in db.session.execute(statement):
        since = local(oldest).date()
        if by_county:
            found.append(Todo("achievements_principals", count, "achievements.queue", oldest=since))
        else:
            found.append(Todo("achievements_to_check", count, "achievements.queue", oldest=since))
    return found


def _returned(actor: Actor) -> list[Todo]:
    if not actor.may_for_itself(Permission.ACHIEVEMENTS_WRITE):
        return []
    statement = mine(actor).with_only_columns(func.count(), func.min(Achievement.decided_at))
    count, oldest = db.session.execute(statement.where(Achievement.state == AchievementState.RETURNED)).one()
    if not count:
        return []
    since = local(oldest).date()
    return [Todo("achievements_returned", count, "achievements.my_achievements", {"state": "returned"}, since)]
