"""Evidence: sent for reading only, to those who see the line."""

from teacher_growth.access.roles import Role
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import (
    PDF,
    a_clerks_account,
    a_record,
    an_activity,
    received,
)


def test_evidence_is_sent_for_reading_only(teacher, sign_in):
    row = a_record(actor_for(teacher), files=(received(name="张三的证书.jpg"), received(PDF, "张三的证书.pdf")))
    client = sign_in(teacher)
    image, pdf = (client.get(f"/training/records/{row.id}/evidence/{place}") for place in (1, 2))

    for answer in (image, pdf):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert (image.mimetype, image.headers["Content-Disposition"].split(";")[0]) == ("image/jpeg", "inline")
    assert pdf.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E5%BC%A0%E4%B8%89%E7%9A%84%E8%AF%81%E4%B9%A6.pdf" in pdf.headers["Content-Disposition"]
    assert pdf.data == PDF
    assert client.get(f"/training/records/{row.id}/evidence/1/small").mimetype == "image/jpeg"
    for missing in ("3", "2/small"):
        assert client.get(f"/training/records/{row.id}/evidence/{missing}").status_code == 404


def test_evidence_is_nobodys_who_does_not_see_the_line(teacher, sign_in, school):
    row = a_record(actor_for(teacher), files=(received(),))
    outsiders = [a_clerks_account(a_school()), an_account(Role.TEACHER, school, a_teacher("李静", school))]
    for outsider in outsiders:
        client = sign_in(outsider)
        for end in ("", "/evidence/1", "/evidence/1/small"):
            hidden, absent = (client.get(f"/training/records/{each}{end}") for each in (row.id, 9))
            assert (hidden.status_code, len(hidden.data)) == (404, len(absent.data))


def test_evidence_of_an_activity_is_for_staff(teacher, clerk, school, sign_in):
    entered = an_activity(school, [a_teacher(at=school)], actor_for(clerk), files=(received(),))
    for end in ("evidence/1", "evidence/1/small"):
        assert sign_in(teacher).get(f"/training/activities/{entered.activity_id}/{end}").status_code == 403
