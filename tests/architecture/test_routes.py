"""Every route is guarded, its address kebab-case and typed, and the menu leads to what there is."""

import re

import pytest
from flask import Flask

from teacher_growth.web.guards import OPEN_TO_ALL, check_routes
from teacher_growth.web.navigation import SIDE, TABS

SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?|<(int|uuid|any\([^)]*\)|path|[a-z]+):[a-z_]+>")


def test_every_route_is_guarded(app):
    unguarded = {name for name, view in app.view_functions.items() if not hasattr(view, "permission")}
    assert unguarded - set(OPEN_TO_ALL) == set()


def test_every_open_route_exists_and_has_a_reason(app):
    assert set(OPEN_TO_ALL) - set(app.view_functions) == set()
    assert all(OPEN_TO_ALL.values())


def test_an_unguarded_route_does_not_boot():
    app = Flask("bare")
    app.add_url_rule("/leak", "people.leak", lambda: "all")
    with pytest.raises(RuntimeError, match=r"people\.leak: neither"):
        check_routes(app)


def test_addresses_are_kebab_case_and_typed(app):
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not all(SEGMENT.fullmatch(part) for part in rule.rule.strip("/").split("/") if part)
    ]
    assert found == []


def test_no_route_changes_anything_by_get(app):
    """What takes POST only says so; what takes both shows a form first."""
    both = {rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    assert {name for name in both if not (app.jinja_env.loader and _has_page(app, name))} == set()


def _has_page(app: Flask, endpoint: str) -> bool:
    return f"{endpoint.replace('.', '/')}.html" in app.jinja_env.list_templates()


def test_the_menu_leads_to_what_there_is(app):
    assert {entry.endpoint for entry in SIDE} | set(TABS) <= set(app.view_functions)


def test_the_menu_asks_what_the_page_asks(app):
    asked = {entry.endpoint: app.view_functions[entry.endpoint].permission for entry in SIDE}
    assert {entry.endpoint: entry.permission for entry in SIDE} == asked
