"""flask demo build, flask demo logins."""

import json
from pathlib import Path

from flask import Flask

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from tests.factories.organisations import a_city

BUILD = ["demo", "build", "--size", "hamlet"]


def run(app: Flask, *words: str):
    db.session.remove()
    return app.test_cli_runner().invoke(args=list(words))


def test_build_prepares_an_empty_home(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()
    for path in Path(app.config["HOME"]).glob("teacher_growth.db*"):
        path.unlink()
    result = run(app, *BUILD)
    assert result.exit_code == 0, result.output
    assert result.output == "Demo hamlet built: 2 schools, 20 teachers, " + result.output.split(", ")[-1]


def test_build_replaces_a_demo(app: Flask) -> None:
    assert run(app, *BUILD).exit_code == 0
    result = run(app, *BUILD, "--seed", "5")
    assert result.exit_code == 0
    assert "built" in result.output


def test_build_keeps_a_demo_when_asked(app: Flask) -> None:
    assert run(app, *BUILD, "--if-empty").exit_code == 0
    result = run(app, *BUILD, "--if-empty")
    assert (result.exit_code, result.output) == (0, "The demo is there already.\n")


def test_build_refuses_other_data(app: Flask) -> None:
    a_city()
    for words in (BUILD, [*BUILD, "--if-empty"]):
        result = run(app, *words)
        assert result.exit_code == 1
        assert result.output.count("\n") == 1
        assert "not built over it" in result.output


def test_logins_are_listed_as_json(app: Flask) -> None:
    run(app, *BUILD)
    found = json.loads(run(app, "demo", "logins", "--json").stdout)
    assert {each["role"] for each in found} == set(Role)
    assert {"role", "login", "password", "organisation", "name", "totp_secret"} <= found[0].keys()


def test_logins_begin_with_teacher_principal_and_bureau(app: Flask) -> None:
    run(app, *BUILD)
    head, *lines = run(app, "demo", "logins").stdout.splitlines()
    assert head.split() == ["角色", "账号", "密码", "姓名", "单位", "动态口令密钥"]
    assert lines[0].startswith("教师（筑基）")
    assert [line.split()[0] for line in lines[3:6:2]] == ["校长", "县（市、区）经办"]


def test_logins_are_shown_of_a_demo_only(app: Flask) -> None:
    a_city()
    result = run(app, "demo", "logins", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
