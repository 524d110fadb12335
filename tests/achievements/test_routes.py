import io
import re

import pytest
from PIL import Image
from sqlalchemy import insert

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import UsedIn
from teacher_growth.claims.rules import MOST_AT_ONCE, ClaimState
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.people import actions as people
from teacher_growth.people.rules.codes import Employment
from tests.factories.accounts import an_account
from tests.factories.achievements import an_achievement, the_achievement
from tests.factories.achievements import herself as herself_of
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher, make_principal

CHECKED, RETURNED = ClaimState.VERIFIED, ClaimState.RETURNED
TYPED = {
    "kind": "contest", "title": "市优质课评比", "level": "41", "grade": "2", "issuer": "海岭市教育局",
    "issued_on": "2026-05-20", "certificate": "HL-1", "own_rank": "1", "authors": "1", "note": "",
}  # fmt: skip


@pytest.fixture
def client(sign_in):
    return lambda role, place, teacher=None: sign_in(an_account(role, place, teacher))


def hidden(page):
    found = re.findall(r'<input[^>]*name="(csrf_token|request_key|version)"[^>]*value="([^"]*)"', page.text)
    return dict(found)


def send(client, url, *, to=None, **values):
    """Opens the form and sends it."""
    return client.post(to or url, data=hidden(client.get(url)) | values, content_type="multipart/form-data")


def goes_to(teacher, school):
    with write_tx():
        people.transfer(
            teacher.id, actor=SYSTEM, organisation_id=school.id, since=today(), employment=Employment.ESTABLISHED,
            document="某发〔2026〕1号",
        )  # fmt: skip


def a_photo():
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (20, 90, 160)).save(stream, "JPEG")
    return stream.getvalue()


def test_the_whole_way_of_an_item(client):
    school = a_school()
    teacher = a_teacher(at=school)
    herself, clerk = client(None, school, teacher), client(Role.TRAINING_CLERK, school)
    answer = send(herself, "/achievements/new", **TYPED, evidence=(io.BytesIO(a_photo()), "证书.jpg"))
    assert (answer.status_code, answer.location) == (302, "/achievements")
    assert "1 项业绩待核对原件" in clerk.get("/").text

    answer = send(clerk, "/achievements/1/decision", decision="return", reason="没有看到原件，请带原件来核对")
    assert (answer.status_code, answer.location) == (302, "/achievements/queue")
    assert "1 项业绩被退回" in herself.get("/").text
    assert "没有看到原件" in herself.get("/achievements/1").text

    keep = queries.evidence_of(the_achievement(1))[0].id
    assert send(herself, "/achievements/1/correction", **TYPED | {"grade": "3"}, keep=keep).status_code == 302
    assert send(clerk, "/achievements/2/decision", decision="verify").status_code == 302
    assert [(the_achievement(each).state, the_achievement(each).grade) for each in (1, 2)] == [
        (ClaimState.SUPERSEDED, "2"), (CHECKED, "3"),
    ]  # fmt: skip
    with herself.get("/achievements/2/scans/1/small") as small:
        assert (small.status_code, small.mimetype) == (200, "image/jpeg")
    assert herself.get("/achievements/2/scans/2").status_code == 404


def test_uses_are_shown_also_those_of_the_item_it_corrects(client):
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher, state=CHECKED)
    with write_tx():
        actions.note_use(
            made, actor=herself_of(teacher), used_in=UsedIn.SELECTION, used_id=3, label="2026 年教坛新秀评选"
        )
    herself = client(None, school, teacher)
    assert "2026 年教坛新秀评选" in herself.get(f"/achievements/{made}").text
    send(herself, f"/achievements/{made}/correction", **TYPED)
    assert "2026 年教坛新秀评选" in herself.get(f"/achievements/{made + 1}").text


def test_a_wrong_form_keeps_what_was_typed_and_what_was_sent(client):
    school = a_school()
    herself = client(None, school, a_teacher(at=school))
    typed = TYPED | {"own_rank": "3", "evidence": (io.BytesIO(a_photo()), "证书.jpg")}
    answer = send(herself, "/achievements/new", **typed)
    assert answer.status_code == 422
    assert all(each in answer.text for each in ("排名不能大于人数", 'value="市优质课评比"', "证书.jpg"))
    token = re.search(r'name="evidence" value="([^"]+)"', answer.text)[1]
    answer = herself.post("/achievements/new", data=hidden(answer) | TYPED | {"evidence": token})
    assert answer.status_code == 302
    assert [each.name for each in queries.evidence_of(the_achievement(1))] == ["证书.jpg"]


