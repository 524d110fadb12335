"""Ways to lay hands on the trail as somebody who owns the database: the triggers do not hold him."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, insert, select, text, update

from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import canonical_line, chain_hash
from teacher_growth.database import canonical

TABLE: Any = AuditEntry.__table__
NAME = TABLE.name
COLUMNS = tuple(column.name for column in TABLE.c if column.name != "seq")
SQLITE_TRIGGERS = f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{NAME}'"


@dataclass
class Case:
    """One fresh copy: its database, its anchors, and what an insider may have taken."""

    connection: Connection
    anchors: Path
    key: str
    length: int
    random: random.Random

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def place(self, *, last: bool = True) -> int:
        return self.random.randint(1, self.length if last else self.length - 1)

    def entry(self, seq: int) -> dict[str, Any]:
        return dict(self.connection.execute(select(TABLE).where(TABLE.c.seq == seq)).mappings().one())

    def write(self, place: int, /, **values: Any) -> None:
        self.connection.execute(update(TABLE).where(TABLE.c.seq == place).values(**values))

    def sql(self, statement: str) -> Any:
        return self.connection.exec_driver_sql(statement)


@contextmanager
def opened(url: str, anchors: Path, key: str, seed: int) -> Iterator[Case]:
    engine = create_engine(url).execution_options(unrestricted="gate")
    with engine.connect() as raw:
        if engine.dialect.name == "sqlite":
            raw.exec_driver_sql("PRAGMA recursive_triggers=OFF")
        raw.rollback()
        with raw.begin():
            yield case_on(raw, anchors, key, seed)
    engine.dispose()


def case_on(connection: Connection, anchors: Path, key: str, seed: int) -> Case:
    length = connection.scalar(text(f"SELECT max(seq) FROM {NAME}")) or 0
    return Case(connection, anchors, key, length, random.Random(seed))  # noqa: S311 -- a seeded drill


@contextmanager
def hands_free(case: Case) -> Iterator[None]:
    """The triggers away and back, to the letter."""
    if not case.is_sqlite:
        case.sql(f"ALTER TABLE {NAME} DISABLE TRIGGER USER")
        yield
        case.sql(f"ALTER TABLE {NAME} ENABLE TRIGGER USER")
        return
    triggers = case.sql(SQLITE_TRIGGERS).all()
    for name, _sql in triggers:
        case.sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in triggers:
        case.sql(statement)


def edit_column(case: Case) -> None:
    name, seq = case.random.choice(COLUMNS), case.place()
    before = case.entry(seq)[name]
    with hands_free(case):
        case.write(seq, **{name: _another(case, name, before)})


def _another(case: Case, name: str, before: Any) -> Any:
    if name in ("prev", "hash"):
        return f"{case.random.getrandbits(256):064x}"
    if name == "at":
        return before + timedelta(microseconds=case.random.choice([1, -1, 86_400_000_000]))
    if name in ("user_id", "session_id", "subject_id", "organisation_id"):
        return None if before is not None and case.random.random() < 0.5 else (before or 0) + case.random.randint(1, 9)
    if name == "address":
        return "10.0.0.9"
    return before[:-1] if before and case.random.random() < 0.5 else (before or "") + " "


def edit_moment_text(case: Case) -> None:
    """A moment that no program of ours would write."""
    with hands_free(case):
        if case.is_sqlite:
            case.sql(f"UPDATE {NAME} SET at = 'yesterday' WHERE seq = {case.place()}")
        else:
            case.write(case.place(), at=datetime(1, 1, 1, tzinfo=UTC))


def delete_one(case: Case) -> None:
    with hands_free(case):
        case.sql(f"DELETE FROM {NAME} WHERE seq = {case.place()}")


def delete_and_close_the_gap(case: Case) -> None:
    seq = case.place(last=False)
    with hands_free(case):
        case.sql(f"DELETE FROM {NAME} WHERE seq = {seq}")
        for later in range(seq + 1, case.length + 1):
            case.write(later, seq=later - 1)


def delete_all(case: Case) -> None:
    with hands_free(case):
        case.sql(f"DELETE FROM {NAME}")


def swap(case: Case) -> None:
    one, other = case.random.sample(range(1, case.length + 1), 2)
    with hands_free(case):
        for old, new in ((one, -1), (other, one), (-1, other)):
            case.write(old, seq=new)


def cut_tail(case: Case) -> None:
    count = case.random.choice([1, 1, 2, case.random.randint(3, case.length - 1)])
    with hands_free(case):
        case.sql(f"DELETE FROM {NAME} WHERE seq > {case.length - count}")


def rewrite(case: Case, key: str | None = None) -> None:
    """From one entry on, everything hashed anew."""
    start = case.place()
    entries = [case.entry(seq) for seq in range(start, case.length + 1)]
    entries[0]["body"] = '{"forged":true}'
    prev = entries[0]["prev"]
    with hands_free(case):
        case.sql(f"DELETE FROM {NAME} WHERE seq >= {start}")
        for entry in entries:
            entry["prev"] = prev
            line = canonical_line(entry | {"at": entry["at"].isoformat()}, canonical)
            entry["hash"] = prev = chain_hash(key or f"guess {case.random.random()}", line)
        case.connection.execute(insert(TABLE), entries)


def rewrite_with_the_key(case: Case) -> None:
    rewrite(case, case.key)


def forge_at_the_end(case: Case) -> None:
    entry = case.entry(case.length)
    entry |= {"seq": case.length + 1, "prev": entry["hash"], "hash": f"{case.random.getrandbits(256):064x}"}
    with hands_free(case):
        case.connection.execute(insert(TABLE), [entry])


def replace_one(case: Case) -> None:
    """REPLACE goes past the delete trigger of a connection without recursive_triggers."""
    entry = case.entry(case.place()) | {"body": '{"replaced":true}'}
    with hands_free(case):
        if case.is_sqlite:
            case.connection.execute(insert(TABLE).prefix_with("OR REPLACE"), [entry])
        else:
            case.write(entry["seq"], body=entry["body"])


def _a_trigger(case: Case) -> tuple[str, str, str]:
    """Name, table, statement of any trigger of ours: facts have them too."""
    if case.is_sqlite:
        found = case.sql("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").all()
    else:
        found = case.sql(
            "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal ORDER BY t.tgname"
        ).all()
    name, table, statement = case.random.choice(found)
    return name, table, statement


def _drop(case: Case, name: str, table: str) -> None:
    case.sql(f"DROP TRIGGER {name}" + ("" if case.is_sqlite else f" ON {table}"))


def drop_a_trigger(case: Case) -> None:
    name, table, _statement = _a_trigger(case)
    _drop(case, name, table)


def weaken_a_trigger(case: Case) -> None:
    name, table, statement = _a_trigger(case)
    _drop(case, name, table)
    if case.is_sqlite:
        start, _, body = statement.partition("BEGIN")
        start = start + "AND 0 " if " WHEN " in start else start + "WHEN 0 "
        case.sql(f"{start}BEGIN{body}")
    else:
        weak = re.sub(r"FOR EACH (ROW|STATEMENT)", r"FOR EACH \1 WHEN (false)", statement)
        case.sql(weak if " WHEN (false)" in weak else statement)


def disable_a_trigger(case: Case) -> None:
    if case.is_sqlite:
        drop_a_trigger(case)
        return
    name, table, _statement = _a_trigger(case)
    case.sql(f"ALTER TABLE {table} {case.random.choice(['DISABLE', 'ENABLE REPLICA'])} TRIGGER {name}")


def hollow_out_the_function(case: Case) -> None:
    if case.is_sqlite:
        weaken_a_trigger(case)
        return
    name = case.random.choice(["tg_refuse", "tg_fact"])
    case.sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")


def add_a_trigger_that_swallows(case: Case) -> None:
    """From now on the trail keeps still about one event."""
    if case.is_sqlite:
        case.sql(f"CREATE TRIGGER hush BEFORE INSERT ON {NAME} WHEN NEW.event = 'x' BEGIN SELECT RAISE(IGNORE); END")
        return
    case.sql("CREATE FUNCTION hush() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
    case.sql(f"CREATE TRIGGER hush BEFORE INSERT ON {NAME} FOR EACH ROW WHEN (NEW.event = 'x') EXECUTE FUNCTION hush()")


def _heads(case: Case) -> list[Path]:
    return sorted(case.anchors.glob("heads-*.log"))


def edit_an_anchor(case: Case) -> None:
    path = case.random.choice([*_heads(case), case.anchors / "anchors.log"])
    lines = path.read_text().splitlines()
    place = case.random.randrange(len(lines))
    lines[place] = re.sub(r"[0-9a-f]{64}", f"{case.random.getrandbits(256):064x}", lines[place])
    path.write_text("\n".join(lines) + "\n")


def anchor_what_never_was(case: Case) -> None:
    with _heads(case)[-1].open("a") as file:
        file.write(f"{case.length + case.random.randint(1, 900)} {'a' * 64}\n")


def lose_the_anchors(case: Case) -> None:
    shutil.rmtree(case.anchors)


def cut_the_anchors(case: Case) -> None:
    """The anchors end long before the chain does: more than a crash explains."""
    for path in _heads(case):
        path.write_text("\n".join(path.read_text().splitlines()[:3]) + "\n")
    (case.anchors / "anchors.log").unlink(missing_ok=True)


Tampering = Callable[[Case], None]
WAYS: tuple[Tampering, ...] = (
    edit_column, edit_moment_text, delete_one, delete_and_close_the_gap, delete_all, swap, cut_tail, rewrite,
    rewrite_with_the_key, forge_at_the_end, replace_one, drop_a_trigger, weaken_a_trigger, disable_a_trigger,
    hollow_out_the_function, add_a_trigger_that_swallows, edit_an_anchor, anchor_what_never_was, lose_the_anchors,
    cut_the_anchors,
)  # fmt: skip
OFTEN = (edit_column, cut_tail, rewrite, rewrite_with_the_key, drop_a_trigger, weaken_a_trigger)
"""These have many variants: they come again and again."""
