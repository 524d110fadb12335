"""Identity documents: off without a key, sealed, masked, shown to one who says what for, and that is on record."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people import actions, queries
from teacher_growth.people.rules.identity import IdentityKind, RevealPurpose
from tests.factories.accounts import an_account, an_actor
from tests.factories.identity import SINCE, a_number, an_identity, with_a_key
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

NUMBER = a_number()
DATED = {"valid_from": SINCE, "valid_to": None, "document": None}


def typed(number=NUMBER, **more):
    return {"kind": "1", "number": number, "valid_from": "2020-01-01"} | more


def trail(event):
    statement = text("SELECT body FROM audit_entry WHERE event = :event ORDER BY seq")
    found = db.session.execute(statement, {"event": event}, execution_options={"unrestricted": "test"})
    bodies = [json.loads(row.body) for row in found]
    return [{key: value for key, value in body.items() if key != "unrestricted"} for body in bodies]


def everything():
    """All that stands in the database, as text: what a stolen copy tells."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    found = [db.session.execute(each.select().execution_options(unrestricted="test")).all() for each in tables]
    return repr(found)


def record(teacher, number=NUMBER, actor=SYSTEM, **more):
    teacher_id, keys = teacher.id, with_a_key()
    with write_tx():
        return actions.record_identity(
            teacher_id, actor=actor, keys=keys, kind=IdentityKind.RESIDENT, number=number,
            **{"compared": False, **DATED, **more},
        ).id  # fmt: skip


def reveal(document_id, actor, words="给市局报送名册"):
    keys = with_a_key()
    with write_tx():
        return actions.reveal_identity(document_id, actor=actor, keys=keys, purpose=RevealPurpose.REPORTING, text=words)


# --- recording ------------------------------------------------------------------------------------


def test_without_a_key_there_are_no_pages(app, office):
    client, _, teacher = office
    (Path(app.config["HOME"]) / "keys" / "identity.key").unlink(missing_ok=True)
    paths = ["", "/new", "/1/reveal", "/1/correct", "/1/void"]
    assert [client.get(f"/people/{teacher.id}/identity{each}").status_code for each in paths] == [404] * 5
    assert client.get("/people/identity/search").status_code == 404
    assert "/identity" not in client.get(f"/people/{teacher.id}").text


@pytest.mark.both_databases
def test_recorded_by_the_page_it_stands_masked_and_nowhere_in_clear(app, office):
    client, _, teacher = office
    with_a_key()
    assert client.post(f"/people/{teacher.id}/identity/new", data=typed()).status_code == 302
    page = client.get(f"/people/{teacher.id}/identity").text
    assert "*" * 16 + NUMBER[-2:] in page
    kept = everything()
    assert [NUMBER in page, NUMBER in kept, NUMBER[6:] in kept] == [False] * 3
    assert trail("people.identity.recorded") == [{"kind": "1", "differs": []}]


def test_what_differs_from_the_file_is_asked_back_once(office):
    client, _, teacher = office
    with_a_key()
    other = a_number(date(1985, 3, 2), 1)
    answer = client.post(f"/people/{teacher.id}/identity/new", data=typed(other))
    assert (answer.status_code, "性别或出生日期与档案不同" in answer.text, 'name="compared"' in answer.text) == (
        409, True, True,
    )  # fmt: skip
    again = client.post(f"/people/{teacher.id}/identity/new", data=typed(other, compared="y"))
    assert again.status_code == 302
    assert trail("people.identity.recorded") == [{"kind": "1", "differs": ["sex", "birth_date"]}]


@pytest.mark.both_databases
def test_one_number_is_one_persons_in_the_whole_city(app):
    here, there = a_teacher("李明"), a_teacher("王芳")
    record(here)
    with pytest.raises(Refused) as refused:
        record(there)
    assert (refused.value.code, refused.value.details) == ("identity_taken", {})


