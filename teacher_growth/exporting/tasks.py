"""What the worker writes."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from teacher_growth.accounts.queries import acting_as
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.exporting import lists
from teacher_growth.exporting.actions import LIST
from teacher_growth.jobs.made import Shelf


def write_list(args: Mapping[str, Any], progress: Callable[..., None]) -> dict[str, Any]:
    person = acting_as(args["account_id"], moment=now(), today=today())
    db.session.rollback()
    if person is None:
        raise Refused("export_forbidden")
    shelf = Shelf(current_app.config["EXPORTS"])
    rows = lists.write(args["path"], args["language"], lists.Work(person, shelf, args["file"], progress))
    return {"rows": rows, "file": shelf.described(args["file"], lists.file_name(args["title"], args["format"]))}


TASKS = {LIST: write_list}
