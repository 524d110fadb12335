"""The two lists: a person's file, and the desk of those who check."""

from typing import Any

from flask import url_for
from sqlalchemy import Select

from teacher_growth.achievements.actions import DESK
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import AchievementDoubt, AchievementKind, AwardGrade, AwardLevel
from teacher_growth.claims.routes.tables import (
    Beside,
    by,
    doubt_filter,
    narrowed,
    search_filter,
    state_filter,
    whose_filter,
)
from teacher_growth.clock import local
from teacher_growth.i18n import _, _l
from teacher_growth.people.models import Teacher
from teacher_growth.web.guards import current_actor
from teacher_growth.web.tables import BatchAction, Column, Filter, Table
from teacher_growth.web.words import choices, word


def file_table(title: Any, statement: Select[Any], beside: Beside) -> Table:
    return Table(
        key="achievements",
        title=title,
        statement=statement,
        columns=_columns(beside),
        filters=[_kinds(), state_filter(Achievement), _levels()],
        default_sort="-issued_on",
        tie=Achievement.id.desc(),
        row_url=lambda row: url_for(".achievement_page", achievement_id=row.id),
    )


def desk_table(args: Any, beside: Beside) -> Table:
    batch = url_for(".achievement_batch")
    return Table(
        key="achievements",
        title=_l("业绩核对"),
        statement=narrowed(DESK, current_actor(), args),
        columns=_desk_columns(beside),
        filters=[
            search_filter(Achievement), state_filter(Achievement), _kinds(),
            doubt_filter(Achievement, AchievementDoubt), whose_filter(),
        ],
        default_sort="entered",
        tie=Achievement.id,
        row_url=lambda row: url_for(".achievement_decision", achievement_id=row.id),
        selectable=beside.may_verify,
        batch=[
            BatchAction(
                _l("核对所选"), batch, "verify", confirm=_l("所选各项的原件都看过、与登记一致吗？有疑点的会留下")
            ),
            BatchAction(_l("退回所选"), batch, "return", tone="secondary"),
        ],
    )  # fmt: skip


KIND = Column("kind", _l("类别"), value=lambda row: row.kind, kind="words")
ISSUER = Column("issuer", _l("颁发单位"), value=lambda row: row.issuer)
LEVEL = (
    Column("level", _l("级别"), value=lambda row: row.level, kind="words"),
    Column("grade", _l("等级"), value=lambda row: row.grade, kind="words"),
)
DOUBTFUL = Column("doubtful", _l("疑点"), value=lambda row: _("有疑点") if row.doubts else "")


def _columns(beside: Beside) -> list[Column]:
    return [
        Column("title", _l("名称"), value=lambda row: row.title, card=True, hint=ISSUER),
        Column("kind", _l("类别"), value=lambda row: row.kind, sort=Achievement.kind, kind="words", card=True),
        Column("level", _l("级别等级"), value=level_and_grade, sort=Achievement.level, card=True, parts=LEVEL),
        Column(
            "rank", _l("排名"), value=lambda row: f"{row.own_rank}/{row.authors}", kind="number",
            parts=[
                Column("own_rank", _l("本人排名"), value=lambda row: row.own_rank, kind="number"),
                Column("authors", _l("总人数"), value=lambda row: row.authors, kind="number"),
            ],
        ),
        Column("issued_on", _l("取得日期"), value=lambda row: row.issued_on, sort=Achievement.issued_on, kind="date"),
        Column("files", _l("扫描件"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column("state", _l("状态"), value=lambda row: row.state, kind="state"),
    ]  # fmt: skip


def level_and_grade(row: Achievement) -> str:
    return word(row.level) if row.grade is AwardGrade.UNGRADED else f"{word(row.level)} {word(row.grade)}"


def _desk_columns(beside: Beside) -> list[Column]:
    at, issued = Achievement.entered_at, Achievement.issued_on
    return [
        Column(
            "teacher", _l("教师"), value=lambda row: row.teacher.name, sort=Teacher.name_key, card=True,
            hint=Column("school", _l("学校"), value=lambda row: beside.schools.get(row.organisation_id)),
        ),
        Column("title", _l("名称"), value=lambda row: row.title, card=True, hint=ISSUER),
        Column(
            "kind", _l("类别"), value=lambda row: row.kind, sort=Achievement.kind, kind="words", card=True,
            hint=Column("level", _l("级别等级"), value=level_and_grade), parts=[KIND, *LEVEL],
        ),
        Column("issued_on", _l("取得日期"), value=lambda row: row.issued_on, sort=issued, kind="date"),
        Column("files", _l("扫描件"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column("entered", _l("提交日期"), value=lambda row: local(row.entered_at).date(), sort=at, kind="date"),
        Column("state", _l("状态"), value=lambda row: row.state, kind="state", hint=DOUBTFUL),
    ]  # fmt: skip


def _kinds() -> Filter:
    return Filter("kind", _l("类别"), kind="choice", choices=choices(AchievementKind), apply=by(Achievement.kind))


def _levels() -> Filter:
    return Filter("level", _l("级别"), kind="choice", choices=choices(AwardLevel), apply=by(Achievement.level))
