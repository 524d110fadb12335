"""Pages: one happy, one refused, one out of scope each; queries do not grow with rows."""

import io
import re

import pytest
from flask import url_for
from sqlalchemy import insert

from teacher_growth.access.roles import Role
from teacher_growth.claims.rules import MOST_AT_ONCE, ClaimState
from teacher_growth.database import write_tx
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher, make_principal
from tests.factories.training import (
    PDF,
    a_clerks_account,
    a_picture,
    a_record,
    all_records,
    an_activity,
    received,
    returned,
    the_record,
    verified,
)


@pytest.fixture
def county(app):
    return a_county()


@pytest.fixture
def school(county):
    return a_school("实验小学", county)


@pytest.fixture
def clerk(school):
    return a_clerks_account(school, a_teacher("钱敏", school))


@pytest.fixture
def teacher(school):
    return an_account(Role.TEACHER, school, a_teacher("王芳", school))


@pytest.fixture
def send(app, monkeypatch):
    """Posts a form as a browser would: with its CSRF token and, where the page has one, its key."""

    def post(client, path, *, page=None, **data):
        html = client.get(page or path).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        key = re.search(r'name="request_key"[^>]*value="([^"]+)"', html)
        version = re.search(r'name="version"[^>]*value="(\d+)"', html)
        hidden = {"csrf_token": token and token[1], "request_key": key and key[1], "version": version and version[1]}
        body = {name: value for name, value in hidden.items() if value} | data
        headers = {"Referer": "https://localhost/"}
        return client.post(
            path, data=body, content_type="multipart/form-data", headers=headers, base_url="https://localhost"
        )

    return post


A_LINE = {
    "title": "作业设计", "provider": "县教师进修学校", "route": "course_choice", "starts_on": "2026-10-12",
    "amount": "6.5", "unit": "hour",
}  # fmt: skip


def photo(name="证书.jpg", data=None):
    return (io.BytesIO(data or a_picture()), name)


def flashes(client, response):
    html = client.get(response.location, base_url="https://localhost").get_data(as_text=True)
    return re.findall(r'class="flash-body">([^<]+)<', html)


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


BUTTONS = re.compile(r'name="decision" value="(\w+)"')


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


@pytest.mark.parametrize(("page", "typed"), [("correction", A_LINE), ("withdrawal", {})])
def test_ones_own_old_page_is_opened_anew(teacher, clerk, sign_in, send, page, typed):
    row = a_record(actor_for(teacher))
    path, version, client = f"/training/records/{row.id}/{page}", row.version, sign_in(teacher)
    returned(row, actor_for(clerk))
    answer = send(client, path, **typed, version=str(version))
    html = answer.get_data(as_text=True)
    assert (answer.status_code, f'href="{path}">重新打开' in html) == (409, True)
    assert send(client, path, **typed).status_code == 302


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


AN_ACTIVITY = {"title": "集体备课", "route": "school_based", "starts_on": "2026-10-12", "amount": "3", "unit": "hour"}


def test_an_activity_is_entered_for_those_ticked_and_pasted(school, clerk, sign_in, send):
    people = [a_teacher(name, school) for name in ("甲老师", "乙老师", "丙老师")]
    ticked = [str(people[0].id)]
    answer = send(
        sign_in(clerk),
        "/training/activities/new",
        **AN_ACTIVITY,
        ids=ticked,
        pasted="乙老师\n乙老师\n钱敏",
        evidence=[photo()],
    )
    assert answer.status_code == 302
    assert [(each.state, each.amount) for each in all_records()] == [
        (ClaimState.VERIFIED, 30), (ClaimState.VERIFIED, 30), (ClaimState.SUBMITTED, 30),
    ]  # fmt: skip


def test_names_that_are_not_found_are_said_and_the_others_ticked(school, clerk, sign_in, send):
    a_teacher("甲老师", school), a_teacher("乙老师", school), a_teacher("乙老师", school)
    a_teacher("外校老师", a_school())
    answer = send(sign_in(clerk), "/training/activities/new", **AN_ACTIVITY, pasted="甲老师\n乙老师\n外校老师")
    html = answer.get_data(as_text=True)
    assert (answer.status_code, all_records()) == (422, [])
    assert "有 2 位同名" in html
    assert "本校没有这个人" in html
    assert re.search(r"<textarea[^>]*>\s*乙老师\n外校老师</textarea>", html)
    assert html.count(" checked") == 3  # route, unit, and the one found


def test_pages_of_activities_are_the_schools_own(school, clerk, sign_in):
    entered = an_activity(school, [a_teacher(at=school)], actor_for(clerk), files=(received(),))
    client, stranger = sign_in(clerk), sign_in(a_clerks_account(a_school()))
    for path in ("", "/evidence/1", "/evidence/1/small"):
        at = f"/training/activities/{entered.activity_id}{path}"
        assert (client.get(at).status_code, stranger.get(at).status_code) == (200, 404)


def test_staff_pages_are_closed_to_a_teacher(teacher, sign_in):
    client = sign_in(teacher)
    for path in ("queue", "activities", "activities/new", f"people/{teacher.teacher_id}"):
        assert client.get(f"/training/{path}").status_code == 403


def test_a_persons_transcript_is_for_those_who_see_her(teacher, clerk, county, sign_in):
    a_record(actor_for(teacher), title="作业设计")
    path = f"/training/people/{teacher.teacher_id}"
    assert "作业设计" in sign_in(clerk).get(path).get_data(as_text=True)
    assert sign_in(an_account(Role.COUNTY_CLERK, a_county())).get(path).status_code == 404


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


def test_the_address_of_a_bad_year_shows_this_year(teacher, sign_in):
    assert sign_in(teacher).get("/training?year=' OR 1").status_code == 200


def test_the_home_page_leads_to_what_waits(app, teacher, clerk, sign_in):
    a_record(actor_for(teacher))
    with app.test_request_context():
        there = url_for("training.queue")
    html = sign_in(clerk).get("/").get_data(as_text=True)
    assert "1 条培训记录待核实" in html
    assert there in html
