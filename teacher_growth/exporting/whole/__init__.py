"""A person's whole file: all that is on record of one person, as far as the one who asks may read it."""

from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.exporting.whole.claims import achievements, attachments, items_of, lines_of, training
from teacher_growth.exporting.whole.file import facts, identity, person, withheld
from teacher_growth.exporting.whole.others import account, documents, pairs, trail
from teacher_growth.i18n import _
from teacher_growth.people.models import Teacher
from teacher_growth.web.tables import Book
from teacher_growth.web.words import word


def book_of_person(teacher: Teacher, actor: Actor, today: date, *, with_identity: bool, store: Any) -> Book:
    lines, items = lines_of(teacher.id, actor), items_of(teacher.id, actor)
    parts = [
        [person(teacher)], facts(teacher.id, actor), identity(teacher.id, actor) if with_identity else [],
        training(lines, actor), achievements(items), pairs(teacher.id, actor),
        documents(teacher.id, actor), account(teacher.id, actor, today), trail(teacher.id, actor),
    ]  # fmt: skip
    sheets = [each for part in parts for each in part if each.total]
    left_out = _("、").join(word(kind) for kind in withheld(teacher.id, actor))
    conditions = [(_("人员"), f"{teacher.name} {teacher.staff_number}")]
    if left_out:
        conditions.append((_("无权查看而未列入"), left_out))
    title = _("%(name)s的个人档案", name=teacher.name)
    return Book(title, sheets, conditions, attachments(lines, items, actor, store))
