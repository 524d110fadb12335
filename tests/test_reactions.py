"""What happens in one domain is answered in another, in the same transaction."""

from datetime import date, timedelta

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.mentoring.rules import PairState
from teacher_growth.organisations import actions as organisations
from teacher_growth.organisations.models import Organisation
from teacher_growth.people import actions as people
from teacher_growth.people import queries
from teacher_growth.people.rules.codes import LeavingReason
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.reactions import REACTIONS
from tests.factories.mentoring import a_pair, the_pair
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.training.trail import trail


def leave(teacher, **more):
    (relation,) = queries.facts(FactKind.RELATION, teacher.id, SYSTEM)
    relation_id = relation.id
    people.supersede_fact(
        FactKind.RELATION, relation_id, actor=SYSTEM, reason="调出", valid_to=today() - timedelta(days=1),
        leaving_reason=LeavingReason.TRANSFERRED, **more,
    )  # fmt: skip


def test_every_answer_is_a_verb():
    answers = {answer for each in REACTIONS.values() for answer in each}
    assert {each.__module__.split(".")[2] for each in answers} == {"actions"}


@pytest.mark.both_databases
def test_who_leaves_ends_his_pairs_with_an_entry_that_names_the_cause(app):
    school = a_school()
    mentor = a_teacher("吴老师", school)
    pairs = [a_pair(PairState.ACTIVE, school, mentor=mentor), a_pair(PairState.ACTIVE, school)]
    before = len(trail())
    with write_tx():
        leave(mentor)
    assert [the_pair(each).state for each in pairs] == [PairState.ENDED, PairState.ACTIVE]
    told = [each for each in trail()[before:] if each.event == Event.PAIR_ENDED]
    assert [each.subject_id for each in told] == [pairs[0]]
    assert told[0].body.count(f'"caused_by":"{Event.FACT_SUPERSEDED}"') == 1


def test_an_answer_is_undone_with_its_verb(app):
    school = a_school()
    mentor = a_teacher("吴老师", school)
    pair = a_pair(PairState.ACTIVE, school, mentor=mentor)
    before = len(trail())
    with pytest.raises(Refused), write_tx():
        leave(mentor)
        db.session.flush()
        raise Refused("stale")
    assert (the_pair(pair).state, len(trail())) == (PairState.ACTIVE, before)


def test_an_answer_that_refuses_undoes_the_verb(app):
    school = a_school()
    a_teacher("吴老师", school)
    school_id = school.id
    with pytest.raises(Refused, match="organisation_has_people"), write_tx():
        organisations.close_organisation(
            school_id, actor=SYSTEM, closed_on=date(2026, 8, 31), document="云编〔2026〕1号"
        )
    db.session.rollback()
    assert db.session.get_one(Organisation, school_id).closed_on is None
