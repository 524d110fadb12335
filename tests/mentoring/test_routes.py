import re
from datetime import timedelta

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.mentoring.rules import EndReason, PairState
from tests.factories.accounts import an_account
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher, make_principal, the_teacher

ACCEPTED, ACTIVE = PairState.ACCEPTED, PairState.ACTIVE


@pytest.fixture
def client(sign_in):
    """client(role, place, teacher): somebody signed in."""
    return lambda role, place, teacher=None: sign_in(an_account(role, place, teacher))


def hidden(page):
    return {
        name: re.search(f'name="{name}"[^>]*value="([^"]*)"', page.text)[1]
        for name in ("csrf_token", "request_key", "version")
        if f'name="{name}"' in page.text
    }


def send(client, url, **values):
    """Opens the form and sends it."""
    return client.post(url, data=hidden(client.get(url)) | values)


def test_the_whole_way_of_a_pair(client, school):
    office = client(Role.ACADEMIC_OFFICE, school.place)
    answer = send(
        office, "/mentoring/pairs/new", mentee=school.mentee.id, mentor=school.mentor.id, kind="subject",
        letter_date="2025-09-01",
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (302, "/mentoring/pairs")
    for person in (school.mentor, school.mentee):
        answer = send(client(None, school.place, person), "/mentoring/pairs/1/answer", decision="yes")
        assert (answer.status_code, answer.location) == (302, "/mentoring/mine")
    principal = client(Role.PRINCIPAL, school.place)
    assert send(principal, "/mentoring/pairs/1/decision", decision="yes").status_code == 302
    assert the_pair(1).state == ACTIVE
    answer = send(office, "/mentoring/pairs/1/end", ended_on=today().isoformat(), reason="completed")
    assert answer.status_code == 302
    assert (the_pair(1).state, the_pair(1).end_reason) == (PairState.ENDED, EndReason.COMPLETED)
    assert "满师" in office.get("/mentoring/pairs/1").text


def test_a_refusal_keeps_what_was_typed(client, school):
    a_pair(ACTIVE, school.place, mentee=school.mentee)
    office = client(Role.ACADEMIC_OFFICE, school.place)
    answer = send(
        office, "/mentoring/pairs/new", mentee=school.mentee.id, mentor=school.mentor.id, kind="subject",
        letter_date="2025-10-08",
    )  # fmt: skip
    assert answer.status_code == 409
    assert "已经有教学师徒" in answer.text
    assert 'value="2025-10-08"' in answer.text
    assert f'selected value="{school.mentor.id}"' in answer.text
    assert f'selected value="{school.mentee.id}"' in answer.text


def test_an_incomplete_proposal_says_what_is_missing(client, school):
    answer = send(client(Role.ACADEMIC_OFFICE, school.place), "/mentoring/pairs/new", kind="subject", mentee="x")
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("请选择徒弟", "请选择师傅", "请填写结对日期"))


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 5001, "-1"],
                         ids=["2**31", "2**63", "5001 digits", "-1"])  # fmt: skip
def test_a_number_that_is_no_id_is_nobody(client, school, number):
    office = client(Role.ACADEMIC_OFFICE, school.place)
    assert office.get("/mentoring/pairs/new", query_string={"mentee": number}).status_code == 200
    given = {"kind": "subject", "letter_date": "2025-09-01", "mentor": school.mentor.id, "mentee": school.mentee.id}
    for who, said in (("mentee", "请选择徒弟"), ("mentor", "请选择师傅")):
        answer = send(office, "/mentoring/pairs/new", **given | {who: number})
        assert (answer.status_code, said in answer.text) == (422, True)


def test_declining_without_a_reason_is_not_sent(client, school):
    pair_id = a_pair(at=school.place, mentor=school.mentor)
    mentor = client(None, school.place, school.mentor)
    answer = send(mentor, f"/mentoring/pairs/{pair_id}/answer", decision="no")
    assert (answer.status_code, "请写明理由" in answer.text) == (422, True)
    assert send(mentor, f"/mentoring/pairs/{pair_id}/answer", decision="no", reason="学科不同").status_code == 302
    assert the_pair(pair_id).reason == "学科不同"


def test_a_decision_on_an_old_page_is_stale(client, school):
    pair_id = a_pair(ACCEPTED, school.place)
    principal = client(Role.PRINCIPAL, school.place)
    page = hidden(principal.get(f"/mentoring/pairs/{pair_id}/decision"))
    answer = principal.post(
        f"/mentoring/pairs/{pair_id}/decision", data=page | {"version": "7", "decision": "no", "reason": "再想想"}
    )
    assert (answer.status_code, "再想想" in answer.text) == (409, True)
    assert f'href="/mentoring/pairs/{pair_id}/decision">重新打开' in answer.text
    assert the_pair(pair_id).state == ACCEPTED
    assert send(principal, f"/mentoring/pairs/{pair_id}/decision", decision="no", reason="再想想").status_code == 302


