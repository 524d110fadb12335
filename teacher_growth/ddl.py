"""Triggers as code: applied again after every migration, since rebuilding a table on SQLite drops them silently.

`metadata` says what a table wants: facts may only be marked as superseded, append-only tables take inserts only.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, text

PG_FUNCTIONS = """
CREATE OR REPLACE FUNCTION tg_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514'; END $$;
CREATE OR REPLACE FUNCTION tg_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.superseded_at IS NOT NULL OR (to_jsonb(NEW) - 'superseded_at') <> (to_jsonb(OLD) - 'superseded_at') THEN
    RAISE EXCEPTION '% is a fact: supersede it', TG_TABLE_NAME USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
"""


def is_fact(table: Table) -> bool:
    return "supersedes_id" in table.c


def is_append_only(table: Table) -> bool:
    return bool(table.info.get("append_only"))


def triggers(table: Table, dialect: str) -> dict[str, str]:
    """Name → statement for one table."""
    if not (is_fact(table) or is_append_only(table)):
        return {}
    make = _sqlite if dialect == "sqlite" else _postgresql
    return dict(make(table))


def _sqlite(table: Table) -> Iterator[tuple[str, str]]:
    name = table.name
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    yield f"tg_{name}_no_delete", f"CREATE TRIGGER tg_{name}_no_delete BEFORE DELETE ON {name} {refuse}"
    keys = " OR ".join(f"{column.name} = NEW.{column.name}" for column in _unique_columns(table))
    when = f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {keys})"  # noqa: S608 -- names of our own tables
    yield f"tg_{name}_no_replace", f"CREATE TRIGGER tg_{name}_no_replace BEFORE INSERT ON {name} {when} {refuse}"
    if is_append_only(table):
        yield f"tg_{name}_no_update", f"CREATE TRIGGER tg_{name}_no_update BEFORE UPDATE ON {name} {refuse}"
        return
    kept = [column.name for column in table.c if column.name != "superseded_at"]
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in kept)
    when = f"WHEN OLD.superseded_at IS NOT NULL OR {changed}"
    supersede = f"BEGIN SELECT RAISE(ABORT, '{name} is a fact: supersede it'); END"
    yield f"tg_{name}_fact", f"CREATE TRIGGER tg_{name}_fact BEFORE UPDATE ON {name} {when} {supersede}"


def _postgresql(table: Table) -> Iterator[tuple[str, str]]:
    name = table.name
    delete = "DELETE" if is_fact(table) else "DELETE OR UPDATE"
    yield (
        f"tg_{name}_no_delete",
        f"CREATE TRIGGER tg_{name}_no_delete BEFORE {delete} ON {name} FOR EACH ROW EXECUTE FUNCTION tg_refuse()",
    )
    truncate = f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION tg_refuse()"
    yield f"tg_{name}_no_truncate", f"CREATE TRIGGER tg_{name}_no_truncate {truncate}"
    if is_fact(table):
        yield (
            f"tg_{name}_fact",
            f"CREATE TRIGGER tg_{name}_fact BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION tg_fact()",
        )


def _unique_columns(table: Table) -> list[Any]:
    return [column for column in table.c if column.primary_key or column.unique]


def apply_triggers(connection: Connection, metadata: MetaData) -> None:
    """Creates the triggers the models declare, for the tables that exist; none of ours may be there."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text(PG_FUNCTIONS))
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in there:
            for statement in triggers(table, dialect).values():
                connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Before a migration: it may rebuild or fill tables."""
    of_table = connection.dialect.name == "postgresql"
    for name, table in existing_triggers(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + (f" ON {table}" if of_table else ""))


def existing_triggers(connection: Connection) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT name, tbl_name FROM sqlite_schema "
            "WHERE type = 'trigger' AND name LIKE 'tg!_%' ESCAPE '!' ORDER BY name"
        )
    else:
        found = connection.execute(
            text(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE 'tg!_%' ESCAPE '!' AND n.nspname = current_schema() "
                "ORDER BY t.tgname"
            )
        )
    return [(row[0], row[1]) for row in found]


def trigger_state(connection: Connection) -> dict[str, str]:
    """What the database holds: name → its own text, with white space folded; a disabled trigger says so."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    else:
        found = connection.execute(
            text(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text || ' ' || md5(p.prosrc) "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
            )
        )
    return {row[0]: re.sub(r"\s+", " ", row[1]).strip() for row in found}


def trigger_fingerprint(connection: Connection) -> str:
    state = trigger_state(connection)
    return hashlib.sha256("\n".join(f"{name} {state[name]}" for name in sorted(state)).encode()).hexdigest()


def wrong_triggers(connection: Connection, metadata: MetaData) -> list[str]:
    """Declared triggers that the database lacks, holds disabled or with another text or function; undeclared ones."""
    dialect = connection.dialect.name
    state = trigger_state(connection)
    declared = {
        name: statement if dialect == "sqlite" else f"{statement} O {_function_hash(statement)}"
        for table in metadata.sorted_tables
        for name, statement in triggers(table, dialect).items()
    }
    return sorted(name for name in declared.keys() | state.keys() if declared.get(name) != state.get(name))


def _function_hash(statement: str) -> str:
    """As PostgreSQL computes it over the function that the trigger calls."""
    name = statement.removesuffix("()").rsplit(" ", 1)[1]
    body = re.search(rf"FUNCTION {name}\(\).*?\$\$(.*?)\$\$", PG_FUNCTIONS, re.DOTALL)
    return hashlib.md5(body[1].encode(), usedforsecurity=False).hexdigest() if body else "no such function"
