"""One's own items: recording, correcting, withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.achievements import queries
from teacher_growth.achievements.models import Achievement, AchievementEvidence
from teacher_growth.achievements.rules import Item, item_fault, plain_number
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims import actions as claims
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.files.actions import store
from teacher_growth.files.models import StoredFile
from teacher_growth.files.rules import MOST_PER_RECORD
from teacher_growth.files.store import Received
from teacher_growth.people.queries import schools_of


def record_achievement(item: Item, *, actor: Actor, files: Sequence[Received] = ()) -> Achievement:
    """An item about oneself, for one's school to check against the original; the principal's own for the county."""
    if actor.teacher_id is None or not actor.may_for_itself(Permission.ACHIEVEMENTS_WRITE):
        raise NotVisible("Teacher", actor.teacher_id)
    _check(item)
    row = _sent(item, _school(actor), actor, sources=[each.source_sha256 for each in files])
    _attach(row, [store(each, actor=actor) for each in files])
    record(Event.ACHIEVEMENT_RECORDED, row, actor=actor, **_told(row, files))
    return row


def correct_achievement(
    achievement_id: int,
    item: Item,
    *,
    actor: Actor,
    version: int,
    files: Sequence[Received] = (),
    keep: Collection[int] = (),
) -> Achievement:
    """A new item in place of a returned or checked one of one's own; a checked one counts until the new one does.

    `keep`: ids of the old item's scans that go along.
    """
    old = queries.own_achievement(achievement_id, actor)
    _check(item)
    kept = [each for each in queries.evidence_of(old) if each.id in keep]
    before, school = asdict(old.item), _school(actor, otherwise=old.organisation_id)
    replaced = claims.begin_correction(old, version)
    sources = [*(each.source_sha256 for each in kept), *(each.source_sha256 for each in files)]
    row = _sent(item, school, actor, sources=sources, replaced=replaced)
    _attach(row, [*kept, *(store(each, actor=actor) for each in files)])
    record(Event.ACHIEVEMENT_SUPERSEDED, row, actor=actor, corrects=achievement_id, before=before, **_told(row, files))
    return row


def withdraw_achievement(achievement_id: int, *, actor: Actor, version: int) -> Achievement:
    """Takes back an item of one's own that nobody has checked."""
    row = queries.own_achievement(achievement_id, actor)
    return claims.withdraw(row, version, event=Event.ACHIEVEMENT_WITHDRAWN, actor=actor)


def _check(item: Item) -> None:
    if (fault := item_fault(item, today())) is not None:
        raise Refused(fault)


def _school(actor: Actor, *, otherwise: int | None = None) -> int:
    """Where the original can be shown today."""
    person = actor.teacher_id or 0
    found = schools_of(actor, [person], today()).get(person)
    if found is None and otherwise is None:
        raise Refused("achievement_no_school")
    return found.id if found is not None else otherwise or 0


def _sent(
    item: Item, organisation_id: int, actor: Actor, *, sources: Sequence[str], replaced: Sequence[int] = ()
) -> Achievement:
    person = actor.teacher_id or 0
    row = Achievement(
        **asdict(item), number=plain_number(item.certificate) or None,
        teacher_id=person, organisation_id=organisation_id, state=ClaimState.SUBMITTED,
        doubts=queries.doubts_for(item, person, sources=sources, ignoring=replaced),
        entered_by_id=actor.user_id, entered_at=now(), corrects_id=replaced[0] if replaced else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _attach(row: Achievement, files: Sequence[StoredFile]) -> None:
    if len(files) > MOST_PER_RECORD:
        raise Refused("claim_files", most=MOST_PER_RECORD)
    for position, each in enumerate(files, 1):
        db.session.add(AchievementEvidence(achievement_id=row.id, file_id=each.id, position=position))
    db.session.flush()


def _told(row: Achievement, files: Sequence[Received]) -> dict[str, Any]:
    """For the trail."""
    return {"after": asdict(row.item), "doubts": row.doubts, "files": [each.sha256 for each in files]}
