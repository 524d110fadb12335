"""The accounts a story is played with, read from the entry the build left in the trail."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from teacher_growth.access.roles import Role
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.models import Account
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import db
from teacher_growth.demo.accounts import PASSWORD
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.rules.codes import Tier
from teacher_growth.web.words import word

HEADS = ("角色", "账号", "密码", "姓名", "单位", "动态口令密钥")


@dataclass(frozen=True)
class DemoLogin:
    role: Role
    login: str
    password: str
    organisation: str
    name: str
    totp_secret: str | None
    tier: Tier | None


def logins() -> list[DemoLogin]:
    """In the order of the build: teachers, principal and bureau first. Only for a demo."""
    entry = select(AuditEntry.body).where(AuditEntry.event == Event.DEMO_BUILT)
    body = json.loads(db.session.scalars(unrestricted(entry, reason="the demo's logins")).one())
    listed = [(Role(role), account, Tier(tier) if tier else None) for role, account, tier in body["logins"]]
    accounts = select(Account, Organisation.name).join(Organisation, Organisation.id == Account.organisation_id)
    accounts = accounts.where(Account.id.in_({account for _, account, _ in listed}))
    found = {row[0].id: row for row in db.session.execute(unrestricted(accounts, reason="the demo's logins"))}
    made = []
    for role, number, tier in listed:
        account, organisation = found[number]
        made.append(DemoLogin(role, account.login, PASSWORD, organisation, account.name, account.totp_secret, tier))
    return made


def as_table(found: Sequence[DemoLogin]) -> list[str]:
    """Lines with aligned columns."""
    lines = [HEADS, *(_line(each) for each in found)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(HEADS))]
    return [
        "  ".join(text + " " * (widths[at] - _width(text)) for at, text in enumerate(line)).rstrip() for line in lines
    ]


def _line(login: DemoLogin) -> tuple[str, ...]:
    role = word(login.role) + (f"（{word(login.tier)}）" if login.role is Role.TEACHER and login.tier else "")
    return role, login.login, login.password, login.name, login.organisation, login.totp_secret or ""


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
