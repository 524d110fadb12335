from datetime import date, timedelta

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows
from teacher_growth.clock import local, now, today
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import EndReason, PairKind, PairState, new_since
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import PlaceKind, Tier
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_school
from tests.factories.people import a_fact, a_teacher, the_teacher

ACCEPTED, ACTIVE = PairState.ACCEPTED, PairState.ACTIVE
DAY = timedelta(days=1)


def ids(statement, model=MentorPair):
    return [each.id for each in rows(statement.order_by(model.id))]


@pytest.mark.both_databases
def test_pairs_holds_those_of_either_school_and_ones_own(school, neighbour, county):
    mine = a_pair(at=school.place, mentor=school.mentor)
    shared = a_pair(ACTIVE, neighbour.place, mentor_at=school.place)
    theirs = a_pair(ACTIVE, neighbour.place)
    assert ids(queries.pairs(school.principal)) == [mine, shared]
    assert ids(queries.pairs(neighbour.office)) == [shared, theirs]
    assert ids(queries.pairs(an_actor(Role.COUNTY_CLERK, county))) == [mine, shared, theirs]
    assert ids(queries.pairs(an_actor(None, school.place, school.mentor))) == [mine]
    assert ids(queries.pairs(an_actor(None, school.place, school.mentee))) == []


@pytest.mark.both_databases
def test_pairs_on_a_day_run_from_letter_to_end(school):
    ended = LETTER + timedelta(days=30)
    over = a_pair(PairState.ENDED, school.place, ended_on=ended)
    running = a_pair(ACTIVE, school.place, letter_date=LETTER + DAY)
    for state in (PairState.PROPOSED, ACCEPTED, PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN):
        a_pair(state, school.place)
    found = {day: ids(queries.pairs_on(school.office, day)) for day in (LETTER - DAY, LETTER, ended, ended + DAY)}
    assert found == {LETTER - DAY: [], LETTER: [over], ended: [over, running], ended + DAY: [running]}


def test_mentees_and_mentors_of_are_grouped(school):
    first, second = (a_pair(ACTIVE, school.place, mentor=school.mentor) for _ in range(2))
    a_pair(PairState.PROPOSED, school.place, mentor=school.mentor, kind=PairKind.HEAD_TEACHER)
    mentor, mentee = school.mentor.id, the_pair(first).mentee_id
    mentees = queries.mentees_of(school.office, [mentor, mentee], today())
    mentors = queries.mentors_of(school.office, [mentor, mentee], today())
    assert {key: [each.id for each in found] for key, found in mentees.items()} == {mentor: [first, second]}
    assert {key: [each.id for each in found] for key, found in mentors.items()} == {mentee: [first]}


@pytest.mark.both_databases
def test_with_text_finds_either_by_pinyin_or_school(school):
    wanted = a_pair(at=school.place, mentor=a_teacher("欧阳静", school.place), mentee=a_teacher("周沐晴", school.place))
    a_pair(at=school.place)
    for text in ("ouyang", "周沐", f"周 {school.place.name}"):
        assert ids(queries.with_text(queries.pairs(school.office), text)) == [wanted]
    assert ids(queries.with_text(queries.pairs(school.office), "无此人")) == []


@pytest.mark.both_databases
def test_waiting_is_for_the_principal_of_each_side(school, neighbour, county):
    own = a_pair(ACCEPTED, school.place)
    shared = a_pair(ACCEPTED, neighbour.place, mentor_at=school.place, approved_at=now())
    in_it = a_pair(ACCEPTED, school.place, mentor=the_teacher(school.principal.teacher_id))
    a_pair(PairState.PROPOSED, school.place)
    a_pair(ACCEPTED, neighbour.place, mentor_at=school.place, mentor_side_approved_at=now())
    clerk = an_actor(Role.COUNTY_CLERK, county)
    assert ids(queries.waiting(school.principal)) == [own, shared]
    assert ids(queries.waiting_above(school.principal)) == []
    assert ids(queries.waiting(clerk)) == ids(queries.waiting_above(clerk)) == [in_it]
    assert ids(queries.waiting(school.office)) == []


@pytest.mark.both_databases
def test_without_mentor_holds_new_teachers_only(school, neighbour):
    edge = new_since(today())
    new = a_teacher("新", school.place, since=edge)
    paired = a_teacher("有", school.place, since=edge)
    finished = a_teacher("满", school.place, since=edge)
    asked = a_teacher("问", school.place, since=edge)
    held = a_teacher("筑", school.place)
    a_teacher("熟", school.place, since=edge - DAY)
    a_teacher("邻", neighbour.place, since=edge)
    a_fact(FactKind.TIER, held, tier=Tier.FOUNDATION, valid_from=date(2016, 1, 1))
    a_pair(ACTIVE, school.place, mentee=paired, mentor=school.mentor)
    a_pair(PairState.ENDED, school.place, mentee=finished, mentor=school.mentor, ended_on=today() - DAY)
    a_pair(at=school.place, mentee=asked, mentor=school.mentor)
    everybody = sorted([school.mentee.id, new.id, asked.id, held.id])

    assert ids(queries.without_mentor(school.office, today()), Teacher) == everybody
    assert ids(queries.unasked(queries.without_mentor(school.office, today())), Teacher) == [
        each for each in everybody if each != asked.id
    ]


