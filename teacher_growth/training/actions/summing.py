"""Keeps what counts summed up, per teacher and per school, in the transaction that changes a line.

Every flush of a line, or of a teacher's stage, notes the teacher; a last step of write_tx counts the noted ones anew.
Teachers are locked first, schools added to last, both in order: who counts at the same moment waits, then counts on.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, event, func, insert, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.database import db, writing
from teacher_growth.errors import NotVisible
from teacher_growth.people.models import Teacher
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord, TrainingSchoolSum, TrainingSum
from teacher_growth.training.queries import Difference

NOTE = "counted anew"
AT_ONCE = 500  # teachers, in one statement
REASON = "sums kept beside their lines"
UPSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def recount(teacher_ids: Iterable[int]) -> None:
    """For lines (or stages) written past the session, by bulk statements: sums follow before the commit."""
    notes = writing()
    if notes is None:
        raise RuntimeError("recount outside write_tx")
    notes.setdefault(NOTE, set()).update(teacher_ids)


@event.listens_for(TrainingRecord, "after_insert")
@event.listens_for(TrainingRecord, "after_update")
@event.listens_for(TrainingRecord, "after_delete")
def _line_changed(_mapper: Any, _connection: Any, row: TrainingRecord) -> None:
    recount([row.teacher_id])


@event.listens_for(Teacher, "after_update")
def _teacher_changed(_mapper: Any, _connection: Any, row: Teacher) -> None:
    if inspect(row).attrs.stage.history.has_changes():
        recount([row.id])


def settle(session: Session) -> None:
    """A last step of write_tx, before the trail is chained."""
    people = sorted(session.info["write"].pop(NOTE, ()))
    schools: Counter[tuple[Any, ...]] = Counter()
    for first in range(0, len(people), AT_ONCE):
        schools.update(_settle_teachers(session, people[first : first + AT_ONCE]))
    _add(session, {key: amount for key, amount in schools.items() if amount})


def rebuild_sums(*, actor: Actor) -> int:
    """Counts everything anew from the lines alone; gives back how many sums were wrong."""
    if not actor.is_system:
        raise NotVisible("TrainingSum", None)
    if db.session.get_bind().dialect.name == "postgresql":
        tables = ", ".join(each.__tablename__ for each in queries.KEPT)
        lock = text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")  # who settles meanwhile has to read them after it
        db.session.execute(unrestricted(lock, reason=REASON))
    wrong = sum(1 for of in queries.KEPT for _ in queries.differences(of))
    count_all()
    record(Event.TRAINING_SUMS_REBUILT, TrainingSum(), actor=actor, wrong=wrong)
    return wrong


def count_all() -> None:
    for of in queries.KEPT:
        lines = queries.lines_counted(of).subquery()
        key = [lines.c[name] for name in queries.key_of(of)]
        sums = select(*key, func.sum(lines.c.amount)).group_by(*key).order_by(*key)
        db.session.execute(unrestricted(delete(of), reason=REASON))
        filled = insert(of).from_select([*queries.key_of(of), "amount"], sums)
        db.session.execute(unrestricted(filled, reason=REASON))


def _settle_teachers(session: Session, people: Sequence[int]) -> Counter[tuple[Any, ...]]:
    """What was added to each school's sums, by their key."""
    locked = select(Teacher.id).where(Teacher.id.in_(people)).order_by(Teacher.id).with_for_update(key_share=True)
    session.execute(unrestricted(locked, reason=REASON)).all()
    found = list(queries.differences(TrainingSum, people))
    _replace(session, found)
    names = queries.key_of(TrainingSchoolSum)
    added: Counter[tuple[Any, ...]] = Counter()
    for each in found:
        added[tuple(each.key[name] for name in names)] += each.counted - each.kept
    return added


def _replace(session: Session, found: Sequence[Difference]) -> None:
    """Away with the old line and in with the new: another stage is another line of the same sum."""
    table: Table = TrainingSum.__table__  # type: ignore[assignment]  # a model of ours has a Table
    key = table.primary_key.columns
    gone = [{f"of_{name}": each.key[name] for name in key.keys()} for each in found if each.kept]  # noqa: SIM118 -- a RowMapping iterates over values
    if gone:
        statement = delete(table).where(*(column == bindparam(f"of_{column.name}") for column in key))
        session.execute(unrestricted(statement, reason=REASON), gone)
    if new := [each.key | {"amount": each.counted} for each in found if each.counted]:
        session.execute(unrestricted(insert(table), reason=REASON), new)


def _add(session: Session, added: dict[tuple[Any, ...], int]) -> None:
    """Adding, not setting: another school year or stage of the school may be counted at this moment."""
    if not added:
        return
    table: Table = TrainingSchoolSum.__table__  # type: ignore[assignment]  # a model of ours has a Table
    names = queries.key_of(TrainingSchoolSum)
    rows = [dict(zip(names, key, strict=True)) | {"amount": added[key]} for key in sorted(added)]
    statement = UPSERT[session.get_bind().dialect.name](table)
    statement = statement.on_conflict_do_update(
        index_elements=names, set_={"amount": table.c.amount + statement.excluded.amount}
    )
    session.execute(unrestricted(statement, reason=REASON), rows)
    schools = {row["organisation_id"] for row in rows}
    emptied = delete(table).where(table.c.organisation_id.in_(schools), table.c.amount == 0)
    session.execute(unrestricted(emptied, reason=REASON))
