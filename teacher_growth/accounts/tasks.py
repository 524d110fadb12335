"""Forgets sessions long dead and failed tries nobody counts any more."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.models import FailedTries, SignInSession
from teacher_growth.clock import now
from teacher_growth.database import write_tx

SESSIONS_KEPT = timedelta(days=30)
TRIES_KEPT = timedelta(days=1)


def clean(_args: Mapping[str, Any], _progress: Callable[..., None]) -> dict[str, int]:
    moment = now()
    old = delete(SignInSession).where(SignInSession.started_at < moment - SESSIONS_KEPT)
    with write_tx() as session:
        sessions = session.execute(unrestricted(old, reason="sessions of last month")).rowcount
        tries = session.execute(delete(FailedTries).where(FailedTries.since < moment - TRIES_KEPT)).rowcount
    return {"sessions": sessions, "failed_tries": tries}


TASKS = {"accounts.clean": clean}
DAILY = ("accounts.clean",)
