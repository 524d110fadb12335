"""A whole activity that was entered wrongly: corrected by a new one in its place, or withdrawn."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import COUNTED, LIVING, ClaimState
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.files.actions import store
from teacher_growth.files.store import Received
from teacher_growth.training import queries
from teacher_growth.training.actions.entering import (
    Activity,
    Entered,
    attach,
    check_activity,
    check_belong,
    enter_lines,
    new_activity,
)
from teacher_growth.training.models import TrainingActivity, TrainingRecord
from teacher_growth.training.queries import Checked


def correct_activity(
    activity_id: int,
    activity: Activity,
    teacher_ids: Sequence[int],
    *,
    actor: Actor,
    version: int,
    reason: str,
    files: Sequence[Received] = (),
    keep: Collection[int] = (),
) -> Entered:
    """A new activity in its place. Who is no longer named loses the line; who has corrected hers herself keeps it:

    her lines go along to the new activity, which can be withdrawn for her too. What waits (one's own, the principal's,
    the doubtful) leaves the line before counting until it is verified.
    `keep`: ids of the old activity's files that go along.
    """
    old = _open(activity_id, actor, version)
    lines = _lines_of(old)
    corrected = _by_themselves(lines)
    before = {each.teacher_id: each for each in lines if each.state in LIVING and each.teacher_id not in corrected}
    people = [each for each in dict.fromkeys(teacher_ids) if each not in corrected]
    check_activity(activity, list(teacher_ids), files)
    check_belong(set(people) - set(before), old.organisation_id, actor)
    kept = [each for each in queries.evidence_of(old) if each.id in keep]
    sources, ignoring = [each.source_sha256 for each in (*kept, *files)], [each.id for each in lines]
    doubts = queries.doubts_for(Checked(activity.line, people, sources=sources, ignoring=ignoring))
    _close(old, reason)
    row = new_activity(old.organisation_id, activity, actor, corrects=old.id)
    attach(row, [*kept, *(store(each, actor=actor) for each in files)])
    places = {person: line.id for person, line in before.items()}
    entered = enter_lines(row, activity.line, people, doubts, actor, places)
    entered.kept = _take_along(lines, corrected, row)
    _make_room(lines, before, entered)
    record(
        Event.TRAINING_ACTIVITY_CORRECTED, row, actor=actor, people=tuple({*people, *before}), corrects=activity_id,
        reason=reason, **entered.told(row), kept=entered.kept, left_out=sorted(set(before) - set(people)),
        files=[each.sha256 for each in files],
    )  # fmt: skip
    return entered


def withdraw_activity(activity_id: int, *, actor: Actor, version: int, reason: str) -> TrainingActivity:
    """It did not take place, or was entered twice: no line of it counts any more."""
    old = _open(activity_id, actor, version)
    living = [each for each in _lines_of(old) if each.state in LIVING]
    _end(living, ClaimState.WITHDRAWN)
    _close(old, reason)
    people = sorted({each.teacher_id for each in living})
    record(Event.TRAINING_ACTIVITY_WITHDRAWN, old, actor=actor, people=tuple(people), reason=reason, teachers=people)
    return old


def _open(activity_id: int, actor: Actor, version: int) -> TrainingActivity:
    row = fetch(TrainingActivity, activity_id, actor, Permission.TRAINING_ENTER)
    if row.version != version:
        raise Refused("stale")
    if row.closed_at is not None:
        raise Refused("activity_closed")
    return row


def _lines_of(activity: TrainingActivity) -> list[TrainingRecord]:
    """Its own, and those of the activities it corrects, which may count until its own are verified."""
    ids = queries.with_corrected(activity.id)
    statement = select(TrainingRecord).where(TrainingRecord.activity_id.in_(ids)).order_by(TrainingRecord.id)
    locked = statement.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(unrestricted(locked, reason="all lines of an activity the actor enters for")))


def _by_themselves(lines: Sequence[TrainingRecord]) -> set[int]:
    """Who corrected hers herself: inside one activity. The school's corrections lead from one activity to the next."""
    of = {each.id: each.activity_id for each in lines}
    return {each.teacher_id for each in lines if each.corrects_id and of.get(each.corrects_id) == each.activity_id}


def _take_along(lines: Iterable[TrainingRecord], people: set[int], to: TrainingActivity) -> list[int]:
    """What they corrected themselves, with all that it corrects; who they are."""
    for each in lines:
        if each.teacher_id in people:
            each.activity_id = to.id
    return sorted(people)


def _make_room(lines: Iterable[TrainingRecord], before: dict[int, TrainingRecord], entered: Entered) -> None:
    """Of who stays, what counts goes on counting until the new line is verified; all else of the old ones ends."""
    staying = {*entered.verified, *entered.waiting}
    old = [each for each in lines if each.state in LIVING and each.teacher_id in before]
    waits = [each for each in old if each.teacher_id in entered.waiting and each.state in COUNTED]
    _end((each for each in old if each.teacher_id not in staying), ClaimState.WITHDRAWN)
    _end((each for each in old if each.teacher_id in staying and each not in waits), ClaimState.SUPERSEDED)


def _end(lines: Iterable[TrainingRecord], state: ClaimState) -> None:
    for each in lines:
        each.state, each.closed_at = state, now()


def _close(activity: TrainingActivity, reason: str) -> None:
    activity.closed_at, activity.closed_reason = now(), reason
