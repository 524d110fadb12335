"""Sends one request of the matrix and says what came back: status, row ids, total, and whose fields."""

import re
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from tests.gates.lines import Line
from tests.gates.world import Row, Who, World

HREFS = {"person": "/people/", "double": "/people/", "organisation": "/organisations/", "account": "/accounts/"}
HREFS |= {"pair": "/mentoring/pairs/", "newcomer": "/people/"}
HREFS["staff"] = "/people/"
HREFS |= {
    "item": "/achievements/",
    "desk_item": "/achievements/ID/decision",
    "item_turn": "/achievements/ID/decision",
    "queued_item": "/achievements/ID/decision",
}
HREFS |= dict.fromkeys(["training_turn", "waiting_line", "verified_line"], "/training/records/ID/decision")
HREFS |= {"activity": "/training/activities/", "job": "/jobs/", "import_batch": "/imports/"}
"""Where the address of a kind of row leads, ID for its number where that is not the end; a domain adds its own."""
TOTAL = re.compile(r'<span class="num">[^<0-9]*(\d+)')
TOKENS = re.compile(r"[\w-]{12,}\.[\w-]{4,}\.[\w-]{20,}|\b[0-9a-f]{32}\b")
MOST_PAGES = 40


@dataclass
class Seen:
    status: int
    location: str
    body: str
    rows: set[int]
    total: int | None
    marks: set[tuple[str, str]]


class Probe:
    def __init__(self, world: World) -> None:
        self.world = world
        self.client = world.app.test_client(use_cookies=False)
        self.rules = {rule.endpoint: rule for rule in world.app.url_map.iter_rules()}
        self.requests = 0

    def path(self, line: Line, row_id: int | None, row: Row | None = None) -> str:
        """The address, with the row's id where the line says."""
        values = {name: self._value(kind, row_id, row) for name, kind in line.path.items()}
        named = {name: kind for name, kind in line.query.items() if row_id is not None or kind.startswith("=")}
        query = {name: self._value(kind, row_id, row) for name, kind in named.items()}
        built = self.rules[line.endpoint].rule
        for name, value in values.items():
            built = re.sub(rf"<(?:\w+:)?{name}>", str(value), built)
        return built + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")

    def _value(self, kind: str, row_id: int | None, row: Row | None) -> Any:
        """`=text` is the text itself; of a second kind, the row with the same key."""
        if kind.startswith("="):
            return kind[1:]
        other = self.world.rows(kind).get(row.key) if row else None
        return other.id if other else row_id

    def send(
        self,
        line: Line,
        who: Who,
        path: str,
        *,
        args: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
        token: bool = True,
        form: Mapping[str, str] | None = None,
    ) -> Seen:
        response = self._open(line, who, path, args or {}, dict(headers or {}), method, token, form or {})
        body = response.get_data().decode(errors="replace")  # a PDF is no text, and shows no mark
        response.close()
        if typed := (args or {}).get("q", ""):
            body = _without_echo(body, typed)
        rows, total = self._rows(line, response, body)
        marks = {each for each in self.world.marks(body) if each[0] != who.key}
        return Seen(response.status_code, response.headers.get("Location", ""), body, rows, total, marks)

    def all_pages(self, line: Line, who: Who, path: str) -> Seen:
        """A list from its first to its last page."""
        seen = self.send(line, who, path, args={"size": "100"})
        pages = min(MOST_PAGES, -(-(seen.total or 0) // 100))
        for number in range(2, pages + 1):
            more = self.send(line, who, path, args={"size": "100", "page": str(number)})
            seen.rows |= more.rows
            seen.marks |= more.marks
        return seen

    def _open(
        self, line: Line, who: Who, path: str, args: Mapping[str, str], headers: dict[str, str], method: str | None,
        token: bool, form: Mapping[str, str],
    ) -> TestResponse:  # fmt: skip
        self.requests += 1
        data = None
        if (method or line.method) == "POST":
            data = dict(form) | ({"csrf_token": self.world.form_token()} if token else {})
        address, _, query = path.partition("?")
        query = "&".join(each for each in (query, urlencode(args)) if each)
        return Context().run(  # a request borrows nothing from the gate's own application context
            self.client.open, address, method=method or line.method, query_string=query, data=data,
            headers=headers | {"Cookie": who.cookie},
        )  # fmt: skip

    def _rows(self, line: Line, response: TestResponse, body: str) -> tuple[set[int], int | None]:
        if response.is_json and isinstance(found := response.get_json(silent=True), list):
            return {each["id"] for each in found}, None
        total = TOTAL.search(body)
        if response.mimetype != "text/html":  # the list as a file
            return set(), None
        if line.rows not in HREFS or response.status_code != 200:
            return set(), int(total[1]) if total else None
        before, _, after = HREFS[line.rows].partition("ID")
        ids = re.findall(rf'href="{before}(\d+){after}"', body)
        return set(map(int, ids)), int(total[1]) if total else 0


def _without_echo(body: str, typed: str) -> str:
    """What somebody typed comes back in the search box: that tells him nothing."""
    return body.replace(typed, "") if len(typed) > 3 else body


def masked(body: str, path: str) -> str:
    """The body without what differs from request to request."""
    return TOKENS.sub("TOKEN", body).replace(path.rstrip("?"), "PATH")
