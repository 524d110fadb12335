from datetime import date, timedelta

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.mentoring import actions
from teacher_growth.mentoring.actions.asking import _put
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import CAPACITY, PairKind, PairState
from teacher_growth.people import actions as people
from teacher_growth.people.rules.codes import PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher, the_teacher


def propose(school, *, mentor=None, mentee=None, actor=None, kind=PairKind.SUBJECT, letter_date=LETTER, **values):
    mentor_id, mentee_id = (mentor or school.mentor).id, (mentee or school.mentee).id
    with write_tx():
        return actions.propose_pair(
            actor=actor or school.office, mentor_id=mentor_id, mentee_id=mentee_id, kind=kind, letter_date=letter_date,
            **values,
        ).id  # fmt: skip


def accept(pair_id, teacher, school):
    actor = an_actor(None, school.place, teacher)
    with write_tx():
        return actions.accept_pair(pair_id, actor=actor).state


def refusal(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.code


@pytest.mark.both_databases
def test_propose_pair_asks_both_and_leaves_one_entry(school, entries):
    pair = the_pair(propose(school, planned_end=date(2028, 8, 31)))

    assert (pair.state, pair.organisation_id, pair.mentor_organisation_id) == (
        PairState.PROPOSED, school.place.id, school.place.id,
    )  # fmt: skip
    assert (pair.proposed_by_id, pair.letter_date) == (school.office.user_id, LETTER)
    assert [(event, body["letter_date"], body["kind"]) for event, body in entries()] == [
        ("proposed", "2025-09-01", "subject")
    ]


@pytest.mark.both_databases
def test_propose_pair_takes_a_mentor_of_another_school_of_the_county(school, neighbour):
    pair = the_pair(propose(school, mentor=neighbour.mentor))
    assert (pair.organisation_id, pair.mentor_organisation_id) == (school.place.id, neighbour.place.id)


def test_propose_pair_takes_a_visiting_mentor_as_one_of_the_school(school):
    visitor = a_teacher("外校", a_school(county=a_county()))
    visitor_id = visitor.id
    with write_tx():
        people.record_fact(
            FactKind.PLACE, visitor_id, actor=SYSTEM, organisation_id=school.place.id, valid_from=LETTER,
            kind=PlaceKind.EXCHANGE,
        )  # fmt: skip
    pair = the_pair(propose(school, mentor=the_teacher(visitor_id)))
    assert pair.mentor_organisation_id == school.place.id


def test_propose_pair_with_oneself_is_refused(school):
    assert refusal(lambda: propose(school, mentor=school.mentee)) == "pair_with_oneself"


def test_propose_pair_for_another_schools_mentee_is_not_visible(school, neighbour):
    with pytest.raises(NotVisible):
        propose(school, mentee=neighbour.mentee)


def test_propose_pair_with_a_mentor_out_of_the_county_is_not_visible(school):
    with pytest.raises(NotVisible):
        propose(school, mentor=a_teacher("远方", a_school(county=a_county())))


def test_propose_pair_by_a_principal_is_not_visible(school):
    with pytest.raises(NotVisible):
        propose(school, actor=school.principal)


def test_propose_pair_before_either_was_there_is_refused(school):
    early = LETTER - timedelta(days=1)
    newcomer = a_teacher("新来", school.place, since=LETTER)
    assert refusal(lambda: propose(school, letter_date=early)) == "mentee_not_at_work"
    older = a_teacher("老林", school.place)
    assert refusal(lambda: propose(school, mentee=older, mentor=newcomer, letter_date=early)) == "mentor_not_at_work"


def test_propose_pair_with_an_absurd_date_is_refused(school):
    assert refusal(lambda: propose(school, letter_date=date(2062, 9, 1))) == "pair_letter_date"
    assert refusal(lambda: propose(school, planned_end=LETTER)) == "pair_planned_end"


@pytest.mark.both_databases
@pytest.mark.parametrize("state", [PairState.PROPOSED, PairState.ACCEPTED, PairState.ACTIVE])
def test_propose_pair_twice_in_one_kind_is_refused(school, state):
    a_pair(state, school.place, mentee=school.mentee)
    assert refusal(lambda: propose(school)) == "mentee_has_mentor"
    assert the_pair(propose(school, kind=PairKind.HEAD_TEACHER)).state == PairState.PROPOSED


def test_propose_pair_within_an_ended_one_is_refused(school):
    ended = LETTER + timedelta(days=100)
    a_pair(PairState.ENDED, school.place, mentee=school.mentee, ended_on=ended)
    assert refusal(lambda: propose(school, letter_date=ended)) == "mentee_has_mentor"
    assert propose(school, letter_date=ended + timedelta(days=1))


@pytest.mark.both_databases
def test_propose_pair_beyond_the_capacity_is_refused_across_schools(school, neighbour):
    for _ in range(CAPACITY - 1):
        a_pair(PairState.ACTIVE, school.place, mentor=school.mentor)
    a_pair(PairState.PROPOSED, neighbour.place, mentor=school.mentor, mentor_at=school.place)
    assert refusal(lambda: propose(school)) == "mentor_full"
    assert propose(school, kind=PairKind.HEAD_TEACHER)


def test_propose_pair_when_a_place_has_become_free(school):
    for _ in range(CAPACITY):
        a_pair(PairState.ENDED, school.place, mentor=school.mentor, ended_on=LETTER + timedelta(days=9))
    assert refusal(lambda: propose(school, letter_date=LETTER + timedelta(days=9))) == "mentor_full"
    assert propose(school, letter_date=LETTER + timedelta(days=10))


@pytest.mark.both_databases
def test_put_turns_the_index_into_a_refusal(school):
    a_pair(PairState.PROPOSED, school.place, mentee=school.mentee)
    values = {
        "kind": PairKind.SUBJECT, "mentor_id": school.mentor.id, "mentee_id": school.mentee.id,
        "organisation_id": school.place.id, "mentor_organisation_id": school.place.id, "state": PairState.PROPOSED,
        "letter_date": LETTER, "proposed_at": the_pair(a_pair()).proposed_at,
    }  # fmt: skip

    def put():
        with write_tx():
            _put(MentorPair(**values))

    assert refusal(put) == "mentee_has_mentor"


@pytest.mark.both_databases
def test_accept_pair_by_both_makes_it_accepted(school, entries):
    pair_id = a_pair(at=school.place, mentor=school.mentor, mentee=school.mentee)
    assert accept(pair_id, school.mentee, school) == PairState.PROPOSED
    assert accept(pair_id, school.mentor, school) == PairState.ACCEPTED
    assert [(event, body["by"]) for event, body in entries()] == [("accepted", "mentee"), ("accepted", "mentor")]


def test_accept_pair_twice_is_refused(school):
    pair_id = a_pair(at=school.place, mentor=school.mentor)
    mentor = an_actor(None, school.place, school.mentor)

    def again():
        with write_tx():
            actions.accept_pair(pair_id, actor=mentor)

    again()
    assert refusal(again) == "pair_accepted_already"


def test_accept_pair_by_anybody_else_is_not_visible(school):
    pair_id = a_pair(at=school.place)
    for actor in (an_actor(None, school.place, school.mentor), school.principal, school.office):
        with pytest.raises(NotVisible), write_tx():
            actions.accept_pair(pair_id, actor=actor)
    assert the_pair(pair_id).accepted_at is None


@pytest.mark.both_databases
@pytest.mark.parametrize("state", [PairState.PROPOSED, PairState.ACCEPTED])
def test_decline_pair_keeps_who_and_why(school, entries, state):
    pair_id = a_pair(state, school.place, mentor=school.mentor)
    mentor = an_actor(None, school.place, school.mentor)
    with write_tx():
        actions.decline_pair(pair_id, actor=mentor, version=1, reason=" 学科不同 ")
    pair = the_pair(pair_id)
    assert (pair.state, pair.reason, pair.closed_by_id) == (PairState.DECLINED, "学科不同", mentor.user_id)
    assert [(event, body["reason"]) for event, body in entries()] == [("declined", "学科不同")]


def test_decline_pair_needs_a_reason_and_an_open_pair(school):
    def decline(pair_id, reason):
        with write_tx():
            actions.decline_pair(pair_id, actor=mentor, version=1, reason=reason)

    mentor = an_actor(None, school.place, school.mentor)
    asked = a_pair(at=school.place, mentor=school.mentor)
    active = a_pair(PairState.ACTIVE, school.place, mentor=school.mentor)
    assert refusal(lambda: decline(asked, " ")) == "pair_reason_missing"
    assert refusal(lambda: decline(active, "不带了")) == "pair_state"


def test_withdraw_pair_is_for_the_mentees_school(school, neighbour):
    pair_id = a_pair(at=school.place, mentor_at=neighbour.place)

    def withdraw(actor, version=1):
        with write_tx():
            actions.withdraw_pair(pair_id, actor=actor, version=version, reason="人选有调整")

    assert refusal(lambda: withdraw(neighbour.office)) == "pair_of_other_school"
    assert refusal(lambda: withdraw(school.office, version=2)) == "stale"
    with pytest.raises(NotVisible):
        withdraw(an_actor(Role.ACADEMIC_OFFICE, a_school()))
    withdraw(school.office)
    assert the_pair(pair_id).state == PairState.WITHDRAWN


def test_letter_may_be_dated_ahead(school):
    assert propose(school, letter_date=today() + timedelta(days=30))
