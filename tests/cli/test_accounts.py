"""flask accounts create, flask accounts reset."""

from typing import Any

import pyotp
import pytest
from flask import Flask

from teacher_growth.access.roles import Role
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.actions import matches
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import find_account
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from tests.factories.accounts import an_account
from tests.factories.organisations import a_city


def run(app: Flask, *words: str):
    db.session.remove()
    return app.test_cli_runner().invoke(args=["accounts", *words])


def grants(account: Account) -> list[tuple[Any, ...]]:
    statement = db.select(RoleGrant).where(RoleGrant.account_id == account.id)
    found = db.session.scalars(unrestricted(statement, reason="test"))
    return [(each.role, each.organisation_id, each.valid_from, each.valid_to) for each in found]


@pytest.mark.both_databases
def test_create_makes_the_first_administrator(app: Flask) -> None:
    city = a_city("嘉兴市")
    result = run(app, "create", "first.admin", "管理员", "--organisation", "嘉兴市", "--role", "system_administrator")
    login, password = result.output.split()
    account = find_account("first.admin")
    assert (result.exit_code, login, account.must_change_password) == (0, "first.admin", True)
    assert matches(account.password_hash, password)
    assert grants(account) == [(Role.SYSTEM_ADMINISTRATOR, city.id, today(), None)]


def test_create_refuses_in_words_and_leaves_nothing(app: Flask) -> None:
    an_account(None, a_city("嘉兴市"), login="taken")
    unknown = run(app, "create", "x", "某", "--organisation", "别处市", "--role", "system_administrator")
    unfit = run(app, "create", "x", "某", "--organisation", "嘉兴市", "--role", "principal")
    taken = run(app, "create", "taken", "某", "--organisation", "嘉兴市", "--role", "city_clerk")
    assert [(each.exit_code, each.output.strip()) for each in (unknown, unfit, taken)] == [
        (1, "Error: --organisation 别处市: no one organisation has this code or name"),
        (1, "Error: 市教育局没有“校长”这个角色，请核对单位"),
        (1, "Error: 账号 taken 已经存在"),
    ]
    assert find_account("x") is None


def test_reset_lets_a_locked_out_administrator_in_again(app: Flask) -> None:
    an_account(Role.SYSTEM_ADMINISTRATOR, a_city("嘉兴市"), login="city.admin")
    with write_tx():
        find_account("city.admin").totp_secret = pyotp.random_base32()
    result = run(app, "reset", "city.admin", "--second-factor")
    account = find_account("city.admin")
    assert result.exit_code == 0, result.output
    assert matches(account.password_hash, result.output.split()[1])
    assert (account.must_change_password, account.totp_secret) == (True, None)


def test_reset_of_nobody_says_so(app: Flask) -> None:
    result = run(app, "reset", "nobody")
    assert (result.exit_code, result.output) == (1, "Error: no such account, or not within reach of --as\n")
