"""The menu as data: what each role sees, at most seven entries; on phones four tabs."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, session, url_for
from flask_login import current_user

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.i18n import _, _l, chosen_language

LANGUAGES = (("zh", "中文"), ("en", "English"))  # the names of languages are never translated


@dataclass(frozen=True)
class Entry:
    endpoint: str
    label: Any
    icon: str
    permission: P
    for_others: bool = False
    teacher_only: bool = False

    def shown_to(self, actor: Actor) -> bool:
        if self.teacher_only:
            return actor.teacher_id is not None
        if self.permission is P.SELF:
            return True
        return actor.may_for_others(self.permission) if self.for_others else actor.may(self.permission)


SIDE = (
    Entry("dashboard.home", _l("待办"), "checklist", P.SELF),
    Entry("people.person_list", _l("教师"), "users", P.PEOPLE_READ, for_others=True),
    Entry("dashboard.hours", _l("学时"), "chart-bar", P.DASHBOARD_READ, for_others=True),
    Entry("organisations.organisation_list", _l("机构"), "building", P.ORGANISATIONS_READ),
    Entry("accounts.account_list", _l("账号"), "key", P.ACCOUNTS_MANAGE, for_others=True),
    Entry("dashboard.audit_list", _l("审计"), "history", P.AUDIT_READ, for_others=True),
)
TABS = ("dashboard.home", "people.person_list", "accounts.me")


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


@dataclass(frozen=True)
class Navigation:
    side: list[Item] = field(default_factory=list)
    tabs: list[Item] = field(default_factory=list)
    search_url: str | None = None
    todo_count: int = 0
    todo_url: str = "/"
    guide_url: str | None = None
    account_url: str | None = None
    language_url: str | None = None
    sign_out_url: str | None = None
    languages: list[tuple[str, str, bool]] = field(default_factory=list)


def navigation_for(actor: Actor, todo_count: int) -> Navigation:
    shown = [entry for entry in SIDE if entry.shown_to(actor)]
    items = {entry.endpoint: _item(entry, todo_count) for entry in shown}
    me = Item(_("我的"), url_for("accounts.me"), "user", request.endpoint == "accounts.me")
    tabs = [items[name] for name in TABS if name in items]
    search = url_for("people.person_list") if actor.may_for_others(P.PEOPLE_READ) else None
    return Navigation(
        side=list(items.values())[:7],
        tabs=[*tabs[:3], me],
        search_url=search,
        todo_count=todo_count,
        todo_url=url_for("dashboard.home"),
        account_url=url_for("accounts.me"),
        language_url=url_for("web.language"),
        sign_out_url=url_for("accounts.sign_out"),
        languages=languages(),
    )


def _item(entry: Entry, todo_count: int) -> Item:
    count = todo_count if entry.endpoint == "dashboard.home" and todo_count else None
    return Item(str(entry.label), url_for(entry.endpoint), entry.icon, _is_current(entry.endpoint), count)


def _is_current(endpoint: str) -> bool:
    blueprint = endpoint.split(".")[0]
    return request.endpoint == endpoint if blueprint in ("dashboard", "accounts") else request.blueprint == blueprint


def language() -> str:
    return {"zh": "zh-CN"}.get(chosen_language(), chosen_language())


def languages() -> list[tuple[str, str, bool]]:
    chosen = chosen_language()
    return [(code, name, code == chosen) for code, name in LANGUAGES]


def init_app(app: Flask) -> None:
    @app.context_processor
    def navigation() -> dict[str, Any]:
        if not current_user.is_authenticated:
            plain = Navigation(languages=languages(), language_url=url_for("web.language"))
            return {"navigation": plain, "layout": "layouts/plain.html", "html_lang": language()}
        count = app.extensions["todo_count"](current_user.actor)
        return {
            "navigation": navigation_for(current_user.actor, count),
            "layout": "layouts/base.html",
            "html_lang": language(),
        }


def remember_language(code: str) -> None:
    if code in dict(LANGUAGES):
        session["language"] = code
