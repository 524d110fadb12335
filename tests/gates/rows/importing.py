"""Batches of every account: one to be looked at, one carried out. What others staged is nobody's business."""

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.importing.models import ImportBatch, ImportFault, ImportRow
from teacher_growth.importing.queries import changed_since
from teacher_growth.importing.reading.store import Kept, Uploads
from teacher_growth.importing.rules.states import BatchState, Verdict
from teacher_growth.sheets import Kind

if TYPE_CHECKING:
    from tests.gates.world import Who, World

LARGE = 10_000_000  # so that nothing is done in the request itself
FILE = "工号,姓名,性别\nA1,某,女\n".encode()
COUNTS = dict.fromkeys(("rows", "created", "updated", "unchanged", "refused", "doubtful", "missing"), 1)
LEAVING = {"reason": "01", "last_day": "2026-08-31", "document": "x"}


def settle(world: "World") -> None:
    kept = Uploads(world.app.config["HOME"] / "imports").keep(io.BytesIO(FILE), "x.csv")
    ground = changed_since(0)
    for who in world.actors.values():
        if who.account_id:
            _batch(world, who, kept, "staged_batch", state=BatchState.STAGED, ground=ground)
            _batch(world, who, kept, "applied_batch", state=BatchState.APPLIED, ground=ground, applied_at=now())


def _batch(world: "World", who: "Who", kept: Kept, kind: str, **values: Any) -> None:
    """Its file has the mark of the one who sent it."""
    person = world.people["s1_a"]
    with write_tx() as session:
        batch = ImportBatch(
            kind=Kind.PEOPLE, file_sha256=kept.sha256, file_name=f"{who.mark('user')}.csv", file_size=LARGE,
            on_day=date(2026, 9, 1), sheets=_sheets(), counts={Kind.PEOPLE: COUNTS}, created_by_id=who.account_id,
            created_at=now(), leavers={str(person.id): LEAVING}, **values,
        )  # fmt: skip
        session.add(batch)
        session.flush()
        made = batch.id
        session.add_all(_rows(made, who, person.id, world.places["s1"]))
        session.add(ImportFault(
            batch_id=made, sheet=0, number=2, address="C", key="sex", code="missing", is_warning=False, value=""
        ))  # fmt: skip
    for each in (kind, "import_batch"):
        world.put(each, f"{who.key} {kind}", made, at=frozenset(), people=frozenset({who.own}))


def _sheets() -> list[dict[str, Any]]:
    columns = {"staff_number": "A", "name": "B", "sex": "C"}
    found = {"index": 0, "position": 0, "name": "x", "kind": "people", "header_row": 1, "rows": 2, "missing": []}
    return [found | {"headings": ["工号", "姓名", "性别"], "columns": columns}]


def _rows(batch_id: int, who: "Who", person_id: int, school: int) -> list[ImportRow]:
    """Somebody missing whose leaving was decided, and a line of the platform that is doubtful."""
    told = {"batch_id": batch_id, "sheet": 0, "name": who.mark("user"), "target_id": person_id}
    return [
        ImportRow(**told, number=None, kind=Kind.PEOPLE, verdict=Verdict.CHANGED, key="1",
                  values={"plan": {"leave": LEAVING}}, changes={"last_day": [None, "2026-08-31"]}),
        ImportRow(**told, number=3, kind=Kind.TRAINING, verdict=Verdict.DOUBTFUL, key="2",
                  values={"teacher_id": person_id, "school": school, "sign": f"{batch_id:064}"}),
    ]  # fmt: skip