def test_every_old_page_is_opened_anew(client, school):
    asked = a_pair(ACCEPTED, school.place, mentor=school.mentor)
    running = a_pair(ACTIVE, school.place)
    mentor, office = client(None, school.place, school.mentor), client(Role.ACADEMIC_OFFICE, school.place)
    ended = {"ended_on": today().isoformat(), "reason": "completed"}
    for somebody, url, typed in (
        (mentor, f"/mentoring/pairs/{asked}/answer", {"decision": "no", "reason": "学科不同"}),
        (office, f"/mentoring/pairs/{asked}/withdrawal", {"reason": "人选有调整"}),
        (office, f"/mentoring/pairs/{running}/end", ended),
    ):
        answer = send(somebody, url, **typed, version="7")
        assert (answer.status_code, f'href="{url}">重新打开' in answer.text) == (409, True)


def test_a_refusal_of_what_is_typed_asks_for_no_new_page(client, school):
    pair_id = a_pair(ACTIVE, school.place)
    typed = {"ended_on": "2020-01-01", "reason": "completed"}
    answer = send(client(Role.ACADEMIC_OFFICE, school.place), f"/mentoring/pairs/{pair_id}/end", **typed)
    assert (answer.status_code, "重新打开" in answer.text) == (409, False)


def test_deciding_on_ones_own_pair_is_forbidden(client, school):
    teacher = a_teacher("仇校长", school.place)
    make_principal(teacher, school.place)
    pair_id = a_pair(ACCEPTED, school.place, mentor=teacher)
    principal = client(Role.PRINCIPAL, school.place, teacher)
    assert principal.get(f"/mentoring/pairs/{pair_id}/decision").status_code == 403
    assert principal.get(f"/mentoring/pairs/{pair_id}/end").status_code == 403
    assert "pair_decision" not in principal.get(f"/mentoring/pairs/{pair_id}").text


def test_a_form_that_is_not_ones_to_send_leads_to_the_pair(client, school, neighbour, county):
    lent, active = a_pair(at=neighbour.place, mentor_at=school.place), a_pair(ACTIVE, school.place)
    for role, place, pair_id, page in (
        (Role.ACADEMIC_OFFICE, school.place, lent, "withdrawal"), (Role.ACADEMIC_OFFICE, school.place, lent, "end"),
        (Role.ACADEMIC_OFFICE, school.place, active, "withdrawal"), (Role.COUNTY_CLERK, county, active, "end"),
    ):  # fmt: skip
        answer = client(role, place).get(f"/mentoring/pairs/{pair_id}/{page}")
        assert (answer.status_code, answer.location) == (302, f"/mentoring/pairs/{pair_id}")


PAGES = ("", "/answer", "/decision", "/withdrawal", "/end")


