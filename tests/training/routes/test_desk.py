"""The desk of those who verify: one by one, in batch."""

import re

import pytest
from sqlalchemy import insert

from teacher_growth.access.roles import Role
from teacher_growth.claims.rules import MOST_AT_ONCE, ClaimState
from teacher_growth.database import write_tx
from teacher_growth.training.models import TrainingRecord
from tests.factories.accounts import actor_for, an_account
from tests.factories.people import a_teacher, make_principal
from tests.factories.training import (
    a_record,
    all_records,
    an_activity,
    received,
    returned,
    the_record,
    verified,
)
from tests.training.routes.forms import A_LINE, flashes

BUTTONS = re.compile(r'name="decision" value="(\w+)"')


def test_the_clerk_verifies_and_comes_to_the_next(teacher, clerk, sign_in, send):
    first, second = a_record(actor_for(teacher)), a_record(actor_for(teacher))
    path = f"/training/records/{first.id}/decision"
    answer = send(sign_in(clerk), path, decision="verify")
    assert (answer.status_code, answer.location) == (302, f"/training/records/{second.id}/decision")
    assert the_record(first.id).state is ClaimState.VERIFIED


def test_returning_asks_for_a_reason(teacher, clerk, sign_in, send):
    row = a_record(actor_for(teacher))
    client, path = sign_in(clerk), f"/training/records/{row.id}/decision"
    answer = send(client, path, decision="return", reason="")
    assert (answer.status_code, "退回须说明理由" in answer.get_data(as_text=True)) == (422, True)
    assert send(client, path, decision="return", reason="佐证不清楚").location == "/training/queue"
    assert the_record(row.id).return_reason == "佐证不清楚"


def test_ones_own_line_is_not_decided(clerk, sign_in):
    row = a_record(actor_for(clerk))
    assert sign_in(clerk).get(f"/training/records/{row.id}/decision").status_code == 403


def test_the_principals_line_says_whose_it_is(county, school, clerk, sign_in, send):
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    row = a_record(actor_for(an_account(Role.PRINCIPAL, school, boss)))
    path, client = f"/training/records/{row.id}/decision", sign_in(clerk)
    html = client.get(path).get_data(as_text=True)
    assert (BUTTONS.findall(html), "校长本人的由上级教育局核实" in html) == ([], True)
    assert path not in client.get(f"/training/records/{row.id}").get_data(as_text=True)
    answer = send(client, path, decision="verify")
    assert (answer.status_code, "校长本人的由上级教育局核实" in answer.get_data(as_text=True)) == (409, True)

    above = sign_in(an_account(Role.COUNTY_CLERK, county))
    assert BUTTONS.findall(above.get(path).get_data(as_text=True)) == ["verify", "return"]


def test_the_principals_line_is_not_ticked_by_his_school(county, school, teacher, clerk, sign_in):
    boss = a_teacher("韩冬", school)
    make_principal(boss, school)
    a_record(actor_for(an_account(Role.PRINCIPAL, school, boss)))
    line = a_record(actor_for(teacher))

    def ticks(account):
        html = sign_in(account).get("/training/queue?whose=all").get_data(as_text=True)
        return len(re.findall(r"/records/\d+/decision", html)), re.findall(r'name="ids" value="(\d+)"', html)

    assert ticks(clerk) == (2, [str(line.id)])
    seen, offered = ticks(an_account(Role.COUNTY_CLERK, county))
    assert (seen, len(offered)) == (2, 2)


def test_a_verified_line_under_correction_offers_nothing(teacher, clerk, sign_in, send):
    row = verified(a_record(actor_for(teacher)), actor_for(clerk))
    send(sign_in(teacher), f"/training/records/{row.id}/correction", **A_LINE)
    html = sign_in(clerk).get(f"/training/records/{row.id}/decision").get_data(as_text=True)
    assert (BUTTONS.findall(html), "已有更正在办理" in html) == ([], True)


def test_a_second_decision_meets_what_was_decided(teacher, clerk, sign_in, send):
    row = a_record(actor_for(teacher))
    path, client = f"/training/records/{row.id}/decision", sign_in(clerk)
    version = row.version
    verified(row, actor_for(clerk))
    answer = send(client, path, decision="return", reason="晚了一步", version=str(version))
    assert (answer.status_code, the_record(row.id).state) == (409, ClaimState.VERIFIED)
    html = answer.get_data(as_text=True)
    assert f'href="{path}">重新打开' in html
    assert "晚了一步</textarea>" in html
    assert send(client, path, decision="return", reason="学时不符").status_code == 302


def test_only_a_page_that_grew_old_is_opened_anew(teacher, clerk, sign_in, send):
    row = a_record(actor_for(teacher))
    answer = send(sign_in(clerk), f"/training/records/{row.id}/decision", decision="return", reason="")
    assert (answer.status_code, "重新打开" in answer.get_data(as_text=True)) == (422, False)


