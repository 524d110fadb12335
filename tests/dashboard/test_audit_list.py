"""The trail on screen."""

from datetime import date

from teacher_growth.access.roles import Role
from teacher_growth.people.rules.codes import EthicsKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_account
from tests.factories.organisations import a_city, a_school
from tests.factories.people import a_fact, a_teacher


def test_audit_list_keeps_ethics_to_those_who_may_read_it(app, sign_in):
    a_fact(
        FactKind.ETHICS, a_teacher(), kind=EthicsKind.FINDING, year=2025, valid_from=date(2025, 5, 1),
        decided_by="纪检室", note="有偿补课",
    )  # fmt: skip
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    page = auditor.get("/audit").text
    assert "有偿补课" not in page
    assert "内容仅限有权人员查看" in page


def test_audit_list_is_not_for_a_principal(app, sign_in):
    assert sign_in(an_account(Role.PRINCIPAL, a_school())).get("/audit").status_code == 403
