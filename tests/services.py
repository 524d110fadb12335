"""Tests that need PostgreSQL or a browser. Registered in tests/conftest.py: pytest_plugins = ["tests.services"].

A test asks for a service by a mark (postgres, browser) or by a fixture below, which sets the mark. Where the service
is not installed the test is skipped with what to install; under CI it fails.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests import postgres as postgresql


class Service(NamedTuple):
    package: str
    is_missing: Callable[[], bool]
    reason: str
    fixtures: frozenset[str]


def chromium() -> str | None:
    """The browser's program: CHROMIUM, else the first that is installed."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    names = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
    return next((found for name in names if (found := shutil.which(name))), None)


@cache
def browser_is_missing() -> bool:
    if importlib.util.find_spec("playwright") is None or not Path(chromium() or "none").exists():
        return True
    driver = [sys.executable, "-m", "playwright", "--version"]  # a program of its own, which needs libatomic1
    return subprocess.run(driver, capture_output=True, check=False).returncode != 0


SERVICES = {
    "postgres": Service(
        "postgresql",
        postgresql.is_missing,
        "needs PostgreSQL: apt-get install postgresql, then run again",
        frozenset({"postgres", "postgres_url"}),
    ),
    "browser": Service(
        "chromium libatomic1 fonts-noto-cjk",
        browser_is_missing,
        "needs a browser: apt-get install chromium libatomic1 fonts-noto-cjk (or set CHROMIUM), then run again",
        frozenset({"browser", "new_page", "page"}),
    ),
}
RUN = pytest.StashKey[str]()


def is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    for mark, service in SERVICES.items():
        config.addinivalue_line("markers", f"{mark}: {service.reason}")
    if is_controller(config):
        config.stash[RUN] = postgresql.new_run()
        postgresql.end_orphans()
    else:
        config.stash[RUN] = config.workerinput["postgres_run"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres_run"] = node.config.stash[RUN]


def pytest_unconfigure(config: pytest.Config) -> None:
    if is_controller(config) and RUN in config.stash:
        postgresql.end_run(config.stash[RUN])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark, service in SERVICES.items():
            if service.fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in SERVICES:
        if item.get_closest_marker(mark):
            require(mark)


def require(name: str) -> None:
    service = SERVICES[name]
    if not service.is_missing():
        return
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(f"{service.reason} (CI is set, so this is no skip)", pytrace=False)
    pytest.skip(service.reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    counts = {name: sum(each.reason in words for words in skipped) for name, each in SERVICES.items()}
    parts = [f"{count} {name} (install {SERVICES[name].package})" for name, count in counts.items() if count]
    if parts:
        terminalreporter.write_line("skipped for a missing service: " + ", ".join(parts), yellow=True)


# --- PostgreSQL


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> postgresql.Server:
    """The session's server, which makes and drops databases."""
    require("postgres")
    return postgresql.server_for(pytestconfig.stash[RUN])


@pytest.fixture
def postgres_url(postgres: postgresql.Server) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    address = postgres.create_database()
    yield address
    postgres.drop_database(address)


# --- browser

QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
HERE_ONLY = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', violation => console.error(
    `CSP: ${violation.violatedDirective} refuses ${violation.blockedURI} ${violation.sample}`
    + ` (${violation.sourceFile}:${violation.lineNumber})`));
"""
OWN_HOSTS = {"127.0.0.1", None, ""}  # data: and blob: name no host


class Problems(list[str]):
    """What went wrong in the browser; a test that means it says so: problems.expect("404")."""

    def __init__(self) -> None:
        super().__init__()
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [problem for problem in self if not any(re.search(each, problem) for each in self._expected)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    require("browser")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where it is used

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *HERE_ONLY])
        yield launched
        launched.close()


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest.fixture
def new_page(browser: Any, problems: Problems) -> Iterator[Callable[..., Any]]:
    """new_page(**options of a browser context) -> a page of its own, watched; in Chinese unless told otherwise."""
    contexts = []

    def new_page(**options: Any) -> Any:
        context = browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options)
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        watch(context, problems)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    if found := problems.unexpected():
        pytest.fail("the browser met:\n  " + "\n  ".join(found), pytrace=False)


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page()


def watch(context: Any, problems: Problems) -> None:
    def on_console(message: Any) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request: Any) -> None:
        if urlsplit(request.url).hostname not in OWN_HOSTS:
            problems.append(f"foreign request: {request.url}")

    def on_failure(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # left while it loaded, or turned into a download
            problems.append(f"failed request: {request.url} {request.failure}")

    context.on("console", on_console)
    context.on("request", on_request)
    context.on("requestfailed", on_failure)
    context.on("weberror", lambda error: problems.append(f"uncaught: {error.error}"))
