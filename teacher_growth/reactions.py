"""When X happens in one domain, Y answers in another: this table, in the same transaction.

A lower domain only records its event; it knows nothing of who answers. Answers are verbs: they get all subjects of one
event together, and record entries of their own with `caused_by`; what they record may be answered in turn.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.audit.rules import Event
from teacher_growth.mentoring import actions as mentoring
from teacher_growth.organisations.models import Organisation
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation, WorkPlace

Answer = Callable[..., None]

REACTIONS: dict[tuple[Event, type], tuple[Answer, ...]] = {
    (Event.FACT_RECORDED, PersonnelRelation): (mentoring.end_pairs_of, people.follow_relations),
    (Event.FACT_SUPERSEDED, PersonnelRelation): (mentoring.end_pairs_of, people.follow_relations),
    (Event.FACT_SUPERSEDED, WorkPlace): (mentoring.end_pairs_of,),
    (Event.ORGANISATION_CLOSED, Organisation): (people.refuse_closing_with_people,),
}


def react(session: Session) -> None:
    """A last step of write_tx, before the trail is chained: the verb is done, its entries are noted."""
    notes = session.info["write"].setdefault("audit", [])
    for event, subjects, actor in session.info["write"].get("concerned", ()):
        for answer in REACTIONS.get((event, type(subjects[0])), ()):
            answer(subjects, actor=actor, caused_by=event)
    seen = 0
    while seen < len(notes):
        fresh, seen = notes[seen:], len(notes)
        for (event, _kind, actor, answers), subjects in _grouped(fresh).items():
            for answer in answers:
                answer(subjects, actor=actor, caused_by=event)
        session.flush()


def _grouped(notes: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for event, subject, actor, _people, _details in notes:
        if answers := REACTIONS.get((event, type(subject)), ()):
            found.setdefault((event, type(subject), actor, answers), []).append(subject)
    return found