def test_what_the_verb_refuses_stays_in_the_form(client):
    school = a_school()
    herself = client(None, school, a_teacher(at=school))
    answer = send(herself, "/achievements/new", **TYPED | {"issued_on": "2099-01-01"})
    assert (answer.status_code, "取得日期不能晚于今天" in answer.text) == (409, True)


def test_a_changed_item_is_not_decided_from_an_old_page(client):
    school = a_school()
    made = an_achievement(a_teacher(at=school))
    clerk = client(Role.TRAINING_CLERK, school)
    url = f"/achievements/{made}/decision"
    page = clerk.get(url)
    clerk.post(url, data=hidden(page) | {"decision": "return", "reason": "请带原件"})
    answer = clerk.post(url, data=hidden(clerk.get(url)) | {"version": "1", "decision": "verify"})
    assert (answer.status_code, "别人已经改过" in answer.text) == (409, True)
    assert f'href="{url}">重新打开' in answer.text


def test_an_old_page_is_opened_anew(client):
    school = a_school()
    made = an_achievement(a_teacher(at=school), state=CHECKED)
    clerk, url = client(Role.TRAINING_CLERK, school), f"/achievements/{made}/decision"
    old = send(clerk, url, version="1", decision="return", reason="名称与证书不一致")
    assert (old.status_code, f'href="{url}">重新打开' in old.text) == (409, True)
    assert "名称与证书不一致</textarea>" in old.text
    assert send(clerk, url, decision="return", reason="名称与证书不一致").status_code == 302


@pytest.mark.parametrize(("page", "typed"), [("correction", TYPED), ("withdrawal", {})])
def test_ones_own_old_page_is_opened_anew(client, page, typed):
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher, state=RETURNED)
    herself, url = client(None, school, teacher), f"/achievements/{made}/{page}"
    old = send(herself, url, **typed, version="1")
    assert (old.status_code, f'href="{url}">重新打开' in old.text) == (409, True)
    assert send(herself, url, **typed).status_code == 302


BUTTONS = re.compile(r'name="decision" value="(\w+)"')


def test_the_principals_item_says_whose_it_is(client):
    county = a_county()
    school = a_school(county=county)
    principal = a_teacher("李明", school)
    make_principal(principal, school)
    made, other = an_achievement(principal), an_achievement(a_teacher(at=school))
    clerk, above = client(Role.TRAINING_CLERK, school), client(Role.COUNTY_CLERK, county)
    url = f"/achievements/{made}/decision"
    page = clerk.get(url)
    assert (BUTTONS.findall(page.text), "校长本人的由上级教育局核实" in page.text) == ([], True)
    assert url not in clerk.get(f"/achievements/{made}").text
    assert BUTTONS.findall(above.get(url).text) == ["verify", "return"]
    queue = "/achievements/queue?whose=all"
    ticks = [re.findall(r'name="ids" value="(\d+)"', each.get(queue).text) for each in (clerk, above)]
    assert ticks == [[str(other)], [str(made), str(other)]]


def test_returning_needs_a_reason(client):
    school = a_school()
    made = an_achievement(a_teacher(at=school))
    answer = send(client(Role.TRAINING_CLERK, school), f"/achievements/{made}/decision", decision="return")
    assert (answer.status_code, "退回须说明理由" in answer.text) == (422, True)


def test_a_correction_keeps_scans_of_its_own_only(client):
    school = a_school()
    teacher, colleague = a_teacher(at=school), a_teacher("陈静", school)
    herself, another = client(None, school, teacher), client(None, school, colleague)
    send(another, "/achievements/new", **TYPED, evidence=(io.BytesIO(a_photo()), "别人的.jpg"))
    foreign = queries.evidence_of(the_achievement(1))[0].id
    made = an_achievement(teacher, state=RETURNED)
    answer = send(herself, f"/achievements/{made}/correction", **TYPED, keep=foreign)
    assert (answer.status_code, "别人的" in answer.text, the_achievement(made).state) == (422, False, RETURNED)


