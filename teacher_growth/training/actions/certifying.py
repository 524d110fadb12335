"""A school certifies what it has verified in one school year."""

from collections.abc import Callable, Iterable, Mapping
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
Wording = Callable[[Teacher, int, Amounts], Mapping[str, Any]]  # → title, body and summary, in words


def certify_year(teacher_id: int, year: int, wording: Wording, *, actor: Actor) -> IssuedDocument:
    """What is printed is worded here and now, from the lines that count at this moment, and kept as it is."""
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
    amounts = verified_amounts(lines)
    facts = {"amounts": amounts, "lines": [each.id for each in lines]}
    kind = DocumentKind.TRAINING_CERTIFICATE
    return issue(kind, teacher_id, school.id, {**wording(teacher, year, amounts), **about, **facts}, actor=actor)


def verified_amounts(lines: Iterable[TrainingRecord]) -> Amounts:
    """Sorted by route and unit; only what counts."""
    found: dict[tuple[str, str], int] = {}
    for each in lines:
        if each.state in COUNTED:
            key = (each.route.value, each.unit.value)
            found[key] = found.get(key, 0) + each.amount
    return [(route, unit, amount) for (route, unit), amount in sorted(found.items())]
