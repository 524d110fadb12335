"""What nobody will ask for again."""

from typing import Any, cast

from sqlalchemy import CursorResult, delete

from teacher_growth.access.actor import Actor
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import KEPT, OVER


def forget_old_jobs(*, actor: Actor) -> int:
    """How many jobs, over for long, were removed."""
    if not actor.is_system:
        raise NotVisible("Job", None)
    done = db.session.execute(delete(Job).where(Job.state.in_(OVER), Job.finished_at < now() - KEPT))
    return cast("CursorResult[Any]", done).rowcount
