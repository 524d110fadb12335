"""Counting what failed. A count stays though its verb was undone, so it is noted in a transaction of its own."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.actor import Actor
from teacher_growth.accounts.models import FailedTries
from teacher_growth.accounts.queries import seconds_to_wait
from teacher_growth.accounts.rules import LIMITS, ThrottleKind
from teacher_growth.database import db
from teacher_growth.errors import Refused


def refuse_when_too_many(kind: ThrottleKind, key: str, *, actor: Actor, moment: datetime) -> None:
    """Refuses before the try is made, and says how many seconds to wait."""
    wait = 0 if actor.is_system else seconds_to_wait(kind, key, moment=moment)
    if wait:
        raise Refused("too_many_tries", seconds=wait)


def note_failure(kind: ThrottleKind, key: str, *, actor: Actor, moment: datetime) -> None:
    """Counts one more failed try; the count begins anew when its window has passed."""
    identity = (kind, key[:80])
    try:  # of two first tries at once, the second waits here and counts on
        with db.session.begin_nested():
            db.session.execute(insert(FailedTries).values(kind=kind, key=key[:80], tries=0, since=moment))
    except IntegrityError:
        pass
    found = db.session.get_one(FailedTries, identity, with_for_update=True)
    if moment >= found.since + LIMITS[kind].window:
        found.tries, found.since = 0, moment
    found.tries += 1
