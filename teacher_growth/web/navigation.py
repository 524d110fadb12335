"""The menu as data: what each role sees, at most seven entries; on phones four tabs, and 我的 for all the rest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Flask, request, session, url_for
from flask_login import current_user
from werkzeug.local import LocalProxy

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.i18n import _l, chosen_language

LANGUAGES = (("zh", "中文"), ("en", "English"))  # the names of languages are never translated


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `own` entries are about oneself: those who answer for others find them under 我的."""

    endpoint: str
    label: Any
    icon: str
    permission: P
    for_others: bool = False
    own: bool = False

    def shown_to(self, actor: Actor) -> bool:
        if self.own and actor.teacher_id is None:
            return False
        if self.permission is P.SELF:
            return True
        return actor.may_for_others(self.permission) if self.for_others else actor.may(self.permission)


SIDE = (
    Entry("dashboard.home", _l("待办"), "checklist", P.SELF),
    Entry("training.transcript", _l("我的培训"), "certificate", P.TRAINING_READ, own=True),
    Entry("achievements.my_achievements", _l("我的业绩"), "award", P.ACHIEVEMENTS_WRITE, own=True),
    Entry("mentoring.my_pairs", _l("我的师徒"), "link", P.MENTORING_ACCEPT, own=True),
    Entry("training.queue", _l("核实培训"), "clipboard-check", P.TRAINING_VERIFY, for_others=True),
    Entry("achievements.queue", _l("核对业绩"), "rosette", P.ACHIEVEMENTS_CHECK, for_others=True),
    Entry("mentoring.pair_list", _l("师徒结对"), "link", P.MENTORING_READ, for_others=True),
    Entry("people.person_list", _l("教师名册"), "users", P.PEOPLE_READ, for_others=True),
    Entry("dashboard.hours", _l("学时"), "chart-bar", P.DASHBOARD_READ, for_others=True),
    Entry("accounts.account_list", _l("账号"), "key", P.ACCOUNTS_MANAGE, for_others=True),
    Entry("dashboard.audit_list", _l("审计"), "history", P.AUDIT_READ, for_others=True),
    Entry("organisations.organisation_list", _l("机构"), "building", P.ORGANISATIONS_READ),
)
ME = Entry("accounts.me", _l("我的"), "user", P.SELF)
MOST = 7
TABS = (
    "dashboard.home",
    "training.queue",
    "mentoring.pair_list",
    "training.transcript",
    "achievements.my_achievements",
    "people.person_list",
    "accounts.account_list",
    "dashboard.audit_list",
)
"""The first three that somebody has."""


def entries_of(actor: Actor) -> list[Entry]:
    """All that somebody has; the page 我的 leads to each of them."""
    return [entry for entry in SIDE if entry.shown_to(actor)]


def side_for(actor: Actor) -> list[Entry]:
    """At most seven: a teacher's own matters, or what one answers for; 我的 for the rest."""
    every = entries_of(actor)
    shown = [entry for entry in every if not entry.own] if any(entry.for_others for entry in every) else every
    return shown if len(shown) == len(every) <= MOST else [*shown[: MOST - 1], ME]


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
    jobs_url: str | None = None
    imports_url: str | None = None
    language_url: str | None = None
    sign_out_url: str | None = None
    languages: list[tuple[str, str, bool]] = field(default_factory=list)


def navigation_for(actor: Actor, todo_count: int) -> Navigation:
    shown = side_for(actor)
    current = _current([entry.endpoint for entry in shown])
    items = {entry.endpoint: _item(entry, todo_count, current) for entry in shown}
    tabs = [items[name] for name in TABS if name in items]
    search = url_for("people.person_list") if actor.may_for_others(P.PEOPLE_READ) else None
    return Navigation(
        side=list(items.values()),
        tabs=[*tabs[:3], _item(ME, 0, current or request.endpoint)],
        search_url=search,
        todo_count=todo_count,
        todo_url=url_for("dashboard.home"),
        account_url=url_for("accounts.me"),
        jobs_url=url_for("jobs.job_list"),
        imports_url=url_for("importing.batch_list") if actor.may_for_others(P.IMPORTS_USE) else None,
        guide_url=url_for("dashboard.guide"),
        language_url=url_for("web.language"),
        sign_out_url=url_for("accounts.sign_out"),
        languages=languages(),
    )


def _item(entry: Entry, todo_count: int, current: str | None) -> Item:
    count = todo_count if entry.endpoint == "dashboard.home" and todo_count else None
    return Item(str(entry.label), url_for(entry.endpoint), entry.icon, entry.endpoint == current, count)


def _current(endpoints: list[str]) -> str | None:
    """The entry of this very page; 我的 for one's own matters where they stand there; else one of its domain.

    The one above it in its address, or the first: two domains have entries that are no part of each other.
    """
    if request.endpoint in endpoints:
        return request.endpoint
    if ME.endpoint in endpoints and any(entry.endpoint == request.endpoint for entry in SIDE if entry.own):
        return ME.endpoint
    of_domain = [each for each in endpoints if each.split(".")[0] == request.blueprint]
    above = [each for each in of_domain if request.path.startswith(url_for(each) + "/")]
    first = [] if request.blueprint in ("dashboard", "accounts") else of_domain
    return next(iter([*above, *first]), None)


def language() -> str:
    return {"zh": "zh-CN"}.get(chosen_language(), chosen_language())


def languages() -> list[tuple[str, str, bool]]:
    chosen = chosen_language()
    return [(code, name, code == chosen) for code, name in LANGUAGES]


def init_app(app: Flask) -> None:
    @app.context_processor
    def navigation() -> dict[str, Any]:
        layout = "layouts/base.html" if current_user.is_authenticated else "layouts/plain.html"
        return {"navigation": LocalProxy(_once(app)), "layout": layout, "html_lang": language()}


def _once(app: Flask) -> Callable[[], Navigation]:
    """Built where a layout first asks for it: a part of a page has no menu, and counts no to-dos."""

    @cache
    def built() -> Navigation:
        if not current_user.is_authenticated:
            return Navigation(languages=languages(), language_url=url_for("web.language"))
        return navigation_for(current_user.actor, app.extensions["todo_count"](current_user.actor))

    return built


def remember_language(code: str) -> None:
    if code in dict(LANGUAGES):
        session["language"] = code
