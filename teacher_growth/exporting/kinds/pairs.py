"""Mentor pairs that run, ran, or are being asked for."""

from sqlalchemy.orm import aliased

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.exporting.kinds.source import Source
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import ASKED, RAN
from teacher_growth.people.models import Teacher


def pairs(actor: Actor) -> Source:
    mentor, mentee = aliased(Teacher), aliased(Teacher)
    statement = (
        visible(MentorPair, actor, Permission.MENTORING_READ, joined=(Teacher,))
        .where(MentorPair.state.in_(RAN | ASKED))
        .join_from(MentorPair, mentor, mentor.id == MentorPair.mentor_id)
        .join_from(MentorPair, mentee, mentee.id == MentorPair.mentee_id)
    )
    values = {
        "mentor_number": mentor.staff_number, "mentor_name": mentor.name, "mentee_number": mentee.staff_number,
        "mentee_name": mentee.name, "kind": MentorPair.kind, "letter_date": MentorPair.letter_date,
        "planned_end": MentorPair.planned_end, "document": MentorPair.mentor_document, "state": MentorPair.state,
    }  # fmt: skip
    return Source(statement, values, [mentee.staff_number, MentorPair.letter_date], MentorPair.id)
