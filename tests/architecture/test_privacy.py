"""Every column says how closely it is kept, and what leaves as a file, a list or a line of a log keeps to it."""

import ast
import logging

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import visitors

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.database import Base, db, write_tx
from teacher_growth.exporting import kinds
from teacher_growth.exporting.national.sources import SOURCES
from teacher_growth.organisations.models import Organisation
from teacher_growth.people import queries
from teacher_growth.people.models import IdentitySeal, Teacher
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.kinds import reads
from teacher_growth.privacy import Privacy, inventory
from tests.architecture.source import modules
from tests.factories.identity import an_identity
from tests.factories.people import a_teacher

APART = {"identity_document": Permission.IDENTITY_READ}
"""Sensitive tables that are no kind of fact in the file, and the permission of their own."""

MARKS = ("password_hash", "totp_secret", "token_hash", "body_hash", "sealed", "digest")
MAY_NAME = (  # who keeps them, checks them, or seals
    "accounts/", "people/actions/identity", "people/models/identity", "people/queries/identity", "people/rules/sealing",
    "web/once", "demo/", "cli/", "files/", "people/actions/opening", "settings",
    "exporting/whole/others",  # whether there is a second factor
)  # fmt: skip


def columns():
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_every_column_has_a_level_and_every_level_a_column():
    assert [str(each) for each in columns() if not isinstance(each.info.get("privacy"), Privacy)] == []
    assert set(inventory()) == {(each.table.name, each.name) for each in columns()}


def test_what_is_sensitive_is_read_under_a_permission_of_its_own():
    sensitive = {each.table.name for each in columns() if each.info["privacy"] is Privacy.SENSITIVE}
    own = {model.__tablename__: reads(kind) for kind, model in MODELS.items()} | APART
    assert {table: own.get(table, Permission.PEOPLE_READ) for table in sensitive} == {
        "teacher_leave": Permission.HEALTH_READ, "ethics_record": Permission.ETHICS_READ,
        "discipline_record": Permission.DISCIPLINE_READ, "identity_document": Permission.IDENTITY_READ,
    }  # fmt: skip


def _levels(values):
    """Of the columns that one cell is made from."""
    found = set()
    for each in values:
        part = each.__clause_element__() if hasattr(each, "__clause_element__") else each
        found |= {column.info.get("privacy") for column in _columns_in(part)}
    return found


def _columns_in(part):
    found = visitors.iterate(part)
    return [each for each in found if getattr(each, "table", None) is not None and hasattr(each, "info")]


def test_no_file_holds_a_secret(app):
    people = queries.teachers(SYSTEM, joined=queries.FILTERED).with_only_columns(Teacher.id)
    made = [kinds.source(kind, SYSTEM, today()) for kind in kinds.EXPORTED]
    made += [make(SYSTEM, people) for make in SOURCES.values()]
    assert [_levels(each.values.values()) & {Privacy.SECRET} for each in made] == [set()] * len(made)
    assert Privacy.SECRET in _levels([IdentitySeal.sealed])


def test_secrets_are_named_where_they_are_kept_and_nowhere_else():
    named = {
        path for path, tree in modules().items() for node in ast.walk(tree)
        if getattr(node, "attr", None) in MARKS and not path.startswith(MAY_NAME)
    }  # fmt: skip
    assert named == set()


@pytest.mark.both_databases
def test_a_failing_statement_tells_no_values(app, caplog):
    an_identity(a_teacher("李明"))
    values = {"kind": "school", "name": "不该出现的值", "search_text": "", "path": "/1/", "version": None}
    with caplog.at_level(logging.ERROR), pytest.raises(IntegrityError) as raised, write_tx():
        db.session.execute(insert(Organisation), values)
    said = str(raised.value).partition("[SQL")[2]  # before it stand the server's own words
    assert ("不该出现的值" in said, "hidden" in said) == (False, True)
