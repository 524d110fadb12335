"""The demo town: the same from the same seed, whole, sound, and never built over anything else."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select, text

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.actions import matches
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import find_account
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.queries import verify
from teacher_growth.audit.rules import Event
from teacher_growth.database import Base, db, write_tx
from teacher_growth.demo import build as building
from teacher_growth.demo import ground
from teacher_growth.demo.ground import Ground, InTheWay
from teacher_growth.demo.logins import logins
from teacher_growth.demo.town import Town
from teacher_growth.facts import in_force, known
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people.models import PersonnelRelation, Post, Teacher, TeacherProfile, TierHeld, WorkPlace
from teacher_growth.people.rules.codes import PostKind, Tier
from tests.factories.organisations import a_city

DAY = date(2026, 11, 20)
DIFFERING = {"account": {"password_hash"}, "audit_entry": {"at", "hash", "prev"}}


def a_demo(size: str = "hamlet", seed: int = 1, today: date = DAY) -> Town:
    assert building.prepare(keep=False)
    return building.build(size=size, seed=seed, today=today)


def plain(statement: Any) -> Any:
    return unrestricted(statement, reason="test")


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without what is meant to differ."""
    found = {}
    for table in Base.metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        rows = db.session.execute(plain(select(table).order_by(*keys))).mappings()
        found[table.name] = [
            {name: value for name, value in row.items() if name not in DIFFERING.get(table.name, ())} for row in rows
        ]
    db.session.rollback()
    return found


@pytest.mark.both_databases
def test_hamlet_is_whole_and_sound(app: Flask) -> None:
    town = a_demo()
    assert len(town.schools) == 2
    assert len(town.staff) == 20
    assert db.session.scalar(plain(select(func.count()).select_from(Teacher))) == len(town.people) + len(town.externals)
    entries, faults = verify(current_app.config["AUDIT_KEY"], current_app.extensions["anchors"].all())
    assert (entries, faults) == (1, [])
    assert ground.found() is Ground.DEMO


@pytest.mark.both_databases
def test_new_rows_go_on_behind_the_towns(app: Flask) -> None:
    a_demo()
    with write_tx() as session:
        organisation = Organisation(
            kind=OrganisationKind.PROVIDER, name="另一家", search_text="", path="/x/", opened_on=DAY
        )
        session.add(organisation)
        session.flush()
        assert organisation.id > 1


@pytest.mark.both_databases
def test_replacing_makes_the_database_anew(app: Flask) -> None:
    a_demo(seed=1)
    files = Path(app.config["FILES"])
    files.mkdir(parents=True, exist_ok=True)
    (files / "old").touch()
    with write_tx() as session:
        session.execute(plain(text("UPDATE organisation SET name = '改过' WHERE id = 1")))
    a_demo(seed=2)
    assert db.session.get_one(Organisation, 1).name != "改过"
    assert not (files / "old").exists()
    assert verify(current_app.config["AUDIT_KEY"], current_app.extensions["anchors"].all()) == (1, [])


@pytest.mark.both_databases
def test_a_demo_is_kept_when_asked(app: Flask) -> None:
    a_demo(seed=1)
    before = dump()
    assert not building.prepare(keep=True)
    assert dump() == before


def test_same_seed_lays_the_same_rows(app: Flask) -> None:
    a_demo(seed=7)
    first = dump()
    a_demo(seed=7)
    second = dump()
    for name, rows in first.items():
        assert rows == second[name], name


def test_another_seed_lays_other_people(app: Flask) -> None:
    a_demo(seed=7)
    first = dump()["teacher"]
    a_demo(seed=8)
    assert dump()["teacher"] != first


@pytest.mark.both_databases
def test_other_data_is_left_alone(app: Flask) -> None:
    a_city("某市")
    with pytest.raises(InTheWay, match="no demo build"):
        building.prepare(keep=False)
    assert db.session.scalars(select(Organisation.name)).all() == ["某市"]


