"""Pages over several domains: the to-do list everybody begins with, and the trail."""

from typing import Any

from flask import Blueprint, current_app, render_template

from teacher_growth.access.permissions import Permission
from teacher_growth.audit import queries as audit
from teacher_growth.audit.models import AuditEntry
from teacher_growth.i18n import _l
from teacher_growth.messages.queries import Todos
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import EVENTS

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@requires(Permission.SELF)
def home() -> Any:
    todos: Todos = current_app.extensions["todos"]
    return render_template("dashboard/home.html", todos=todos.of(current_actor()))


@bp.get("/audit")
@requires(Permission.AUDIT_READ, for_others=True)
def audit_list() -> Any:
    return render_template("dashboard/audit_list.html", page=read(_audit_table()))


def _audit_table() -> Table:
    return Table(
        key="audit",
        statement=audit.entries(current_actor()),
        columns=[
            Column("at", _l("时间"), value=lambda row: row.at, sort=AuditEntry.seq, kind="moment", card=True),
            Column(
                "event",
                _l("事项"),
                value=lambda row: str(EVENTS.get(row.event, row.event)),
                sort=AuditEntry.event,
                card=True,
            ),
            Column("user", _l("账号编号"), value=lambda row: row.user_id or _l("系统"), sort=AuditEntry.user_id),
            Column("role", _l("身份"), value=lambda row: row.acting_as, card=True),
            Column("subject", _l("对象"), value=lambda row: f"{row.subject_type} {row.subject_id or ''}"),
            Column("body", _l("内容"), value=lambda row: row.body[:200]),
        ],
        filters=[
            Filter(
                "event",
                _l("事项"),
                kind="choice",
                choices=sorted(EVENTS.items(), key=lambda item: item[0]),
                apply=_event,
            )
        ],
        default_sort="-at",
        tie=AuditEntry.seq,
    )


def _event(statement: Any, value: str) -> Any:
    return statement.where(AuditEntry.event == value)
