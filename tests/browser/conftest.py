"""The application behind a real server, people who sign in at its door, and what every page must pass."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.factories.accounts import PASSWORD

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FAULTS = """axe.run({resultTypes: ['violations']}).then(found => found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 160)).join(' | ')))"""


@pytest.fixture
def live_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Flask], str]]:
    """live_server(app) -> its address on 127.0.0.1, over plain http."""
    running = []

    def serve(app: Flask) -> str:
        monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "session")  # the other one asks for TLS
        monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", False)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sign_in_at(new_page: Callable[..., Any]) -> Callable[..., Any]:
    """sign_in_at(address, login, **options of a browser context) -> a page of somebody who came in by the door."""

    def enter(address: str, login: str, **options: Any) -> Any:
        page = new_page(base_url=address, **options)
        page.goto("/sign-in")
        page.fill('[name="login"]', login)
        page.fill('[name="password"]', PASSWORD)
        page.click('main button[type="submit"]')
        page.wait_for_url("**/")
        return page

    return enter


@pytest.fixture
def check() -> Callable[[Any], None]:
    """check(page): axe finds nothing, nothing has to be pushed sideways."""

    def checked(page: Any) -> None:
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        assert page.evaluate(FAULTS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    return checked
