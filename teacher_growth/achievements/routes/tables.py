"""The two lists: a person's file, and the desk of those who check."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, Text, type_coerce
from werkzeug.datastructures import MultiDict

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import rows
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import (
    AchievementKind,
    AchievementState,
    AwardGrade,
    AwardLevel,
)
from teacher_growth.clock import local, today
from teacher_growth.i18n import _, _l
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import principals_of
from teacher_growth.pinyin import pattern
from teacher_growth.web.tables import BatchAction, Column, Filter, Table
from teacher_growth.web.words import choices, word


class Beside:
    """What the columns need beside the rows, each in one query a page."""

    def __init__(self) -> None:
        self.files: dict[int, int] = {}
        self.schools: dict[int, str] = {}

    def load(self, statement: Select[Any]) -> list[Any]:
        found = rows(statement)
        self.files, self.schools = queries.evidence_counts(found), queries.school_names(found)
        return found


class DeskBeside(Beside):
    """At the desk also whose item this actor may check."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor
        self.principals: set[tuple[int, int]] = set()

    def load(self, statement: Select[Any]) -> list[Any]:
        found = super().load(statement)
        self.principals = principals_of({each.organisation_id for each in found}, today())
        return found

    def may_check(self, row: Achievement) -> bool:
        return (
            actions.decision_fault(row, AchievementState.CHECKED, actor=self.actor, principals=self.principals) is None
        )


def file_table(statement: Select[Any], beside: Beside) -> Table:
    return Table(
        key="achievements",
        statement=statement,
        columns=_columns(beside),
        filters=[_kinds(), _states(), _levels()],
        default_sort="-issued_on",
        tie=Achievement.id.desc(),
        row_url=lambda row: url_for(".achievement_page", achievement_id=row.id),
    )


def desk_table(actor: Actor, args: MultiDict[str, str], beside: DeskBeside) -> Table:
    statement = queries.queue(actor)
    if not args.get("state"):
        statement = statement.where(Achievement.state == AchievementState.RECORDED)
    if args.get("whose") != "all":
        statement = statement.where(queries.whose_turn(actor))
    batch = url_for(".achievement_batch")
    return Table(
        key="achievements",
        statement=statement,
        columns=_desk_columns(beside),
        filters=[
            Filter("q", _l("姓名、拼音、工号或名称"), apply=_search), _states(), _kinds(), _with_doubts(), _whose(),
        ],
        default_sort="entered",
        tie=Achievement.id,
        row_url=lambda row: url_for(".achievement_decision", achievement_id=row.id),
        selectable=beside.may_check,
        batch=[
            BatchAction(
                _l("核对所选"), batch, "check", confirm=_l("所选各项的原件都看过、与登记一致吗？有疑点的会留下")
            ),
            BatchAction(_l("退回所选"), batch, "return", tone="secondary"),
        ],
    )  # fmt: skip


def _columns(beside: Beside) -> list[Column]:
    return [
        Column("title", _l("名称"), value=lambda row: row.title, card=True, hint=lambda row: row.issuer),
        Column("kind", _l("类别"), value=lambda row: row.kind, sort=Achievement.kind, kind="words", card=True),
        Column("level", _l("级别等级"), value=level_and_grade, sort=Achievement.level, card=True),
        Column("rank", _l("排名"), value=lambda row: f"{row.own_rank}/{row.authors}", kind="number"),
        Column("issued_on", _l("取得日期"), value=lambda row: row.issued_on, sort=Achievement.issued_on, kind="date"),
        Column("files", _l("扫描件"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column("state", _l("状态"), value=lambda row: row.state, kind="state"),
    ]


def level_and_grade(row: Achievement) -> str:
    return word(row.level) if row.grade is AwardGrade.UNGRADED else f"{word(row.level)} {word(row.grade)}"


def _desk_columns(beside: Beside) -> list[Column]:
    at, issued = Achievement.entered_at, Achievement.issued_on
    return [
        Column(
            "teacher", _l("教师"), value=lambda row: row.teacher.name, sort=Teacher.name_key, card=True,
            hint=lambda row: beside.schools.get(row.organisation_id),
        ),
        Column("title", _l("名称"), value=lambda row: row.title, card=True, hint=lambda row: row.issuer),
        Column(
            "kind", _l("类别"), value=lambda row: row.kind, sort=Achievement.kind, kind="words", card=True,
            hint=level_and_grade,
        ),
        Column("issued_on", _l("取得日期"), value=lambda row: row.issued_on, sort=issued, kind="date"),
        Column("files", _l("扫描件"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column("entered", _l("提交日期"), value=lambda row: local(row.entered_at).date(), sort=at, kind="date"),
        Column("state", _l("状态"), value=lambda row: row.state, kind="state", hint=_doubtful_words),
    ]  # fmt: skip


def _doubtful_words(row: Achievement) -> str:
    return _("有疑点") if row.doubts else ""


def _kinds() -> Filter:
    return Filter("kind", _l("类别"), kind="choice", choices=choices(AchievementKind), apply=_by(Achievement.kind))


def _states() -> Filter:
    return Filter("state", _l("状态"), kind="choice", choices=choices(AchievementState), apply=_by(Achievement.state))


def _levels() -> Filter:
    return Filter("level", _l("级别"), kind="choice", choices=choices(AwardLevel), apply=_by(Achievement.level))


def _with_doubts() -> Filter:
    either = [("none", _l("没有疑点")), ("any", _l("有疑点"))]
    return Filter("doubt", _l("疑点"), kind="choice", choices=either, apply=_doubtful)


def _whose() -> Filter:
    everything = [("all", _l("可见的全部"))]
    return Filter("whose", _l("范围"), kind="choice", choices=everything, apply=lambda found, _value: found)


def _by(column: Any) -> Any:
    return lambda statement, value: statement.where(column == value)


def _doubtful(statement: Select[Any], value: str) -> Select[Any]:
    written = type_coerce(Achievement.doubts, Text)
    return statement.where(written == "[]" if value == "none" else written != "[]")


def _search(statement: Select[Any], text: str) -> Select[Any]:
    title = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return statement.where(
        Teacher.search_text.like(pattern(text), escape="!") | Achievement.title.like(f"%{title}%", escape="!")
    )