def test_a_table_of_somebody_else_is_left_alone(app: Flask) -> None:
    with write_tx() as session:
        session.execute(text("CREATE TABLE theirs (id INTEGER)"))
    with pytest.raises(InTheWay):
        building.prepare(keep=False)


def test_anchors_of_another_trail_are_left_alone(app: Flask) -> None:
    anchors = current_app.extensions["anchors"].folder
    anchors.mkdir(parents=True, exist_ok=True)
    heads = anchors / "heads-2026-01-01.log"
    heads.write_text(f"1 {'a' * 64}\n")
    with pytest.raises(InTheWay, match="another audit trail"):
        building.prepare(keep=False)
    assert heads.exists()


def test_a_lost_demo_is_built_again(app: Flask) -> None:
    a_demo()
    db.session.remove()
    db.engine.dispose()
    for path in Path(app.config["HOME"]).glob("teacher_growth.db*"):
        path.unlink()
    a_demo()
    assert verify(current_app.config["AUDIT_KEY"], current_app.extensions["anchors"].all()) == (1, [])


def test_a_demo_in_use_is_left_alone(app: Flask) -> None:
    a_demo()
    other = sqlite3.connect(Path(app.config["HOME"]) / "teacher_growth.db")
    other.execute("SELECT count(*) FROM organisation").fetchone()
    with pytest.raises(InTheWay, match="in use"):
        building.prepare(keep=False)
    other.close()
    assert ground.found() is Ground.DEMO


def test_a_build_that_fails_leaves_nothing(app: Flask) -> None:
    def fails(town: Town, session: Any) -> None:
        raise ValueError

    building.prepare(keep=False)
    with pytest.raises(ValueError):  # noqa: PT011 -- its words are those of another library
        building.build(size="hamlet", seed=1, today=DAY, steps=(*building.STEPS, fails))
    assert ground.found() is Ground.EMPTY


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2027, 1, 10), date(2028, 2, 29), date(2027, 8, 31)])
def test_any_day_of_the_year_will_do(app: Flask, today: date) -> None:
    town = a_demo(today=today)
    assert len(town.staff) == 20
    for model in (TeacherProfile, PersonnelRelation, WorkPlace, Post):
        future = select(func.count()).where(model.recorded_at > town.noted(today))
        assert db.session.scalar(plain(future.select_from(model))) == 0


@pytest.fixture(scope="class")
def town(sqlite_app: Flask) -> Iterator[Town]:
    """Read only, so built once."""
    with sqlite_app.app_context():
        for path in [*Path(sqlite_app.config["HOME"]).glob("teacher_growth.db*")]:
            path.unlink()
        ground.clear_anchors()
        yield a_demo("town")
        db.session.remove()
        db.engine.dispose()