def test_ones_own_item_cannot_be_decided(client):
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    clerk = client(Role.TRAINING_CLERK, school, teacher)
    assert clerk.get(f"/achievements/{made}/decision").status_code == 403
    assert the_achievement(made).title not in clerk.get("/achievements/queue?whose=all").text


def test_what_is_not_visible_looks_like_what_is_not_there(client):
    school, other = a_school(), a_school()
    teacher = a_teacher("邱明慧", school)
    made = an_achievement(teacher, title="不给别校看的论文")
    stranger = client(Role.TRAINING_CLERK, other, a_teacher("李明", other))
    missing = made + 1000
    for path in ("", "/decision", "/correction", "/withdrawal", "/scans/1", "/scans/1/small"):
        hidden_, none = (stranger.get(f"/achievements/{each}{path}") for each in (made, missing))
        assert (hidden_.status_code, none.status_code) == (404, 404)
    assert stranger.get(f"/achievements/of/{teacher.id}").status_code == 404
    for page in ("/achievements", "/achievements/queue?whose=all", "/achievements/queue?q=论文"):
        assert "不给别校看的论文" not in stranger.get(page).text


def test_a_teacher_has_no_desk_and_staff_without_a_file_no_list(client):
    school = a_school()
    teacher = client(None, school, a_teacher(at=school))
    clerk = client(Role.TRAINING_CLERK, school)
    for page in ("/achievements/queue", "/achievements/of/1", "/achievements/1/decision"):
        assert teacher.get(page).status_code == 403
    assert clerk.get("/achievements").status_code == 403


def test_the_queue_holds_what_is_ones_turn(client):
    county = a_county()
    school = a_school(county=county)
    principal = a_teacher("李明", school)
    make_principal(principal, school)
    an_achievement(a_teacher(at=school), title="老师的论文")
    an_achievement(principal, title="校长的论文")
    for role, place, shown, kept in [
        (Role.TRAINING_CLERK, school, "老师的论文", "校长的论文"),
        (Role.COUNTY_CLERK, county, "校长的论文", "老师的论文"),
    ]:
        somebody = client(role, place)
        text = somebody.get("/achievements/queue").text
        assert (shown in text, kept in text) == (True, False)
        assert kept in somebody.get("/achievements/queue?whose=all").text


def test_batch_checks_and_says_what_was_left(client):
    school = a_school()
    teacher = a_teacher(at=school)
    good, twin = an_achievement(teacher, certificate="A1"), an_achievement(teacher, certificate="A1")
    clerk = client(Role.TRAINING_CLERK, school)
    url = "/achievements/queue"
    answer = send(clerk, url, to=f"{url}/batch", action="verify", ids=[good, twin])
    assert answer.location == url
    text = clerk.get(url).text
    assert ("已核实 1 条" in text, "有疑点，须逐条核实" in text) == (True, True)
    assert [the_achievement(each).state for each in (good, twin)] == [CHECKED, ClaimState.SUBMITTED]


def test_batch_says_what_became_of_items_meanwhile(client):
    school = a_school()
    teacher = a_teacher(at=school)
    ids = [an_achievement(teacher, state=CHECKED), an_achievement(teacher, state=RETURNED)]
    an_achievement(teacher)
    clerk, url = client(Role.TRAINING_CLERK, school), "/achievements/queue"
    for sent in ({"action": "verify"}, {"action": "return", "reason": "请带原件"}):
        send(clerk, url, to=f"{url}/batch", ids=ids, **sent)
        assert "1 条未办：已是“已核实”；1 条未办：已是“已退回”" in clerk.get(url).text


@pytest.mark.parametrize("how", ["all", "ids"])
@pytest.mark.parametrize("action", ["verify", "return"])
def test_more_than_a_batch_holds_is_said_not_cut(client, how, action):
    school = a_school()
    row = the_achievement(an_achievement(a_teacher(at=school)))
    given = {each.key: getattr(row, each.key) for each in Achievement.__table__.columns if each.key != "id"}
    with write_tx() as session:
        session.execute(insert(Achievement.__table__).execution_options(unrestricted="a test"), [given] * MOST_AT_ONCE)
    ids = list(range(1, MOST_AT_ONCE + 2))
    clerk, url = client(Role.TRAINING_CLERK, school), "/achievements/queue"
    send(clerk, url, to=f"{url}/batch", action=action, **{"all": "1"} if how == "all" else {"ids": ids})
    assert "一次最多办理 1000 条" in clerk.get(url).text
    assert {the_achievement(each).state for each in ids} == {ClaimState.SUBMITTED}


