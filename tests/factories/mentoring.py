"""a_pair(): of two teachers of one school unless told otherwise, in any state, put there without the verbs."""

from datetime import date, timedelta
from typing import Any

from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import EndReason, PairKind, PairState
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher

LETTER = date(2025, 9, 1)
AGREED = (PairState.ACCEPTED, PairState.ACTIVE, PairState.ENDED, PairState.REFUSED)


def a_pair(
    state: PairState = PairState.PROPOSED,
    at: Organisation | None = None,
    *,
    mentor: Teacher | None = None,
    mentee: Teacher | None = None,
    mentor_at: Organisation | None = None,
    kind: PairKind = PairKind.SUBJECT,
    letter_date: date = LETTER,
    **values: Any,
) -> int:
    """Its id."""
    school = at or a_school()
    mentor = mentor or a_teacher("吴老师", mentor_at or school)
    mentee = mentee or a_teacher("小林", school, since=letter_date)
    asked = now() - timedelta(days=9)
    filled: dict[str, Any] = {
        "kind": kind, "mentor_id": mentor.id, "mentee_id": mentee.id, "organisation_id": school.id,
        "mentor_organisation_id": (mentor_at or school).id, "state": state, "letter_date": letter_date,
        "proposed_at": asked,
    }  # fmt: skip
    if state in AGREED:
        filled |= {"mentor_accepted_at": asked + timedelta(days=1), "mentee_accepted_at": asked + timedelta(days=2)}
    if state in (PairState.ACTIVE, PairState.ENDED):
        filled |= {"approved_at": asked + timedelta(days=3)}
    if state is PairState.ENDED:
        filled |= {"ended_on": today(), "end_reason": EndReason.COMPLETED}
    if state in (PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN):
        filled |= {"reason": "学科不同", "closed_at": asked + timedelta(days=4)}
    with write_tx() as session:
        pair = MentorPair(**filled | values)
        session.add(pair)
        session.flush()
        return pair.id


def the_pair(pair_id: int) -> MentorPair:
    db.session.rollback()
    return db.session.get_one(MentorPair, pair_id, execution_options={"unrestricted": "factory"})