def test_newcomer_facts_tell_since_when(school):
    fresh, left_alone, asked = (a_teacher("新", school.place, since=LETTER) for _ in range(3))
    ended = LETTER + timedelta(days=40)
    a_pair(PairState.ENDED, school.place, mentee=left_alone, ended_on=ended, end_reason=EndReason.TRANSFERRED)
    pair = a_pair(at=school.place, mentee=asked)
    found = queries.newcomer_facts(school.office, [fresh.id, left_alone.id, asked.id], today())
    assert {key: (each.first_day, each.since, each.asked_for, each.pair_id) for key, each in found.items()} == {
        fresh.id: (LETTER, LETTER, False, None),
        left_alone.id: (LETTER, ended + DAY, False, None),
        asked.id: (LETTER, LETTER, True, pair),
    }


def test_newcomer_facts_name_no_pair_of_another_school(school, neighbour):
    shared = a_teacher("新", school.place, since=LETTER)
    a_fact(FactKind.PLACE, shared, organisation_id=neighbour.place.id, valid_from=LETTER, kind=PlaceKind.EXCHANGE)
    pair = a_pair(at=school.place, mentee=shared)
    found = {
        each: queries.newcomer_facts(each, [shared.id], today())[shared.id]
        for each in (school.office, neighbour.office)
    }
    assert [(each.asked_for, each.pair_id) for each in found.values()] == [(True, pair), (True, None)]


@pytest.mark.both_databases
def test_found_mentors_reach_the_county_with_ones_own_school_first(school, neighbour):
    here = a_teacher("陈明", school.place)
    there = a_teacher("陈白", neighbour.place)
    a_teacher("陈远", a_school())
    found = queries.found_mentors(school.place.id, today(), text="陈")
    assert [(each[0], each[1], each[3]) for each in found] == [
        (here.id, "陈明", school.place.name), (there.id, "陈白", neighbour.place.name),
    ]  # fmt: skip


@pytest.mark.both_databases
def test_found_mentors_hold_visitors_of_ones_own_school_only(school, neighbour, county):
    visitor = a_teacher("陈远", a_school())
    a_fact(FactKind.PLACE, visitor, organisation_id=school.place.id, valid_from=LETTER, kind=PlaceKind.EXCHANGE)
    found = [queries.found_mentors(each.place.id, today(), text="陈") for each in (school, neighbour)]
    assert [[each[1] for each in people] for people in found] == [["陈远"], []]


def kinds(actor):
    return {(todo.code, todo.count, todo.endpoint) for todo in queries.todos(actor) if todo.count}


def test_todos_go_to_whom_it_concerns(school, neighbour, county):
    pair = a_pair(at=school.place, mentor=school.mentor, mentee=school.mentee)
    accepted = a_pair(ACCEPTED, school.place)
    a_pair(ACCEPTED, school.place, mentor=the_teacher(school.principal.teacher_id))
    mentor = an_actor(None, school.place, school.mentor)

    assert kinds(mentor) == {("pair_asked_as_mentor", 1, "mentoring.pair_answer")}
    assert kinds(an_actor(None, school.place, school.mentee)) == {("pair_asked_as_mentee", 1, "mentoring.pair_answer")}
    assert kinds(school.principal) == {("pairs_to_approve", 1, "mentoring.pair_list")}
    assert kinds(an_actor(Role.COUNTY_CLERK, county)) == {("pairs_to_approve_instead", 1, "mentoring.pair_list")}
    assert kinds(neighbour.office) == {("newcomers_without_mentor", 1, "mentoring.without_list")}
    assert kinds(school.office) == set()
    oldest = {todo.code: todo.oldest for todo in queries.todos(school.principal) if todo.count}
    assert oldest == {"pairs_to_approve": local(the_pair(accepted).accepted_at).date()}
    a_pair(at=school.place, mentor=school.mentor, kind=PairKind.HEAD_TEACHER)
    assert kinds(mentor) == {("pairs_asked", 2, "mentoring.my_pairs")}
    assert the_pair(pair).state == PairState.PROPOSED


def test_todos_of_a_principal_in_a_pair_do_not_ask_him_to_approve(school):
    a_pair(ACCEPTED, school.place, mentor=the_teacher(school.principal.teacher_id))
    assert kinds(school.principal) == set()
