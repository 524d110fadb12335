"""Items: one's own, a person's file, one item, what waits."""

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import count, fetch, visible
from teacher_growth.achievements.models import Achievement
from teacher_growth.claims import queries as claims
from teacher_growth.messages.queries import Todo
from teacher_growth.people.models import Teacher


def achievement(achievement_id: int, actor: Actor) -> Achievement:
    teacher = joinedload(Achievement.teacher)
    return fetch(Achievement, achievement_id, actor, Permission.ACHIEVEMENTS_READ, teacher, joined=(Teacher,))


def own_achievement(achievement_id: int, actor: Actor) -> Achievement:
    """One's own, to correct or withdraw it."""
    return fetch(Achievement, achievement_id, actor, Permission.ACHIEVEMENTS_WRITE)


def sees(achievement_id: int, actor: Actor) -> bool:
    """Would a link to it lead anywhere? A correction made at the next school is that school's."""
    return count(visible(Achievement, actor, Permission.ACHIEVEMENTS_READ).where(Achievement.id == achievement_id)) == 1


def mine(actor: Actor) -> Select[tuple[Achievement]]:
    return visible(Achievement, actor, Permission.ACHIEVEMENTS_WRITE).where(
        Achievement.teacher_id == (actor.teacher_id or 0)
    )


def file_of(teacher_id: int, actor: Actor) -> Select[tuple[Achievement]]:
    """What of a person's file the actor sees: all of those who work there now, else what his school checked."""
    return visible(Achievement, actor, Permission.ACHIEVEMENTS_READ).where(Achievement.teacher_id == teacher_id)


def todos(actor: Actor) -> list[Todo]:
    """What waits for the actor: to check, and returned to herself."""
    found = [
        Todo("achievements_principals" if each.of_principals else "achievements_to_check", each.count,
             "achievements.queue", oldest=each.since)
        for each in claims.waiting(Achievement, actor, Permission.ACHIEVEMENTS_CHECK)
    ]  # fmt: skip
    if sent_back := claims.returned(Achievement, actor, Permission.ACHIEVEMENTS_WRITE):
        args = {"state": "returned"}
        found.append(Todo("achievements_returned", sent_back[0], "achievements.my_achievements", args, sent_back[1]))
    return found