def test_batch_return_asks_for_the_reason_first(client):
    school = a_school()
    made = an_achievement(a_teacher(at=school))
    clerk = client(Role.TRAINING_CLERK, school)
    url = "/achievements/queue"
    page = send(clerk, url, to=f"{url}/batch", action="return", ids=made)
    assert (page.status_code, "退回 1 项业绩" in page.text) == (200, True)
    empty = clerk.post(f"{url}/batch", data=hidden(page) | {"action": "return", "ids": made, "reason": ""})
    assert (empty.status_code, "退回须说明理由" in empty.text) == (422, True)
    clerk.post(f"{url}/batch", data=hidden(page) | {"action": "return", "ids": made, "reason": "请带原件"})
    assert (the_achievement(made).state, the_achievement(made).return_reason) == (RETURNED, "请带原件")


def test_batch_over_the_whole_result_takes_only_what_is_listed(client):
    school = a_school()
    teacher = a_teacher(at=school)
    paper, other = an_achievement(teacher), an_achievement(teacher, kind="book")
    clerk = client(Role.TRAINING_CLERK, school)
    url = "/achievements/queue"
    send(clerk, url, to=f"{url}/batch", action="verify", all="1", kind="paper")
    assert [the_achievement(each).state for each in (paper, other)] == [CHECKED, ClaimState.SUBMITTED]


def test_a_person_s_file_is_read_by_the_school_she_works_at(client):
    school = a_school()
    teacher = a_teacher(at=school)
    an_achievement(teacher, title="一篇论文", state=CHECKED)
    text = client(Role.PRINCIPAL, school).get(f"/achievements/of/{teacher.id}").text
    assert "一篇论文" in text


def test_of_who_has_left_a_school_keeps_its_items_and_no_link_leads_astray(client):
    school, other = a_school(), a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher, state=CHECKED)
    clerk = client(Role.TRAINING_CLERK, school)
    of_person = f"/achievements/of/{teacher.id}"
    assert of_person in clerk.get(f"/achievements/{made}").text

    goes_to(teacher, other)
    send(client(None, other, teacher), f"/achievements/{made}/correction", **TYPED)
    for page in ("", "/decision"):
        text = clerk.get(f"/achievements/{made}{page}").text
        assert (teacher.name in text, of_person in text, f"/achievements/{made + 1}" in text) == (True, False, False)
    assert clerk.get(of_person).status_code == 404
    page = client(Role.TRAINING_CLERK, other).get(f"/achievements/{made}").text
    assert (of_person in page, f"/achievements/{made + 1}" in page) == (True, True)


def test_withdrawing_takes_an_item_back(client):
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    answer = send(client(None, school, teacher), f"/achievements/{made}/withdrawal")
    assert (answer.status_code, the_achievement(made).state) == (302, ClaimState.WITHDRAWN)


def test_a_second_try_of_the_same_form_records_once(client):
    school = a_school()
    teacher = a_teacher(at=school)
    herself = client(None, school, teacher)
    form = hidden(herself.get("/achievements/new")) | TYPED
    assert [herself.post("/achievements/new", data=form).status_code for _ in range(2)] == [302, 302]
    assert herself.get("/achievements").text.count("市优质课评比") == 1


@pytest.mark.parametrize("page", ["/achievements", "/achievements/queue", "/achievements/of/{teacher}"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(client, count_queries, page):
    school = a_school()
    teacher = a_teacher(at=school)
    somebody = client(None, school, teacher) if page == "/achievements" else client(Role.TRAINING_CLERK, school)
    url, counts = page.format(teacher=teacher.id), []
    for more in (1, 2):
        for _ in range(more):
            an_achievement(teacher, issued_on=today())
        with count_queries() as seen:
            assert somebody.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
