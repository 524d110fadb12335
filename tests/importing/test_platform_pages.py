"""A doubtful line of the province's platform: decided once by the one who imports it, and remembered."""

import re

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.importing.models import PlatformChoice
from teacher_growth.sheets import Kind
from teacher_growth.training.models import TrainingRecord
from tests.factories.accounts import an_account
from tests.factories.importing import a_file
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.importing.pages import every, upload

LINE = {"title": "新课标研修", "provider": "省教育学院", "route": "自主选课", "starts_on": "2026-03-01",
        "ends_on": "2026-03-02", "amount": 6, "unit": "学时"}  # fmt: skip
THEIRS = {"title": "新课程标准研修", "voucher": "省平台"}


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def training(school, sign_in):
    """A training clerk whose school has one line on record, and a file of the platform with one like it."""
    number = {"staff_number": a_teacher("王芳", school).staff_number}
    client = sign_in(an_account(Role.TRAINING_CLERK, school))
    page = upload(client, a_file(Kind.TRAINING, number | LINE), kind="training")
    client.post(f"{page}/application")
    return client, a_file(Kind.TRAINING, number | LINE | THEIRS)


def lines():
    return [(each.title, each.voucher.value) for each in every(TrainingRecord) if each.state.value == "verified"]


def decided(client, path, choice):
    """The page of the batch after one doubt was decided so and it was compared anew."""
    page = upload(client, path, kind="training")
    assert "1 条培训记录待判断" in client.get(page).text
    listed = client.get(f"{page}/doubts").text
    told = ("王芳", "培训名称：新课标研修", "培训名称：新课程标准研修", "开始日期：2026-03-01")
    assert [each in listed for each in told] == [True] * 4
    row = re.search(r'name="ids" value="(\d+)"', listed)[1]
    assert "判断 1 条培训记录" in client.post(f"{page}/doubts/decision", data={"ids": row}).text
    assert client.post(f"{page}/doubts/decision", data={"ids": row, "decide": "1"}).status_code == 422
    answer = client.post(f"{page}/doubts/decision", data={"ids": row, "decide": "1", "choice": choice})
    assert answer.location == f"{page}/doubts"
    assert "重新核对后生效" in client.get(page).text
    assert client.post(f"{page}/reading").location == page
    return page


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("choice", "then"),
    [
        ("same", [("新课程标准研修", "platform")]),
        ("ours", [("新课标研修", "school")]),
        ("other", [("新课标研修", "school"), ("新课程标准研修", "platform")]),
    ],
)
def test_a_doubtful_line_of_the_platform_is_decided_once(training, choice, then, database):
    client, path = training
    assert lines() == [("新课标研修", "school")]
    page = decided(client, path, choice)
    client.post(f"{page}/application")
    assert lines() == then
    assert [(each.choice, each.decided_by_id is None) for each in every(PlatformChoice)] == [(choice, False)]
    again = upload(client, path, kind="training", on_day="2026-10-01")
    assert "条培训记录待判断" not in client.get(again).text


def test_an_undecided_doubt_is_not_imported(training):
    client, path = training
    page = upload(client, path, kind="training")
    assert client.post(f"{page}/application").status_code == 409
    assert lines() == [("新课标研修", "school")]
