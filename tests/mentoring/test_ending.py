from datetime import date, timedelta

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.facts import known
from teacher_growth.mentoring import actions
from teacher_growth.mentoring.rules import EndReason, PairState
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.rules.codes import Employment, LeavingReason
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher, the_teacher

ACTIVE = PairState.ACTIVE
LAST_DAY = date(2026, 8, 31)


def end(pair_id, actor, *, ended_on=None, version=1, reason=EndReason.COMPLETED, note=None):
    with write_tx():
        actions.end_pair(
            pair_id, actor=actor, version=version, ended_on=ended_on or today(), reason=reason, note=note
        )  # fmt: skip


def refusal(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.code


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["office", "principal"])
def test_end_pair_closes_it_and_leaves_one_entry(school, entries, who):
    pair_id = a_pair(ACTIVE, school.place)
    end(pair_id, getattr(school, who), note="出师汇报课优秀")
    pair = the_pair(pair_id)
    assert (pair.state, pair.ended_on, pair.end_reason, pair.end_note) == (
        PairState.ENDED, today(), EndReason.COMPLETED, "出师汇报课优秀",
    )  # fmt: skip
    assert [(event, body["reason"]) for event, body in entries()] == [("ended", "completed")]


def test_end_pair_is_for_either_school(school, neighbour):
    pair_id = a_pair(ACTIVE, school.place, mentor_at=neighbour.place)
    end(pair_id, neighbour.principal)
    assert the_pair(pair_id).state == PairState.ENDED


def test_end_pair_refuses_what_cannot_be(school):
    pair_id = a_pair(ACTIVE, school.place)
    office = school.office
    assert refusal(lambda: end(pair_id, office, version=2)) == "stale"
    assert refusal(lambda: end(pair_id, office, ended_on=LETTER - timedelta(days=1))) == "pair_ends_before_letter"
    assert refusal(lambda: end(pair_id, office, ended_on=today() + timedelta(days=1))) == "pair_ends_ahead"
    assert refusal(lambda: end(pair_id, office, reason=EndReason.OTHER)) == "pair_reason_missing"
    assert refusal(lambda: end(a_pair(PairState.ACCEPTED, school.place), office)) == "pair_state"
    assert the_pair(pair_id).state == ACTIVE


def test_end_pair_by_one_of_the_two_is_self_interest(school):
    office = an_actor(Role.ACADEMIC_OFFICE, school.place, school.mentor)
    pair_id = a_pair(ACTIVE, school.place, mentor=school.mentor)
    with pytest.raises(SelfInterest):
        end(pair_id, office)


def test_end_pair_by_those_who_only_read_is_not_visible(school):
    pair_id = a_pair(ACTIVE, school.place, mentor=school.mentor)
    readers = [
        an_actor(Role.TRAINING_CLERK, school.place), an_actor(None, school.place, school.mentor),
        an_actor(Role.ACADEMIC_OFFICE, a_school()),
    ]  # fmt: skip
    for actor in readers:
        with pytest.raises(NotVisible):
            end(pair_id, actor)


def test_end_pair_is_for_the_office_above_only_where_no_principal_is_free(school, county):
    lone = a_school(county=county)
    clerk = an_actor(Role.COUNTY_CLERK, county)
    pair_id = a_pair(ACTIVE, school.place)
    assert refusal(lambda: end(pair_id, clerk)) == "pair_for_school_to_end"
    himself = an_actor(Role.PRINCIPAL, lone, a_teacher("仇校长", lone))
    with_principal = a_pair(ACTIVE, lone, mentor=the_teacher(himself.teacher_id))
    end(with_principal, clerk)
    assert [the_pair(each).state for each in (pair_id, with_principal)] == [ACTIVE, PairState.ENDED]


def change_relation(teacher_id, **changes):
    """As the office does: its present line is superseded."""
    statement = select(PersonnelRelation.id).where(PersonnelRelation.teacher_id == teacher_id, known(PersonnelRelation))
    relation = db.session.scalars(statement.execution_options(unrestricted="a test")).one()
    with write_tx():
        people.supersede_fact(FactKind.RELATION, relation, actor=SYSTEM, reason="调动", **changes)


def begin_relation(teacher_id, organisation_id, since):
    with write_tx():
        people.record_fact(
            FactKind.RELATION, teacher_id, actor=SYSTEM, organisation_id=organisation_id, valid_from=since,
            employment=Employment.ESTABLISHED,
        )  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("part", ["mentor_id", "mentee_id"])
