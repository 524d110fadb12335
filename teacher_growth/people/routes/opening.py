"""Accounts of people with a file: who has none, opening many at once, and a first password anew."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows
from teacher_growth.accounts.actions import hasher
from teacher_growth.accounts.forms import PlainForm
from teacher_growth.accounts.queries import roles_to_come
from teacher_growth.accounts.routes.told import FirstPasswords
from teacher_growth.accounts.rules import AccountState
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, _l
from teacher_growth.people import actions, queries
from teacher_growth.people.forms import OpeningForm
from teacher_growth.people.models import Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import BatchAction, Column, Filter, Table, chosen_ids
from teacher_growth.web.words import choices

OPEN = Permission.ACCOUNTS_OPEN
SAMPLE = 10


@bp.get("/people/accounts")
@requires(OPEN, for_others=True)
def teacher_accounts() -> Any:
    actor, beside = current_actor(), {"account": {}, "home": {}}

    def load(statement: Any) -> list[Teacher]:
        found = queries.found_by(statement)
        ids = [each.id for each in found]
        beside["account"] |= queries.accounts_of(actor, ids)
        beside["home"] |= queries.homes_of(actor, ids)
        return found

    return render_template("people/teacher_accounts.html", page=read(_table(actor, beside), load=load))


@bp.route("/people/accounts/new", methods=["GET", "POST"])
@requires(OPEN, for_others=True)
def account_opening() -> Any:
    """First who is chosen; once that is confirmed, their accounts, each with its first password."""
    actor, form = current_actor(), OpeningForm()
    chosen, left_out = _chosen(actor)
    if chosen and form.confirmed.data and form.ready():
        told = FirstPasswords(form, {each.staff_number: each.name for each in chosen})
        hashes = {each.id: hasher.hash(told.of(each.staff_number)) for each in chosen}
        if told.made_by(lambda: actions.open_teacher_accounts(hashes, actor=actor)):
            flash(_("已开通 %(count)s 个账号", count=len(hashes)))
            return _shown(told, url_for(".teacher_accounts", state=AccountState.NONE))
    form.confirmed.data = "1"
    ids = [each.id for each in chosen]
    have, homes = queries.accounts_of(actor, ids), queries.homes_of(actor, ids)
    waiting = [(each, homes[each.id]) for each in chosen if each.id not in have]
    page = {"form": form, "waiting": waiting, "left_out": left_out, "sample": SAMPLE}
    return render_template("people/account_opening.html", **page), form.status


@bp.post("/people/<int:teacher_id>/account/password")
@requires(OPEN, for_others=True)
def password_reset(teacher_id: int) -> Any:
    actor, form = current_actor(), PlainForm()
    teacher = queries.all_of(queries.staff(actor), [teacher_id])[0]
    account = queries.accounts_of(actor, [teacher_id]).get(teacher_id)
    if account is None:
        raise NotVisible("Account", teacher_id)
    told = FirstPasswords(form, {account.login: teacher.name})
    seed, page = told.seed(account.login), url_for(".person_page", teacher_id=teacher_id)
    if form.ready() and told.made_by(lambda: actions.reset_teacher_password(teacher_id, actor=actor, seed=seed)):
        return _shown(told, page)
    form.flash_errors()
    return redirect(page)


def account_beside(teacher_id: int, actor: Actor) -> dict[str, Any] | None:
    """What a person's page says of his account, to those who open it."""
    if teacher_id == actor.teacher_id or not actor.may_for_others(OPEN):
        return None
    if not rows(queries.staff(actor).where(Teacher.id == teacher_id)):
        return None
    account = queries.accounts_of(actor, [teacher_id]).get(teacher_id)
    if account is None:
        return {"state": AccountState.NONE, "alone": False}
    alone = not roles_to_come(account.id, today()) - {Role.TEACHER}
    return {"state": account.state, "alone": alone, "form": PlainForm()}


def _chosen(actor: Actor) -> tuple[list[Teacher], int]:
    """The people, as many as can be done at once, and how many more were chosen."""
    ids = chosen_ids(request.values)
    if request.form.get("all"):
        whole = queries.with_account_in(_table(actor, {}).matching(request.form), AccountState.NONE)
        ids = [each.id for each in rows(whole)]
    most = actions.MOST_AT_ONCE
    return queries.all_of(queries.staff(actor), ids[:most]), max(0, len(ids) - most)


def _shown(told: FirstPasswords, back: str) -> Any:
    return render_template("people/password_reset.html", told=told.lines(), back=back)


def _table(actor: Actor, beside: dict[str, dict[int, Any]]) -> Table:
    def state(row: Teacher) -> AccountState:
        account = beside["account"].get(row.id)
        return AccountState.NONE if account is None else account.state

    def url(row: Teacher) -> str | None:
        account = beside["account"].get(row.id)
        if actor.may_for_others(Permission.PEOPLE_READ):
            return url_for(".person_page", teacher_id=row.id)
        manages = account and actor.holds_at(Permission.ACCOUNTS_MANAGE, account.organisation_id)
        return url_for("accounts.account_page", account_id=account.id) if manages else None

    return Table(
        key="staff",
        title=_l("教师账号"),
        statement=queries.staff(actor),
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Teacher.name_key, card=True),
            Column("number", _l("工号"), value=lambda row: row.staff_number, sort=Teacher.staff_number, card=True),
            Column("home", _l("单位"), value=lambda row: beside["home"][row.id].name, card=True),
            Column("state", _l("账号"), value=state, kind="state"),
        ],
        filters=[
            Filter("q", _l("姓名、工号或学校"), apply=queries.matching),
            Filter("state", _l("账号"), kind="choice", choices=choices(AccountState), apply=_in_state),
        ],
        default_sort="name",
        tie=Teacher.id,
        row_url=url,
        selectable=lambda row: row.id not in beside["account"],
        batch=[BatchAction(_l("开通账号"), url_for(".account_opening"), "open")],
    )


def _in_state(statement: Any, value: str) -> Any:
    return queries.with_account_in(statement, AccountState(value))