def test_another_schools_pair_is_as_if_it_did_not_exist(client, school):
    pair_id = a_pair(ACCEPTED, school.place)
    other = a_school()
    for role, pages in (
        (Role.PRINCIPAL, ("", "/decision", "/end")), (Role.ACADEMIC_OFFICE, ("", "/withdrawal", "/end")),
    ):  # fmt: skip
        stranger = client(role, other, a_teacher("外人", other))
        for page in (*pages, "/answer"):
            found = stranger.get(f"/mentoring/pairs/{pair_id}{page}")
            missing = stranger.get(f"/mentoring/pairs/999{page}")
            assert (found.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("page", ["/mentoring/pairs", "/mentoring/pairs/new", "/mentoring/without-mentor",
                                  "/mentoring/mentors/options?q=a"])  # fmt: skip
def test_pages_for_staff_are_forbidden_to_a_teacher(client, school, page):
    assert client(Role.TEACHER, school.place, school.mentee).get(page).status_code == 403


def test_pages_of_ones_own_are_open_to_a_teacher(client, school):
    a_pair(ACTIVE, school.place)
    pair_id = a_pair(ACTIVE, school.place, mentee=school.mentee, mentor=school.mentor)
    teacher = client(Role.TEACHER, school.place, school.mentee)
    page = teacher.get("/mentoring/mine")
    assert re.findall(r"/mentoring/pairs/\d+", page.text) == [f"/mentoring/pairs/{pair_id}"]
    assert teacher.get(f"/mentoring/pairs/{pair_id}").status_code == 200


def test_mentor_options_tell_name_school_and_subject_only(client, school, neighbour):
    teacher = a_teacher("陈白", neighbour.place)
    a_teacher("陈远", a_school(county=a_county()))
    found = client(Role.ACADEMIC_OFFICE, school.place).get("/mentoring/mentors/options?q=chen").json
    assert found == [{"id": teacher.id, "text": "陈白", "hint": f"{neighbour.place.name} · 语文"}]
    assert client(Role.ACADEMIC_OFFICE, school.place).get("/mentoring/mentors/options?q=").json == []


def test_batch_reports_what_was_not_done(client, school):
    good, other = a_pair(ACCEPTED, school.place), a_pair(PairState.PROPOSED, school.place)
    hidden_one = a_pair(ACCEPTED, a_school(), mentee=a_teacher("别校人"))
    principal = client(Role.PRINCIPAL, school.place)
    token = hidden(principal.get("/mentoring/pairs"))
    data = token | {"ids": [good, other, hidden_one], "action": "approve"}
    page = principal.post("/mentoring/pairs/approvals", data=data, follow_redirects=True)
    assert "已同意 1 对" in page.text
    assert "未办理：吴老师 带 小林" in page.text
    assert "别校人" not in page.text
    assert [the_pair(each).state for each in (good, other, hidden_one)] == [ACTIVE, PairState.PROPOSED, ACCEPTED]


def test_batch_of_the_whole_result_takes_what_waits(client, school):
    waiting = [a_pair(ACCEPTED, school.place) for _ in range(3)]
    a_pair(PairState.PROPOSED, school.place)
    principal = client(Role.PRINCIPAL, school.place)
    token = hidden(principal.get("/mentoring/pairs"))
    principal.post("/mentoring/pairs/approvals", data=token | {"all": "1"})
    assert [the_pair(each).state for each in waiting] == [ACTIVE] * 3


def test_list_filters_what_waits_for_me(client, school):
    waiting = a_pair(ACCEPTED, school.place)
    a_pair(ACTIVE, school.place)
    page = client(Role.PRINCIPAL, school.place).get("/mentoring/pairs?for=me")
    assert re.findall(r'href="/mentoring/pairs/(\d+)"', page.text) == [str(waiting)]


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.ACADEMIC_OFFICE])
@pytest.mark.parametrize("url", ["/mentoring/pairs", "/mentoring/without-mentor"])
def test_lists_take_the_same_queries_for_one_row_and_three(client, school, count_queries, url, role):
    someone = client(role, school.place)
    a_pair(ACCEPTED, school.place)
    someone.get(url)
    with count_queries() as one:
        someone.get(url)
    for _ in range(2):
        a_pair(ACCEPTED, school.place, mentor=the_teacher(school.mentor.id))
        a_teacher("新", school.place, since=LETTER)
    with count_queries() as three:
        someone.get(url)
    assert len(three) == len(one)


def test_empty_lists_say_what_to_do(client, school):
    place = a_school()
    office = client(Role.ACADEMIC_OFFICE, place, a_teacher("单老师", place))
    assert "还没有师徒结对" in office.get("/mentoring/pairs").text
    assert "新教师都有师傅了" in office.get("/mentoring/without-mentor").text
    assert "您还没有师徒结对" in office.get("/mentoring/mine").text


def test_the_to_do_leads_to_as_many_rows_as_it_says(client, school):
    asked = a_teacher("已提出", school.place, since=LETTER)
    a_pair(at=school.place, mentor=school.mentor, mentee=asked)
    office = client(Role.ACADEMIC_OFFICE, school.place)
    home = office.get("/").text
    assert "1 位新教师还没有师傅" in home
    link = re.search(r'href="(/mentoring/without-mentor[^"]*)" aria-label="办理：1 位', home)[1]
    narrowed, whole = (office.get(url).text for url in (link, "/mentoring/without-mentor"))
    assert [text.count('class="of-place">') - 1 for text in (narrowed, whole)] == [1, 2]
    assert ("已提出" in narrowed, "小林" in narrowed) == (False, True)


def test_without_list_leads_to_the_form(client, school):
    office = client(Role.ACADEMIC_OFFICE, school.place)
    assert f"/mentoring/pairs/new?mentee={school.mentee.id}" in office.get("/mentoring/without-mentor").text
    page = office.get(f"/mentoring/pairs/new?mentee={school.mentee.id}")
    assert f'selected value="{school.mentee.id}"' in page.text
    stranger = a_teacher("外人", a_school())
    assert "外人" not in office.get(f"/mentoring/pairs/new?mentee={stranger.id}").text


def test_every_page_in_every_state_can_be_drawn(client, school, neighbour):
    staff = client(Role.ACADEMIC_OFFICE, school.place)
    for state in PairState:
        for mentor_at in (school.place, neighbour.place):
            pair_id = a_pair(state, school.place, mentor_at=mentor_at, planned_end=LETTER + timedelta(days=900))
            assert staff.get(f"/mentoring/pairs/{pair_id}").status_code == 200
            person = client(None, school.place, the_teacher(the_pair(pair_id).mentee_id))
            assert [person.get(f"/mentoring/pairs/{pair_id}{page}").status_code for page in ("", "/answer")] == [
                200,
                200,
            ]