def test_a_batch_says_what_was_left_out(teacher, clerk, sign_in, send):
    good, doubtful = a_record(actor_for(teacher)), a_record(actor_for(teacher), amount=200)
    client = sign_in(clerk)
    answer = send(
        client, "/training/queue/batch", page="/training/queue", action="verify", ids=[str(good.id), str(doubtful.id)]
    )
    assert flashes(client, answer) == ["已核实 1 条", "1 条未办：有疑点，须逐条核实"]
    assert the_record(doubtful.id).state is ClaimState.SUBMITTED


def test_a_batch_says_what_became_of_lines_meanwhile(teacher, clerk, sign_in, send):
    rows = [a_record(actor_for(teacher)) for _ in range(3)]
    ids = [str(each.id) for each in rows]
    verified(rows[0], actor_for(clerk))
    returned(rows[1], actor_for(clerk))
    client, path = sign_in(clerk), "/training/queue/batch"
    for sent in ({"action": "verify"}, {"action": "return", "reason": "缺材料"}):
        answer = send(client, path, page="/training/queue", ids=ids[:2], **sent)
        assert flashes(client, answer) == ["1 条未办：已是“已核实”；1 条未办：已是“已退回”"]
    assert the_record(rows[0].id).state is ClaimState.VERIFIED


@pytest.mark.parametrize("how", ["all", "ids"])
@pytest.mark.parametrize("action", ["verify", "return"])
def test_more_than_a_batch_holds_is_said_not_cut(teacher, clerk, sign_in, how, action):
    a_record(actor_for(teacher))
    given = {name: value for name, value in all_records()[0]._mapping.items() if name != "id"}
    with write_tx() as session:
        session.execute(
            insert(TrainingRecord.__table__).execution_options(unrestricted="a test"), [given] * MOST_AT_ONCE
        )
    chosen = {"all": "1"} if how == "all" else {"ids": [str(each.id) for each in all_records()]}
    client = sign_in(clerk)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/training/queue").get_data(as_text=True))[1]
    data = chosen | {"action": action, "csrf_token": token}
    answer = client.post("/training/queue/batch", data=data, headers={"Referer": "https://localhost/"},
                         base_url="https://localhost")  # fmt: skip
    assert flashes(client, answer) == ["一次最多办理 1000 条，请先用条件缩小范围"]
    assert [each.state for each in all_records()] == [ClaimState.SUBMITTED] * (MOST_AT_ONCE + 1)


def test_a_batch_of_the_whole_result_follows_the_filters(teacher, clerk, sign_in, send):
    one = a_record(actor_for(teacher), title="甲")
    two = a_record(actor_for(teacher), title="乙")
    send(sign_in(clerk), "/training/queue/batch", page="/training/queue", action="verify", all="1", q="甲")
    assert (the_record(one.id).state, the_record(two.id).state) == (ClaimState.VERIFIED, ClaimState.SUBMITTED)


def test_a_batch_is_returned_after_the_reason_is_given(teacher, clerk, sign_in, send):
    row = a_record(actor_for(teacher))
    client, path = sign_in(clerk), "/training/queue/batch"
    asked = send(client, path, page="/training/queue", action="return", ids=[str(row.id)])
    assert (asked.status_code, "退回 1 条记录" in asked.get_data(as_text=True)) == (200, True)
    assert the_record(row.id).state is ClaimState.SUBMITTED
    again = send(client, path, page="/training/queue", action="return", ids=[str(row.id)], reason="")
    assert again.status_code == 422
    assert (
        send(client, path, page="/training/queue", action="return", ids=[str(row.id)], reason="缺材料").status_code
        == 302
    )
    assert the_record(row.id).return_reason == "缺材料"


def test_staff_pages_are_closed_to_a_teacher(teacher, sign_in):
    client = sign_in(teacher)
    for path in ("queue", "activities", "activities/new", f"people/{teacher.teacher_id}"):
        assert client.get(f"/training/{path}").status_code == 403


@pytest.mark.parametrize("path", ["/training/queue", "/training", "/training/activities", "/training/activities/1"])
def test_lists_ask_the_same_number_of_questions_for_one_and_for_three(
    school, clerk, teacher, sign_in, count_queries, path
):
    client = sign_in(teacher if path == "/training" else clerk)
    people = [a_teacher(name, school) for name in ("甲", "乙", "丙")]

    def asked():
        with count_queries() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    an_activity(school, people[:1], actor_for(clerk), files=(received(),))
    a_record(actor_for(teacher), files=(received(),))
    one = asked()
    for _ in range(2):
        an_activity(school, people, actor_for(clerk), files=(received(),))
        a_record(actor_for(teacher), files=(received(),))
    assert asked() == one
