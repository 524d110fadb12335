"""Asking for a long list, and the trail of what left."""

from collections.abc import Mapping
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.accounts.queries import the_account
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused
from teacher_growth.exporting import queries
from teacher_growth.exporting.rules import LONGEST_TITLE, MOST_WAITING
from teacher_growth.jobs.actions import enqueue
from teacher_growth.jobs.made import new_name
from teacher_growth.jobs.models import Job
from teacher_growth.organisations.queries import root

LIST = "exporting.list"


def ask_for_list(path: str, format_: str, *, actor: Actor, title: str, language: str) -> Job:
    """A job that writes the list behind this address; the one under way where it was asked for already."""
    under_way = queries.under_way(LIST, actor)
    if (same := next((each for each in under_way if each.args["path"] == path), None)) is not None:
        return same
    if len(under_way) >= MOST_WAITING:
        raise Refused("export_busy", most=MOST_WAITING)
    args = {
        "path": path, "format": format_, "account_id": actor.user_id, "language": language,
        "title": title[:LONGEST_TITLE], "file": new_name(format_),
    }  # fmt: skip
    return enqueue(LIST, actor=actor, args=args)


def note_list(
    name: str, *, actor: Actor, format_: str, rows: int, asked: Mapping[str, Any], people: tuple[int | None, ...] = ()
) -> None:
    """For the trail: who took which list away, narrowed how, and how many rows. The system has no account: the city."""
    subject = root() if actor.user_id is None else the_account(actor.user_id)
    told = {"list": name, "format": format_, "rows": rows, "asked": dict(asked)}
    record(Event.LIST_EXPORTED, subject, actor=actor, people=people, **told)
