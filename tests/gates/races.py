"""G6: recipes that many threads follow at once, on SQLite and on PostgreSQL. Nothing is lost, nothing counted twice.

A recipe is one entry in RECIPES: `set_up` makes what they fight over, `act` is what each thread does, `judge` says what
is wrong afterwards. Refusals (Refused, NotVisible) are answers; any other exception is a fault.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from teacher_growth.audit import queries as audit
from teacher_growth.audit.models import AuditEntry
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from tests.gates import databases
from tests.gates.race_recipes import RECIPES, Recipe
from tests.gates.report import Report

THREADS = 16
ROUNDS, QUICK_ROUNDS = 20, 2


@dataclass
class Outcome:
    """Of one round: how often each answer came, how many entries the trail gained, and what was set up."""

    answers: Counter[str]
    entries: int
    made: Any


def run(report: Report, *, quick: bool, seed: int) -> None:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with databases.sqlite_app() as app:
        _all(app, "sqlite", report, rounds)
    with databases.postgres_urls() as urls:
        if urls is None:
            report.skipped.append("PostgreSQL is not installed: the same races there")
            return
        with databases.app_at(urls()) as app:
            _all(app, "postgresql", report, rounds)


def _all(app: Flask, database: str, report: Report, rounds: int) -> None:
    for name, recipe in RECIPES.items():
        for number in range(rounds):
            outcome = race(app, recipe)
            faults = [f"{answer} ×{count}" for answer, count in outcome.answers.items() if answer.startswith("crash")]
            faults += recipe.judge(outcome)
            db.session.rollback()
            report.check(not faults, f"{name} on {database}, round {number + 1}: {'; '.join(faults)}")
            report.add("tries", sum(outcome.answers.values()))
    _entries, broken = audit.verify(app.config["AUDIT_KEY"], app.extensions["anchors"].all())
    report.check(not broken, f"the trail on {database} after all races: {broken[:3]}")
    report.add("entries in sound trails", _entries)
    databases.close()


def race(app: Flask, recipe: Recipe) -> Outcome:
    """One round: all threads start at the same moment."""
    made = recipe.set_up()
    before = _length()
    databases.close()
    answers: Counter[str] = Counter()
    start, lock = threading.Barrier(THREADS), threading.Lock()

    def follow(number: int) -> None:
        with app.app_context():
            start.wait()
            answer = _answer(recipe.act, made, number)
            db.session.remove()
        with lock:
            answers[answer] += 1

    threads = [threading.Thread(target=follow, args=(number,)) for number in range(THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Outcome(answers, _length() - before, made)


def _answer(act: Callable[[Any, int], Any], made: Any, number: int) -> str:
    try:
        act(made, number)
    except Refused as refusal:
        return f"refused {refusal.code}"
    except NotVisible:
        return "not visible"
    except Exception as error:
        return f"crash {type(error).__name__}: {str(error).splitlines()[0][:120]}"
    return "done"


def _length() -> int:
    counted = select(func.count(AuditEntry.seq)).execution_options(unrestricted="gate")
    return db.session.scalar(counted) or 0
