"""The trail on screen."""

import re
from datetime import date

from teacher_growth.access.roles import Role
from teacher_growth.database import Base, write_tx
from teacher_growth.people.rules.codes import EthicsKind
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training import actions
from teacher_growth.web.words import SUBJECTS
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_city, a_school
from tests.factories.people import a_fact, a_teacher
from tests.factories.training import an_activity


def test_audit_list_keeps_ethics_to_those_who_may_read_it(app, sign_in):
    a_fact(
        FactKind.ETHICS, a_teacher(), kind=EthicsKind.FINDING, year=2025, valid_from=date(2025, 5, 1),
        decided_by="纪检室", note="有偿补课",
    )  # fmt: skip
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    listed = auditor.get("/audit?event=people.fact.recorded").text
    entries = [auditor.get(each).text for each in set(re.findall(r"/audit/\d+", listed))]
    for page in (listed, next(each for each in entries if "师德记录" in each)):
        assert ("有偿补课" in page, "内容仅限有权人员查看" in page) == (False, True)


def test_audit_list_is_not_for_a_principal(app, sign_in):
    assert sign_in(an_account(Role.PRINCIPAL, a_school())).get("/audit").status_code == 403


def test_an_entry_says_who_did_what_as_whom_and_why(app, sign_in):
    school = a_school()
    clerk = an_account(Role.TRAINING_CLERK, school, a_teacher("钱敏", school))
    activity = an_activity(school, [a_teacher("王芳", school)], actor_for(clerk)).activity_id
    with write_tx():
        actions.withdraw_activity(activity, actor=actor_for(clerk), version=1, reason="没有举行")
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*作废校本活动(?:(?!</tr>).)*</tr>", auditor.get("/audit").text, re.DOTALL)[
        0
    ]
    assert [each in row for each in ("钱敏", "师训管理员", "校本活动", "没有举行")] == [True] * 4
    page = auditor.get(re.search(r"/audit/\d+", row)[0]).text
    assert [each in page for each in ("<code>reason</code>", "没有举行", "<code>teachers.0</code>")] == [True] * 3


def test_an_entry_that_is_none_is_not_found(app, sign_in):
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    assert [auditor.get(f"/audit/{seq}").status_code for seq in (0, 10**6, 2**63)] == [404] * 3


def test_the_trail_is_searched_by_who_acted(app, sign_in):
    school = a_school()
    clerk = an_account(Role.TRAINING_CLERK, school, a_teacher("钱敏", school))
    an_activity(school, [a_teacher("王芳", school)], actor_for(clerk))
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    found = {
        text: auditor.get("/audit", query_string={"q": text}).text.count("登记校本活动")
        for text in ("钱", "不在", clerk.login)
    }
    assert found == {"钱": 2, "不在": 1, clerk.login: 2}  # once in the choice of events


def test_the_list_asks_as_often_for_three_people_as_for_one(app, sign_in, count_queries):
    school = a_school()
    auditor = sign_in(an_account(Role.SECURITY_AUDITOR, a_city()))
    asked = []
    for clerks in (1, 2):
        for _each in range(clerks):
            clerk = an_account(Role.TRAINING_CLERK, school, a_teacher("钱敏", school))
            an_activity(school, [a_teacher("王芳", school)], actor_for(clerk))
        with count_queries() as queries:
            auditor.get("/audit")
        asked.append(len(queries))
    assert asked[0] == asked[1]


NEVER_A_SUBJECT = {
    "AchievementEvidence",
    "AchievementUse",
    "AuditEntry",
    "FailedTries",
    "AuditPerson",
    "IdentitySeal",
    "ImportEffect",
    "ImportFault",
    "ImportMapping",
    "ImportRow",
    "PlatformChoice",
    "RequestKey",
    "SourceKey",
    "StoredFile",
    "TrainingEvidence",
    "TrainingSchoolSum",
}
"""Rows that are written with others, whose entry tells of them."""


def test_every_subject_of_the_trail_has_a_word(app):
    rows = {each.class_.__name__ for each in Base.registry.mappers}
    assert set(SUBJECTS) - {"NoneType"} == rows - NEVER_A_SUBJECT
