"""G2: with any one guard switched off, at least one cell of authz turns red. A guard nothing notices is dead code.

Those that survivors.yaml excuses only have to show that they survive still: EXCUSED_CELLS cells of each are tried, of
their own domain first, where all of them would take an hour.
"""

import logging
import random
from collections.abc import Container, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from teacher_growth.access import scope
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, OWN, Role
from teacher_growth.people.rules.kinds import FactKind, reads, writes
from tests.gates import authz, crew, databases, patches, probes, verbs
from tests.gates.authz import Bench
from tests.gates.lines import Line
from tests.gates.patches import Mutant
from tests.gates.report import Report

FOLDER = Path(__file__).parent
QUICK = 8
EXCUSED_CELLS = 2000
FAR = 4
EVERYBODYS = frozenset({"teacher_growth.accounts.queries"})
"""What it guards shows in the lines of all domains."""
SHARED = {"claims": ("achievements", "training")}
"""Domains without addresses of their own, and whose lines show what they guard."""
VERBS_ALONE = frozenset({Permission.ORGANISATIONS_WRITE})
"""Permissions that only verbs ask for so far, no route."""


def mutants(bench: Bench) -> Iterator[Mutant]:
    yield from patches.nets()
    yield from _written()
    yield from _routes(bench)
    yield from _calls(bench)
    yield from _roles(bench)


def _written() -> Iterator[Mutant]:
    """Those of mutants.yaml."""
    for module, functions in yaml.safe_load((FOLDER / "mutants.yaml").read_text()).items():
        for function, pairs in functions.items():
            for take, put, *hint in pairs:
                name = f"{module.removeprefix('teacher_growth.')}.{function}: {take} → {put or 'nothing'}"
                switch = partial(_with, patches.source, module, function, take, put)
                domain = "access" if module in EVERYBODYS else module.split(".")[1]
                yield Mutant(name, switch, domain=domain, hint="".join(hint))


def _routes(bench: Bench) -> Iterator[Mutant]:
    for endpoint, view in bench.world.app.view_functions.items():
        if not hasattr(view, "permission") or endpoint not in _lined(bench):
            continue
        ways = {"unguarded": patches.unguarded}
        if view.permission is not Permission.SELF:
            ways["asks only sign-in"] = patches.asks_only_sign_in
        if patches.closure(view).get("for_others") and view.permission in OWN:
            ways["for oneself too"] = patches.for_oneself_too
        for words, way in ways.items():
            yield Mutant(f"{endpoint} {words}", partial(_at, way, endpoint), endpoint=endpoint)


def _lined(bench: Bench) -> set[str]:
    """Endpoints with a line: where there is none, authz is red already."""
    return {line.endpoint for line in bench.lines.values()}


def _at(way: Any, endpoint: str, app: Any) -> Any:
    return way(app, endpoint)


def _calls(bench: Bench) -> Iterator[Mutant]:
    """Each module's visible() and fetch(), asking for everything."""
    domains = {endpoint.split(".")[0] for endpoint in _lined(bench)} | {"audit", *SHARED}
    for module in patches.modules(patches.HOUSE):
        if module.__name__.split(".")[1] not in domains:
            continue
        for name in ("visible", "fetch"):
            if vars(module).get(name) is getattr(scope, name) and module is not scope:
                short = module.__name__.removeprefix("teacher_growth.")
                switch = partial(_with, patches.unscoped, module, name)
                yield Mutant(f"{short}.{name} unscoped", switch, domain=short.split(".")[0])


def used(bench: Bench) -> set[Permission]:
    """What some route or verb asks for."""
    views = {name: view for name, view in bench.world.app.view_functions.items() if name in _lined(bench)}
    asked = {view.permission for view in views.values() if hasattr(view, "permission")}
    asked |= {each(kind) for kind in FactKind for each in (reads, writes)}
    return (asked | VERBS_ALONE) - {Permission.SELF}


def _roles(bench: Bench) -> Iterator[Mutant]:
    permissions = sorted(used(bench))
    for role in Role:
        actors = frozenset(who.key for who in bench.world.actors.values() if who.part.role is role and who.signed_in)
        for permission in permissions:
            way, words = (patches.role_loses, "loses") if permission in MAY[role] else (patches.role_gains, "gains")
            switch = partial(_with, way, role, permission)
            yield Mutant(f"{role} {words} {permission}", switch, actors, permission=permission)
    with_file = frozenset(who.key for who in bench.world.actors.values() if who.part.file and who.signed_in)
    for permission in permissions:
        words = "loses" if permission in OWN else "gains"
        switch = partial(_with, patches.own, OWN ^ {permission})
        yield Mutant(f"one's own {words} {permission}", switch, with_file, permission=permission)


def _with(way: Any, *args: Any) -> Any:
    return way(*args[:-1])  # the last is the app, which this way does not need


def killed_by(bench: Bench, mutant: Mutant, most: int | None = None) -> str | None:
    """The first cell, of so many at most, that is red with the guard off and green with it on; raises StaleError."""
    checks = islice(_checks(bench, mutant), most)
    while True:
        with ExitStack() as stack:
            stack.enter_context(mutant.switch(bench.world.app))
            bench.absent.clear()
            what, check = next(((name, each) for name, each in checks if _is_red(each)), (None, None))
        if bench.store.touched():
            bench.store.restore()
        bench.absent.clear()
        if check is None or not _is_red(check):
            return what


