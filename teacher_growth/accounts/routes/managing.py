"""Accounts and what they may do where, for the system administrator."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import fetch
from teacher_growth.accounts import actions, queries
from teacher_growth.accounts.forms import AccountForm, EndGrantForm, GrantForm, PlainForm
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.routes.signing import bp
from teacher_growth.accounts.routes.told import FirstPasswords
from teacher_growth.accounts.rules import AccountState
from teacher_growth.clock import today
from teacher_growth.errors import SelfInterest
from teacher_growth.i18n import _, _l
from teacher_growth.pinyin import pattern
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices


@bp.get("/accounts")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def account_list() -> Any:
    return render_template("accounts/account_list.html", page=read(_table()))


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def account_new() -> Any:
    actor, form = current_actor(), AccountForm()
    login = form.login.data or ""
    told = FirstPasswords(form, {login: form.name.data or ""})
    if form.ready() and told.made_by(
        lambda: actions.create_account(actor=actor, password=told.of(login), **form.values())
    ):
        flash(_("账号已建立，可以返回账号页授予角色"))
        back = url_for(".account_page", account_id=queries.account_by_login(login, actor))
        return render_template("accounts/password_reset.html", told=told.lines(), back=back)
    return render_template("accounts/account_new.html", form=form), form.status


@bp.get("/accounts/<int:account_id>")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def account_page(account_id: int) -> Any:
    actor = current_actor()
    account = fetch(Account, account_id, actor, Permission.ACCOUNTS_MANAGE)
    return render_template(
        "accounts/account_page.html",
        account=account,
        grants=queries.grants_with_places(account_id, actor),
        today=today(),
        forms={name: PlainForm() for name in ("reset", "factor", "switch")},  # one each: one key acts once
        own=account_id == actor.user_id,
        answers=queries.answers_for(account_id, actor, Permission.ACCOUNTS_MANAGE, today()),
    )


@bp.route("/accounts/<int:account_id>/grants/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MANAGE, for_others=True)
def grant_new(account_id: int) -> Any:
    actor, form = current_actor(), GrantForm()
    account = fetch(Account, account_id, actor, Permission.GRANTS_MANAGE)
    if account_id == actor.user_id:
        raise SelfInterest()
    name = account.name
    if form.ready() and form.perform(lambda: actions.give_role(account_id, actor=actor, **form.values())):
        flash(_("已授予角色"))
        return redirect(url_for(".account_page", account_id=account_id))
    return render_template("accounts/grant_new.html", form=form, account_id=account_id, name=name), form.status


@bp.route("/accounts/grants/<int:grant_id>/end", methods=["GET", "POST"])
@requires(Permission.GRANTS_MANAGE, for_others=True)
def grant_end(grant_id: int) -> Any:
    actor, form = current_actor(), EndGrantForm()
    grant, place, account = queries.grant_with_place(grant_id, actor)
    account_id = account.id
    if account_id == actor.user_id:
        raise SelfInterest()
    if form.ready() and form.perform(
        lambda: actions.end_role(grant_id, actor=actor, last_day=form.last_day.data, today=today())
    ):
        flash(_("授权已结束，该账号的登录都已退出"))
        return redirect(url_for(".account_page", account_id=account_id))
    return render_template("accounts/grant_end.html", form=form, grant=grant, place=place, account=account), form.status


@bp.post("/accounts/<int:account_id>/password")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def password_reset(account_id: int) -> Any:
    """Shows the first password once; it must be changed at the next sign-in."""
    actor, form = current_actor(), PlainForm()
    account = fetch(Account, account_id, actor, Permission.ACCOUNTS_MANAGE)
    told = FirstPasswords(form, {account.login: account.name})
    seed = told.seed(account.login)
    if form.ready() and told.made_by(lambda: actions.reset_password(account_id, actor=actor, seed=seed)):
        back = url_for(".account_page", account_id=account_id)
        return render_template("accounts/password_reset.html", told=told.lines(), back=back)
    return _back(account_id, form)


@bp.post("/accounts/<int:account_id>/second-factor/reset")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def second_factor_reset(account_id: int) -> Any:
    actor, form = current_actor(), PlainForm()
    if form.ready() and form.perform(lambda: actions.reset_second_factor(account_id, actor=actor)):
        flash(_("动态口令已取消，本人登录后可重新启用"))
    return _back(account_id, form)


@bp.post("/accounts/<int:account_id>/disabled")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def account_disable(account_id: int) -> Any:
    actor, form = current_actor(), PlainForm()
    if form.ready() and form.perform(lambda: actions.disable_account(account_id, actor=actor)):
        flash(_("账号已停用，登录都已退出"))
    return _back(account_id, form)


@bp.post("/accounts/<int:account_id>/enabled")
@requires(Permission.ACCOUNTS_MANAGE, for_others=True)
def account_enable(account_id: int) -> Any:
    actor, form = current_actor(), PlainForm()
    if form.ready() and form.perform(lambda: actions.enable_account(account_id, actor=actor)):
        flash(_("账号已恢复"))
    return _back(account_id, form)


def _back(account_id: int, form: PlainForm) -> Any:
    form.flash_errors()
    return redirect(url_for(".account_page", account_id=account_id))


def _table() -> Table:
    statement, places = queries.accounts(current_actor())
    states = [each for each in choices(AccountState) if each[0] != AccountState.NONE]
    return Table(
        key="accounts",
        title=_l("账号"),
        statement=statement,
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Account.name, card=True),
            Column("login", _l("账号"), value=lambda row: row.login, sort=Account.login, card=True),
            Column("place", _l("单位"), value=lambda row: row.organisation.name, sort=places.name, card=True),
            Column("state", _l("状态"), value=lambda row: row.state, kind="state"),
        ],
        filters=[
            Filter("q", _l("姓名、账号或单位"), kind="text", apply=_search),
            Filter("role", _l("角色"), kind="choice", choices=choices(Role), apply=_role),
            Filter("state", _l("状态"), kind="choice", choices=states, apply=_state),
        ],
        default_sort="login",
        tie=Account.id,
        row_url=lambda row: url_for("accounts.account_page", account_id=row.id),
    )


def _search(statement: Any, text: str) -> Any:
    return queries.matching(statement, text, pattern(text))


def _role(statement: Any, value: str) -> Any:
    return queries.holding(statement, Role(value), today())


def _state(statement: Any, value: str) -> Any:
    return statement.where(queries.in_state(AccountState(value)))
