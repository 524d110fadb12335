"""One's own pages: logging, correcting, withdrawing, the transcript."""

import re

import pytest
from flask import url_for

from teacher_growth.access.roles import Role
from teacher_growth.claims.rules import ClaimState
from teacher_growth.training import queries
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.factories.training import (
    a_record,
    all_records,
    received,
    returned,
    the_record,
)
from tests.training.routes.forms import A_LINE, flashes, photo


def test_a_teacher_logs_a_line_with_photos(teacher, sign_in, send):
    client = sign_in(teacher)
    answer = send(client, "/training/new", **A_LINE, evidence=[photo(), photo("b.jpg")])
    assert (answer.status_code, answer.location) == (302, "/training")
    row = all_records()[0]
    assert (row.amount, row.starts_on, row.ends_on, row.state) == (
        65,
        row.ends_on,
        row.starts_on,
        ClaimState.SUBMITTED,
    )
    assert flashes(client, answer) == ["已提交，等待核实"]
    page = client.get("/training", base_url="https://localhost").get_data(as_text=True)
    assert page.count("/small") == 2


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"amount": "6.55"}, 422, "请填数字，最多一位小数"),
        ({"amount": ""}, 422, "请填数量"),
        ({"amount": "501"}, 422, "数量应在 0.1 到 500 之间"),
        ({"route": "nonsense"}, 422, "类别"),
        ({"starts_on": "2099-01-01"}, 409, "还没有结束的培训不能填报"),
        ({"ends_on": "2026-10-01"}, 409, "结束日期早于开始日期"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(teacher, sign_in, send, wrong, status, said):
    answer = send(sign_in(teacher), "/training/new", **A_LINE | wrong, evidence=[photo("现场.jpg")])
    html = answer.get_data(as_text=True)
    assert (answer.status_code, all_records()) == (status, [])
    assert said in html
    assert 'value="作业设计"' in html
    assert 'value="县教师进修学校"' in html
    assert "现场.jpg" in html


def test_a_file_that_arrived_stays_when_the_form_comes_back(teacher, sign_in, send):
    client = sign_in(teacher)
    html = send(client, "/training/new", **A_LINE | {"amount": "x"}, evidence=[photo("现场.jpg")]).get_data(
        as_text=True
    )
    token = re.search(r'name="evidence" value="([^"]+)"', html)[1]
    assert send(client, "/training/new", **A_LINE, evidence=[token]).status_code == 302
    assert [each.name for each in queries.evidence_of(the_record(all_records()[0].id))] == ["现场.jpg"]


def test_what_another_has_sent_is_not_taken_by_its_token(teacher, clerk, sign_in, send):
    html = send(sign_in(teacher), "/training/new", **A_LINE | {"amount": "x"}, evidence=[photo()]).get_data(
        as_text=True
    )
    token = re.search(r'name="evidence" value="([^"]+)"', html)[1]
    assert send(sign_in(clerk), "/training/new", **A_LINE, evidence=[token]).status_code == 302
    assert queries.evidence_of(the_record(all_records()[0].id)) == []


def test_a_file_of_another_kind_is_refused_by_name(teacher, sign_in, send):
    answer = send(
        sign_in(teacher), "/training/new", **A_LINE, evidence=[photo("证书.heic", b"\x00\x00\x00\x18ftypheic....")]
    )
    assert (answer.status_code, all_records()) == (422, [])
    assert "证书.heic：这是 HEIC 格式" in answer.get_data(as_text=True)


def test_the_same_form_twice_is_one_line(teacher, sign_in):
    client = sign_in(teacher)
    html = client.get("/training/new").get_data(as_text=True)
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', html)[1] for name in ("csrf_token", "request_key")}
    for _ in range(2):
        answer = client.post(
            "/training/new",
            data=A_LINE | hidden,
            headers={"Referer": "https://localhost/"},
            base_url="https://localhost",
        )
        assert answer.status_code == 302
    assert len(all_records()) == 1


@pytest.mark.parametrize(("page", "typed"), [("correction", A_LINE), ("withdrawal", {})])
def test_ones_own_old_page_is_opened_anew(teacher, clerk, sign_in, send, page, typed):
    row = a_record(actor_for(teacher))
    path, version, client = f"/training/records/{row.id}/{page}", row.version, sign_in(teacher)
    returned(row, actor_for(clerk))
    answer = send(client, path, **typed, version=str(version))
    html = answer.get_data(as_text=True)
    assert (answer.status_code, f'href="{path}">重新打开' in html) == (409, True)
    assert send(client, path, **typed).status_code == 302


def test_a_returned_line_is_corrected_from_its_page(teacher, clerk, sign_in, send):
    row = returned(a_record(actor_for(teacher), files=(received(name="旧.jpg"),)), actor_for(clerk))
    keep = str(queries.evidence_of(row)[0].id)
    path = f"/training/records/{row.id}/correction"
    client = sign_in(teacher)
    assert "佐证不清楚" in client.get(path).get_data(as_text=True)
    assert send(client, path, **A_LINE, keep=[keep], evidence=[photo("新.jpg")]).status_code == 302
    new = the_record(all_records()[-1].id)
    assert [each.name for each in queries.evidence_of(new)] == ["旧.jpg", "新.jpg"]


def test_a_line_is_withdrawn_from_its_page(teacher, sign_in, send):
    row = a_record(actor_for(teacher))
    path, client = f"/training/records/{row.id}/withdrawal", sign_in(teacher)
    assert f'href="{path}"' in client.get(f"/training/records/{row.id}").get_data(as_text=True)
    assert send(client, path).status_code == 302
    assert the_record(row.id).state is ClaimState.WITHDRAWN


def test_a_persons_transcript_is_for_those_who_see_her(teacher, clerk, county, sign_in):
    a_record(actor_for(teacher), title="作业设计")
    path = f"/training/people/{teacher.teacher_id}"
    assert "作业设计" in sign_in(clerk).get(path).get_data(as_text=True)
    assert sign_in(an_account(Role.COUNTY_CLERK, a_county())).get(path).status_code == 404


def test_ones_own_lines_of_another_school_are_opened_from_the_staff_page(school, sign_in):
    teaches_here = a_teacher("吴敏", school)
    heads_there = an_account(Role.PRINCIPAL, a_school(), teaches_here)
    row = a_record(actor_for(heads_there))
    html = sign_in(heads_there).get(f"/training/people/{teaches_here.id}").get_data(as_text=True)
    assert f'href="/training/records/{row.id}"' in html


@pytest.mark.parametrize(("role", "to"), [(Role.COUNTY_CLERK, "queue"), (Role.COUNTY_LEADER, "activities")])
def test_who_has_no_file_is_led_to_a_page_that_is_open_to_her(county, sign_in, role, to):
    client = sign_in(an_account(role, county))
    answer = client.get("/training")
    assert (answer.status_code, answer.location) == (302, f"/training/{to}")
    assert client.get(answer.location).status_code == 200


def test_the_address_of_a_bad_year_shows_this_year(teacher, sign_in):
    assert sign_in(teacher).get("/training?year=' OR 1").status_code == 200


def test_the_home_page_leads_to_what_waits(app, teacher, clerk, sign_in):
    a_record(actor_for(teacher))
    with app.test_request_context():
        there = url_for("training.queue")
    html = sign_in(clerk).get("/").get_data(as_text=True)
    assert "1 条培训记录待核实" in html
    assert there in html