@pytest.mark.both_databases
def test_whether_a_number_is_recorded_is_not_told_to_whoever_tries_them_all(app, office):
    """Ten times an hour; then not even a number that nobody has is taken, so that nothing can be told apart."""
    client, school, teacher = office
    record(a_teacher("李明", a_school()))
    document = record(teacher, a_number(order=4), compared=True)
    new, correct = f"/people/{teacher.id}/identity/new", f"/people/{teacher.id}/identity/{document}/correct"
    for _ in range(5):
        assert client.post(new, data=typed()).status_code == 409
        assert client.post(correct, data=typed(reason="写错了")).status_code == 409
    taken = typed(reason="写错了")
    free = typed(a_number(order=6), reason="写错了", compared="1")
    answers = [client.post(path, data=form).text for path in (new, correct) for form in (taken, free)]
    assert ["尝试次数过多" in each for each in answers] == [True] * 4
    without_number = typed("", valid_to="2030-01-01", reason="补登有效期")
    assert client.post(correct, data=without_number).status_code == 302
    assert len(trail("people.identity.recorded")) == 2


@pytest.mark.both_databases
def test_a_voided_number_is_free_again(app):
    here, there = a_teacher("李明"), a_teacher("王芳")
    document = record(here)
    with write_tx():
        actions.void_identity(document, actor=SYSTEM, reason="登记在了别人名下")
    record(there)
    assert [len(queries.identities(each.id, SYSTEM)) for each in (here, there)] == [0, 1]


@pytest.mark.both_databases
def test_a_correction_without_a_number_keeps_the_one_on_record(app, office):
    client, school, teacher = office
    document = record(teacher)
    form = typed("", valid_to="2030-01-01", reason="补登有效期")
    assert client.post(f"/people/{teacher.id}/identity/{document}/correct", data=form).status_code == 302
    (now,) = queries.identities(teacher.id, SYSTEM)
    assert (now.valid_to, now.supersedes_id, now.tail) == (date(2030, 1, 1), document, NUMBER[-2:])
    assert reveal(now.id, an_actor(Role.ACADEMIC_OFFICE, school)) == NUMBER
    assert "补登有效期" in client.get(f"/people/{teacher.id}/identity").text


def test_what_was_corrected_meanwhile_is_refused(app, office):
    client, _, teacher = office
    document = record(teacher)
    path = f"/people/{teacher.id}/identity/{document}"
    assert client.post(f"{path}/correct", data=typed("", reason="一")).status_code == 302
    assert client.get(f"{path}/correct").status_code == 409
    assert client.post(f"{path}/void", data={"reason": "二"}).status_code == 409
    assert client.post(f"{path}/reveal", data={"purpose": "other", "text": "核对名册"}).status_code == 409


def test_nobody_records_his_own(app):
    school = a_school()
    teacher = a_teacher("李明", school)
    clerk = an_actor(Role.ACADEMIC_OFFICE, school, teacher)
    with pytest.raises(SelfInterest):
        record(teacher, actor=clerk)


def test_a_school_does_not_reach_another_schools_documents(app, office):
    client, _, teacher = office
    other = a_teacher("远方", a_school("远处小学"))
    document, own = an_identity(other), an_identity(teacher)
    paths = [f"/people/{other.id}/identity", f"/people/{other.id}/identity/{document}/reveal",
             f"/people/{teacher.id}/identity/{document}/reveal", f"/people/{teacher.id}/identity/{document}/correct",
             f"/people/{teacher.id}/identity/99999/reveal"]  # fmt: skip
    assert [client.get(each).status_code for each in paths] == [404] * 5
    assert client.get(f"/people/{teacher.id}/identity/{own}/reveal").status_code == 200
    with pytest.raises(NotVisible):
        reveal(document, an_actor(Role.ACADEMIC_OFFICE, a_school("第三小学")))


