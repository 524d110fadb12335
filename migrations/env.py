"""Runs migrations in one real transaction per run, then applies the declared triggers again."""

from alembic import context

from teacher_growth.database import Base, db
from teacher_growth.ddl import apply_triggers, drop_triggers

OPTIONS = {"unrestricted": "migration"}


def run() -> None:
    engine = db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(**OPTIONS, write=True) as connection:
        if sqlite:  # cannot change inside a transaction; checked before the commit instead
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                drop_triggers(connection)
                _migrate(connection)
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"foreign keys broken by the migration: {broken[:5]}")
                apply_triggers(connection, Base.metadata)
        finally:
            if sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


def _migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
        user_module_prefix="teacher_growth.database.",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
