"""Cleaning up after the machinery itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete

from teacher_growth.access.actor import SYSTEM
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.jobs import actions, made
from teacher_growth.jobs.made import Shelf
from teacher_growth.web.once import RequestKey

KEYS_KEPT = timedelta(days=30)  # a form sent again later than that is a new one


def clean(_args: Mapping[str, Any], _progress: Callable[..., None]) -> dict[str, int]:
    with write_tx() as session:
        keys = session.execute(delete(RequestKey).where(RequestKey.at < now() - KEYS_KEPT)).rowcount
        jobs = actions.forget_old_jobs(actor=SYSTEM)
    files = Shelf(current_app.config["EXPORTS"]).forget(now() - made.KEPT)
    return {"request_keys": keys, "jobs": jobs, "files": files}


TASKS = {"jobs.clean": clean}
DAILY = ("jobs.clean",)
