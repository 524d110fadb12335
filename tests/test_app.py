"""The app as it is put together."""

import subprocess
import sys

import pytest
from flask import request

from teacher_growth.app import create_app, warn_if_anchors_inside
from teacher_growth.audit.actions import chain
from teacher_growth.settings import Production
from teacher_growth.web.once import claim_key
from tests.architecture.source import PACKAGE, ROOT, calls, modules


def test_every_blueprint_and_command_is_there(app):
    homes = {path.split("/")[0] for path, tree in modules().items() if any(calls(tree, "Blueprint"))}
    groups = {path.removesuffix(".py") for path in modules(PACKAGE / "cli")} - {"__init__", "acting"}
    renamed = {"exports": "export", "imports": "import"}
    assert set(app.blueprints) == homes
    assert set(app.cli.commands) == {renamed.get(each, each) for each in groups} | {"db"}


def test_the_write_steps_are_registered_once_each(app):
    steps = app.extensions["write_steps"]
    assert steps.first.count(claim_key) == 1
    assert [getattr(each, "func", None) for each in steps.last].count(chain) == 1


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_forwarded_addresses_are_believed_from_named_proxies_only(tmp_path, monkeypatch, proxies):
    monkeypatch.setenv("TEACHER_GROWTH_PROXIES", proxies)
    app = create_app(Production(tmp_path))
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/nothing", headers={"X-Forwarded-For": "6.6.6.6"})
    assert seen == ["127.0.0.1" if proxies == "0" else "6.6.6.6"]


def test_production_warns_of_anchors_beside_the_database(tmp_path, monkeypatch, capsys):
    warn_if_anchors_inside(create_app(Production(tmp_path)))
    warned = capsys.readouterr().err
    monkeypatch.setenv("TEACHER_GROWTH_ANCHORS", str(tmp_path / "far"))
    warn_if_anchors_inside(create_app(Production(tmp_path)))
    assert (warned.count("TEACHER_GROWTH_ANCHORS is not set"), capsys.readouterr().err) == (1, "")


def test_static_files_are_served_without_the_database(app, count_queries):
    with count_queries() as queries:
        answer = app.test_client().get("/static/css/tokens.css")
        answer.close()
    assert (answer.status_code, queries) == (200, [])


def test_a_pure_rule_loads_no_framework():
    code = (
        "import sys, teacher_growth.people.rules.kinds, teacher_growth.organisations.rules, teacher_growth.audit.rules;"
        "print([name for name in ('flask', 'sqlalchemy', 'wtforms', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
