from datetime import date

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.mentoring import actions
from teacher_growth.mentoring.rules import CAPACITY, PairState
from tests.factories.accounts import an_actor
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_city, a_school, a_school_of_the_city
from tests.factories.people import a_teacher, the_teacher

ACCEPTED, ACTIVE = PairState.ACCEPTED, PairState.ACTIVE


def approve(pair_id, actor, version=1):
    with write_tx():
        return actions.approve_pair(pair_id, actor=actor, version=version).state


def refuse(pair_id, actor, reason="师傅工作量较大", version=1):
    with write_tx():
        actions.refuse_pair(pair_id, actor=actor, version=version, reason=reason)


def refusal(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.code


@pytest.mark.both_databases
def test_approve_pair_starts_it_and_leaves_one_entry(school, entries):
    pair_id = a_pair(ACCEPTED, school.place)
    assert approve(pair_id, school.principal) == ACTIVE
    pair = the_pair(pair_id)
    assert (pair.letter_date, pair.approved_by_id, pair.approved_by_teacher_id) == (
        LETTER, school.principal.user_id, school.principal.teacher_id,
    )  # fmt: skip
    assert [(event, body["state"], body["sides"]) for event, body in entries()] == [("approved", "active", ["mentee"])]


@pytest.mark.both_databases
def test_approve_pair_of_two_schools_needs_both_principals(school, neighbour, entries):
    pair_id = a_pair(ACCEPTED, school.place, mentor_at=neighbour.place)
    assert approve(pair_id, neighbour.principal) == ACCEPTED
    assert refusal(lambda: approve(pair_id, neighbour.principal, version=2)) == "pair_side_approved"
    assert approve(pair_id, school.principal, version=2) == ACTIVE
    assert [body["sides"] for _, body in entries()] == [["mentor"], ["mentee"]]


def test_approve_pair_with_an_old_version_is_stale(school, neighbour):
    pair_id = a_pair(ACCEPTED, school.place, mentor_at=neighbour.place)
    approve(pair_id, neighbour.principal)
    assert refusal(lambda: approve(pair_id, school.principal, version=1)) == "stale"


@pytest.mark.both_databases
@pytest.mark.parametrize("part", ["mentor", "mentee"])
def test_nobody_decides_on_a_pair_he_is_in_and_the_county_does(school, county, part):
    lone = a_school(county=county)
    clerk = an_actor(Role.COUNTY_CLERK, county)
    pair_id = a_pair(ACCEPTED, lone, **{part: a_teacher("仇校长", lone)})
    in_it = the_pair(pair_id).mentor_id if part == "mentor" else the_pair(pair_id).mentee_id
    himself = an_actor(Role.PRINCIPAL, lone, the_teacher(in_it))
    for verb in (approve, refuse):
        with pytest.raises(SelfInterest):
            verb(pair_id, himself)
    with pytest.raises(NotVisible):
        approve(pair_id, school.principal)
    assert approve(pair_id, clerk) == ACTIVE


def test_the_county_leaves_a_free_principal_his_decision(school, county):
    pair_id = a_pair(ACCEPTED, school.place)
    clerk = an_actor(Role.COUNTY_CLERK, county)
    assert refusal(lambda: approve(pair_id, clerk)) == "pair_for_principal"
    assert refusal(lambda: refuse(pair_id, clerk)) == "pair_for_principal"


def test_a_second_free_principal_decides_before_the_county(school, county):
    deputy = a_teacher("书记", school.place)
    an_actor(Role.PRINCIPAL, school.place, deputy)
    pair_id = a_pair(ACCEPTED, school.place, mentor=deputy)
    assert refusal(lambda: approve(pair_id, an_actor(Role.COUNTY_CLERK, county))) == "pair_for_principal"
    assert approve(pair_id, school.principal) == ACTIVE


def test_the_county_decides_where_no_principal_has_an_account(county):
    pair_id = a_pair(ACCEPTED, a_school(county=county))
    assert approve(pair_id, an_actor(Role.COUNTY_CLERK, county)) == ACTIVE


def test_a_disabled_principal_is_not_free_to_decide(school, county):
    pair_id = a_pair(ACCEPTED, school.place)
    with write_tx() as session:
        account = session.get_one(Account, school.principal.user_id, execution_options={"unrestricted": "a test"})
        account.disabled_at = now()
    assert approve(pair_id, an_actor(Role.COUNTY_CLERK, county)) == ACTIVE


def test_the_city_decides_for_its_own_schools(app):
    school = a_school_of_the_city()
    pair_id = a_pair(ACCEPTED, school)
    assert approve(pair_id, an_actor(Role.CITY_CLERK, a_city())) == ACTIVE


def test_approve_pair_of_another_school_is_not_visible(school, neighbour):
    pair_id = a_pair(ACCEPTED, school.place)
    with pytest.raises(NotVisible):
        approve(pair_id, neighbour.principal)


def test_approve_pair_by_the_office_is_not_visible(school):
    pair_id = a_pair(ACCEPTED, school.place)
    with pytest.raises(NotVisible):
        approve(pair_id, school.office)


@pytest.mark.parametrize("state", [state for state in PairState if state is not ACCEPTED])
def test_approve_pair_in_any_other_state_is_refused(school, state):
    assert refusal(lambda: approve(a_pair(state, school.place), school.principal)) == "pair_state"


def test_approve_pair_checks_again_that_a_place_is_left(school):
    pair_id = a_pair(ACCEPTED, school.place, mentor=school.mentor)
    for _ in range(CAPACITY):
        a_pair(ACTIVE, school.place, mentor=school.mentor)
    assert refusal(lambda: approve(pair_id, school.principal)) == "mentor_full"
    assert the_pair(pair_id).state == ACCEPTED


def test_approve_pair_checks_again_who_is_at_work(school):
    pair_id = a_pair(ACCEPTED, school.place, mentor=a_teacher("迟到", school.place, since=date(2026, 1, 1)))
    assert refusal(lambda: approve(pair_id, school.principal)) == "mentor_not_at_work"


def test_refuse_pair_needs_a_reason_and_keeps_it(school, entries):
    pair_id = a_pair(ACCEPTED, school.place)
    assert refusal(lambda: refuse(pair_id, school.principal, reason="")) == "pair_reason_missing"
    refuse(pair_id, school.principal)
    pair = the_pair(pair_id)
    assert (pair.state, pair.reason, pair.closed_by_id) == (
        PairState.REFUSED, "师傅工作量较大", school.principal.user_id,
    )  # fmt: skip
    assert [(event, body["reason"]) for event, body in entries()] == [("refused", "师傅工作量较大")]


@pytest.mark.both_databases
def test_approve_pairs_does_each_by_itself_and_reports_the_rest(school, neighbour, entries):
    good = [a_pair(ACCEPTED, school.place), a_pair(ACCEPTED, school.place)]
    proposed = a_pair(PairState.PROPOSED, school.place)
    own = a_pair(ACCEPTED, school.place, mentor=the_teacher(school.principal.teacher_id))
    foreign = a_pair(ACCEPTED, neighbour.place)
    with write_tx():
        batch = actions.approve_pairs([foreign, own, proposed, *good], actor=school.principal)
    assert batch.approved == good
    assert [(pair_id, refused.code) for pair_id, refused in batch.refused] == [
        (proposed, "pair_state"), (own, "self_interest"),
    ]  # fmt: skip
    assert [the_pair(each).state for each in (*good, proposed, own, foreign)] == [
        ACTIVE, ACTIVE, PairState.PROPOSED, ACCEPTED, ACCEPTED,
    ]  # fmt: skip
    assert [event for event, _ in entries()] == ["approved", "approved"]


@pytest.mark.both_databases
def test_approve_pairs_leaves_out_numbers_no_pair_can_have(school):
    with write_tx():
        batch = actions.approve_pairs([0, -1, 2**31, 2**63], actor=school.principal)
    assert (batch.approved, batch.refused) == ([], [])
