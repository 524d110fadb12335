"""Scans, under the permission of the item they belong to; never by their hash."""

from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.achievements import queries
from teacher_growth.achievements.routes.blueprint import bp
from teacher_growth.errors import NotVisible
from teacher_growth.files.models import StoredFile
from teacher_growth.files.routes import sent, sent_small
from teacher_growth.web.guards import current_actor, requires


@bp.get("/<int:achievement_id>/scans/<int:place>")
@requires(Permission.ACHIEVEMENTS_READ)
def scan(achievement_id: int, place: int) -> Any:
    return sent(_at(achievement_id, place))


@bp.get("/<int:achievement_id>/scans/<int:place>/small")
@requires(Permission.ACHIEVEMENTS_READ)
def scan_small(achievement_id: int, place: int) -> Any:
    return sent_small(_at(achievement_id, place))


def _at(achievement_id: int, place: int) -> StoredFile:
    files = queries.evidence_of(queries.achievement(achievement_id, current_actor()))
    if not 1 <= place <= len(files):
        raise NotVisible("Scan", place)
    return files[place - 1]
