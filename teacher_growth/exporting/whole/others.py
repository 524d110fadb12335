"""What else names the person: pairs, papers, the account, and the trail of who changed or took away what."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import count, rows, unrestricted, visible
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.queries import account_names, grants_of
from teacher_growth.audit.models import AuditEntry, AuditPerson
from teacher_growth.database import db
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import shown_code
from teacher_growth.i18n import _, _l
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.queries import pairs as visible_pairs
from teacher_growth.people import queries as people
from teacher_growth.web.tables import Column, Sheet, small_sheet
from teacher_growth.web.words import EVENTS, acting_words, word


def counted(teacher_id: int, actor: Actor) -> list[tuple[str, int]]:
    """How many lines the sheets below have, without loading them."""
    trail_ = _entries_of(teacher_id, actor)
    return [
        (_("师徒结对"), count(_pairs_of(teacher_id, actor))),
        (_("出具的文书"), count(_documents_of(teacher_id, actor))),
        (_("账号"), int(_is_own(teacher_id, actor))),
        (_("谁改过、取走过"), 0 if trail_ is None else count(trail_)),
    ]


def _pairs_of(teacher_id: int, actor: Actor) -> Select[Any]:
    return visible_pairs(actor).where(or_(MentorPair.mentor_id == teacher_id, MentorPair.mentee_id == teacher_id))


def _documents_of(teacher_id: int, actor: Actor) -> Select[Any]:
    return visible(IssuedDocument, actor, Permission.DOCUMENTS_READ).where(IssuedDocument.teacher_id == teacher_id)


def _is_own(teacher_id: int, actor: Actor) -> bool:
    return teacher_id == actor.teacher_id and actor.user_id is not None


def _entries_of(teacher_id: int, actor: Actor) -> Select[Any] | None:
    """None: who neither is the person nor reads the trail."""
    named = AuditEntry.seq.in_(select(AuditPerson.seq).where(AuditPerson.teacher_id == teacher_id))
    if teacher_id == actor.teacher_id:
        return unrestricted(select(AuditEntry).where(named), reason="who changed or took away one's own file")
    if actor.may_for_others(Permission.AUDIT_READ):
        return visible(AuditEntry, actor, Permission.AUDIT_READ, joined=(AuditPerson,)).where(named)
    return None


def pairs(teacher_id: int, actor: Actor) -> list[Sheet]:
    found = rows(_pairs_of(teacher_id, actor).order_by(MentorPair.letter_date.desc(), MentorPair.id.desc()))
    columns = [
        Column("mentor", _l("师傅"), value=lambda row: row.mentor.name),
        Column("mentee", _l("徒弟"), value=lambda row: row.mentee.name),
        Column("kind", _l("类别"), value=lambda row: word(row.kind)),
        Column("state", _l("状态"), value=lambda row: word(row.state)),
        Column("letter_date", _l("结对书日期"), value=lambda row: row.letter_date, kind="date"),
        Column("planned_end", _l("计划结束"), value=lambda row: row.planned_end, kind="date"),
        Column("ended_on", _l("结束日期"), value=lambda row: row.ended_on, kind="date"),
        Column("reason", _l("理由"), value=lambda row: row.reason or row.end_note),
    ]
    return [small_sheet(_("师徒结对"), columns, found)]


def documents(teacher_id: int, actor: Actor) -> list[Sheet]:
    found = rows(_documents_of(teacher_id, actor).order_by(IssuedDocument.id.desc()))
    places = people.organisation_names({each.organisation_id for each in found})
    columns = [
        Column("title", _l("名称"), value=lambda row: row.data.get("title")),
        Column("number", _l("编号"), value=lambda row: f"〔{row.year}〕{row.number}"),
        Column("code", _l("查验码"), value=lambda row: shown_code(row.code)),
        Column("place", _l("出具单位"), value=lambda row: places.get(row.organisation_id)),
        Column("issued_at", _l("出具时间"), value=lambda row: row.issued_at, kind="moment"),
        Column("revoked_at", _l("撤销时间"), value=lambda row: row.revoked_at, kind="moment"),
        Column("revoked_reason", _l("撤销理由"), value=lambda row: row.revoked_reason),
    ]
    return [small_sheet(_("出具的文书"), columns, found)]


def account(teacher_id: int, actor: Actor, today: date) -> list[Sheet]:
    """Her own alone: what she signs in with, and as what."""
    if not _is_own(teacher_id, actor) or actor.user_id is None:
        return []
    statement = select(Account).where(Account.id == actor.user_id)
    own = rows(unrestricted(statement, reason="one's own account"))
    roles = _("、").join(word(grant.role) for grant in grants_of(actor.user_id, today))
    columns = [
        Column("login", _l("账号"), value=lambda row: row.login),
        Column("name", _l("姓名"), value=lambda row: row.name),
        Column("phone", _l("手机"), value=lambda row: row.phone),
        Column("roles", _l("角色"), value=lambda _row: roles),
        Column("second_factor", _l("已启用动态口令"), value=lambda row: row.totp_secret is not None),
    ]
    return [small_sheet(_("账号"), columns, own)]


def trail(teacher_id: int, actor: Actor) -> list[Sheet]:
    """Who did what that concerns her, for herself and for those who read the trail; what it changed, the file says."""
    statement = _entries_of(teacher_id, actor)
    if statement is None:
        return []
    found = list(db.session.scalars(statement.order_by(AuditEntry.seq.desc())))
    names = account_names(each.user_id for each in found)
    columns = [
        Column("at", _l("时间"), value=lambda row: row.at, kind="moment"),
        Column("event", _l("事项"), value=lambda row: str(EVENTS.get(row.event, row.event))),
        Column("by", _l("经办人"), value=lambda row: names.get(row.user_id, _("系统"))),
        Column("roles", _l("身份"), value=lambda row: acting_words(row.acting_as)),
    ]
    return [small_sheet(_("谁改过、取走过"), columns, found)]
