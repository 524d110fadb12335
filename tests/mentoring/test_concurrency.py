"""The last place of a mentor, wanted by eight at once: one gets it, seven a refusal, nobody an error."""

from collections import Counter
from threading import Barrier, Thread

import pytest

from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.mentoring import actions
from teacher_growth.mentoring.rules import CAPACITY, PairKind, PairState
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.people import a_teacher

THREADS = 8


def at_once(app, verbs):
    """What became of each: "done", or the code of the refusal; anything else fails the test."""
    barrier, found = Barrier(len(verbs)), []

    def run(verb):
        with app.app_context():
            barrier.wait()
            try:
                with write_tx():
                    verb()
                found.append("done")
            except Refused as refusal:
                found.append(refusal.code)
            except Exception as error:
                found.append(repr(error))
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(verb,)) for verb in verbs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(found)


def proposal(school, mentor_id, mentee_id):
    return lambda: actions.propose_pair(
        actor=school.office, mentor_id=mentor_id, mentee_id=mentee_id, kind=PairKind.SUBJECT, letter_date=LETTER
    )


@pytest.mark.both_databases
def test_last_place_is_proposed_once(app, school, neighbour):
    for _ in range(CAPACITY - 1):
        a_pair(PairState.ACTIVE, school.place, mentor=school.mentor)
    mentor_id = school.mentor.id
    places = [school, neighbour] * (THREADS // 2)
    mentees = [a_teacher("小林", each.place).id for each in places]
    db.session.remove()

    found = at_once(app, [proposal(each, mentor_id, mentee) for each, mentee in zip(places, mentees, strict=True)])

    assert found == {"done": 1, "mentor_full": THREADS - 1}


@pytest.mark.both_databases
def test_one_mentee_is_proposed_once(app, school):
    mentors = [a_teacher("吴老师", school.place).id for _ in range(THREADS)]
    mentee_id = school.mentee.id
    db.session.remove()

    found = at_once(app, [proposal(school, each, mentee_id) for each in mentors])

    assert found == {"done": 1, "mentee_has_mentor": THREADS - 1}


@pytest.mark.both_databases
def test_last_place_is_approved_once(app, school):
    for _ in range(CAPACITY - 1):
        a_pair(PairState.ACTIVE, school.place, mentor=school.mentor)
    asked = [a_pair(PairState.ACCEPTED, school.place, mentor=school.mentor) for _ in range(THREADS)]
    db.session.remove()

    def approval(pair_id):
        return lambda: actions.approve_pair(pair_id, actor=school.principal, version=1)

    found = at_once(app, [approval(each) for each in asked])

    assert found == {"done": 1, "mentor_full": THREADS - 1}
    assert Counter(the_pair(each).state for each in asked) == {PairState.ACTIVE: 1, PairState.ACCEPTED: THREADS - 1}


@pytest.mark.both_databases
def test_one_pair_is_approved_once(app, school):
    pair_id = a_pair(PairState.ACCEPTED, school.place)
    db.session.remove()

    found = at_once(app, [lambda: actions.approve_pair(pair_id, actor=school.principal, version=1)] * THREADS)

    assert found == {"done": 1, "stale": THREADS - 1}
