"""A person's whole file: all that is on record of one person, as far as the one who asks may read it."""

from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.exporting.whole import file, others
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
    conditions = [(_("人员"), f"{teacher.name} {teacher.staff_number}"), *_left_out(teacher.id, actor)]
    title = _("%(name)s的个人档案", name=teacher.name)
    return Book(title, sheets, conditions, attachments(lines, items, actor, store))


def told_of_person(teacher: Teacher, actor: Actor, *, with_identity: bool, store: Any) -> list[tuple[str, str]]:
    """What that book would hold, without making it: how many lines of what, and how much goes along."""
    lines, items = lines_of(teacher.id, actor), items_of(teacher.id, actor)
    documents_ = identity(teacher.id, actor) if with_identity else []
    counts = [
        (_("本人"), 1), *file.counted(teacher.id, actor), *((str(each.title), each.total) for each in documents_),
        (_("培训记录"), len(lines)), *((str(each.title), each.total) for each in achievements(items)),
        *others.counted(teacher.id, actor),
    ]  # fmt: skip
    files = attachments(lines, items, actor, store)
    size = sum(each.size for each in files) / 1e6
    told = _("%(count)s 个，共 %(size)s MB", count=len(files), size=f"{size:.1f}") if files else _("没有")
    return [
        *_left_out(teacher.id, actor), *((title, f"{number:,}") for title, number in counts if number),
        (_("附件"), told),
    ]  # fmt: skip


def _left_out(teacher_id: int, actor: Actor) -> list[tuple[str, str]]:
    kinds = withheld(teacher_id, actor)
    return [(_("无权查看而未列入"), _("、").join(word(kind) for kind in kinds))] if kinds else []
