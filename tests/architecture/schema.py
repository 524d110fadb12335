"""What a database holds, as plain data to compare: the schema's fingerprint and the rows of each table."""

import re
from typing import Any

from sqlalchemy import Connection, inspect, text

from teacher_growth.ddl import trigger_state

OPTIONS = {"unrestricted": "comparing schemas"}


def folded(words: Any) -> str:
    return re.sub(r"\s+", " ", str(words)).strip()


def tables(connection: Connection) -> list[str]:
    return sorted(name for name in inspect(connection).get_table_names() if name != "alembic_version")


def fingerprint(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = {name: table_print(connection, name) for name in tables(connection)}
    return found | {"triggers": trigger_state(connection)}


def table_print(connection: Connection, name: str) -> dict[str, Any]:
    look = inspect(connection)
    return {
        "columns": {
            each["name"]: (folded(each["type"]), each["nullable"], each["default"]) for each in look.get_columns(name)
        },
        "primary": (look.get_pk_constraint(name)["name"], look.get_pk_constraint(name)["constrained_columns"]),
        "checks": {each["name"]: folded(each["sqltext"]) for each in look.get_check_constraints(name)},
        "uniques": {each["name"]: each["column_names"] for each in look.get_unique_constraints(name)},
        "foreign": {
            each["name"]: (each["constrained_columns"], each["referred_table"], each["referred_columns"])
            for each in look.get_foreign_keys(name)
        },
        "indexes": indexes(connection, name),
        "strict": strict(connection, name),
    }


def indexes(connection: Connection, table: str) -> dict[str, str]:
    """Their own text, WHERE and all."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL"
    else:
        asked = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :name AND schemaname = current_schema()"
    return {row[0]: folded(row[1]) for row in connection.execute(text(asked), {"name": table})}


def strict(connection: Connection, table: str) -> bool:
    if connection.dialect.name != "sqlite":
        return True
    asked = text("SELECT strict FROM pragma_table_list WHERE name = :name")
    return bool(connection.execute(asked, {"name": table}).scalar())


def unnamed(found: dict[str, Any]) -> list[str]:
    return [
        f"{table}.{sort}"
        for table, parts in found.items()
        if table != "triggers"
        for sort in ("checks", "uniques", "foreign")
        if None in parts[sort]
    ] + [table for table, parts in found.items() if table != "triggers" and parts["primary"][0] is None]


def contents(connection: Connection) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    return {
        name: sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
        for name in tables(connection)
    }
