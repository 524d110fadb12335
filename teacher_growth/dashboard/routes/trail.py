"""The trail on screen: who did what, as whom, and the entry as it was written."""

import json
from typing import Any

from flask import render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.accounts.queries import account_names, accounts_like
from teacher_growth.audit import queries as audit
from teacher_growth.audit.models import AuditEntry
from teacher_growth.dashboard.routes.blueprint import bp
from teacher_growth.dashboard.rules import flat
from teacher_growth.i18n import _, _l
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import EVENTS, SUBJECTS, acting_words

SENSITIVE = {"EthicsRecord": FactKind.ETHICS, "DisciplineRecord": FactKind.DISCIPLINE, "Leave": FactKind.LEAVE}


@bp.get("/audit")
@requires(Permission.AUDIT_READ, for_others=True)
def audit_list() -> Any:
    names: dict[int, str] = {}

    def load(statement: Any) -> list[AuditEntry]:
        found: list[AuditEntry] = rows(statement)
        names.update(account_names(each.user_id for each in found))
        return found

    return render_template("dashboard/audit_list.html", page=read(_table(names), load=load))


@bp.get("/audit/<int:seq>")
@requires(Permission.AUDIT_READ, for_others=True)
def audit_entry(seq: int) -> Any:
    entry = audit.entry(seq, current_actor())
    names = account_names([entry.user_id])
    return render_template(
        "dashboard/audit_entry.html", entry=entry, event=_event_words(entry), who=_who(entry, names),
        roles=acting_words(entry.acting_as), subject=_subject(entry), hidden=_hidden(entry),
        lines=flat(json.loads(entry.body)),
    )  # fmt: skip


def _table(names: dict[int, str]) -> Table:
    return Table(
        key="audit",
        title=_l("审计"),
        statement=audit.entries(current_actor()),
        columns=[
            Column("at", _l("时间"), value=lambda row: row.at, sort=AuditEntry.seq, kind="moment", card=True),
            Column("event", _l("事项"), value=_event_words, sort=AuditEntry.event, card=True),
            Column("user", _l("办理人"), value=lambda row: _who(row, names), sort=AuditEntry.user_id, card=True),
            Column("role", _l("身份"), value=lambda row: acting_words(row.acting_as)),
            Column("subject", _l("对象"), value=_subject),
            Column("about", _l("说明"), value=_about),
        ],
        filters=[
            Filter("q", _l("办理人姓名或账号"), kind="text", apply=_by),
            Filter("event", _l("事项"), kind="choice", choices=_events(), apply=_event),
        ],
        default_sort="-at",
        tie=AuditEntry.seq,
        row_url=lambda row: url_for(".audit_entry", seq=row.seq),
    )


def _event_words(entry: AuditEntry) -> str:
    return str(EVENTS.get(entry.event, entry.event))


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    return _("系统") if entry.user_id is None else names.get(entry.user_id, str(entry.user_id))


def _subject(entry: AuditEntry) -> str:
    return f"{SUBJECTS.get(entry.subject_type, entry.subject_type)} {entry.subject_id or ''}".strip()


def _hidden(entry: AuditEntry) -> bool:
    """Values of ethics, discipline and health stay with those who may read them."""
    kind = SENSITIVE.get(entry.subject_type)
    return kind is not None and not current_actor().everywhere(reads(kind))


def _about(entry: AuditEntry) -> str:
    """Why, or else what it is called."""
    body = json.loads(entry.body)
    told = next((body[name] for name in ("reason", "title", "name") if body.get(name)), "")
    return _("内容仅限有权人员查看") if _hidden(entry) else str(told)


def _events() -> list[tuple[str, Any]]:
    return sorted(EVENTS.items(), key=lambda item: item[0])


def _event(statement: Any, value: str) -> Any:
    return statement.where(AuditEntry.event == value)


def _by(statement: Any, text: str) -> Any:
    return statement.where(AuditEntry.user_id.in_(accounts_like(text)))
