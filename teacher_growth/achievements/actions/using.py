"""Later parts draw on checked items and say so."""

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.achievements import queries
from teacher_growth.achievements.models import AchievementUse
from teacher_growth.achievements.rules import UsedIn
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import COUNTED
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused


def note_use(achievement_id: int, *, actor: Actor, used_in: UsedIn, used_id: int, label: str) -> AchievementUse:
    """Once for each row `used_id` of the part that used it. `label`: as that part calls it, the name of a round."""
    row = queries.achievement(achievement_id, actor)
    if row.state not in COUNTED:
        raise Refused("achievement_unchecked")
    same = select(AchievementUse).where(
        AchievementUse.achievement_id == row.id, AchievementUse.used_in == used_in, AchievementUse.used_id == used_id
    )
    if (noted := db.session.scalars(same).one_or_none()) is not None:
        return noted
    use = AchievementUse(achievement_id=row.id, used_in=used_in, used_id=used_id, label=label, at=now())
    db.session.add(use)
    db.session.flush()
    record(Event.ACHIEVEMENT_USED, row, actor=actor, used_in=used_in, used_id=used_id)
    return use
