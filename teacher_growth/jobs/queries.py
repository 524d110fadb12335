"""Jobs as their owners and the worker see them. The table names no person but the account that asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from teacher_growth.access.actor import Actor
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState


def jobs(actor: Actor) -> Select[Any]:
    """One's own, newest first; all of them for the system."""
    statement = select(Job).order_by(Job.id.desc())
    return statement if actor.is_system else statement.where(Job.created_by_id == actor.user_id)


def job(job_id: int, actor: Actor) -> Job:
    found: Job | None = db.session.scalars(jobs(actor).where(Job.id == job_id)).one_or_none()
    if found is None:
        raise NotVisible("Job", job_id)
    return found


def with_key(key: str) -> Job | None:
    return db.session.scalars(select(Job).where(Job.key == key)).one_or_none()


def next_due() -> datetime | None:
    """When the next waiting job may start; None when none waits."""
    return db.session.scalar(select(func.min(Job.not_before)).where(Job.state == JobState.WAITING))
