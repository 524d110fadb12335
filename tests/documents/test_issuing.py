"""A certificate: issued, read, checked by strangers, taken back."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy.exc import IntegrityError

from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.database import canonical, db, write_tx
from teacher_growth.documents import actions, queries
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import DocumentKind
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.rules import school_year
from teacher_growth.training import actions as training
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerk, a_clerks_account, a_record, verified
from tests.training.trail import trail

WORDS = {"title": "培训证明", "body": ["兹证明"], "summary": "自主选课 6 学时"}
KIND = DocumentKind.TRAINING_CERTIFICATE


@pytest.fixture
def school(app):
    return a_school("实验小学")


def trained(school, role=Role.TEACHER):
    """An account with a file and a verified line, and the year of that line."""
    account = an_account(role, school, a_teacher("王小芳", school))
    line = a_record(actor_for(account), day=today() - timedelta(days=1), amount=60)
    verified(line, a_clerk(school))
    return account, school_year(line.ends_on)


def certified(account, year, clerk):
    teacher_id = account.teacher_id
    with write_tx():
        return training.certify_year(teacher_id, year, lambda *_told: WORDS, actor=clerk).id


def the_document(document_id):
    return db.session.get_one(IssuedDocument, document_id, execution_options={"unrestricted": "a test"})


@pytest.mark.both_databases
def test_a_certificate_gets_the_schools_next_number_and_keeps_what_it_says(app):
    school = a_school("实验小学")
    teacher, year = trained(school)
    clerk = a_clerk(school)
    first, second = certified(teacher, year, clerk), certified(teacher, year, clerk)
    assert [the_document(each).number for each in (first, second)] == [1, 2]
    row = the_document(first)
    assert (row.data["name"], row.data["amounts"], row.data["summary"]) == (
        "王小芳", [["course_choice", "hour", 60]], "自主选课 6 学时",
    )  # fmt: skip
    assert [each.id for each in queries.of_person(teacher.teacher_id, clerk, KIND)] == [second, first]
    assert queries.with_code(row.code).id == first


def test_the_trail_names_nobody_and_holds_the_hash_of_what_was_printed(school):
    account, year = trained(school)
    row = the_document(certified(account, year, a_clerk(school)))
    told = json.loads(trail()[-1].body)
    assert told["sha256"] == sha256(canonical(row.data).encode()).hexdigest()
    assert "王小芳" not in trail()[-1].body


def test_nothing_verified_is_nothing_certified(school):
    account = an_account(Role.TEACHER, school, a_teacher(at=school))
    year = school_year(a_record(actor_for(account)).ends_on)
    with pytest.raises(Refused, match="certificate_nothing"):
        certified(account, year, a_clerk(school))


def test_nobody_certifies_for_himself(school):
    clerk, year = trained(school, Role.TRAINING_CLERK)
    with pytest.raises(SelfInterest):
        certified(clerk, year, actor_for(clerk))


def test_another_school_neither_certifies_nor_reads_nor_revokes(school):
    teacher, year = trained(school)
    issued, stranger = certified(teacher, year, a_clerk(school)), a_clerk(a_school())
    with pytest.raises(NotVisible):
        certified(teacher, year, stranger)
    with pytest.raises(NotVisible):
        queries.document(issued, stranger)
    with pytest.raises(NotVisible), write_tx():
        actions.revoke(issued, actor=stranger, version=1, reason="x")
    assert the_document(issued).revoked_at is None


def test_a_revoked_one_stays_and_says_why(school):
    teacher, year = trained(school)
    clerk = a_clerk(school)
    issued = certified(teacher, year, clerk)
    with write_tx():
        actions.revoke(issued, actor=clerk, version=1, reason="学时有误")
    assert the_document(issued).revoked_reason == "学时有误"
    with pytest.raises(Refused, match="document_revoked"), write_tx():
        actions.revoke(issued, actor=clerk, version=2, reason="再次")
    with pytest.raises(Refused, match="stale"), write_tx():
        actions.revoke(issued, actor=clerk, version=1, reason="再次")


@pytest.mark.both_databases
def test_the_database_too_refuses_ones_own(app):
    school = a_school()
    teacher, year = trained(school)
    issued = certified(teacher, year, a_clerk(school))
    with pytest.raises(IntegrityError), write_tx() as session:
        row = session.get_one(IssuedDocument, issued, execution_options={"unrestricted": "a test"})
        row.issued_by_teacher_id = row.teacher_id


def test_from_the_clerks_page_to_the_strangers_check(school, sign_in, client_of_nobody):
    teacher, year = trained(school)
    clerk = sign_in(a_clerks_account(school))
    page = f"/training/people/{teacher.teacher_id}"
    assert f"{page}/certificate?year={year}" in clerk.get(f"{page}?year={year}").text
    assert "自主选课 6 学时" in clerk.get(f"{page}/certificate?year={year}").text
    assert clerk.post(f"{page}/certificate?year={year}").status_code == 302
    row = the_document(1)
    answer = clerk.get("/documents/1")
    assert (answer.status_code, answer.content_type, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    herself = sign_in(teacher)
    assert "/documents/1" in herself.get(f"/training?year={year}").text
    assert herself.get("/documents/1").status_code == 200
    assert herself.get("/documents/1/revocation").status_code == 403

    found = client_of_nobody.get(f"/check?code={row.code.lower()}").text
    assert ("这份证明有效" in found, "王*芳" in found, "王小芳" in found) == (True, True, False)
    assert "没有这份证明" in client_of_nobody.get("/check?code=AAAABBBBCCCCDDDD").text
    assert client_of_nobody.get("/documents/1").status_code == 302
    answer = clerk.post("/documents/1/revocation", data={"version": "1", "reason": "学时有误"})
    assert answer.status_code == 302
    found = client_of_nobody.get(f"/check?code={row.code}").text
    assert ("这份证明已作废" in found, "学时有误" in found) == (True, True)


def test_a_certificate_is_chinese_whatever_language_its_clerk_works_in(school, sign_in):
    teacher, year = trained(school)
    clerk = sign_in(a_clerks_account(school))
    path = f"/training/people/{teacher.teacher_id}/certificate?year={year}"
    english = {"Accept-Language": "en"}
    page = clerk.get(path, headers=english).text
    assert ('<html lang="en">' in page, "兹证明王小芳老师" in page) == (True, True)
    assert clerk.post(path, headers=english).status_code == 302
    said = the_document(1).data
    assert (said["title"], said["body"][0][:5], said["body"][1]) == ("培训证明", "兹证明王小", "特此证明。")


@pytest.mark.parametrize("asked", ["1", "²", "-1", "99999999999", ""])
def test_no_certificate_is_offered_or_issued_for_another_year_than_the_one_asked_for(school, sign_in, asked):
    teacher, _year = trained(school)
    clerk = sign_in(a_clerks_account(school))
    path = f"/training/people/{teacher.teacher_id}/certificate?year={asked}"
    assert (clerk.get(path).status_code, clerk.post(path).status_code) == (404, 404)


def test_a_transcript_is_printed_for_those_who_see_it(school, sign_in):
    teacher, year = trained(school)
    path = f"/training/people/{teacher.teacher_id}/transcript.pdf?year={year}"
    assert sign_in(a_clerks_account(school)).get(path).data[:5] == b"%PDF-"
    assert sign_in(teacher).get("/training/transcript.pdf").data[:5] == b"%PDF-"
    assert sign_in(a_clerks_account(a_school())).get(path).status_code == 404


@pytest.fixture
def client_of_nobody(app):
    return app.test_client()


def test_an_account_without_a_file_has_no_transcript_to_print(school, sign_in):
    assert sign_in(an_account(Role.TRAINING_CLERK, school)).get("/training/transcript.pdf").status_code == 404
