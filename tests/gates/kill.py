"""G7: the process is killed at every statement of a verb. Afterwards: all of it or nothing, and the retry completes.

A recipe: `set_up` makes the ground (committed), `act` runs the verb in its own write transaction, `state` reads what
the verb changes as plain values, the length of the trail among them. All or nothing: afterwards the state is as before,
or as after a run that nobody killed.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from teacher_growth.audit import queries as audit
from teacher_growth.database import db
from tests.gates import databases
from tests.gates.kill_recipes import RECIPES, Recipe
from tests.gates.report import Report

STEPS = ("write", "fsync", "replace", "mkdir", "unlink")
MOMENTS = ("before", "after")
QUICK_POINTS = 12


def run(report: Report, *, quick: bool, seed: int) -> None:
    for name, recipe in RECIPES.items():
        with databases.sqlite_app() as app:
            _one(app, name, recipe, report, quick)


def _one(app: Flask, name: str, recipe: Recipe, report: Report, quick: bool) -> None:
    made = recipe.set_up()
    store = databases.Store(app)
    before = _state(recipe, made)
    databases.close()
    points = _count(recipe, made)
    after = _state(recipe, made)
    store.restore()
    every = [(point, moment) for point in range(points) for moment in MOMENTS]
    for point, moment in every[:: max(1, len(every) // QUICK_POINTS)] if quick else every:
        where = f"{name} killed {moment} step {point + 1} of {points}"
        report.check(_die(recipe, made, point, moment) == signal.SIGKILL, f"{where}: the step was not reached")
        found = _state(recipe, made)
        report.check(found in (before, after), f"{where}: {found}")
        report.check(_sound(app), f"{where}: the trail is not sound")
        if found == before:
            databases.close()
            recipe.act(made)
            report.check(
                _state(recipe, made) == after and _sound(app), f"{where}: the retry ends in {_state(recipe, made)}"
            )
        report.add("kills")
        store.restore()


def _state(recipe: Recipe, made: Any) -> Any:
    values = recipe.state(made)
    db.session.rollback()
    return values


def _sound(app: Flask) -> bool:
    _entries, faults = audit.verify(app.config["AUDIT_KEY"], app.extensions["anchors"].all())
    databases.close()
    return not faults


def _count(recipe: Recipe, made: Any) -> int:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with _watched(step, lambda: None):
        recipe.act(made)
    databases.close()
    return steps


def _die(recipe: Recipe, made: Any, point: int, moment: str) -> int:
    """In a child process: SIGKILL at that step. Gives back the signal that ended it."""
    databases.close()
    child = os.fork()
    if child:
        return os.WTERMSIG(os.waitpid(child, 0)[1])
    left = point

    def at_step() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    nothing: Callable[[], None] = lambda: None  # noqa: E731 -- a default of a field
    with _watched(*((at_step, nothing) if moment == "before" else (nothing, at_step))):
        recipe.act(made)
    os._exit(1)


class _watched:  # noqa: N801 -- reads as a with-statement
    """Calls `before` and `after` around every statement and COMMIT, and each step by which a file becomes lasting."""

    def __init__(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        self.before, self.after = before, after

    def __enter__(self) -> None:
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)
        self.steps = {name: getattr(os, name) for name in STEPS}
        dialect = type(db.engine.dialect)
        self.dialect, self.do_commit = dialect, dialect.do_commit
        dialect.do_commit = self._around(dialect.do_commit)  # type: ignore[method-assign]  # killed here
        for name, step in self.steps.items():
            setattr(os, name, self._around(step))

    def __exit__(self, *_error: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._before)
        event.remove(Engine, "after_cursor_execute", self._after)
        self.dialect.do_commit = self.do_commit  # type: ignore[method-assign]  # put back
        for name, step in self.steps.items():
            setattr(os, name, step)

    def _before(self, *_arguments: Any) -> None:
        self.before()

    def _after(self, *_arguments: Any) -> None:
        self.after()

    def _around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            self.before()
            try:
                return step(*arguments, **named)
            finally:
                self.after()  # a step that fails is one, too: a folder whose parent is not there yet

        return stepped