# --- showing --------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_the_number_is_shown_once_and_who_saw_it_is_on_record(app, office, sign_in):
    client, school, teacher = office
    document = record(teacher)
    path = f"/people/{teacher.id}/identity/{document}/reveal"
    answer = client.post(path, data={"purpose": "reporting", "text": "给市局报送名册"})
    assert (answer.status_code, NUMBER in answer.text, answer.headers["Cache-Control"]) == (200, True, "no-store")
    assert NUMBER not in client.get(path).text
    assert trail("people.identity.revealed") == [{"kind": "1", "purpose": "reporting", "text": "给市局报送名册"}]
    own = sign_in(an_account(None, school, teacher)).get(f"/people/{teacher.id}/identity").text
    assert [word in own for word in ("给市局报送名册", "某人", "教务处", "向上级或国家系统报送", NUMBER[-2:])] == [
        True
    ] * 5
    assert [NUMBER in own, "查看号码</a>" in own, "登记证件</a>" in own] == [False] * 3


def test_without_a_purpose_nothing_is_shown_and_nothing_recorded(office):
    client, _, teacher = office
    document = record(teacher)
    path = f"/people/{teacher.id}/identity/{document}/reveal"
    answers = [
        client.post(path, data=each) for each in ({}, {"purpose": "other"}, {"purpose": "x", "text": "核对名册"})
    ]
    assert [(each.status_code, NUMBER in each.text) for each in answers] == [(422, False)] * 3
    assert trail("people.identity.revealed") == []


def test_when_the_trail_cannot_be_written_no_number_leaves(app):
    school = a_school()
    document, actor = record(a_teacher("李明", school)), an_actor(Role.ACADEMIC_OFFICE, school)
    with write_tx() as session:
        full = "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        session.execute(text(full), execution_options={"unrestricted": "test"})
    told = []
    with pytest.raises(DBAPIError, match="disk full"):
        told.append(reveal(document, actor))
    assert (told, trail("people.identity.revealed")) == ([], [])


@pytest.mark.parametrize("words", [f"号码是{NUMBER}", "９９００００１９８５０３０１００２"])
def test_no_number_gets_into_the_trail_by_a_reason(app, words):
    school = a_school()
    document = record(a_teacher("李明", school))
    with pytest.raises(Refused) as refused:
        reveal(document, an_actor(Role.ACADEMIC_OFFICE, school), words)
    assert refused.value.code == "identity_number_in_text"


@pytest.mark.parametrize("role", [Role.TRAINING_CLERK, Role.PRINCIPAL])
def test_other_roles_of_the_school_see_no_documents(app, sign_in, role):
    school = a_school()
    teacher = a_teacher("李明", school)
    document = record(teacher)
    client = sign_in(an_account(role, school))
    paths = [f"/people/{teacher.id}/identity", f"/people/{teacher.id}/identity/{document}/reveal"]
    assert [client.get(each).status_code for each in paths] == [403, 403]
    assert "/identity" not in client.get(f"/people/{teacher.id}").text


# --- finding --------------------------------------------------------------------------------------


def test_a_person_is_found_by_the_whole_number_in_ones_scope_only(app, office):
    client, _, teacher = office
    record(teacher)
    far = a_number(order=4)
    record(a_teacher("远方", a_school("远处小学")), far)
    asked = [("1", f" {NUMBER.lower()} "), ("1", far), ("1", NUMBER[:-1]), ("A", NUMBER)]
    answers = [client.post("/people/identity/search", data={"kind": kind, "number": each}) for kind, each in asked]
    assert [each.status_code for each in answers] == [302, 200, 200, 200]
    assert answers[0].location == f"/people/{teacher.id}"
    assert {"没有人登记过" in each.text for each in answers[1:]} == {True}


def test_lists_searches_and_files_hold_no_number(app, office):
    client, _, teacher = office
    record(teacher)
    answers = [client.get(path) for path in (
        "/people?export=csv", f"/people?q={NUMBER}", f"/people/options?q={NUMBER}", f"/people/{teacher.id}",
    )]  # fmt: skip
    assert [each.status_code for each in answers] == [200] * 4
    assert [NUMBER in each.text and "没有" not in each.text for each in (answers[0], answers[2], answers[3])] == [
        False
    ] * 3
