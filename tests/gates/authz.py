"""G1: every endpoint × actor × relation gets the status, the rows and the fields that the matrix says, and no more."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

from teacher_growth.access.actor import Actor
from teacher_growth.clock import today
from tests.gates import crew, databases, lines, probes, verbs, world
from tests.gates.expected import Expected, expect
from tests.gates.lines import Line
from tests.gates.probe import Probe, Seen, masked
from tests.gates.report import Report
from tests.gates.world import ABSENT, Row, Who, World

QUICK = 900
TABLES = {"organisation": "organisation", "movable": "organisation", "empty_place": "organisation"}
TABLES |= dict.fromkeys(["recorded_item", "returned_item", "checked_item"], "achievement")
TABLES |= dict.fromkeys(["waiting_item", "principals_item", "queued_item", "taken_item"], "achievement")
TABLES |= dict.fromkeys(["waiting_line", "verified_line", "returned_line", "principals_line"], "training_record")
TABLES["activity"] = "training_activity"
"""Where the version of a kind of row stands; a domain adds its own."""
QUIET_TABLES = frozenset({"sign_in_session", "request_key", "training_sum", "training_school_sum", "audit_person"})
ABSENT_ID = 999_999
NO_IDS = (0, 2**31, 2**63)  # no row can have them
ASKERS = frozenset({"anonymous", "teacher", "city_clerk"})  # the address ends there, whoever asks: some are enough
FOREIGN_QUICK, FOREIGN = 1, 3


@dataclass(frozen=True)
class Cell:
    """One request and who makes it. `sort`: status, parameter, head, script or csrf."""

    line: Line
    who: Who
    row: Row | None = None
    row_id: int | None = None
    sort: str = "status"
    args: tuple[tuple[str, str], ...] = ()
    target: Row | None = None  # the row that a parameter names
    must_hold: int | None = None  # a row that this search has to find

    @property
    def name(self) -> str:
        parts = [
            self.line.name,
            self.who.key,
            self.row.key if self.row else (ABSENT if self.row_id is not None else ""),
        ]
        parts += [] if self.sort == "status" else [self.sort]
        return " ".join(each for each in (*parts, *(f"{key}={value!r}" for key, value in self.args)) if each)


class Bench:
    """A world, its matrix and what it takes to try cells: used by this gate and by mutation."""

    def __init__(self, app: Flask) -> None:
        self.world: World = world.build(app)
        self.lines = lines.load()
        by_length = sorted(self.lines.values(), key=lambda each: -len(each.name))
        self.first = {each.covers: each.name for each in by_length}  # of the lines of one address the plain one
        self._watch()
        _put_entries(self.world, self.store)

    def _watch(self) -> None:
        self.store = databases.Store(self.world.app)
        self.first_seq = self.store.last_seq()
        self.probe = Probe(self.world)
        self.absent: dict[tuple[str, str], str] = {}  # what somebody gets for a row that is not there
        _count_todos_once(self.world.app)

    def move_to(self, home: Path) -> None:
        """The same world in a copied folder."""
        self.world.app = databases.an_app(home)
        self.world.app.app_context().push()
        self._watch()

    def cells(self, picked: Callable[[Line], bool] = lambda _line: True, *, foreign: int = FOREIGN) -> Iterator[Cell]:
        for line in self.lines.values():
            if picked(line) and line.endpoint in self.probe.rules:
                for who in self.world.actors.values():
                    yield from self.cells_of(line, who, foreign)

    def cells_of(self, line: Line, who: Who, foreign: int = FOREIGN) -> Iterator[Cell]:
        rows = self.world.spread(line.subject, who) if line.subject else []
        is_first = self.first[line.covers] == line.name
        turned_away = not who.signed_in or who.key in line.forbidden  # before any row is looked at
        if turned_away:
            rows = [*rows[:1], *rows[1:][-1:]] if is_first else rows[:1]
        yield from (Cell(line, who, row, row.id) for row in rows)
        if rows and (is_first or not turned_away):
            yield Cell(line, who, None, ABSENT_ID)
        if rows and is_first and line.path and who.key in ASKERS:
            yield from (Cell(line, who, None, each, "no id") for each in NO_IDS)
        if not rows or any(not kind.startswith("=") for kind in line.query.values()):
            yield Cell(line, who)
        row = rows[0] if rows else None
        row_id = row.id if row else None
        sorts = (("head", "script") if line.method == "GET" else ("csrf",)) if is_first else ()
        yield from (Cell(line, who, row, row_id, sort) for sort in sorts)
        if line.method == "GET":
            yield from self._parameters(line, who, row, foreign)
            yield from self._named(line, who)

    def _named(self, line: Line, who: Who) -> Iterator[Cell]:
        for name, kind in line.tries.items():
            for row in self.world.spread(kind, who)[: None if line.at(who.key) else 1]:
                yield Cell(line, who, None, None, "parameter", ((name, str(row.id)),), row)

    def _parameters(self, line: Line, who: Who, row: Row | None, foreign: int) -> Iterator[Cell]:
        at = line.at(who.key)
        rows = sorted(self.world.rows(line.rows or "").values(), key=lambda each: _shuffled(who.key, each.key))
        outside = [each for each in rows if self.world.relation(who, each) not in at][:foreign]
        inside = [each for each in rows if self.world.relation(who, each) in at][:1]
        if not at and line.params:  # one try is enough where the whole list is closed
            name, (value, *_rest) = next(iter(line.params.items()))
            yield Cell(line, who, row, row.id if row else None, "parameter", ((name, value),))
        for name, values in line.params.items():
            for value in values if at else []:
                for text, target in self._texts(value, outside, inside, foreign):
                    found = target.id if target in inside and value.startswith("$") and value != "$id" else None
                    yield Cell(line, who, row, row.id if row else None, "parameter", ((name, text),), None, found)

    def _texts(self, value: str, outside: list[Row], inside: list[Row], foreign: int) -> list[tuple[str, Row | None]]:
        if value == "$school":
            return [(each, None) for each in "甲乙丙丁戊"[:foreign]]
        if not value.startswith("$"):
            return [(value, None)]
        targets = [*outside, *inside]
        if value == "$id":
            return [(str(each.id), each) for each in targets]
        marked = {**self.world.people, **self.world.actors}
        named = [(each, each.says.get(value[1:], (each.key, value[1:]))) for each in targets]
        return [(marked[whose].mark(name), each) for each, (whose, name) in named]

    def run(self, cell: Cell) -> list[str]:
        """What differs from the matrix; nothing when all is right."""
        expected = expect(self.world, cell)
        path = self.probe.path(cell.line, cell.row_id, cell.row)
        seen = self._send(cell, path)
        faults = expected.differences(seen, self.world)
        found = cell.must_hold in seen.rows if seen.rows else seen.total  # not everybody may open it
        if cell.must_hold in (expected.rows or ()) and not found:
            faults.append("a row that may be seen is not found")
        if seen.status == 404 and cell.line.subject and cell.sort == "status":
            faults += self._tells_apart(cell, path, seen)
        return faults + self._written(expected)

    def _send(self, cell: Cell, path: str) -> Seen:
        line, who = cell.line, cell.who
        if cell.sort == "status" and line.rows and not line.path and line.limit is None and line.method == "GET":
            return self.probe.all_pages(line, who, path)
        return self.probe.send(
            line,
            who,
            path,
            args=dict(cell.args),
            form=self._form(line, who, cell.row, cell.row_id),
            token=cell.sort != "csrf",
            method="HEAD" if cell.sort == "head" else None,
            headers={"Accept": "application/json"} if cell.sort == "script" else None,
        )

    def _form(self, line: Line, who: Who, row: Row | None, row_id: int | None) -> dict[str, str]:
        """$place: his own; $today; $version of the row; $NAME: the organisation of that name; $NAME.staff_number.

        @KIND: the id of the row.
        """
        known = {f"${key}": str(place) for key, place in self.world.places.items()}
        known |= {"$place": known[f"${who.part.home}"], "$today": str(today()), "$version": self._version(row)}
        known |= {f"${key}.staff_number": each.mark("staff_number") for key, each in self.world.people.items()}
        known |= {f"${key}.name": each.mark("name") for key, each in self.world.people.items()}
        known |= {f"${key}.id": str(each.id) for key, each in self.world.people.items()}
        known |= {f"@{line.subject}": str(row_id)}
        return {name: known.get(value, value) for name, value in line.form.items()}

    def _version(self, row: Row | None) -> str:
        if row is None or row.kind not in TABLES:
            return "1"
        found = self.store.observer.execute(f"SELECT version FROM {TABLES[row.kind]} WHERE id = ?", (row.id,))
        return str(found.fetchone()[0])

    def _tells_apart(self, cell: Cell, path: str, seen: Seen) -> list[str]:
        """A row out of reach and a row that is not there get the same bytes."""
        key = cell.line.name, cell.who.key
        if key not in self.absent:
            absent = self.probe.path(cell.line, ABSENT_ID)
            other = self.probe.send(cell.line, cell.who, absent, form=self._form(cell.line, cell.who, None, ABSENT_ID))
            self.absent[key] = masked(other.body, absent)
        return [] if masked(seen.body, path) == self.absent[key] else ["differs from the answer for an absent row"]

    def _written(self, expected: Expected) -> list[str]:
        if not self.store.touched():
            return [f"wrote nothing, expected {sorted(expected.changes)}"] if expected.changes else []
        changed = self.store.changed()
        events = self.store.events_since(self.first_seq)
        if changed - QUIET_TABLES:
            self.store.restore()
        wanted = expected.changes
        faults = (
            []
            if changed - QUIET_TABLES == wanted - QUIET_TABLES
            else [f"wrote {sorted(changed)}, not {sorted(wanted)}"]
        )
        return (
            faults if events == list(expected.events) else [*faults, f"audited {events}, not {list(expected.events)}"]
        )


def _count_todos_once(app: Flask) -> None:
    """The number in the menu, which no line speaks of, would take a third of the time; the list itself is not kept."""
    count, known = app.extensions["todo_count"], dict[int | None, int]()

    def counted(actor: Actor) -> int:
        if actor.user_id not in known:
            known[actor.user_id] = count(actor)
        return known[actor.user_id]

    app.extensions["todo_count"] = counted


def _shuffled(*keys: str) -> str:
    return sha256(" ".join(keys).encode()).hexdigest()


def _put_entries(made: World, store: databases.Store) -> None:
    places = {each: key for key, each in made.places.items()}
    for seq, organisation_id in store.observer.execute("SELECT seq, organisation_id FROM audit_entry"):
        made.put("entry", str(seq), seq, at=frozenset({places[organisation_id]} if organisation_id else ()))


def check_coverage(app: Flask, known: dict[str, Line], report: Report) -> None:
    """Each rule and method has its line, each line its rule."""
    served = {
        f"{rule.endpoint} {method}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    lined = {line.covers for line in known.values()}
    for name in sorted(served | lined):
        why = "no line in the matrix" if name not in lined else "a line without an endpoint"
        report.check(name in lined and name in served, f"{why}: {name}")


def _sample(cells: list[Any], *, seed: int, most: int | None) -> list[Any]:
    if most is None or len(cells) <= most:
        return cells
    return random.Random(seed).sample(cells, most)  # noqa: S311 -- a seeded sample


def run(report: Report, *, quick: bool, seed: int, start: str = "") -> None:
    with databases.sqlite_app() as app:
        bench = Bench(app)
        check_coverage(app, bench.lines, report)
        cells = list(bench.cells(lambda line: line.name.startswith(start), foreign=FOREIGN_QUICK if quick else FOREIGN))
        report.figures["cells"] = len(cells)
        pick = partial(_sample, seed=seed, most=QUICK if quick else None)
        picked = pick(cells)
        for cell, faults in zip(picked, crew.share(bench, picked, Bench.run), strict=True):
            report.check(not faults, f"{cell.name}: {'; '.join(faults)}")
        report.figures["actors"] = len(bench.world.actors)
        if start:
            return
        verbs.check_all(bench, report, pick=pick)
        probes.check_all(bench.world, report)
