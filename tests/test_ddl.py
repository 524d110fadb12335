"""Facts and the trail take inserts only; a trigger that is gone, switched off or changed is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from teacher_growth.database import Base, db, write_tx
from teacher_growth.ddl import is_append_only, is_fact, trigger_fingerprint, triggers, wrong_triggers
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]
BY_HAND = {"unrestricted": "tampering"}


def tamper(statement: str, **values) -> None:
    with write_tx() as session:
        session.execute(text(statement), values, execution_options=BY_HAND)


def missing() -> list[str]:
    return wrong_triggers(db.session.connection(), Base.metadata)


@pytest.mark.parametrize("statement", [
    "DELETE FROM personnel_relation",
    "UPDATE personnel_relation SET valid_from = '1990-01-01'",
    "UPDATE personnel_relation SET note = 'x'",
    "UPDATE personnel_relation SET voided = true",
    "UPDATE personnel_relation SET superseded_at = recorded_at, note = 'x'",
])  # fmt: skip
def test_a_fact_cannot_be_changed_or_deleted(statement):
    a_teacher()
    with pytest.raises(DBAPIError, match="is append-only|is a fact"):
        tamper(statement)


def test_a_fact_is_superseded_once():
    a_teacher()
    tamper("UPDATE personnel_relation SET superseded_at = recorded_at")
    with pytest.raises(DBAPIError, match="is a fact"):
        tamper("UPDATE personnel_relation SET superseded_at = NULL")


@pytest.mark.parametrize("statement", ["DELETE FROM audit_entry", "UPDATE audit_entry SET body = '{}'"])
def test_the_trail_takes_inserts_only(statement):
    a_school()
    with pytest.raises(DBAPIError, match="is append-only"):
        tamper(statement)


@pytest.mark.parametrize("table", ["audit_entry", "personnel_relation"])
def test_no_row_is_replaced_or_truncated(table, database):
    a_teacher()
    if database == "sqlite":
        with pytest.raises(DBAPIError, match="is append-only"):
            tamper(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        with pytest.raises(DBAPIError, match="is append-only"):
            tamper(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        with pytest.raises(DBAPIError, match="is append-only"):
            tamper(f"TRUNCATE {table} CASCADE")
        with pytest.raises(DBAPIError, match="is append-only|is a fact"):
            tamper(
                f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 "
                f"ON CONFLICT ({'seq' if table == 'audit_entry' else 'id'}) DO UPDATE SET "
                + ("body = 'x'" if table == "audit_entry" else "note = 'x'")
            )


def test_replace_through_another_unique_column_is_refused(database):
    """The open relation is unique by a partial index: REPLACE would take the old row away."""
    a_teacher()
    columns = "teacher_id, organisation_id, employment, valid_from, recorded_at, voided"
    if database != "sqlite":
        pytest.skip("REPLACE is of SQLite")
    with pytest.raises(DBAPIError, match="is append-only"):
        tamper(f"REPLACE INTO personnel_relation ({columns}) SELECT {columns} FROM personnel_relation")


def test_all_declared_triggers_are_there():
    assert missing() == []


def test_every_fact_and_the_trail_declare_triggers(database):
    guarded = {table.name for table in Base.metadata.sorted_tables if triggers(table, database)}
    assert guarded == {table.name for table in Base.metadata.sorted_tables if is_fact(table) or is_append_only(table)}


def test_a_dropped_trigger_is_found(database):
    before = trigger_fingerprint(db.session.connection())
    tamper("DROP TRIGGER tg_audit_entry_no_delete" + ("" if database == "sqlite" else " ON audit_entry"))
    assert missing() == ["tg_audit_entry_no_delete"]
    assert trigger_fingerprint(db.session.connection()) != before


def test_a_trigger_with_another_text_is_found(database):
    if database == "sqlite":
        tamper("DROP TRIGGER tg_audit_entry_no_delete")
        tamper("CREATE TRIGGER tg_audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END")
        assert missing() == ["tg_audit_entry_no_delete"]
    else:
        tamper("ALTER TABLE audit_entry DISABLE TRIGGER tg_audit_entry_no_delete")
        assert missing() == ["tg_audit_entry_no_delete"]


def test_a_trigger_whose_function_was_emptied_is_found(database):
    if database == "sqlite":
        pytest.skip("functions are of PostgreSQL")
    tamper("CREATE OR REPLACE FUNCTION tg_fact() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert set(missing()) == {f"tg_{table.name}_fact" for table in Base.metadata.sorted_tables if is_fact(table)}


def test_supersedes_names_a_line_of_the_same_table_once():
    a_teacher()
    with pytest.raises((IntegrityError, DBAPIError)):
        tamper(
            "INSERT INTO personnel_relation (teacher_id, organisation_id, employment, valid_from, recorded_at, voided,"
            " supersedes_id) SELECT teacher_id, organisation_id, employment, valid_from, recorded_at, true, 4711"
            " FROM personnel_relation"
        )
