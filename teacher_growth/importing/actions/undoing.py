"""A batch is taken back as a whole, as long as nobody built on it. Nothing is deleted."""

from sqlalchemy import delete

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.achievements.actions.bulk import take_items_back
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.importing import queries
from teacher_growth.importing.actions.receiving import become
from teacher_growth.importing.models import ImportBatch, ImportEffect, SourceKey
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.mentoring.actions.bulk import take_pairs_back
from teacher_growth.organisations.actions import bulk as organisations
from teacher_growth.people.actions import bulk as people
from teacher_growth.people.models import TeacherProfile
from teacher_growth.setwise import Effect, load
from teacher_growth.training.actions import recount
from teacher_growth.training.actions.bulk import take_results_back


def undo_batch(batch_id: int, *, actor: Actor) -> ImportBatch:
    """Asked twice it acts once."""
    batch = queries.batch(batch_id, actor)
    if batch.state is BatchState.UNDONE:
        return batch
    become(batch, BatchState.UNDONE)
    if (found := queries.first_built_on(batch_id)) is not None:
        raise Refused("import_built_on", table=found[0], count=found[1])
    columns = (ImportEffect.sort, ImportEffect.made_id, ImportEffect.replaced_id, ImportEffect.before)
    rows = db.session.execute(queries.effects_of(batch_id, actor).with_only_columns(*columns))
    effects = [Effect(*row) for row in rows]
    reason = f"import {batch_id}"
    take_pairs_back(effects)
    take_items_back(effects)
    take_results_back(effects)
    people.take_back(effects, actor=actor, reason=reason)
    organisations.take_back(effects, actor=actor, reason=reason)
    recount(_profiled(effects))
    _forget_keys([each.made_id for each in effects if each.sort == "organisation" and each.before is None])
    batch.undone_at = now()
    record(Event.IMPORT_UNDONE, batch, actor=actor, file=batch.file_name, rows=len(effects))
    db.session.flush()
    return batch


def _forget_keys(organisation_ids: list[int]) -> None:
    statement = delete(SourceKey).where(SourceKey.organisation_id.in_(organisation_ids))
    db.session.execute(unrestricted(statement, reason="keys of organisations that an import made"))


def _profiled(effects: list[Effect]) -> set[int]:
    """Whose stage may be another one again."""
    lines = load(
        TeacherProfile, TeacherProfile.id, [each.made_id for each in effects if each.sort == "teacher_profile"]
    )
    return {each["teacher_id"] for each in lines}
