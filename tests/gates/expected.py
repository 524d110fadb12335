"""What the matrix says about one cell, and how an answer differs from it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.gates.lines import Line
from tests.gates.people import Person
from tests.gates.probe import Seen
from tests.gates.world import Row, Who, World

if TYPE_CHECKING:
    from tests.gates.authz import Cell

SIGN_IN, FIRST_PASSWORD = "/sign-in", "/me/password"


@dataclass
class Expected:
    status: int
    location: str | None = None
    rows: set[int] | None = None  # None: not a list
    marks: set[tuple[str, str]] = field(default_factory=set)
    beside: frozenset[tuple[str, str]] = frozenset()  # may appear, need not
    exactly: bool = True  # else: these at most
    limit: int | None = None
    changes: frozenset[str] = frozenset()
    events: tuple[str, ...] = ()

    def differences(self, seen: Seen, world: World) -> list[str]:
        faults = [] if seen.status == self.status else [f"status {seen.status}, not {self.status}"]
        if self.location is not None and not seen.location.startswith(self.location):
            faults.append(f"leads to {seen.location!r}")
        if added := seen.marks - self.marks - self.beside:
            faults.append(f"shows {_some(added)}")
        if self.exactly and (missing := self.marks - seen.marks):
            faults.append(f"lacks {_some(missing)}")
        return faults + self._row_differences(seen)

    def _row_differences(self, seen: Seen) -> list[str]:
        if self.rows is None:
            return [f"has rows {sorted(seen.rows)[:5]}"] if seen.rows else []
        most = len(self.rows) if self.limit is None else min(self.limit, len(self.rows))
        faults = [f"has rows {sorted(seen.rows - self.rows)[:5]}"] if seen.rows - self.rows else []
        if seen.total is not None and (seen.total != most if self.exactly else seen.total > most):
            faults.append(f"counts {seen.total}, not {most}")
        if self.exactly and seen.rows and len(seen.rows) != most:
            faults.append(f"has {len(seen.rows)} rows, not {most}")
        return faults


def _some(marks: set[tuple[str, str]]) -> str:
    """The fields, and of whom for example: one line per sort of leak."""
    fields = sorted({name for _whose, name in marks})
    return f"{', '.join(fields)} of {', '.join(sorted({whose for whose, _name in marks})[:3])}"


def expect(world: World, cell: "Cell") -> Expected:
    line, who = cell.line, cell.who
    if cell.sort == "csrf":
        return Expected(400)
    if cell.sort == "no id":
        return Expected(404)
    if line.open is not None:
        return Expected(line.open, changes=_changes(line, who), events=_events(line, who))
    if not who.signed_in:
        redirects = line.method == "GET" and cell.sort not in ("script", "head")
        return Expected(302, SIGN_IN) if redirects else Expected(401)
    if who.part.state == "first_password" and not line.with_first_password:
        return Expected(302, FIRST_PASSWORD)
    return _signed_in(world, cell)


def _signed_in(world: World, cell: "Cell") -> Expected:
    line, who, row = cell.line, cell.who, cell.row
    relation = world.relation(who, row) if row else None
    absent = cell.row_id is not None and row is None
    met = [] if absent else line.allowed(who.key, relation)
    if who.key in line.forbidden or (not met and not line.subject):
        return Expected(403)
    if not met:
        return Expected(line.denied)
    if line.self is not None and relation == "own":
        return Expected(line.self)
    found = Expected(met[0].status, changes=_changes(line, who), events=_events(line, who))
    return found if cell.sort == "head" else _shown(world, cell, found)


def _shown(world: World, cell: "Cell", found: Expected) -> Expected:
    """What stands on the page of somebody who is let in."""
    line, who = cell.line, cell.who
    found.beside, found.limit = line.beside, line.limit
    found.exactly = cell.sort == "status" and not line.some and line.limit is None
    row = cell.target or cell.row or _oneself(world, line, who)
    if line.rows:
        found.rows, found.marks = _listed(world, line, who)
    elif row:
        found.marks = _fields(world, row, line, who)
    return found


def _oneself(world: World, line: Line, who: Who) -> Row | None:
    """A page that no address makes somebody's is about the one who asks."""
    return None if line.subject or line.tries else world.rows("person").get(who.own)


def _changes(line: Line, who: Who) -> frozenset[str]:
    return line.changes.get(who.key, line.changes.get("*", frozenset()))


def _events(line: Line, who: Who) -> tuple[str, ...]:
    return line.events if "audit_entry" in _changes(line, who) else ()


def _listed(world: World, line: Line, who: Who) -> tuple[set[int], set[tuple[str, str]]]:
    at = line.at(who.key)
    rows = [row for row in world.rows(line.rows or "").values() if world.relation(who, row) in at]
    if line.rows == "double" and len(rows) < 2:
        rows = []  # one of a pair alone is no double
    if line.rows and line.rows.endswith("_turn"):
        rows = [row for row in rows if who.part.home in row.at]  # what waits, waits at one desk
    marks = set().union(*(_fields(world, row, line, who) for row in rows)) if rows else set()
    if line.rows == "entry":
        marks = _of_everybody(world, line, who)
    return {row.id for row in rows}, marks


def _fields(world: World, row: Row, line: Line, who: Who) -> set[tuple[str, str]]:
    if row.key in world.actors:
        return _of_account(world, row, line, who)
    own = {row.says[each] for each in _allowed_fields(line, who, world.relation(who, row)) & row.says.keys()}
    known = row.people & world.people.keys()  # an account without a file has only its name
    return own | {(key, name) for key in known for name in _of_person(world, row, world.people[key], line, who)}


def _of_account(world: World, row: Row, line: Line, who: Who) -> set[tuple[str, str]]:
    """Of a role, as of a leave, it counts where it holds, not where its account is kept."""
    fields = set(_allowed_fields(line, who, world.relation(who, row)))
    grant = world.rows("living_grant").get(row.key)
    if grant is None or "grant" not in _allowed_fields(line, who, world.relation(who, grant)):
        fields.discard("grant")
    return {(row.key, name) for name in fields} if row.key != who.key else set()


def _of_person(world: World, row: Row, person: Person, line: Line, who: Who) -> set[str]:
    found = _allowed_fields(line, who, world.relation(who, row)) & person.fields()
    apart = {name: Row(row.kind, row.key, row.id, at, row.people) for name, at in person.fact_at.items()}
    hidden = {name for name, each in apart.items() if name not in _allowed_fields(line, who, world.relation(who, each))}
    return set(found - hidden)


def _allowed_fields(line: Line, who: Who, relation: str) -> frozenset[str]:
    return frozenset().union(*(each.fields for each in line.allowed(who.key, relation)))


def _of_everybody(world: World, line: Line, who: Who) -> set[tuple[str, str]]:
    fields = frozenset().union(*(each.fields for each in line.allow if who.key in each.who))
    return {(each.key, name) for each in world.people.values() for name in fields}
