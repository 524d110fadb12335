"""One entry a verb, chained; a refused verb leaves none; every change made later is found."""

import json
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.audit import queries
from teacher_growth.audit.actions import Anchors, record
from teacher_growth.audit.rules import FIRST, Event
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible
from teacher_growth.people import actions
from teacher_growth.people.rules.codes import AssessmentGrade
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_fact, a_teacher
from tests.threads import at_once

pytestmark = [pytest.mark.both_databases]
BY_HAND = {"unrestricted": "test"}
DAY = date(2025, 1, 1)


def entries(after: int = 0):
    db.session.rollback()
    statement = text("SELECT * FROM audit_entry WHERE seq > :after ORDER BY seq")
    return list(db.session.execute(statement, {"after": after}, execution_options=BY_HAND).mappings())


def last() -> int:
    return entries()[-1]["seq"] if entries() else 0


def verify(app, anchored=None):
    db.session.rollback()
    found = Anchors(app.config["ANCHORS"]).all() if anchored is None else anchored
    return queries.verify(app.config["AUDIT_KEY"], found)


def kinds(app, anchored=None):
    return sorted({fault.kind for fault in verify(app, anchored)[1]})


def test_one_entry_with_before_after_who_and_why(app):
    school = a_school()
    teacher, clerk = a_teacher(at=school), an_actor(Role.ACADEMIC_OFFICE, school)
    fact = a_fact(FactKind.ASSESSMENT, teacher, year=2025, grade=AssessmentGrade.COMPETENT, valid_from=DAY)
    before = last()
    with write_tx():
        new = actions.supersede_fact(
            FactKind.ASSESSMENT, fact, actor=clerk, reason="复核", grade=AssessmentGrade.EXCELLENT
        ).id

    (entry,) = entries(before)
    body = json.loads(entry["body"])
    assert [entry[name] for name in ("event", "user_id", "acting_as", "subject_type", "subject_id", "people")] == [
        "people.fact.superseded", clerk.user_id, "academic_office", "AssessmentYear", new, f" {teacher.id} ",
    ]  # fmt: skip
    assert (body["before"]["grade"], body["after"]["grade"], body["reason"]) == ("competent", "excellent", "复核")
    assert "unrestricted" not in body


def test_reasons_of_unrestricted_reads_stand_in_the_entry(app):
    school = a_school()
    clerk, before = an_actor(Role.ACADEMIC_OFFICE, school), last()
    with write_tx():
        actions.create_teacher(actor=clerk, staff_number="N1", organisation_id=school.id, since=DAY, name="人", sex="1")
    (entry,) = entries(before)
    assert json.loads(entry["body"])["unrestricted"] == ["staff numbers are unique in the whole city"]


def test_an_entry_is_found_by_each_of_the_many_it_concerns(app):
    school, concerned, before = a_school(), tuple(range(1001, 1061)), last()
    with write_tx():
        record(Event.ORGANISATION_CHANGED, school, actor=SYSTEM, people=concerned)
    (entry,) = entries(before)
    statement = text("SELECT teacher_id FROM audit_person WHERE seq = :seq ORDER BY teacher_id")
    found = db.session.scalars(statement, {"seq": entry["seq"]}, execution_options=BY_HAND)
    assert tuple(found) == concerned
    assert len(entry["people"].split()) < len(concerned)


def test_the_system_acts_as_such(app):
    a_school()
    assert {(each["user_id"], each["acting_as"]) for each in entries()} == {(None, "system")}


def test_a_refused_verb_leaves_no_entry(app):
    clerk, teacher = an_actor(Role.ACADEMIC_OFFICE, a_school()), a_teacher(at=a_school())
    before = last()
    with pytest.raises(NotVisible), write_tx():
        actions.record_fact(
            FactKind.ASSESSMENT, teacher.id, actor=clerk, year=2025, grade=AssessmentGrade.BASIC, valid_from=DAY
        )
    assert entries(before) == []


def test_an_entry_outside_a_transaction_is_refused(app):
    with pytest.raises(RuntimeError, match="outside write_tx"):
        record(Event.DEMO_BUILT, None, actor=SYSTEM)


def test_the_chain_starts_at_the_beginning_and_has_no_gap(app):
    a_teacher()
    found = entries()
    assert [each["seq"] for each in found] == list(range(1, len(found) + 1))
    assert [each["prev"] for each in found] == [FIRST, *(each["hash"] for each in found[:-1])]
    assert verify(app) == (len(found), [])


def test_many_at_once_make_one_chain(app):
    school_id = a_school().id
    before = last()

    def create(number):
        with write_tx():
            actions.create_teacher(
                actor=SYSTEM, staff_number=f"N{number}", organisation_id=school_id, since=DAY, name="人", sex="1"
            )

    assert at_once(app, 16, create) == [None] * 16
    assert len(entries(before)) == 16
    assert verify(app)[1] == []


