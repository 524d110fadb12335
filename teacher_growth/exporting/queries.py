from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import rows
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.queries import jobs
from teacher_growth.jobs.rules import OVER


def under_way(name: str, actor: Actor) -> list[Job]:
    return rows(jobs(actor).where(Job.name == name, Job.state.not_in(OVER)))
