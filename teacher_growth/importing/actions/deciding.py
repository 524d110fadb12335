"""What no file can say: how somebody who is missing in it left, and which line of the platform is one of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.importing import queries
from teacher_growth.importing.comparing.known_people import changes_of
from teacher_growth.importing.models import ImportBatch, ImportRow, PlatformChoice
from teacher_growth.importing.rules.states import BatchState, SameLine, Verdict
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.rules.codes import LeavingReason
from teacher_growth.people.rules.periods import first_open
from teacher_growth.setwise import chunks, insert_many, load
from teacher_growth.sheets import Kind


@dataclass(frozen=True, kw_only=True)
class Leaving:
    reason: LeavingReason
    last_day: date
    document: str


def decide_missing(batch_id: int, row_ids: Sequence[int], leaving: Leaving | None, *, actor: Actor) -> int:
    """How they left, carried out with the batch; None: they are still there. Returns how many it is about."""
    batch = _staged(batch_id, actor)
    rows = _chosen(batch_id, row_ids, actor, queries.missing_people)
    leavers = dict(batch.leavers or {})
    if leaving is not None:
        _check(rows, leaving, actor)
    said = leaving and {
        "reason": leaving.reason.value, "last_day": leaving.last_day.isoformat(), "document": leaving.document
    }  # fmt: skip
    before = len([each for each in rows if each.verdict is Verdict.CHANGED])
    for each in rows:
        each.verdict = Verdict.CHANGED if said else Verdict.MISSING
        kept = {name: value for name, value in each.values.items() if name != "plan"}
        each.values, each.changes = (kept | {"plan": {"leave": said}}, changes_of(said)) if said else (kept, None)
        leavers.pop(str(each.target_id), None)
        if said:
            leavers[str(each.target_id)] = said
    batch.leavers = leavers or None
    more = (len(rows) if said else 0) - before
    counts = dict(batch.counts[Kind.PEOPLE])
    batch.counts = batch.counts | {
        Kind.PEOPLE.value: counts | {"updated": counts["updated"] + more, "missing": counts["missing"] - more}
    }
    db.session.flush()
    return len(rows)


def decide_doubtful(batch_id: int, row_ids: Sequence[int], choice: SameLine, *, actor: Actor) -> int:
    """Remembered for every file to come. Returns how many lines it is about."""
    batch = _staged(batch_id, actor)
    rows = _chosen(batch_id, row_ids, actor, queries.doubtful)
    keys = {(each.values["teacher_id"], each.values["sign"]): each for each in rows}
    known = _known(keys)
    for old in known.values():
        old.choice, old.decided_by_id, old.decided_at = choice, actor.user_id, now()
    new = [_choice(each, choice, actor) for key, each in keys.items() if key not in known]
    insert_many(PlatformChoice, new)
    for each in rows:
        each.values = each.values | {"choice": choice}
    people = tuple(sorted({person for person, _sign in keys}))
    record(Event.PLATFORM_DECIDED, batch, actor=actor, people=people, choice=choice, lines=len(rows))
    db.session.flush()
    return len(rows)


def _staged(batch_id: int, actor: Actor) -> ImportBatch:
    batch = queries.batch(batch_id, actor)
    if batch.state is not BatchState.STAGED:
        raise Refused("import_state", now=batch.state)
    if queries.job_under_way(batch) is not None:
        raise Refused("import_busy")
    return batch


def _chosen(batch_id: int, row_ids: Sequence[int], actor: Actor, of: Any) -> list[ImportRow]:
    found: list[ImportRow] = []
    for part in chunks(row_ids):
        found += db.session.scalars(of(batch_id, actor).where(ImportRow.id.in_(part)).order_by(ImportRow.id))
    if not found:
        raise Refused("import_none_chosen")
    return found


def _check(rows: Sequence[ImportRow], leaving: Leaving, actor: Actor) -> None:
    """What the verb of people would refuse, said before the batch is carried out, and of whom."""
    relations: dict[int, list[Any]] = {}
    for line in load(PersonnelRelation, PersonnelRelation.teacher_id, [each.target_id for each in rows],
                     PersonnelRelation.superseded_at.is_(None), PersonnelRelation.voided.is_(False)):  # fmt: skip
        relations.setdefault(line["teacher_id"], []).append(line)
    for each in rows:
        relation = first_open(relations.get(each.target_id or 0, []), today())
        if each.target_id == actor.teacher_id:
            raise Refused("import_not_oneself", name=each.name)
        if relation is None or not actor.holds_at(Permission.PEOPLE_WRITE, relation["organisation_id"]):
            raise Refused("import_not_here", name=each.name)
        if leaving.last_day < relation["valid_from"]:
            raise Refused("import_left_before", name=each.name, day=relation["valid_from"])


def _known(keys: Any) -> dict[tuple[int, str], PlatformChoice]:
    people = [person for person, _sign in keys]
    statement = unrestricted(
        db.select(PlatformChoice).where(PlatformChoice.teacher_id.in_(people)),
        reason="what was decided once about a line of the platform",
    )
    return {(each.teacher_id, each.key): each for each in db.session.scalars(statement)
            if (each.teacher_id, each.key) in keys}  # fmt: skip


def _choice(row: ImportRow, choice: SameLine, actor: Actor) -> dict[str, Any]:
    return {
        "teacher_id": row.values["teacher_id"], "organisation_id": row.values["school"], "key": row.values["sign"],
        "choice": choice, "record_id": row.target_id, "decided_by_id": actor.user_id, "decided_at": now(),
    }  # fmt: skip
