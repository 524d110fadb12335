"""Checking against the original and returning, one by one and in batch.

Nobody decides his own, no school its principal's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted, visible
from teacher_growth.achievements import queries
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import LIVING, MOST_AT_ONCE, AchievementState, can_become
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people.queries import principals_of


@dataclass
class Batch:
    """What was done, and what was left out with the reason."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def left_out(self) -> dict[str, list[int]]:
        """By the code of the reason."""
        found: dict[str, list[int]] = {}
        for achievement_id, refusal in self.refused:
            found.setdefault(refusal.code, []).append(achievement_id)
        return found


def check_achievement(achievement_id: int, *, actor: Actor, version: int) -> Achievement:
    """Says: I have seen the original, and it is as recorded."""
    row = _one(achievement_id, actor, version)
    _accept(row, actor)
    return row


def return_achievement(achievement_id: int, *, actor: Actor, version: int, reason: str) -> Achievement:
    """Back to the teacher with a reason; a checked item so returned no longer counts."""
    row = _one(achievement_id, actor, version)
    _send_back(row, actor, reason)
    return row


def check_achievements(achievement_ids: Sequence[int], *, actor: Actor) -> Batch:
    """Each with its own check and its own entry in the trail; doubtful ones are left for a look at each."""

    def accept(row: Achievement) -> None:
        if row.doubts:
            raise Refused("achievement_doubted")
        _accept(row, actor)

    return _each(achievement_ids, actor, accept)


def return_achievements(achievement_ids: Sequence[int], *, actor: Actor, reason: str) -> Batch:
    def send_back(row: Achievement) -> None:
        if row.state is not AchievementState.RECORDED:
            raise Refused("achievement_state", now=row.state)
        _send_back(row, actor, reason)

    return _each(achievement_ids, actor, send_back)


def decision_fault(
    row: Achievement, then: AchievementState, *, actor: Actor, principals: Iterable[tuple[int, int]] | None = None
) -> str | None:
    """The code with which the verbs would refuse this actor's decision as things stand; None when it is his."""
    try:
        if principals is None:
            principals = principals_of([row.organisation_id], today())
        _check_may_decide(row, actor, principals)
        _check_state(row, then)
    except Refused as refusal:
        return refusal.code
    return None


def _one(achievement_id: int, actor: Actor, version: int) -> Achievement:
    row = fetch(Achievement, achievement_id, actor, Permission.ACHIEVEMENTS_CHECK)
    _check_may_decide(row, actor, principals_of([row.organisation_id], today()))
    if row.version != version:
        raise Refused("stale")
    return row


def _each(achievement_ids: Sequence[int], actor: Actor, act: Callable[[Achievement], None]) -> Batch:
    batch, wanted = Batch(), list(dict.fromkeys(achievement_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("achievement_too_many", most=MOST_AT_ONCE)
    statement = visible(Achievement, actor, Permission.ACHIEVEMENTS_CHECK)
    statement = statement.where(Achievement.id.in_(wanted), queries.may_decide(actor)).order_by(Achievement.id)
    locked = statement.with_for_update(of=Achievement).execution_options(populate_existing=True)
    found = db.session.scalars(locked).all()
    principals = principals_of({each.organisation_id for each in found}, today())
    for row in found:
        try:
            _check_may_decide(row, actor, principals)
            act(row)
        except Refused as refusal:
            batch.refused.append((row.id, refusal))
        else:
            batch.done.append(row.id)
    return batch


def _check_may_decide(row: Achievement, actor: Actor, principals: Iterable[tuple[int, int]]) -> None:
    if actor.teacher_id is not None and row.teacher_id == actor.teacher_id:
        raise SelfInterest()
    if not actor.holds_at(Permission.ACHIEVEMENTS_CHECK, row.organisation_id):
        raise NotVisible("Achievement", row.id)
    if (row.by_county or (row.teacher_id, row.organisation_id) in principals) and not _from_above(row, actor):
        raise Refused("achievement_needs_county")


def _from_above(row: Achievement, actor: Actor) -> bool:
    """The right to check comes from an organisation above the school, not from the school itself."""
    return actor.is_system or any(
        grant.organisation_id != row.organisation_id
        and (grant.organisation_ids is None or row.organisation_id in grant.organisation_ids)
        for grant in actor.grants
        if grant.gives(Permission.ACHIEVEMENTS_CHECK)
    )


def _check_state(row: Achievement, then: AchievementState) -> None:
    if not can_become(row.state, then):
        raise Refused("achievement_state", now=row.state)
    if then is AchievementState.RETURNED and queries.correction_of(row.id) is not None:
        raise Refused("achievement_correction_open")


def _accept(row: Achievement, actor: Actor) -> None:
    _check_state(row, AchievementState.CHECKED)
    _decide(row, AchievementState.CHECKED, actor)
    replaced = _replace(row)
    record(Event.ACHIEVEMENT_CHECKED, row, actor=actor, doubts=row.doubts, replaces=replaced)


def _send_back(row: Achievement, actor: Actor, reason: str) -> None:
    _check_state(row, AchievementState.RETURNED)
    before, row.return_reason = row.state, reason
    _decide(row, AchievementState.RETURNED, actor)
    record(Event.ACHIEVEMENT_RETURNED, row, actor=actor, before=before, reason=reason)


def _decide(row: Achievement, state: AchievementState, actor: Actor) -> None:
    row.state, row.decided_at = state, now()
    row.decided_by_id, row.decided_by_teacher_id = actor.user_id, actor.teacher_id


def _replace(row: Achievement) -> list[int]:
    """What a checked correction takes the place of stops counting in the same moment."""
    replaced = [each.id for each in queries.chain(row) if each.state in LIVING] if row.corrects_id else []
    statement = select(Achievement).where(Achievement.id.in_(replaced)).with_for_update()
    for each in db.session.scalars(unrestricted(statement, reason="achievements a correction takes the place of")):
        each.state, each.closed_at = AchievementState.SUPERSEDED, now()
    return replaced
