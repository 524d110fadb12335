"""Evidence, under the permission of the line or activity it belongs to; never by its hash."""

from collections.abc import Sequence
from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.errors import NotVisible
from teacher_growth.files.models import StoredFile
from teacher_growth.files.routes import sent, sent_small
from teacher_growth.training import queries
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.web.guards import current_actor, requires


@bp.get("/records/<int:record_id>/evidence/<int:place>")
@requires(Permission.TRAINING_READ)
def record_evidence(record_id: int, place: int) -> Any:
    return sent(_at(place, queries.evidence_of(queries.record(record_id, current_actor()))))


@bp.get("/records/<int:record_id>/evidence/<int:place>/small")
@requires(Permission.TRAINING_READ)
def record_evidence_small(record_id: int, place: int) -> Any:
    return sent_small(_at(place, queries.evidence_of(queries.record(record_id, current_actor()))))


@bp.get("/activities/<int:activity_id>/evidence/<int:place>")
@requires(Permission.TRAINING_READ, for_others=True)
def activity_evidence(activity_id: int, place: int) -> Any:
    return sent(_at(place, queries.evidence_of(queries.activity(activity_id, current_actor()))))


@bp.get("/activities/<int:activity_id>/evidence/<int:place>/small")
@requires(Permission.TRAINING_READ, for_others=True)
def activity_evidence_small(activity_id: int, place: int) -> Any:
    return sent_small(_at(place, queries.evidence_of(queries.activity(activity_id, current_actor()))))


def _at(place: int, files: Sequence[StoredFile]) -> StoredFile:
    if not 1 <= place <= len(files):
        raise NotVisible("Evidence", place)
    return files[place - 1]
