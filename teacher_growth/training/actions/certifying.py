"""A school certifies what it has verified in one school year."""

from collections.abc import Iterable, Mapping
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.claims.rules import COUNTED
from teacher_growth.clock import today
from teacher_growth.documents.actions import issue
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import DocumentKind
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import schools_of
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingRecord

Amounts = list[tuple[str, str, int]]  # route, unit, tenths


def certify_year(teacher_id: int, year: int, words: Mapping[str, Any], *, actor: Actor) -> IssuedDocument:
    """`words`: the title, body and summary to be printed, made from `verified_amounts`; they are kept as they are."""
    teacher = fetch(Teacher, teacher_id, actor, Permission.DOCUMENTS_ISSUE)
    if actor.teacher_id == teacher_id:
        raise SelfInterest()
    school = schools_of(actor, [teacher_id], today()).get(teacher_id)
    if school is None:
        raise NotVisible("Teacher", teacher_id)
    lines = [each for each in queries.transcript(teacher_id, year) if each.state in COUNTED]
    if not lines:
        raise Refused("certificate_nothing")
    about = {"name": teacher.name, "staff_number": teacher.staff_number, "school": school.name, "year": year}
    facts = {"amounts": verified_amounts(lines), "lines": [each.id for each in lines]}
    kind = DocumentKind.TRAINING_CERTIFICATE
    return issue(kind, teacher_id, school.id, {**words, **about, **facts}, actor=actor)


def verified_amounts(lines: Iterable[TrainingRecord]) -> Amounts:
    """Sorted by route and unit; only what counts."""
    found: dict[tuple[str, str], int] = {}
    for each in lines:
        if each.state in COUNTED:
            key = (each.route.value, each.unit.value)
            found[key] = found.get(key, 0) + each.amount
    return [(route, unit, amount) for (route, unit), amount in sorted(found.items())]
