"""Items: one's own, a person's file, one item, and the queue of those who check."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.accounts.models import Account
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import AchievementState
from teacher_growth.database import db
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher


def achievement(achievement_id: int, actor: Actor) -> Achievement:
    teacher = joinedload(Achievement.teacher)
    return fetch(Achievement, achievement_id, actor, Permission.ACHIEVEMENTS_READ, teacher, joined=(Teacher,))


def own_achievement(achievement_id: int, actor: Actor) -> Achievement:
    """One's own, to correct or withdraw it."""
    return fetch(Achievement, achievement_id, actor, Permission.ACHIEVEMENTS_WRITE)


def mine(actor: Actor) -> Select[tuple[Achievement]]:
    return visible(Achievement, actor, Permission.ACHIEVEMENTS_WRITE).where(
        Achievement.teacher_id == (actor.teacher_id or 0)
    )


def file_of(teacher_id: int, actor: Actor) -> Select[tuple[Achievement]]:
    """What of a person's file the actor sees: all of those who work there now, else what his school checked."""
    return visible(Achievement, actor, Permission.ACHIEVEMENTS_READ).where(Achievement.teacher_id == teacher_id)


def to_decide(actor: Actor) -> Select[tuple[Achievement]]:
    """Items of others that the actor's school or one below it answers for."""
    return visible(Achievement, actor, Permission.ACHIEVEMENTS_CHECK, joined=(Teacher,)).where(
        may_decide(actor), Achievement.teacher_id != (actor.teacher_id or 0)
    )


def queue(actor: Actor) -> Select[tuple[Achievement]]:
    """The same, with their teacher; lists narrow it by state."""
    return to_decide(actor).join(Achievement.teacher).options(contains_eager(Achievement.teacher))


def next_waiting(actor: Actor) -> int | None:
    """The oldest item whose turn it is: the next one to look at."""
    statement = (
        to_decide(actor)
        .with_only_columns(Achievement.id)
        .where(Achievement.state == AchievementState.RECORDED, whose_turn(actor))
        .order_by(Achievement.entered_at, Achievement.id)
    )
    return db.session.scalars(statement.limit(1)).first()


def may_decide(actor: Actor) -> ColumnElement[bool]:
    """Seeing a person who also works here is not enough: the school that answers for the item checks it."""
    if actor.everywhere(Permission.ACHIEVEMENTS_CHECK):
        return true()
    return Achievement.organisation_id.in_(actor.organisations(Permission.ACHIEVEMENTS_CHECK))


def whose_turn(actor: Actor) -> ColumnElement[bool]:
    """A school's own items are the school's, its principal's are the organisation's above it."""
    places = {grant.organisation_id for grant in actor.grants if grant.gives(Permission.ACHIEVEMENTS_CHECK)}
    below = select(Organisation.id).where(Organisation.parent_id.in_(places))
    return or_(
        and_(Achievement.by_county.is_(False), Achievement.organisation_id.in_(places)),
        and_(Achievement.by_county.is_(True), Achievement.organisation_id.in_(below)),
    )


def chain(row: Achievement) -> list[Achievement]:
    """The items it takes the place of, nearest first."""
    found: list[Achievement] = []
    wanted = row.corrects_id
    while wanted is not None:
        statement = select(Achievement).where(Achievement.id == wanted)
        each = db.session.scalars(unrestricted(statement, reason="the achievement this one corrects")).one()
        found.append(each)
        wanted = each.corrects_id
    return found


def correction_of(achievement_id: int) -> int | None:
    """The id of the living item that corrects this one."""
    statement = select(Achievement.id).where(
        Achievement.corrects_id == achievement_id, Achievement.state != AchievementState.WITHDRAWN
    )
    return db.session.scalar(unrestricted(statement, reason="the achievement that corrects this one"))


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {each for each in account_ids if each is not None}
    statement = select(Account.id, Account.name).where(Account.id.in_(wanted))
    found = db.session.execute(unrestricted(statement, reason="who did what with an achievement the actor sees"))
    return dict(found.all())


def school_names(items: Iterable[Achievement]) -> dict[int, str]:
    wanted = {each.organisation_id for each in items}
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted))
    return dict(db.session.execute(statement).all())
