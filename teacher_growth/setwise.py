"""Many rows in few statements, for verbs that act on thousands at once. They have asked for everything before.

Facts stay facts: added, superseded, voided, as `facts` has it one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, func, insert, inspect, select, text, update

from teacher_growth.access.scope import unrestricted
from teacher_growth.clock import now
from teacher_growth.database import Json, db
from teacher_growth.errors import Refused
from teacher_growth.facts import BOOKKEEPING

T = TypeVar("T")
TOGETHER = 5_000  # ids of one statement
MANY = 50  # rows from which the shorter way is worth it
WHY = "rows of a verb that has asked for each of them"


class Effect(NamedTuple):
    """What became of a row: made, taking the place of another, or changed in place from what it was before."""

    sort: str  # table
    made_id: int
    replaced_id: int | None = None
    before: Mapping[str, Any] | None = None


def chunks(items: Iterable[T], size: int = TOGETHER) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def new_ids(model: type[Any], count: int) -> range | list[int]:
    """Ids that nobody else gets: of the sequence, or on SQLite the next ones, since a writer is alone there."""
    name = model.__tablename__
    if db.session.get_bind().dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(db.session.scalars(drawn, {"name": name, "count": count}))
    last = db.session.scalar(unrestricted(select(func.max(model.id)), reason=WHY)) or 0
    return range(last + 1, last + count + 1)


def insert_many(model: type[Any], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts them; returns their ids in order. The keys of all rows are those of the first."""
    if not rows:
        return []
    ids = list(new_ids(model, len(rows)))
    values = [{**row, "id": each} for row, each in zip(rows, ids, strict=True)]
    left_out = [each.default for each in model.__table__.columns if each.default and each.key not in rows[0]]
    plain = all(each.is_scalar for each in left_out)
    if db.session.get_bind().dialect.name == "sqlite" and len(rows) >= MANY and plain:
        _insert_by_columns(model.__table__, values)
    else:
        db.session.execute(unrestricted(insert(model.__table__), reason=WHY), values)
    return ids


class Memo(dict[Any, Any]):
    """What each value becomes, found out once."""

    def __init__(self, become: Callable[[Any], Any]) -> None:
        super().__init__()
        self.become = become

    def __missing__(self, value: Any) -> Any:
        found = self[value] = self.become(value)
        return found


def _insert_by_columns(table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """The driver's own executemany; values become the database's column by column, each different one once.

    What the rows leave out is the column's own default, as SQLAlchemy would have it; one that is reckoned goes its way.
    """
    columns = [each for each in table.columns if each.key in rows[0] or (each.default and each.default.is_scalar)]
    values = [_become(each, rows) for each in columns]
    names, marks = ", ".join(f'"{each.name}"' for each in columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 -- names of our own
    given = list(zip(*values, strict=True))
    db.session.connection().exec_driver_sql(statement, given, execution_options={"unrestricted": WHY})


def _become(column: Any, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
    dialect = db.session.get_bind().dialect
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if column.key not in rows[0]:
        return [column.default.arg if bind is None else bind(column.default.arg)] * len(rows)
    values = [row[column.key] for row in rows]
    if bind is None:
        return values
    return map(bind, values) if isinstance(column.type, Json) else map(Memo(bind).__getitem__, values)


def update_many(model: type[Any], rows: Sequence[Mapping[str, Any]], *, version: bool = True) -> None:
    """Each row has `id` and the columns to set, the same ones in all."""
    if not rows:
        return
    table = model.__table__
    names = [name for name in rows[0] if name != "id"]
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    if version and "version" in table.c:
        values["version"] = table.c.version + 1
    statement = update(table).where(table.c.id == bindparam("the_id")).values(values)
    given = [{"the_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    db.session.connection().execute(unrestricted(statement, reason=WHY), given)


def load(model: type[Any], column: Any, values: Iterable[Any], *conditions: Any, reason: str = WHY) -> list[Any]:
    """Rows of a table as mappings, whose column holds one of the values."""
    found: list[Any] = []
    for part in chunks(sorted(set(values))):
        statement = select(model.__table__).where(column.in_(part), *conditions).order_by(model.id)
        found += db.session.execute(unrestricted(statement, reason=reason)).mappings().all()
    return found


# --- facts ----------------------------------------------------------------------------------------


def add_facts(
    model: type[Any], rows: Sequence[Mapping[str, Any]], user_id: int | None, *, at: datetime | None = None
) -> list[Effect]:
    """Puts new facts on record; what a row leaves out is empty, or the column's own default."""
    moment = at or now()
    made = [_whole(model, row) | {"recorded_at": moment, "recorded_by_id": user_id} for row in rows]
    for each in made:
        if each["valid_to"] is not None and each["valid_to"] < each["valid_from"]:
            raise Refused("period_reversed", valid_from=each["valid_from"], valid_to=each["valid_to"])
    ids = insert_many(model, made)
    sort = model.__tablename__
    return [Effect(sort, each, row["supersedes_id"]) for each, row in zip(ids, made, strict=True)]


def supersede_facts(
    model: type[Any], changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], user_id: int | None
) -> list[Effect]:
    """(the line as `load` gave it, what is different in the corrected copy) for each. Refuses what was replaced."""
    if not changes:
        return []
    moment = now()
    _mark_superseded(model, [old["id"] for old, _new in changes], moment)
    rows = []
    for old, new in changes:
        kept = {name: value for name, value in old.items() if name not in BOOKKEEPING}
        rows.append(kept | {"voided": False} | dict(new) | {"supersedes_id": old["id"]})
    return add_facts(model, rows, user_id, at=moment)


def void_facts(model: type[Any], lines: Sequence[Mapping[str, Any]], user_id: int | None, *, reason: str) -> None:
    supersede_facts(model, [(line, {"voided": True, "note": reason}) for line in lines], user_id)


def _mark_superseded(model: type[Any], ids: Sequence[int], moment: datetime) -> None:
    if len(set(ids)) < len(ids):
        raise Refused("fact_superseded")
    for part in chunks(ids):
        statement = update(model.__table__).where(model.id.in_(part), model.superseded_at.is_(None))
        done: Any = db.session.execute(unrestricted(statement.values(superseded_at=moment), reason=WHY))
        if done.rowcount < len(part):
            raise Refused("fact_superseded")


def _whole(model: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    defaults = _DEFAULTS.get(model)
    if defaults is None:
        defaults = _DEFAULTS[model] = {
            column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
            for column in inspect(model).columns
            if column.key != "id"
        }
    return {**defaults, **row}


_DEFAULTS: dict[type[Any], dict[str, Any]] = {}
