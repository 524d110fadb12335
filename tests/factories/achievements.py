"""an_item(): a paper with nothing remarkable; an_achievement(): recorded by a teacher of a school."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.achievements import actions
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import AchievementKind, AwardGrade, AwardLevel, Item
from teacher_growth.claims.rules import ClaimState
from teacher_growth.database import db, write_tx
from teacher_growth.files.store import Received
from teacher_growth.people.models import Teacher

_numbers = count(1)
PLAIN = Item(
    kind=AchievementKind.PAPER, title="", level=AwardLevel.COUNTY_EDUCATION, grade=AwardGrade.SECOND,
    issuer="海岭县教育局", issued_on=date(2026, 5, 20),
)  # fmt: skip


def an_item(**values: Any) -> Item:
    number = next(_numbers)
    return replace(PLAIN, **{"title": f"第{number}篇论文", "certificate": f"HL-2026-{number:04}"} | values)


def herself(teacher: Teacher) -> Actor:
    """The teacher about herself, without an account."""
    return Actor(None, teacher.id)


def an_achievement(
    teacher: Teacher, *, state: ClaimState = ClaimState.SUBMITTED,
    files: tuple[Received, ...] = (), **values: Any,
) -> int:  # fmt: skip
    """Its id; checked or returned by the system when so asked."""
    actor = herself(teacher)
    with write_tx():
        row = actions.record_achievement(an_item(**values), actor=actor, files=files)
        made, version = row.id, row.version
    if state is not ClaimState.SUBMITTED:
        with write_tx():
            if state is ClaimState.VERIFIED:
                actions.check_achievement(made, actor=SYSTEM, version=version)
            elif state is ClaimState.RETURNED:
                actions.return_achievement(made, actor=SYSTEM, version=version, reason="没有看到原件")
            else:
                actions.withdraw_achievement(made, actor=actor, version=version)
    return made


def the_achievement(achievement_id: int) -> Achievement:
    db.session.rollback()
    return db.session.get_one(
        Achievement, achievement_id, execution_options={"unrestricted": "factory"}, populate_existing=True
    )