class TestTown:
    def test_size(self, town: Town) -> None:
        assert len(town.schools) == 12
        assert 290 <= len(town.staff) <= 320
        assert len([each for each in town.schools if each.parent is town.city]) == 2
        assert {each.kind for each in town.places} == set(OrganisationKind)

    def test_every_constraint_holds(self, town: Town) -> None:
        connection = db.session.connection()
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []

    def test_work_shares_are_whole(self, town: Town) -> None:
        shares = select(func.sum(WorkPlace.share)).where(in_force(WorkPlace, DAY)).group_by(WorkPlace.teacher_id)
        assert set(db.session.scalars(plain(shares))) == {100}

    def test_personnel_relations_do_not_overlap(self, town: Town) -> None:
        statement = select(PersonnelRelation).where(known(PersonnelRelation))
        last: dict[int, date] = {}
        order = statement.order_by(PersonnelRelation.teacher_id, PersonnelRelation.valid_from)
        for each in db.session.scalars(plain(order)):
            assert each.valid_from > last.get(each.teacher_id, date.min)
            last[each.teacher_id] = each.valid_to or date.max

    def test_superseded_lines_have_a_successor_of_that_moment(self, town: Town) -> None:
        for model in [each.class_ for each in Base.registry.mappers if "supersedes_id" in each.columns]:
            table = model.__table__
            old, new = table.alias(), table.alias()
            pairs = select(old.c.superseded_at, new.c.recorded_at).outerjoin(new, new.c.supersedes_id == old.c.id)
            found = db.session.execute(plain(pairs.where(old.c.superseded_at.is_not(None)))).all()
            assert all(ended == begun for ended, begun in found), table.name

    def test_history_shows(self, town: Town) -> None:
        corrected = select(func.count()).where(TeacherProfile.superseded_at.is_not(None))
        assert db.session.scalar(plain(corrected))

    def test_shares_are_those_of_a_real_city(self, town: Town) -> None:
        number = len(town.staff)
        new = [each for each in town.staff if each.hired >= DAY - timedelta(days=5 * 365)]
        gone = [each for each in town.people if each.left is not None]
        assert 0.10 < len(new) / number < 0.25
        assert 0.10 < len(gone) / number < 0.15
        assert 0.55 < len([each for each in town.staff if each.sex == "2"]) / number < 0.80

    def test_each_school_has_one_principal(self, town: Town) -> None:
        statement = select(Post.organisation_id).where(in_force(Post, DAY), Post.kind == PostKind.PRINCIPAL)
        found = list(db.session.scalars(plain(statement)))
        assert sorted(found) == sorted(each.id for each in town.schools)

    def test_nobody_is_in_two_tiers(self, town: Town) -> None:
        statement = select(TierHeld.teacher_id).where(in_force(TierHeld, DAY))
        found = list(db.session.scalars(plain(statement)))
        assert len(found) == len(set(found))

    def test_names_are_found_twice(self, town: Town) -> None:
        same = [each for each in town.staff if each.name == "王芳" and each.school.key == "青禾"]
        assert len(same) >= 2
        double = select(Teacher.birth_date).where(Teacher.name == "任思洁")
        assert len(set(db.session.scalars(plain(double)))) == 1

    def test_each_role_has_a_login_that_opens(self, town: Town) -> None:
        found = logins()
        assert {each.role for each in found} == set(Role)
        assert [each.tier for each in found[:3]] == [Tier.FOUNDATION, Tier.BACKBONE, Tier.SUMMIT]
        for each in {each.login: each for each in found}.values():
            account = find_account(each.login)
            assert account is not None
            assert not account.must_change_password
            assert matches(account.password_hash, each.password)

    def test_each_login_holds_its_role(self, town: Town) -> None:
        for each in logins():
            held = select(RoleGrant.role).join(Account, Account.id == RoleGrant.account_id)
            held = held.where(Account.login == each.login, RoleGrant.valid_to.is_(None))
            assert each.role in set(db.session.scalars(plain(held)))

    def test_the_story_is_of_one_school(self, town: Town) -> None:
        parts = ("foundation", "backbone", "summit", "clerk", "office", "principal")
        assert {person.school.key for part in parts if (person := town.actor_of(part))} == {"青禾"}

    def test_every_teacher_has_an_account(self, town: Town) -> None:
        statement = select(Account.teacher_id).where(
            Account.teacher_id.is_not(None), Account.login == Teacher.staff_number
        )
        statement = statement.join(Teacher, Teacher.id == Account.teacher_id)
        assert set(db.session.scalars(plain(statement))) == {each.id for each in town.people}

    def test_the_trail_says_what_was_built(self, town: Town) -> None:
        entry = db.session.scalars(plain(select(AuditEntry))).one()
        body = json.loads(entry.body)
        assert (entry.event, entry.acting_as) == (Event.DEMO_BUILT, SYSTEM.acting_as)
        assert (body["size"], body["seed"]) == ("town", 1)
        assert body["counts"] == town.counts
