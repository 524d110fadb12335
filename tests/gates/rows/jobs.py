"""Background work of every account: one that waits, one that failed, one that made a file."""

from typing import TYPE_CHECKING, Any

from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.exporting.actions import LIST
from teacher_growth.jobs.made import Shelf
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState

if TYPE_CHECKING:
    from tests.gates.world import Who, World


def settle(world: "World") -> None:
    for who in world.actors.values():
        if who.account_id:
            _job(world, who, "waiting_job", state=JobState.WAITING)
            _job(world, who, "failed_job", state=JobState.FAILED, error="export_forbidden", finished_at=now())
            _job(world, who, "done_job", state=JobState.DONE, result=_result(world, who), finished_at=now())


def _job(world: "World", who: "Who", kind: str, **values: Any) -> None:
    """Its title has the mark of the one who asked."""
    with write_tx() as session:
        job = Job(
            name=LIST, args={"title": who.mark("user"), "path": f"/people?export=csv&q={kind}"},
            created_by_id=who.account_id, created_at=now(), not_before=now(), **values,
        )  # fmt: skip
        session.add(job)
        session.flush()
        made = job.id
    for each in (kind, "job"):
        world.put(each, f"{who.key} {kind}", made, at=frozenset(), people=frozenset({who.own}))


def _result(world: "World", who: "Who") -> dict[str, Any]:
    shelf, name = Shelf(world.app.config["EXPORTS"]), f"{who.key}.csv"
    (shelf.open() / name).write_text(who.mark("user"))
    return {"rows": 1, "file": shelf.described(name, "名单.csv")}
