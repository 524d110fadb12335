"""queued(): a job put into the queue; its id."""

from sqlalchemy import update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.jobs import actions
from teacher_growth.jobs.models import Job


def queued(name="test.task", *, actor=SYSTEM, **values):
    with write_tx():
        return actions.enqueue(name, actor=actor, **values).id


def queue_and_refuse():
    with write_tx():
        actions.enqueue("test.task", actor=SYSTEM)
        raise Refused("stale")


def the_job(job_id) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def set_job(job_id, **values):
    with write_tx() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))
