from flask import Blueprint, url_for

from teacher_growth.importing.queries.permissions import kinds_of
from teacher_growth.web.guards import current_actor

bp = Blueprint("importing", __name__)


@bp.app_template_global()
def import_url(kind: str) -> str | None:
    """Where rows of this kind are imported; None for whom that is not."""
    return url_for("importing.batch_new", kind=kind) if kind in kinds_of(current_actor()) else None
