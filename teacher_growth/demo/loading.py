"""Bulk loading: COPY on PostgreSQL, the driver's executemany on SQLite, with indexes and foreign keys made at the end.

Values become the database's own column by column, each different one once: a city's years have few days, codes and
moments. What is written is what SQLAlchemy's types would write; tests compare the schema and both databases.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from teacher_growth.database import Base, Json, canonical
from teacher_growth.ddl import apply_triggers, drop_triggers
from teacher_growth.setwise import Memo

Become = Callable[[Any], Any]
Row = dict[str, Any]
LARGE, USUAL = -400_000, -2_000  # KiB of SQLite's page cache; the usual size is its own
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Writer:
    """Writes rows that have a value for each column of their table, in the session's own transaction."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.dialect = connection.dialect
        self.raw: Any = connection.connection.dbapi_connection
        self.columns: dict[str, list[tuple[str, Become | None]]] = {}

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        columns = self.columns.setdefault(table.name, [(each.key, self._become(each)) for each in table.columns])
        values = [self._values([row[name] for row in rows], become) for name, become in columns]
        names = ", ".join(name for name, _ in columns)
        if self.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 -- names of our own
            self.raw.executemany(statement, zip(*values, strict=True))
        else:
            lines = map("\t".join, zip(*values, strict=True))
            with self.raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                copy.write("\n".join(lines) + "\n")

    def _values(self, values: list[Any], become: Become | None) -> Iterable[Any]:
        if become is None:
            return values
        return map(become, values) if isinstance(values[0], list) else map(Memo(become).__getitem__, values)

    def _become(self, column: Column[Any]) -> Become | None:
        """What makes the driver's value of a column's, on PostgreSQL its text in a COPY; None where it is the same."""
        bind = column.type.dialect_impl(self.dialect).bind_processor(self.dialect)
        if isinstance(column.type, Json):
            nothing = canonical([])
            return lambda value: nothing if value == [] else bind(value)
        if self.dialect.name == "sqlite":
            return None if isinstance(column.type, Integer | String) and bind is None else bind
        return lambda value: _text(value if bind is None else bind(value))


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).translate(ESCAPES)


@contextmanager
def bulk(session: Session, *, trusting: bool) -> Iterator[Writer]:
    """Around the laying: indexes (and on PostgreSQL foreign keys) are made at its end, which also checks them.

    `trusting`: SQLite looks at no CHECK meanwhile, which is half of its time; the smaller sizes are laid with them.
    """
    connection = session.connection().execution_options(unrestricted="the demo town")  # of this transaction only
    tables = list(Base.metadata.sorted_tables)
    of_sqlite = connection.dialect.name == "sqlite"
    keys = [] if of_sqlite else [each for table in tables for each in table.foreign_key_constraints]
    indexes = [each for table in tables for each in sorted(table.indexes, key=lambda index: str(index.name))]
    with _hurrying(connection, trusting=trusting) if of_sqlite else nullcontext():
        drop_triggers(connection)
        for dropped in (*map(DropConstraint, keys), *map(DropIndex, indexes)):
            connection.execute(dropped)
        yield Writer(session)
        for made in (*map(CreateIndex, indexes), *map(AddConstraint, keys)):
            connection.execute(made)
        apply_triggers(connection, Base.metadata)
        connection.execute(text("ANALYZE"))


@contextmanager
def _hurrying(connection: Connection, *, trusting: bool) -> Iterator[None]:
    connection.execute(text(f"PRAGMA cache_size={LARGE}"))
    connection.execute(text(f"PRAGMA ignore_check_constraints={int(trusting)}"))
    try:
        yield
    finally:
        connection.execute(text("PRAGMA ignore_check_constraints=0"))
        connection.execute(text(f"PRAGMA cache_size={USUAL}"))