def test_a_relation_that_ends_ends_the_pair_that_day(school, entries, part):
    pair_id = a_pair(ACTIVE, school.place)
    other = a_pair(ACTIVE, school.place)
    change_relation(getattr(the_pair(pair_id), part), valid_to=LAST_DAY, leaving_reason=LeavingReason.RETIRED)

    pair = the_pair(pair_id)
    assert (pair.state, pair.ended_on, pair.end_reason) == (PairState.ENDED, LAST_DAY, EndReason.RETIRED)
    assert the_pair(other).state == ACTIVE
    assert [(event, body["caused_by"], body["ended_on"]) for event, body in entries()] == [
        ("ended", "people.fact.superseded", "2026-08-31")
    ]


def test_a_day_to_come_ends_the_pair_then(school):
    pair_id = a_pair(ACTIVE, school.place)
    ahead = today() + timedelta(days=60)
    change_relation(the_pair(pair_id).mentor_id, valid_to=ahead, leaving_reason=LeavingReason.TRANSFERRED)
    assert (the_pair(pair_id).ended_on, the_pair(pair_id).end_reason) == (ahead, EndReason.TRANSFERRED)


def test_a_move_in_one_transaction_ends_the_pair(school):
    pair_id = a_pair(ACTIVE, school.place)
    mentee_id, elsewhere = the_pair(pair_id).mentee_id, a_school().id
    statement = select(PersonnelRelation.id).where(PersonnelRelation.teacher_id == mentee_id)
    relation = db.session.scalars(statement.execution_options(unrestricted="a test")).one()
    with write_tx():
        people.supersede_fact(FactKind.RELATION, relation, actor=SYSTEM, reason="调动", valid_to=LAST_DAY)
        people.record_fact(
            FactKind.RELATION, mentee_id, actor=SYSTEM, organisation_id=elsewhere, valid_from=date(2026, 9, 1),
            employment=Employment.ESTABLISHED,
        )  # fmt: skip
    assert (the_pair(pair_id).ended_on, the_pair(pair_id).end_reason) == (LAST_DAY, EndReason.TRANSFERRED)


def test_a_new_contract_at_the_same_school_in_one_transaction_keeps_the_pair(school):
    pair_id = a_pair(ACTIVE, school.place)
    mentee_id, here = the_pair(pair_id).mentee_id, school.place.id
    statement = select(PersonnelRelation.id).where(PersonnelRelation.teacher_id == mentee_id)
    relation = db.session.scalars(statement.execution_options(unrestricted="a test")).one()
    with write_tx():
        people.supersede_fact(FactKind.RELATION, relation, actor=SYSTEM, reason="入编", valid_to=LAST_DAY)
        people.record_fact(
            FactKind.RELATION, mentee_id, actor=SYSTEM, organisation_id=here, valid_from=date(2026, 9, 1),
            employment=Employment.ESTABLISHED,
        )  # fmt: skip
    assert the_pair(pair_id).state == ACTIVE


def test_what_has_not_begun_is_withdrawn(school, entries):
    pair_id = a_pair(PairState.ACCEPTED, school.place)
    change_relation(the_pair(pair_id).mentor_id, valid_to=LAST_DAY, leaving_reason=LeavingReason.RESIGNED)
    pair = the_pair(pair_id)
    assert (pair.state, pair.ended_on, pair.end_reason) == (PairState.WITHDRAWN, None, EndReason.LEFT)
    assert [event for event, _ in entries()] == ["withdrawn"]


def test_a_refused_change_of_the_relation_leaves_the_pair(school):
    pair_id = a_pair(ACTIVE, school.place)
    mentor_id = the_pair(pair_id).mentor_id
    with pytest.raises(Refused):
        begin_relation(mentor_id, a_school().id, date(2026, 9, 1))
    assert the_pair(pair_id).state == ACTIVE


def test_an_end_recorded_for_another_school_leaves_the_pair(school):
    """The pair rests on the new school; the old relation, entered late, ended before."""
    pair_id = a_pair(ACTIVE, school.place)
    mentee_id, before = the_pair(pair_id).mentee_id, a_school().id
    with write_tx():
        people.record_fact(
            FactKind.RELATION, mentee_id, actor=SYSTEM, organisation_id=before, valid_from=date(2024, 9, 1),
            valid_to=date(2025, 8, 31), employment=Employment.CONTRACT,
        )  # fmt: skip
    assert the_pair(pair_id).state == ACTIVE
