"""The two lists as data."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Select

from teacher_growth.access.actor import Actor, Grant
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.routes.naming import place_names
from teacher_growth.mentoring.rules import PairKind, PairState
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import matching, schools_of
from teacher_growth.people.rules.codes import Stage, Subject
from teacher_growth.web.listing import read
from teacher_growth.web.tables import BatchAction, Column, Filter, Page, Table
from teacher_growth.web.words import choices, word


def pair_page(actor: Actor) -> Page:
    names: dict[int | None, str] = {}
    waiting: set[int] = set()

    def load(statement: Select[Any]) -> list[MentorPair]:
        found: list[MentorPair] = rows(statement)
        names.update(place_names(found))
        if actor.may_for_others(Permission.MENTORING_APPROVE):
            on_page = MentorPair.id.in_([row.id for row in found])
            waiting.update(row.id for row in rows(queries.waiting(actor).where(on_page).order_by(MentorPair.id)))
        return found

    return read(pair_table(actor, names, waiting), load=load)


def pair_table(actor: Actor, names: Mapping[int | None, str], waiting: set[int]) -> Table:
    approves = actor.may_for_others(Permission.MENTORING_APPROVE)
    return Table(
        key="pairs",
        title=_l("师徒结对"),
        statement=queries.pairs(actor),
        columns=[
            Column("mentee", _l("徒弟"), value=lambda row: row.mentee.name, card=True,
                   hint=Column("mentee_at", _l("徒弟学校"), value=lambda row: names[row.organisation_id])),
            Column("mentor", _l("师傅"), value=lambda row: row.mentor.name, card=True,
                   hint=Column("mentor_at", _l("师傅学校"), value=lambda row: _other_place(row, names)),
                   parts=[Column("mentor", _l("师傅"), value=lambda row: row.mentor.name),
                          Column("mentor_at", _l("师傅学校"), value=lambda row: names[row.mentor_organisation_id])]),
            Column("kind", _l("类别"), value=lambda row: row.kind, kind="words", sort=MentorPair.kind, card=True),
            Column("letter", _l("结对日期"), value=lambda row: row.letter_date, kind="date",
                   sort=MentorPair.letter_date),
            Column("end", _l("结束日期"), value=lambda row: row.ended_on, sort=MentorPair.ended_on, kind="date"),
            Column("state", _l("状态"), value=lambda row: row.state, sort=MentorPair.state, kind="state"),
        ],
        filters=[
            Filter("q", _l("姓名、拼音、工号或学校"), kind="text", apply=queries.with_text),
            Filter("kind", _l("类别"), kind="choice", choices=choices(PairKind), apply=_kind),
            Filter("state", _l("状态"), kind="choice", choices=choices(PairState), apply=_state),
            *_for(actor),
        ],
        batch=[BatchAction(_l("同意"), url_for("mentoring.pair_batch"), "approve",
                           confirm=_l("同意所选的师徒结对吗？批准后从结对日期起算"))] if approves else [],
        selectable=lambda row: row.id in waiting,
        default_sort="-letter",
        tie=MentorPair.id,
        row_url=lambda row: url_for("mentoring.pair_page", pair_id=row.id),
    )  # fmt: skip


def newcomer_page(actor: Actor) -> Page:
    schools: dict[int, Any] = {}
    facts: dict[int, queries.Newcomer] = {}
    day = today()

    def load(statement: Select[Any]) -> list[Teacher]:
        found: list[Teacher] = rows(statement)
        ids = [row.id for row in found]
        schools.update(schools_of(actor, ids, day))
        facts.update(queries.newcomer_facts(actor, ids, day))
        return found

    return read(_newcomer_table(actor, schools, facts), load=load)


def _newcomer_table(actor: Actor, schools: Mapping[int, Any], facts: Mapping[int, queries.Newcomer]) -> Table:
    proposes = actor.may_for_others(Permission.MENTORING_PROPOSE)

    def url(row: Teacher) -> str | None:
        if facts[row.id].asked_for:
            pair_id = facts[row.id].pair_id
            return url_for("mentoring.pair_page", pair_id=pair_id) if pair_id else None
        return url_for("mentoring.pair_new", mentee=row.id) if proposes else None

    def under_way(row: Teacher) -> str:
        if facts[row.id].asked_for:
            return _("正在办理")
        return _("提出结对") if proposes else _("尚未提出")

    return Table(
        key="newcomers",
        title=_l("没有师傅的新教师"),
        statement=queries.without_mentor(actor, today()),
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Teacher.name_key, card=True,
                   url=lambda row: url_for("people.person_page", teacher_id=row.id)),
            Column("school", _l("学校"), value=lambda row: schools[row.id].name if row.id in schools else ""),
            Column("subject", _l("学科"), value=lambda row: word(row.subject), sort=Teacher.subject, card=True),
            Column("first", _l("入职"), value=lambda row: facts[row.id].first_day, sort=queries.FIRST_DAY, kind="date"),
            Column("since", _l("没有师傅自"), value=lambda row: facts[row.id].since, kind="date", card=True),
            Column("now", _l("办理"), value=under_way, url=url, card=True),
        ],
        filters=[
            Filter("q", _l("姓名、拼音、工号或学校"), kind="text", apply=matching),
            Filter("stage", _l("学段"), kind="choice", choices=choices(Stage), apply=_stage),
            Filter("subject", _l("学科"), kind="choice", choices=choices(Subject), apply=_subject),
            Filter("now", _l("办理"), kind="choice", choices=[("unasked", _l("尚未提出"))],
                   apply=lambda found, _value: queries.unasked(found)),
        ],
        default_sort="first",
        tie=Teacher.id,
    )  # fmt: skip


def _other_place(row: MentorPair, names: Mapping[int | None, str]) -> str | None:
    return None if row.mentor_organisation_id == row.organisation_id else names[row.mentor_organisation_id]


def _for(actor: Actor) -> list[Filter]:
    """What waits for the actor, each as its to-do counts it."""
    approving = [grant for grant in actor.grants if grant.gives(Permission.MENTORING_APPROVE)]
    views = {
        "me": (bool(approving), _l("待我审批"), queries.waiting_own),
        "instead": (any(map(_reaches_below, approving)), _l("待我代校长审批"), queries.waiting_above),
        "record": (
            actor.may_for_others(Permission.MENTORING_PROPOSE), _l("待登记外聘师傅的意见"), queries.unheard,
        ),
    }  # fmt: skip
    choices = [(key, label) for key, (shown, label, _rows) in views.items() if shown]

    def apply(statement: Select[Any], value: str) -> Select[Any]:
        wanted = views[value][2](actor)
        tables = statement.get_execution_options()["scoped"] | wanted.get_execution_options()["scoped"]
        narrowed = statement.where(MentorPair.id.in_(wanted.with_only_columns(MentorPair.id).options()))
        return narrowed.execution_options(scoped=tables)

    return [Filter("for", _l("办理"), kind="choice", choices=choices, apply=apply)] if choices else []


def _reaches_below(grant: Grant) -> bool:
    return grant.organisation_ids is None or len(grant.organisation_ids) > 1


def _kind(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(MentorPair.kind == PairKind(value))


def _state(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(MentorPair.state == PairState(value))


def _stage(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(Teacher.stage == Stage(value))


def _subject(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(Teacher.subject == Subject(value))
