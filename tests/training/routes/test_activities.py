"""Activities entered for many."""

import re

from teacher_growth.claims.rules import ClaimState
from tests.factories.accounts import actor_for
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import (
    a_clerks_account,
    all_records,
    an_activity,
    received,
)
from tests.training.routes.forms import photo

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
