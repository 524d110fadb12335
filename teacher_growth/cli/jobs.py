"""flask jobs …"""

import _thread
import json
import logging
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.scope import rows
from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import local, now, today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.jobs import queries
from teacher_growth.jobs.actions import Bell, Outcome, ask_cancel, enqueue_daily, requeue_stale, run_next
from teacher_growth.jobs.rules import JobState, Stopped

jobs = AppGroup("jobs", help="Background work.")

LISTEN = 0.2  # seconds between two looks at the bell
ROUND = timedelta(minutes=1)  # between two looks for jobs whose worker died, and for the day's jobs
GRACE = 1.5  # seconds a running job gets to finish when the worker is asked to end
DOWN = 5.0  # seconds to wait while the database does not answer
STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


@jobs.command()
def work() -> None:
    """Does background work until told to end (Ctrl-C); several workers may run at once."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # flask calls its proxy a Flask
    Worker(app.extensions["bell"], app.extensions["daily"]).run()


@jobs.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 500))
@click.option("--json", "as_json", is_flag=True, help="A JSON list on stdout.")
@acting_option
def list_jobs(limit: int, as_json: bool, login: str | None) -> None:
    """The newest jobs."""
    found = rows(queries.jobs(acting(login)).limit(limit))
    if as_json:
        click.echo(json.dumps([_as_json(job) for job in found], ensure_ascii=False))
        return
    for job in found:
        far = f"{job.done}/{job.total}" if job.total else ""
        click.echo(f"{job.id}  {_clock(job.created_at)}  {job.name}  {job.state}  {far}  {job.error or ''}".rstrip())


@jobs.command()
@click.argument("job_id", type=int)
@acting_option
def cancel(job_id: int, login: str | None) -> None:
    """Cancels a waiting job, or asks a running one to end."""
    actor = acting(login)
    try:
        with write_tx():
            state = ask_cancel(job_id, actor=actor).state
    except NotVisible:
        raise click.ClickException(f"job {job_id}: no such job") from None
    except Refused:
        raise click.ClickException(f"job {job_id} is over already") from None
    click.echo("cancelled" if state is JobState.CANCELLED else "asked to cancel")


class Worker:
    """One job at a time, in the main thread of its own process, where signals arrive."""

    def __init__(self, bell: Bell, daily: Iterable[str], *, between: timedelta = ROUND) -> None:
        self.bell, self.daily, self.round = bell, tuple(daily), between
        self.stopping = threading.Event()
        self.busy = False
        self.timer = threading.Timer(0, poke_main_thread)  # started when asked to end
        self.next_round = now()

    def run(self) -> None:
        before = {number: signal.signal(number, self._asked_to_end) for number in STOP_SIGNALS}
        click.echo("Worker ready (Ctrl-C ends it)")
        try:
            while not self.stopping.is_set():
                self._turn()
        except Stopped:
            click.echo("Worker ended; the job it was at is queued again")
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            logging.shutdown()

    def _turn(self) -> None:
        try:
            if now() >= self.next_round:
                self._look_around()
            outcome = run_next(self._interruptible)
            until = self.next_round if outcome else min(self.next_round, queries.next_due() or self.next_round)
        except DBAPIError as error:
            click.echo(f"{_clock(now())}  the database does not answer: {error.orig}", err=True)
            self.stopping.wait(DOWN)
            return
        finally:
            db.session.remove()
        if outcome:
            click.echo(_line(outcome))
        else:
            self._wait(until)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        finally:
            self.busy = False
            self.timer.cancel()

    def _look_around(self) -> None:
        self.next_round = now() + self.round
        for job_id in requeue_stale():
            click.echo(f"{_clock(now())}  job {job_id}: its worker has died")
        enqueue_daily(self.daily, actor=SYSTEM, today=today())

    def _wait(self, until: datetime) -> None:
        while not self.stopping.is_set() and now() < until and not self.bell.heard():
            self.stopping.wait(LISTEN)

    def _asked_to_end(self, number: int, _frame: FrameType | None) -> None:
        """The first time the running job may finish; after GRACE, or asked again, it is interrupted."""
        again = self.stopping.is_set()
        self.stopping.set()
        if not self.busy:
            return
        self.timer.cancel()
        self.timer = threading.Timer(GRACE, poke_main_thread)
        self.timer.daemon = True
        self.timer.start()
        if again:
            raise Stopped


def poke_main_thread() -> None:
    """A signal to the main thread itself, so that it wakes from whatever it waits for."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def _line(outcome: Outcome) -> str:
    state = outcome.state or "taken over by another worker"
    line = f"{_clock(now())}  {outcome.name}  {state}  {outcome.seconds:.1f} s"
    return f"{line}  {outcome.error}" if outcome.error else line


def _clock(moment: datetime) -> str:
    return local(moment).strftime("%Y-%m-%d %H:%M:%S")


def _as_json(job: Any) -> dict[str, Any]:
    return {
        "id": job.id, "name": job.name, "state": job.state, "done": job.done, "total": job.total, "error": job.error,
        "result": job.result, "attempts": job.attempts, "created_at": job.created_at.isoformat(),
    }  # fmt: skip