def _is_red(check: Any) -> bool:
    try:
        return bool(check())
    except Exception:
        return True


Check = tuple[str, Any]


def _checks(bench: Bench, mutant: Mutant) -> Iterator[Check]:
    """What could notice, the likeliest first."""
    routes = [cell for cell in _all_cells(bench) if _concerns(mutant, cell.who.key, cell.line.endpoint)]
    by_verb = [cell for cell in _all_verb_cells(bench) if _concerns(mutant, cell[1].key, cell[0].endpoint)]
    nets = [] if mutant.actors or mutant.endpoint else list(probes.NETS)
    ranked: list[tuple[float, Check]] = [(_net_rank(mutant, name), _net(bench, name)) for name in nets]
    ranked += [(_rank(bench, mutant, cell[0]), _verb(bench, cell)) for cell in by_verb]
    ranked += [(_rank(bench, mutant, cell.line) + 0.5, (cell.name, partial(bench.run, cell))) for cell in routes]
    at_home = mutant.domain in {*SHARED, *(line.endpoint.split(".")[0] for line in bench.lines.values())}
    if mutant.hint:
        ranked = [(0 if mutant.hint in check[0].split() else rank, check) for rank, check in ranked]
    ranked = [each for each in ranked if each[0] < FAR or not at_home]  # what a domain guards, its own lines must show
    yield from (check for _rank_, check in sorted(ranked, key=lambda each: each[0]))


def _concerns(mutant: Mutant, who: str, endpoint: str) -> bool:
    return (not mutant.actors or who in mutant.actors) and mutant.endpoint in (None, endpoint)


def _rank(bench: Bench, mutant: Mutant, line: Line) -> int:
    view = bench.world.app.view_functions.get(line.endpoint)
    if mutant.permission and mutant.permission in (line.asks, getattr(view, "permission", None)):
        return 1
    return 1 if line.endpoint.split(".")[0] in SHARED.get(mutant.domain, (mutant.domain,)) else FAR


def _net_rank(mutant: Mutant, name: str) -> int:
    if mutant.net:
        return 0 if name.startswith(mutant.net) else FAR
    return 1 if mutant.domain in ("web", "audit") else 3


def _net(bench: Bench, name: str) -> Check:
    def does_not_hold() -> bool:
        held = probes.holds(name, bench.world)
        if bench.store.touched():  # a net that writes leaves nothing for the next cell to be blamed for
            bench.store.restore()
        return not held

    return name, does_not_hold


def _verb(bench: Bench, cell: verbs.Cell) -> Check:
    row = cell[2].key if cell[2] else "absent"
    return f"verb {cell[0].name} {cell[1].key} {row}", partial(verbs.fault, bench.world, cell)


def _all_cells(bench: Bench) -> list[authz.Cell]:
    if not hasattr(bench, "mixed"):
        bench.mixed = _mixed([cell for cell in bench.cells(foreign=1) if cell.sort != "no id"])  # type: ignore[attr-defined]  # kept with the bench, made once
    return bench.mixed  # type: ignore[attr-defined,no-any-return]  # kept with the bench, made once


def _all_verb_cells(bench: Bench) -> list[verbs.Cell]:
    if not hasattr(bench, "mixed_verbs"):
        bench.mixed_verbs = _mixed(list(verbs.cells(bench.world)))  # type: ignore[attr-defined]  # kept with the bench, made once
    return bench.mixed_verbs  # type: ignore[attr-defined,no-any-return]  # kept with the bench, made once


def _mixed(cells: list[Any]) -> list[Any]:
    """Shuffled the same way each time: neighbours would all be blind to the same guard."""
    return random.Random(7).sample(cells, len(cells))  # noqa: S311 -- an order


def verdict(bench: Bench, mutant: Mutant, excused: Container[str] = ()) -> tuple[str, str | None]:
    try:
        return mutant.name, killed_by(bench, mutant, EXCUSED_CELLS if mutant.name in excused else None)
    except patches.StaleError as stale:
        return mutant.name, f"stale: {stale}"


def run(report: Report, *, quick: bool, seed: int, start: str = "") -> None:
    excused = yaml.safe_load((FOLDER / "survivors.yaml").read_text()) or {}
    with databases.sqlite_app() as app:
        bench = Bench(app)
        logging.disable()  # crashes are what some mutants are for
        every = [each for each in mutants(bench) if each.name.startswith(start)]
        picked = random.Random(seed).sample(every, min(QUICK, len(every))) if quick else every  # noqa: S311 -- reproducible
        for name, killer in crew.share(bench, picked, partial(verdict, excused=excused)):
            if killer and killer.startswith("stale: "):
                report.failures.append(f"{name}: {killer}")
            elif name in excused:
                report.check(killer is None, f"{name}: killed by {killer}, take it out of survivors.yaml")
                report.add("excused")
            else:
                report.check(killer is not None, f"{name}: nothing notices")
        report.figures |= {"guards": len(every), "tried": len(picked)}