def unguarded(*statements: str) -> None:
    """As somebody with the database in his hands: the triggers are gone first."""
    with write_tx() as session:
        if db.engine.dialect.name == "sqlite":
            for name in ("delete", "update", "replace"):
                session.execute(text(f"DROP TRIGGER tg_audit_entry_no_{name}"), execution_options=BY_HAND)
        else:
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"), execution_options=BY_HAND)
        for each in statements:
            session.execute(text(each), execution_options=BY_HAND)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entry SET body = '{}' WHERE seq = 2", ["content", "trigger"]),
        ("UPDATE audit_entry SET user_id = 7 WHERE seq = 1", ["content", "trigger"]),
        ("DELETE FROM audit_entry WHERE seq = 2", ["chain", "cut_tail", "gap", "trigger"]),
        ("DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)", ["cut_tail", "trigger"]),
        ("DELETE FROM audit_entry", ["cut_tail", "trigger"]),
        ("UPDATE audit_entry SET seq = -seq WHERE seq = 1", ["content", "cut_tail", "gap", "trigger"]),
        ("SELECT 1", ["trigger"]),
    ],
)
def test_every_kind_of_tampering_is_found(app, statement, found):
    a_teacher()
    unguarded(statement)
    assert [kind for kind in kinds(app) if kind != "chain" or "chain" in found] == found


def test_a_rewritten_chain_needs_the_key(app):
    a_school()
    assert [fault.kind for fault in queries.verify("another key", [])[1]] == ["content"] * len(entries())


def test_an_older_copy_does_not_hold_the_anchors(app):
    a_school()
    assert kinds(app, [(1, entries()[0]["hash"]), (4711, "0" * 64)]) == ["cut_tail"]
    assert kinds(app, [(1, "0" * 64)]) == ["anchor_differs"]


def test_heads_are_anchored_after_each_commit(app):
    a_school()
    found = Anchors(app.config["ANCHORS"]).all()
    assert [seq for seq, _ in found] == sorted({1, 2, last()} & {seq for seq, _ in found} | {seq for seq, _ in found})
    assert found[-1] == (last(), entries()[-1]["hash"])


def test_a_transaction_that_fails_at_the_end_leaves_no_anchor(app):
    """Its head would be a lie: the next commit would note an entry that does not exist."""
    a_school()
    anchors = Anchors(app.config["ANCHORS"])
    before = anchors.all()

    def fail(_session):
        raise RuntimeError("commit")

    steps = app.extensions["write_steps"].last
    steps.append(fail)
    try:
        with pytest.raises(RuntimeError, match="commit"):
            a_school()
    finally:
        steps.remove(fail)
    with write_tx() as session:
        session.execute(text("SELECT 1"))
    assert (anchors.all(), verify(app)[1]) == (before, [])


def test_anchors_pass_over_a_torn_line(app, tmp_path):
    folder = tmp_path / "torn"
    folder.mkdir()
    (folder / "heads-2026-01-01.log").write_text(f"1 {'a' * 64}\n2 {'b' * 10}")
    (folder / "anchors.log").write_text('{"seq": 3, "hash": "' + "c" * 64 + '"}\n{"seq": 4, "ha')
    assert Anchors(folder).all() == [(1, "a" * 64), (3, "c" * 64)]


def test_old_heads_are_dropped_but_the_last_days(app, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    for day in (1, 2, 3, 4):
        (folder / f"heads-2026-01-0{day}.log").write_text("")
    Anchors(folder).drop_old_heads()
    assert sorted(path.name for path in folder.iterdir()) == ["heads-2026-01-03.log", "heads-2026-01-04.log"]


def test_nobody_changes_the_trail_with_its_triggers_on(app):
    a_school()
    for statement in ("UPDATE audit_entry SET body = '{}'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"), write_tx() as session:
            session.execute(text(statement), execution_options=BY_HAND)


def test_the_page_shows_the_trail_of_its_own_place_only(app, sign_in):
    county, other = a_county("东县"), a_county("西县")
    inspector = sign_in(an_account(Role.INSPECTOR, county))
    a_school("东校", county)
    a_school("西校", other)
    answer = inspector.get("/audit")
    assert answer.status_code == 200
    assert ["东校" in answer.text, "西校" in answer.text] == [True, False]


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.COUNTY_CLERK, Role.SYSTEM_ADMINISTRATOR, Role.TEACHER])
def test_the_page_is_for_auditors(app, sign_in, role):
    place = a_county() if role is Role.COUNTY_CLERK else a_school("南校", a_county())
    assert sign_in(an_account(role, place)).get("/audit").status_code == 403
